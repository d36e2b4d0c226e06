"""`hubtui`: the terminal UI, on the user's accounts or on the demo."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from hubtui.cli.output import OK, USAGE, say
from hubtui.cli.signals import forget_lost_terminal
from hubtui.crashes import reported
from hubtui.logs import Log
from hubtui.paths import Directories
from hubtui.settings import load_settings

if TYPE_CHECKING:
    from textual.app import App

    from hubtui.accounts import Accounts
    from hubtui.session import Session


def run(options: argparse.Namespace) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("hubtui: the terminal UI needs a terminal; `hubtui --help` lists the commands that do not")
        return USAGE
    if options.demo:
        from hubtui.cli.demo import demo

        with demo() as (accounts, directories):
            return _explore(lambda: accounts, directories, is_demo=True)
    directories = Directories.of_user()
    return _explore(lambda: _of_user(directories), directories, is_demo=False)


def _of_user(directories: Directories) -> Accounts:
    from hubtui.accounts import accounts_of_user

    return accounts_of_user(directories, os.environ)


def _explore(accounts: Callable[[], Accounts], directories: Directories, *, is_demo: bool) -> int:
    from hubtui.ui.app import HubtuiApp

    settings = load_settings(directories.config)
    log = Log(directories.make().state, settings.config.log)
    with ExitStack() as at_end:
        at_end.callback(log.close)

        def open_session() -> Session:
            """Accounts and all that acts on them are imported once the first frame is painted."""
            from hubtui.session import Session

            session = Session(
                accounts(), directories, settings=settings, log=log, is_demo=is_demo, gives_up=False
            )
            at_end.callback(session.close)
            return session

        app = HubtuiApp(settings, open_session, log.path if log.has_file else None)
        with reported(log, app.crash), _ended_by_signals(app):
            app.run(mouse=settings.config.mouse)
        if app.failure is not None:
            raise app.failure
        return app.return_code or OK


@contextmanager
def _ended_by_signals(app: App[int]) -> Iterator[None]:
    """A signal closes the app as a quit would: the terminal is given back, running copies stay resumable.

    Textual itself would be killed by SIGTERM and SIGHUP where it stands.
    """

    def end(number: int, frame: FrameType | None) -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(lambda: app.exit(return_code=128 + number))

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        forget_lost_terminal()
