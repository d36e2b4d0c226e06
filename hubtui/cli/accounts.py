"""`hubtui accounts`: who is signed in where; signing in, checking and removing without the terminal UI.

A token is never an argument: it is asked for on the terminal, or read from stdin.
"""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from dataclasses import replace
from functools import partial

from hubtui import signing
from hubtui.accounts import LOCAL, StoreState
from hubtui.cli.output import FAILED, OK, REFUSED, print_json, say
from hubtui.cli.user import user_accounts
from hubtui.cli.vault import change_passphrase, make_ready, opened
from hubtui.errors import BadInput, HubtuiError
from hubtui.format import duration
from hubtui.model import Account, Grant, Invitation, User
from hubtui.paths import Directories
from hubtui.secret import LONGEST, Secret
from hubtui.session import Session
from hubtui.signing import COMMAND, PLAIN
from hubtui.sites import SITES, site_by_id, site_of
from hubtui.text import safe

HUBS = tuple(site.id for site in SITES if site.endpoint)
"""What can be signed in to by name."""


def run(options: argparse.Namespace) -> int:
    directories = Directories.of_user()
    session = Session(user_accounts(directories), directories)
    actions = {
        "add": _add,
        "check": _check,
        "remove": _remove,
        "default": _default,
        "passphrase": _passphrase,
        "list": _list,
    }
    try:
        return actions[options.action](session, options)
    finally:
        session.close()


# What is shown


def _list(session: Session, options: argparse.Namespace) -> int:
    for account in _known(session):
        _show(session, account, options.json)
    return OK


def _known(session: Session) -> list[Account]:
    return [account for account in session.accounts if account.hub != LOCAL]


def _show(session: Session, account: Account, as_json: bool, **more: object) -> None:
    record: dict[str, object] = {
        "account": account.name,
        "hub": account.hub,
        "endpoint": account.endpoint,
        "user": account.user,
        "token_from": account.origin,
        "store": account.store,
        "borrowed": account.is_borrowed,
        "read_only": account.read_only,
        "browser": account.is_granted,
        "default": session.accounts.default_panes(account.name),
        **more,
    }
    if as_json:
        print_json(record)
        return
    notes = ["borrowed"] if account.is_borrowed else []
    notes += ["read-only"] if account.read_only else []
    notes += [f"{pane} pane" for pane in session.accounts.default_panes(account.name)]
    notes += [str(value) for value in more.values() if value]
    words = f"{safe(account.name):20} {safe(account.user) or '-':14} {safe(account.origin) or '-':16} "
    print(f"{words}{safe(account.endpoint)}{''.join(f'  {safe(note)}' for note in notes)}")


# Signing in


def _add(session: Session, options: argparse.Namespace) -> int:
    site = site_by_id(options.hub)
    store = options.store or (COMMAND if options.command else _best_store(session))
    if bool(options.command) != (store == COMMAND):
        raise BadInput("--command goes with --store command, and nothing else does")
    if store not in session.accounts.stores:
        raise BadInput(
            f"no store {store!r}; there are: {', '.join(one.name for one in session.accounts.stores)}"
        )
    request = signing.Request(
        site.hub,
        options.endpoint or site.endpoint,
        store,
        options.name or "",
        options.command or "",
        plain_is_meant=options.store == PLAIN,
    )
    given = _given(session, request, options)
    account, user = opened(session.accounts.stores, store, lambda: signing.sign_in(session, request, given))
    say(f"hubtui: signed in as {safe(user.name)}; the token is in {safe(account.origin)}")
    _show(session, account, options.json, **_about(user))
    return OK


def _given(session: Session, request: signing.Request, options: argparse.Namespace) -> Secret | Grant | None:
    """What is kept; None when a command has it."""
    if options.device:
        return _by_device(session, request, options)
    if request.store == COMMAND:
        return None
    about = site_of(request.hub, request.endpoint).about_tokens(request.endpoint)
    return _token(about, from_stdin=options.token_stdin)


