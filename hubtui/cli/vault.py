"""The vault's passphrase without the terminal UI: from a file descriptor, or asked for on the terminal."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from typing import TypeVar

from hubtui.accounts import Accounts, Stores, StoreState
from hubtui.cli.output import say
from hubtui.errors import BadInput, StoreLocked, StoreMissing
from hubtui.model import Account
from hubtui.secret import LONGEST

T = TypeVar("T")
DESCRIPTOR = "HUBTUI_VAULT_PASSPHRASE_FD"
"""The number of a file descriptor that the passphrase is read from; never the passphrase itself."""
NEW_DESCRIPTOR = "HUBTUI_VAULT_NEW_PASSPHRASE_FD"
"""The same for the one that replaces it."""


def unlock_for(accounts: Accounts, account: Account) -> None:
    """Open the vault when it is locked and has the account's token."""
    if account.store == "vault" and accounts.stores.vault.state() is StoreState.LOCKED:
        _open(accounts.stores)


def make_ready(stores: Stores, store: str) -> None:
    """Open the vault, or make it, before something that is not done twice; others say themselves what they
    lack."""
    if store == "vault" and stores.vault.state() in (StoreState.LOCKED, StoreState.NO_COLLECTION):
        _open(stores)


def opened(stores: Stores, store: str, work: Callable[[], T]) -> T:
    """What `work` returns; the vault is opened, or made, when that is what it lacks."""
    try:
        return work()
    except (StoreLocked, StoreMissing):
        if store != "vault":
            raise
    _open(stores)
    return work()


def _open(stores: Stores) -> None:
    if stores.vault.state() is StoreState.NO_COLLECTION:
        say("hubtui: a vault is made for the tokens; when its passphrase is lost, sign in again")
        stores.vault.create(_passphrase("New passphrase for the vault: ", again=True))
    else:
        stores.vault.unlock(_passphrase("Passphrase of the vault: ", again=False))


def change_passphrase(stores: Stores) -> None:
    """Seal the vault with another passphrase. WrongPassphrase, StoreMissing, BadInput: nothing is changed."""
    if stores.vault.state() is StoreState.NO_COLLECTION:
        raise stores.vault.status().error()
    old = _passphrase("Passphrase of the vault: ", again=False)
    stores.vault.unlock(old)
    new = _passphrase("New passphrase for the vault: ", again=True, descriptor=NEW_DESCRIPTOR)
    stores.vault.change_passphrase(old, new)


def _passphrase(question: str, *, again: bool, descriptor: str = DESCRIPTOR) -> str:
    if number := os.environ.get(descriptor):
        return _read(number, descriptor)
    if not sys.stdin.isatty():
        raise StoreLocked(
            "the vault needs its passphrase, and there is no terminal to ask on",
            f"Set {descriptor} to the number of an open file descriptor that it can be read from.",
        )
    typed = getpass.getpass(question)
    if again and getpass.getpass("Again: ") != typed:
        raise BadInput("these were two different passphrases")
    return typed


def _read(number: str, descriptor: str) -> str:
    """The descriptor's first line."""
    try:
        with os.fdopen(int(number), encoding="utf-8", closefd=False) as file:
            return file.readline(LONGEST).rstrip("\r\n")
    except (ValueError, OSError):
        raise BadInput(f"{descriptor} is not the number of a file descriptor that can be read") from None
