"""`hubtui`: the terminal UI, on the user's accounts or on the demo."""

from __future__ import annotations

import argparse
import os
import sys

from hubtui.accounts import Accounts, accounts_from_environment
from hubtui.cli.output import say
from hubtui.paths import Directories


def run(options: argparse.Namespace) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("hubtui: the terminal UI needs a terminal; `hubtui --help` lists the commands that do not")
        return 2
    if options.demo:
        from hubtui.cli.demo import demo

        with demo() as (accounts, directories):
            return _explore(accounts, directories, is_demo=True)
    return _explore(accounts_from_environment(os.environ), Directories.of_user(), is_demo=False)


def _explore(accounts: Accounts, directories: Directories, *, is_demo: bool) -> int:
    from hubtui.session import Session
    from hubtui.ui.app import HubtuiApp

    session = Session(accounts, directories, is_demo=is_demo)
    try:
        app = HubtuiApp(session)
        app.run()
        return app.return_code or 0
    finally:
        session.close()