def _by_device(session: Session, request: signing.Request, options: argparse.Namespace) -> Grant:
    """What the user agrees to in a browser, here or anywhere else."""
    if options.token_stdin or request.store == COMMAND:
        raise BadInput("--device has no token to read: leave --token-stdin and --command out")
    endpoint = signing.check_request(session, request)
    make_ready(session.accounts.stores, request.store)
    invitation = signing.invite(request.hub, endpoint)
    left = duration(invitation.until - time.monotonic())
    say("hubtui: open this page in a browser, on any device, and enter the code there:")
    say(f"  {safe(invitation.address, 400)}")
    say(f"  {safe(invitation.user_code)}")
    say(f"hubtui: waiting for that, {left} at most; ctrl+c leaves")
    return _waited_for(request.hub, endpoint, invitation)


def _waited_for(hub: str, endpoint: str, invitation: Invitation) -> Grant:
    while True:
        time.sleep(min(invitation.interval, max(0.0, invitation.until - time.monotonic())))
        answer = signing.answer(hub, endpoint, invitation)
        if isinstance(answer, Grant):
            return answer
        invitation = answer


def _best_store(session: Session) -> str:
    """The keyring when it can be used, else the vault."""
    stores = session.accounts.stores
    if "keyring" in stores and stores["keyring"].state() is StoreState.READY:
        return "keyring"
    return "vault"


def _token(about: str, *, from_stdin: bool) -> Secret:
    if not from_stdin and not sys.stdin.isatty():
        raise BadInput("there is no terminal to ask on: give the token on stdin with --token-stdin")
    if from_stdin:
        typed = sys.stdin.readline(LONGEST + 8).strip("\r\n")
    else:
        say(f"hubtui: {about}")
        typed = getpass.getpass("Token (it is not shown): ")
    try:
        return Secret(typed.strip(" "))
    except ValueError as error:
        raise BadInput(str(error)) from None


# Checking, removing, choosing, changing the passphrase


def _check(session: Session, options: argparse.Namespace) -> int:
    """Each on its own; what is wrong with one is told in its line."""
    named = [session.accounts.get(name) for name in options.names]
    failed = False
    for account in named or [account for account in _known(session) if account.origin]:
        try:
            ask = partial(signing.check, session, account.name)
            user = opened(session.accounts.stores, account.store, ask)
        except HubtuiError as error:
            failed = True
            _show(session, account, options.json, state="failed", error=str(error))
        else:
            known = replace(session.accounts.get(account.name), user=user.name)
            _show(session, known, options.json, state="ok", **_about(user))
    return FAILED if failed else OK


def _about(user: User) -> dict[str, object]:
    names = ", ".join(one.name for one in user.organisations)
    return {"tier": user.token_role, "organisations": names}


def _remove(session: Session, options: argparse.Namespace) -> int:
    account = session.accounts.get(options.name)
    if account.is_borrowed or not account.store:
        owner = account.origin or "no sign-in"
        raise BadInput(f"{account.name} is not hubtui's to remove: it comes from {owner}; remove it there")
    if not options.yes and not _agreed(account):
        return REFUSED
    opened(session.accounts.stores, account.store, lambda: signing.remove(session, account.name))
    say(f"hubtui: {safe(account.name)} is removed, with its token and what was remembered of it")
    return OK


def _agreed(account: Account) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say("hubtui: nothing was changed; say --yes to do this without being asked")
        return False
    sys.stderr.write(f"Remove {safe(account.name)} and its token in {safe(account.origin)}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _default(session: Session, options: argparse.Namespace) -> int:
    session.accounts.set_default(options.name, options.pane)
    say(f"hubtui: the {options.pane} pane begins with {safe(options.name)}")
    return OK


def _passphrase(session: Session, options: argparse.Namespace) -> int:
    change_passphrase(session.accounts.stores)
    say("hubtui: the vault opens with the new passphrase only; hubtuis that run ask for it once more")
    return OK
