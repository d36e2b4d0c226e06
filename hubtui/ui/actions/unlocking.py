"""Where a token is kept is locked, missing or does not answer: what can be done about it, asked when a token
is needed and not before."""

from __future__ import annotations

import asyncio

from hubtui.accounts import Stores, StoreState, TokenStore
from hubtui.errors import StoreError
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.unlock import MakeVault, Passphrase, Unlock, Waiting, Ways
from hubtui.ui.widgets.selector import Option

UNLOCK, RETRY, LATER = "unlock", "retry", "later"
_OPENABLE = (StoreState.LOCKED, StoreState.NO_COLLECTION)


async def unlocked(context: Context, store: str, why: str = "") -> bool:
    """Whether the store can be used now, after the user was asked for what it needs."""
    stores = context.session.accounts.stores
    place = stores[store]
    while (status := await offload(place.status)).state is not StoreState.READY:
        if store == "vault" and status.state in _OPENABLE:
            return await _open_vault(context, stores, status.state, why)
        words = "\n".join(filter(None, (f"{status.words}.", status.advice, why)))
        chosen = await context.ask(Ways(f"{place.title}: {status.state}", words, _ways(status.state)))
        if chosen == RETRY:
            await offload(place.retry)
        elif chosen != UNLOCK or not await _unlock_keyring(context, stores):
            return False
    return True


async def _open_vault(context: Context, stores: Stores, state: StoreState, why: str) -> bool:
    vault = stores.vault

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
    unlock = Option(UNLOCK, "unlock it", "The system asks for the password, in a window of its own.")
    retry = Option(RETRY, "try again", "Ask once more whether it answers.")
    later = Option(LATER, "leave it", "Browse what is public; sign in again to keep the token elsewhere.")
    return [unlock, retry, later] if state is StoreState.LOCKED else [retry, later]


async def _unlock_keyring(context: Context, stores: Stores) -> bool:
    """Let the system ask for the password, for as long as the user waits; whether that went well."""
    place: TokenStore = stores.keyring
    waiting = Waiting(place.title, "Waiting for the system to unlock it …")
    asked = asyncio.ensure_future(offload(stores.keyring.unlock))
    asked.add_done_callback(lambda _: waiting.dismiss(None) if waiting.is_current else None)
    await context.ask(waiting)
    if not asked.done():
        asked.cancel()
        return False
    try:
        asked.result()
    except StoreError as error:
        context.report(error)
        return False
    return True
