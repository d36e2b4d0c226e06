"""Signing in with a token or in a browser, and giving an account another token."""

from __future__ import annotations

from functools import partial

from hubtui import signing
from hubtui.accounts import StoreState, TokenStore
from hubtui.errors import BadInput, StoreLocked, StoreMissing
from hubtui.model import Account, Grant
from hubtui.secret import Secret
from hubtui.signing import COMMAND, PLAIN
from hubtui.sites import site_of
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.account_list import begin_again, panes_of, show
from hubtui.ui.actions.in_browser import granted
from hubtui.ui.actions.jobs import go_on_with
from hubtui.ui.actions.unlocking import unlocked
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.sign_in import NewToken, SignIn, Wanted
from hubtui.ui.widgets.pane import Pane
from hubtui.ui.widgets.selector import Option

LAST = (COMMAND, PLAIN)
"""These stores are offered after the others, in this order."""


@action("accounts.add")
async def add(context: Context) -> None:
    row = context.sign_in
    hub = row.account.hub if row else "huggingface"
    endpoint = row.account.endpoint if row else "https://huggingface.co"
    before = anonymous_panes(context)
    screen = SignIn(partial(_sign_in, context), partial(stores_offered, context), hub, endpoint)
    name = await context.ask(screen)
    if not name:
        return
    account, user = context.account(name), context.users[name]
    who = f" as {safe(user.name)}" if user else ""
    context.say(f"signed in{who}; the token is in {safe(account.origin)}, the account is called {safe(name)}")
    show(context, name)
    same = [pane for pane, where in before if where == (account.hub, account.endpoint)]
    await begin_again(context, same, lambda _: name)


def anonymous_panes(context: Context) -> list[tuple[Pane, tuple[str, str]]]:
    """The panes that nobody is signed in for, with hub and endpoint."""
    found = []
    for pane in (context.pane, context.other):
        if pane.location and not (account := context.account(pane.location.account)).origin:
            found.append((pane, (account.hub, account.endpoint)))
    return found


async def _sign_in(context: Context, wanted: Wanted, token: Secret | None) -> str:
    """The new account's name. HubtuiError when anything is wrong: then nothing is kept."""
    if wanted.store == PLAIN and not await _plain_is_meant(context):
        raise BadInput("choose another place for the token")
    request = signing.Request(
        wanted.site.hub,
        wanted.endpoint,
        wanted.store,
        wanted.name,
        wanted.command,
        plain_is_meant=wanted.store == PLAIN,
    )
    given: Secret | Grant | None = token
    if wanted.in_browser:
        endpoint = await offload(signing.check_request, context.session, request)
        given = await _by_browser(context, wanted.site.hub, endpoint, wanted.store)
    try:
        account, user = await offload(signing.sign_in, context.session, request, given)
    except (StoreLocked, StoreMissing):
        if not await unlocked(context, wanted.store):
            raise
        account, user = await offload(signing.sign_in, context.session, request, given)
    context.users[account.name] = user
    return account.name


async def _by_browser(context: Context, hub: str, endpoint: str, store: str) -> Grant:
    """What the user agrees to, once there is a place for it. BadInput when they leave before that."""
    if not await unlocked(context, store):
        raise BadInput("the token needs a place first: open this one, or choose another")
    grant = await granted(context, hub, endpoint)
    if grant is None:
        raise BadInput("left before anything was agreed to; nothing was kept")
    return grant


async def _plain_is_meant(context: Context) -> bool:
    details = (
        "Whoever can read your files, your backups or this disk can use the token as you. "
        "The vault keeps it behind a passphrase, also on machines without a keyring."
    )
    agreed = await context.ask(Confirm("Write the token down in plain text?", details, "write it"))
    return agreed is True


async def stores_offered(context: Context) -> list[Option]:
    """Where a token can be kept here: what is safest and works first, what does not work last, with why."""
    found = []
    for store in context.session.accounts.stores:
        status = await offload(store.status)
        found.append((_rank(store, status.state), _option(store, status.state, status.words, status.advice)))
    return [option for _, option in sorted(found, key=lambda one: one[0])]


def _rank(store: TokenStore, state: StoreState) -> tuple[int, int]:
    works = state is StoreState.READY or store.name == "vault"
    place = LAST.index(store.name) + 1 if store.name in LAST else 0
    return (place, 0) if works else (place if place else 1 if state is StoreState.LOCKED else 9, 1)


def _option(store: TokenStore, state: StoreState, words: str, advice: str) -> Option:
    if state is StoreState.READY:
        return Option(store.name, store.title, store.about)
    remark = "makes one" if store.name == "vault" and state is StoreState.NO_COLLECTION else str(state)
    return Option(store.name, f"{store.title} ({remark})", f"{store.about}\n{words} {advice}".strip())


@action("accounts.token")
async def replace_token(context: Context) -> None:
    row = context.sign_in
    if row is None:
        return
    account = row.account
    if account.store == COMMAND:
        command = context.session.accounts.token_command(account.name)
        context.say(f"its token comes from a command: {command}; sign in again to name another")
        return
    site, submit = site_of(account.hub, account.endpoint), partial(_replace, context, account)
    if not await context.ask(NewToken(safe(account.name), site, account.endpoint, submit)):
        return
    context.say(f"{safe(account.name)} has another token")
    await go_on_with(context, account.name)
    await begin_again(context, panes_of(context, [account.name]), lambda _: account.name)
    show(context)


async def _replace(context: Context, account: Account, token: Secret | None) -> None:
    name, given = (
        account.name,
        token or await _by_browser(context, account.hub, account.endpoint, account.store),
    )
    try:
        user = await offload(signing.replace_token, context.session, name, given)
    except (StoreLocked, StoreMissing):
        if not await unlocked(context, account.store):
            raise
        user = await offload(signing.replace_token, context.session, name, given)
    context.drop(name)
    context.users[name] = user
