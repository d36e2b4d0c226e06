"""The list of accounts: who each is, which pane it is for, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

from hubtui import format, signing
from hubtui.accounts import LOCAL
from hubtui.accounts.kept import check_name
from hubtui.errors import (
    BadInput,
    HubtuiError,
    Offline,
    StoreError,
    StoreLocked,
    TokenMissing,
    Unauthorized,
)
from hubtui.model import Account
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.panes import start
from hubtui.ui.actions.unlocking import unlocked
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.rows.sign_ins import SignIn, State
from hubtui.ui.screens.accounts import AccountsScreen
from hubtui.ui.screens.choose import Choose
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.widgets.pane import Pane

VAULT = "vault"
_STATES: tuple[tuple[type[HubtuiError], State], ...] = (
    (Unauthorized, State.REFUSED),
    (StoreLocked, State.LOCKED),
    (TokenMissing, State.NO_TOKEN),
    (Offline, State.OFFLINE),
)


@action("accounts.open")
async def open_accounts(context: Context) -> None:
    if isinstance(context.screen, AccountsScreen):
        context.screen.dismiss()
        return
    screen = AccountsScreen()
    await context.app.push_screen(screen)
    here = context.pane.location
    show(context, here.account if here else None)
    await _show_stores(context, screen)


@action("accounts.all")
async def open_from_chooser(context: Context) -> None:
    if isinstance(context.screen, Choose):
        context.screen.dismiss(None)
    await open_accounts(context)


@action("accounts.refresh")
async def refresh(context: Context) -> None:
    await offload(context.session.accounts.reload)
    for store in context.session.accounts.stores:
        await offload(store.retry)
    show(context)
    if isinstance(context.screen, AccountsScreen):
        await _show_stores(context, context.screen)


def show(context: Context, cursor: str | None = None) -> None:
    """The accounts as they are now, where their list is open."""
    screen = context.screen
    if isinstance(screen, AccountsScreen):
        screen.show([*sign_ins(context)], cursor)


async def _show_stores(context: Context, screen: AccountsScreen) -> None:
    """In which states the stores are that tokens are kept in."""
    kept = {account.store for account in context.session.accounts}
    said = []
    for store in context.session.accounts.stores:
        if store.name in kept and store.name not in ("memory", "plain", "command"):
            status = await offload(store.status)
            said.append(f"{store.title} {status.state}")
    if screen.is_attached:
        screen.show_stores(" · ".join(said))


def sign_ins(context: Context) -> Iterator[SignIn]:
    """A row for each account but this machine's folders."""
    accounts = context.session.accounts
    for account in accounts:
        if account.hub == LOCAL:
            continue
        user = context.users.get(account.name)
        state = State.OK if user else State.UNKNOWN if account.origin else State.ANONYMOUS
        before = context.checked.get(account.name, SignIn(account, state, user))
        if before.state is State.UNKNOWN and user:
            before = replace(before, state=State.OK, user=user)
        yield replace(before, account=account, panes=accounts.default_panes(account.name))


def _marked(context: Context) -> list[SignIn]:
    return context.screen.chosen if isinstance(context.screen, AccountsScreen) else []


# Who they are


@action("accounts.check")
def check_accounts(context: Context) -> None:
    """Each on its own: a hub that does not answer holds up no other's row."""
    for row in _marked(context):
        if row.account.origin:
            name = row.account.name
            context.app.run_worker(check_one(context, name), group=f"check-{name}", exclusive=True)
        else:
            context.say(f"{safe(row.account.name)} is not signed in: there is nobody to ask about")


async def check_one(context: Context, name: str) -> None:
    account = context.account(name)
    _note(context, SignIn(account, State.CHECKING, context.users.get(name)))
    try:
        user = await offload(signing.check, context.session, name)
    except HubtuiError as error:
        outcome = SignIn(account, state_of(error), None, f"{error} {error.advice}".strip())
    else:
        context.users[name] = user
        outcome = SignIn(account, State.OK, user)
    if context.is_open:
        _note(context, outcome)


def _note(context: Context, outcome: SignIn) -> None:
    context.checked[outcome.account.name] = outcome
    show(context)


def state_of(error: HubtuiError) -> State:
    return next((state for kind, state in _STATES if isinstance(error, kind)), State.FAILED)


# What they are for


@action("accounts.use")
async def use(context: Context) -> None:
    row, screen = context.sign_in, context.screen
    if row is not None:
        screen.dismiss()
        await start(context, context.pane, row.account.name)


@action("accounts.left")
async def begin_left(context: Context) -> None:
    await _toggle_default(context, "left")


@action("accounts.right")
async def begin_right(context: Context) -> None:
    await _toggle_default(context, "right")


async def _toggle_default(context: Context, pane: str) -> None:
    row = context.sign_in
    if row is not None:
        name = None if pane in row.panes else row.account.name
        await offload(context.session.accounts.set_default, name, pane)
        show(context)


@action("accounts.read_only")
async def toggle_read_only(context: Context) -> None:
    row = context.sign_in
    if row is not None:
        wanted = not row.account.read_only
        await offload(context.session.accounts.set_read_only, row.account.name, wanted)
        what = "nothing is written with it from now on" if wanted else "it can be written with again"
        context.say(f"{safe(row.account.name)}: {what}")
        show(context)


@action("accounts.unlock")
async def unlock(context: Context) -> None:
    row = context.sign_in
    if row is not None and await unlocked(context, row.account.store):
        context.say(f"{safe(row.account.origin)} is open")
        await refresh_locked(context)


