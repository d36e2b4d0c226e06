"""Where a token is kept is locked, missing or does not answer: what can be done about it, asked when a token
is needed and not before."""

from __future__ import annotations

import asyncio
from typing import Protocol, cast

from hubtui.accounts import StoreState, TokenStore
from hubtui.errors import StoreError, StoreUnresponsive
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.unlock import MakeVault, Passphrase, Unlock, Waiting, Ways
from hubtui.ui.widgets.selector import Option

RETRY, LATER = "retry", "later"


class Vault(Protocol):
    """What opens with a passphrase."""

    def unlock(self, passphrase: str) -> None: ...
    def create(self, passphrase: str) -> None: ...


class Keyring(Protocol):
    """What the operating system asks for."""

    def unlock(self) -> object: ...


async def unlocked(context: Context, store: str, why: str = "") -> bool:
    """Whether the store can be used now, after the user was asked for what it needs."""
    place = context.session.accounts.stores[store]
    while True:
        status = await offload(place.status)
        if status.state is StoreState.READY:
            return True
        if store == "vault" and status.state in (StoreState.LOCKED, StoreState.NO_COLLECTION):
            return await _open_vault(context, place, status.state, why)
        ways = _ways(status.state)
        chosen = await context.ask(
            Ways(f"{place.title}: {status.state}", f"{status.words}\n{status.advice}", ways)
        )
        if chosen == "unlock" and not await _unlock_keyring(context, place):
            return False
        if chosen == RETRY:
            await offload(place.retry)
        if chosen in (LATER, None):
            return False


async def _open_vault(context: Context, place: TokenStore, state: StoreState, why: str) -> bool:
    vault = cast(Vault, place)

    async def create(passphrase: Passphrase) -> None:
        await offload(lambda: vault.create(passphrase.reveal()))

    async def unlock(passphrase: Passphrase) -> None:
        await offload(lambda: vault.unlock(passphrase.reveal()))

    if state is StoreState.NO_COLLECTION:
        opened = await context.ask(MakeVault(create))
    else:
        words = why or "It has the tokens of your accounts; once a session is enough."
        opened = await context.ask(Unlock("Unlock the vault", words, unlock))
    return opened is True


def _ways(state: StoreState) -> list[Option]:
    unlock = Option("unlock", "unlock it", "The system asks for the password, in a window of its own.")
    retry = Option(RETRY, "try again", "Ask once more whether it answers.")
    later = Option(LATER, "leave it", "Browse what is public; sign in again to keep the token elsewhere.")
    return [unlock, retry, later] if state is StoreState.LOCKED else [retry, later]


async def _unlock_keyring(context: Context, place: TokenStore) -> bool:
    """Ask the system to unlock it, for as long as the user waits."""
    waiting = Waiting(place.title, "Waiting for the system to unlock it …")
    asked = asyncio.ensure_future(offload(cast(Keyring, place).unlock))
    asked.add_done_callback(lambda _: waiting.dismiss(None) if waiting.is_current else None)
    await context.ask(waiting)
    if not asked.done():
        asked.cancel()
        return False
    try:
        asked.result()
    except StoreUnresponsive as error:
        context.report(error)
    except StoreError as error:
        context.report(error)
        return False
    return True
