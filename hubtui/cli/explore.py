"""`hubtui`: the terminal UI, on the user's accounts or on the demo."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from hubtui.accounts import Accounts
from hubtui.cli.output import OK, USAGE, say
from hubtui.cli.signals import forget_lost_terminal
from hubtui.cli.user import user_accounts
from hubtui.crashes import reported
from hubtui.paths import Directories
from hubtui.settings import load_settings

if TYPE_CHECKING:
    from textual.app import App


def run(options: argparse.Namespace) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("hubtui: the terminal UI needs a terminal; `hubtui --help` lists the commands that do not")
        return USAGE
    if options.demo:
        from hubtui.cli.demo import demo

        with demo() as (accounts, directories):
            return _explore(accounts, directories, is_demo=True)
    directories = Directories.of_user()
    accounts = user_accounts(directories)
    return _explore(accounts, directories, is_demo=False)


def _explore(accounts: Accounts, directories: Directories, *, is_demo: bool) -> int:
    from hubtui.session import Session
    from hubtui.ui.app import HubtuiApp

    settings = load_settings(directories.config)
    session = Session(accounts, directories, settings=settings, is_demo=is_demo, gives_up=False)
    try:
        app = HubtuiApp(session)
        with reported(session.log, app.crash), _ended_by_signals(app):
            app.run(mouse=settings.config.mouse)
        return app.return_code or OK
    finally:
        session.close()


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