@action("accounts.lock")
async def lock(context: Context) -> None:
    """What shows one of its accounts says so then, and is not asked about."""
    row = context.sign_in
    if row is None:
        return
    if row.account.store != VAULT:
        where = safe(row.account.origin)
        context.say(f"only the vault is locked from here; {safe(row.account.name)} has its token in {where}")
    elif jobs := [job for name in _in_vault(context) for job in context.session.jobs_of(name)]:
        context.say(f"job {jobs[0]} works with a token of the vault; cancel it, or wait for its end")
    else:
        await _lock_vault(context)


def _in_vault(context: Context) -> list[str]:
    return [account.name for account in context.session.accounts if account.store == VAULT]


async def _lock_vault(context: Context) -> None:
    accounts = context.session.accounts
    names = _in_vault(context)
    accounts.stores.vault.lock()
    context.asked_for.add(VAULT)
    for name in names:
        await offload(context.session.sign_out, name)
        context.drop(name)
    context.say(f"the vault is locked; {context.key('accounts.unlock')} unlocks it")
    await refresh(context)
    panes = panes_of(context, names)
    shown = {pane.id: pane.location.account for pane in panes if pane.location}
    await begin_again(context, panes, lambda pane: shown[pane])


async def open_store(context: Context, account: str) -> None:
    """Ask for what the account's token needs; show what waited for it, or else what is public."""
    one = context.account(account)
    if await unlocked(context, one.store, f"{safe(account)} has its token there."):
        await refresh_locked(context)
        return
    context.say(f"{safe(account)} stays locked; {context.key('app.refresh')} asks again")
    waiting = [(pane, pane.location.account) for pane in (context.pane, context.other) if pane.location]
    for pane, name in waiting:
        public = _public(context, name)
        if public is not None and context.account(name).store == one.store and name not in context.users:
            await start(context, pane, public.name)


def _public(context: Context, name: str) -> Account | None:
    """The same hub without a sign-in."""
    account = context.account(name)
    try:
        public = context.account(account.hub)
    except BadInput:
        return None
    is_same = not public.origin and public.endpoint == account.endpoint
    return public if is_same else None


async def refresh_locked(context: Context) -> None:
    """Show again what could not be shown for want of a token."""
    for name, outcome in [*context.checked.items()]:
        if outcome.state is State.LOCKED:
            del context.checked[name]
    show(context)
    waiting = [(pane, pane.location.account) for pane in (context.pane, context.other) if pane.location]
    starts = [start(context, pane, name) for pane, name in waiting if name not in context.users]
    await asyncio.gather(*starts)


# What they are called, and that they go


@action("accounts.rename")
async def rename(context: Context) -> None:
    row = context.sign_in
    if row is None:
        return
    old = row.account.name
    new = await context.ask(
        Prompt(f"Rename {safe(old)}", value=old, check=lambda typed: _check_name(context, old, typed))
    )
    if new and new != old:
        panes = panes_of(context, [old])
        await offload(signing.rename, context.session, old, new)
        context.drop(old)
        await begin_again(context, panes, lambda _: new)
        show(context, new)


def _check_name(context: Context, old: str, typed: str) -> None:
    check_name(typed)
    if typed != old and any(account.name == typed for account in context.session.accounts):
        raise BadInput(f"there is an account of this name already: {typed!r}")


@action("accounts.remove")
async def remove(context: Context) -> None:
    own = [row.account for row in _marked(context) if row.account.store]
    if not own:
        context.say("what is marked belongs to other programs: remove it there")
        return
    question = f"Remove {_named(own)}?"
    if not await context.ask(Confirm(question, _what_goes(own), "remove")):
        return
    panes = panes_of(context, [account.name for account in own])
    for account in own:
        await _remove_one(context, account)
    left = {account.name for account in context.session.accounts}
    gone = [pane for pane in panes if pane.location is None or pane.location.account not in left]
    await begin_again(context, gone, lambda pane: context.session.accounts.first(pane).name)
    show(context)


def _named(accounts: list[Account]) -> str:
    return safe(accounts[0].name) if len(accounts) == 1 else format.plural(len(accounts), "account")


def _what_goes(accounts: list[Account]) -> str:
    lines = format.few(accounts, 8, lambda one: f"{safe(one.name)}: its token in {safe(one.origin)}")
    lines.append("What was remembered goes too: listings, recent repos, bookmarks.")
    return "\n".join([*lines, "The hub itself keeps the token: revoke it on the hub's page."])


async def _remove_one(context: Context, account: Account) -> None:
    """The token first; when its store does not answer, only what the user says goes."""
    try:
        await offload(signing.remove, context.session, account.name)
    except StoreError as error:
        details = f"{safe(str(error))}\n{safe(error.advice)}\nThe token would stay in {safe(account.origin)}."
        if not await context.ask(Confirm(f"Forget {safe(account.name)} all the same?", details, "forget it")):
            return
        await offload(lambda: signing.remove(context.session, account.name, leave_token=True))
    context.drop(account.name)
    context.say(f"{safe(account.name)} is removed")


# Panes


def panes_of(context: Context, names: list[str]) -> list[Pane]:
    """Those that show one of these accounts."""
    panes = (context.pane, context.other)
    return [pane for pane in panes if pane.location and pane.location.account in names]


async def begin_again(context: Context, panes: list[Pane], account: Callable[[str], str]) -> None:
    """Show accounts where one was that is not there any more, and nothing of it to go back to."""
    for pane in panes:
        pane.back.clear()
        pane.forward.clear()
        await start(context, pane, account(pane.id or "left"))
