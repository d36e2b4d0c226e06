"""The accounts of whoever runs a command."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from hubtui.accounts import Accounts, accounts_of_user
from hubtui.cli.output import say
from hubtui.cli.vault import unlock_for
from hubtui.errors import BadInput
from hubtui.model import Account
from hubtui.paths import Directories
from hubtui.text import safe


def user_accounts(directories: Directories) -> Accounts:
    """All of them; a list that cannot be read is told, and done without."""
    accounts = accounts_of_user(directories, os.environ)
    if accounts.problem:
        say(f"hubtui: {safe(accounts.problem, 2000)}")
    return accounts


AsWhom = Callable[[str], Account]
"""The account that acts on a scheme's hub; its token can be read."""


def as_whom(accounts: Accounts, names: Sequence[str]) -> AsWhom:
    """The named account of each hub, else the hub's first. BadInput for two on one hub."""
    chosen: dict[str, Account] = {}
    for name in names:
        account = accounts.get(name)
        if account.hub in chosen:
            raise BadInput(f"two accounts on one hub: {chosen[account.hub].name!r} and {name!r}")
        chosen[account.hub] = account

    def find(scheme: str) -> Account:
        account = accounts.of_scheme(scheme)
        account = chosen.get(account.hub, account)
        unlock_for(accounts, account)
        return account

    return find
