"""Signing in and out: a token, or what was agreed to in a browser, is checked with its hub before it is kept,
and nothing is left of an account that goes. What the terminal UI and the command line have in common.
Everything here blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from hubtui.accounts import Accounts, TokenKey, checked_endpoint
from hubtui.accounts.kept import check_name
from hubtui.errors import BadInput
from hubtui.hubs import hub_class, open_hub
from hubtui.model import Account, Grant, Invitation, User
from hubtui.secret import Secret
from hubtui.session import Session
from hubtui.sites import site_of

COMMAND, PLAIN = "command", "plain"


@dataclass(frozen=True, slots=True)
class Request:
    """A sign-in that is wanted, the token apart."""

    hub: str
    endpoint: str
    store: str
    name: str = ""
    """Empty: after the hub and who it turns out to be."""
    command: str = ""
    """What prints the token, for the store `command`."""
    plain_is_meant: bool = False


def sign_in(session: Session, request: Request, token: Secret | Grant | None) -> tuple[Account, User]:
    """Check the token with the hub, then keep it. The account, and who it is.

    Unauthorized, with the hub's words, for a token that it does not know; a StoreError when it is not kept.
    Either way nothing is left of it.
    """
    endpoint = check_request(session, request)
    accounts = session.accounts
    used = token.token if isinstance(token, Grant) else token
    if request.store == COMMAND:
        used = accounts.stores.of(COMMAND, request.command).get(TokenKey(request.hub, endpoint, ""))
    if used is None:
        raise BadInput("there is no token to sign in with")
    user = who_is(session, request.hub, endpoint, used)
    account = accounts.keep(
        request.name or free_name(accounts, site_of(request.hub, endpoint).prefix, user.name),
        request.hub,
        endpoint,
        token,
        request.store,
        command=request.command,
        user=user.name,
        plain_is_meant=request.plain_is_meant,
    )
    session.identify(account.name, user)
    return account, user


def check_request(session: Session, request: Request) -> str:
    """The endpoint as it is written. BadInput for one, or a name, that cannot be: before a hub is asked."""
    if request.name:
        _check_free(session.accounts, request.name)
    return checked_endpoint(request.endpoint)


def invite(hub: str, endpoint: str) -> Invitation:
    """Begin a sign-in in a browser with this endpoint and no other. Unsupported where there is none."""
    return hub_class(hub).invite(checked_endpoint(endpoint))


def answer(hub: str, endpoint: str, invitation: Invitation) -> Grant | Invitation:
    """What has become of it, asked once: a Grant, or how it stands."""
    return hub_class(hub).answer(checked_endpoint(endpoint), invitation)


def who_is(session: Session, hub: str, endpoint: str, token: Secret) -> User:
    """Whose token it is, asked of this endpoint and no other."""
    opened = open_hub(Account("signing-in", hub, endpoint), token, session.directories.cache)
    try:
        return opened.whoami()
    finally:
        opened.close()


def replace_token(session: Session, name: str, token: Secret | Grant) -> User:
    """Another token for an account, once the hub has taken it."""
    account = session.accounts.get(name)
    used = token.token if isinstance(token, Grant) else token
    user = who_is(session, account.hub, account.endpoint, used)
    session.accounts.replace_token(name, token)
    session.sign_out(name)
    session.accounts.set_user(name, user.name)
    session.identify(name, user)
    return user


def check(session: Session, name: str) -> User:
    """Who the account is now, as the hub says."""
    user = session.hub(name).whoami()
    if session.accounts.get(name).user != user.name:
        session.accounts.set_user(name, user.name)
    session.identify(name, user)
    return user


def remove(session: Session, name: str, *, leave_token: bool = False) -> None:
    """Forget the account: its token in its store, and what is remembered of what it saw.

    The token goes first; when its store does not answer nothing is forgotten, unless `leave_token`.
    """
    _check_idle(session, name)
    account = session.accounts.get(name)
    session.accounts.remove(name, leave_token=leave_token)
    session.forget_account(account)
    session.sign_out(name)


def rename(session: Session, name: str, new_name: str) -> Account:
    """Call the account something else; all else of it stays."""
    _check_idle(session, name)
    account = session.accounts.rename(name, new_name)
    session.sign_out(name)
    session.rename_account(name, new_name)
    return account


def free_name(accounts: Accounts, prefix: str, user: str) -> str:
    """`hf-rosalind`, or with a number when there is such an account."""
    return next(name for name in _names(f"{prefix}-{user}"[:60]) if _is_free(accounts.get, name))


def _names(stem: str) -> list[str]:
    return [stem, *(f"{stem}-{number}" for number, _ in zip(count(2), range(998), strict=False))]


def _is_free(get: Callable[[str], Account], name: str) -> bool:
    try:
        get(name)
    except BadInput:
        return True
    return False


def _check_idle(session: Session, name: str) -> None:
    if jobs := session.jobs_of(name):
        raise BadInput(f"job {jobs[0]} works with {name}: cancel it, or wait for its end")


def _check_free(accounts: Accounts, name: str) -> None:
    check_name(name)
    if not _is_free(accounts.get, name):
        raise BadInput(f"there is an account of this name already: {name!r}")
