"""The accounts of whoever runs a command."""

from __future__ import annotations

import os

from hubtui.accounts import Accounts, accounts_of_user
from hubtui.cli.output import say
from hubtui.paths import Directories
from hubtui.text import safe


def user_accounts(directories: Directories) -> Accounts:
    """All of them; a list that cannot be read is told, and done without."""
    accounts = accounts_of_user(directories, os.environ)
    if accounts.problem:
        say(f"hubtui: {safe(accounts.problem, 2000)}")
    return accounts
