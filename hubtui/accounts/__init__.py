"""Who is signed in where, and where the tokens are: kept by hubtui, borrowed, or for this session only."""

from __future__ import annotations

from collections.abc import Mapping

from hubtui.accounts.borrowed import borrowed_entries
from hubtui.accounts.endpoints import checked_endpoint
from hubtui.accounts.kept import FILE, KeptFile
from hubtui.accounts.registry import LOCAL, Accounts
from hubtui.accounts.stores import Status, Stores, StoreState, TokenKey, TokenStore
from hubtui.paths import Directories

__all__ = [
    "LOCAL",
    "Accounts",
    "Status",
    "StoreState",
    "Stores",
    "TokenKey",
    "TokenStore",
    "accounts_of_user",
    "checked_endpoint",
]


def accounts_of_user(directories: Directories, environment: Mapping[str, str]) -> Accounts:
    """What was signed in, what can be borrowed, and this machine's folders. No token store is asked.

    BadInput for an endpoint in the environment that is none, or would send tokens unencrypted.
    """
    kept = KeptFile(directories.config / FILE)
    accounts = Accounts(kept, Stores.of_user(directories), [*borrowed_entries(environment)])
    accounts.add_local()
    return accounts
