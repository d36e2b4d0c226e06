"""The accounts there are, and the token of each."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import partial
from pathlib import Path
from urllib.parse import quote

import msgspec

from hubtui.accounts.endpoints import checked_endpoint
from hubtui.accounts.grants import sealed, unsealed
from hubtui.accounts.kept import (
    Book,
    Kept,
    KeptFile,
    check_name,
    with_account,
    with_changed,
    with_renamed,
    without_account,
)
from hubtui.accounts.stores import Stores, TokenStore
from hubtui.errors import BadInput, StoreError, TokenMissing, Unauthorized
from hubtui.model import Account, Grant
from hubtui.secret import Secret

LOCAL = "local"
CUT_OFF = (
    "its sign-in has ended: hubtui was cut off while it renewed it, before the hub's answer was kept, or it "
    "was taken back on the hub's page"
)
PANES = {"left": "huggingface", "right": "modelscope"}
"""By pane, the hub it begins with when no default is set."""


class Rank(IntEnum):
    """Which account of a hub comes first."""

    ENVIRONMENT = 0
    ACTIVE = 1
    """What the hub's own command line program uses."""
    KEPT = 2
    """Signed in here, in the order of signing in."""
    BORROWED = 3
    ANONYMOUS = 4
    UNUSABLE = 5
    """Borrowed, and without a token that could be sent; using it says why."""
    LOCAL = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """An account and how its token is read; reading may block, and raise a HubtuiError."""

    account: Account
    read: Callable[[], Secret | None]
    rank: Rank = Rank.KEPT


class Accounts:
    """Accounts by name, the one that is used first for a hub before its others. All methods can be called
    from any thread. Those that read or keep a token or change what is kept block; they say so.
    """

    def __init__(
        self,
        kept: KeptFile | None = None,
        stores: Stores | None = None,
        found: Sequence[Entry] = (),
    ) -> None:
        self.stores = stores or Stores.in_memory()
        self._kept = kept or KeptFile()
        self._found = {entry.account.name: entry for entry in found}
        self._unkept: dict[str, Grant] = {}
        """Renewed, and not in their stores yet."""
        self._lock = threading.RLock()

    @property
    def problem(self) -> str:
        """Why `accounts.json` is not used, in words; empty when all is well."""
        return self._kept.problem

    # Looking

    def __iter__(self) -> Iterator[Account]:
        """Those with a token or a sign-in of their own, the anonymous one of a hub that has no other, and
        this machine's folders.
        """
        entries = self._entries()
        named = {one.account.hub for one in entries if one.rank < Rank.ANONYMOUS}
        return (
            self._dressed(one.account)
            for one in entries
            if one.rank is not Rank.ANONYMOUS or one.account.hub not in named
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def get(self, name: str) -> Account:
        """The account of this name, the anonymous ones always among them."""
        return self._dressed(self._entry(name).account)

    def of_hub(self, hub: str) -> Account | None:
        """The account for a hub where none is named: a pane's default, else the first there is."""
        mine = [account for account in self if account.hub == hub]
        defaults = self._kept.book.defaults.values()
        return next((one for one in mine if one.name in defaults), mine[0] if mine else None)

    def of_scheme(self, scheme: str) -> Account:
        """The account that a locator's `hf`, `ms` or `file` stands for."""
        hub = {"hf": "huggingface", "ms": "modelscope", "file": LOCAL}[scheme]
        account = self.of_hub(hub)
        if account is None:
            raise BadInput(f"no account on {hub}")
        return account

    def first(self, pane: str) -> Account:
        """What the pane, `left` or `right`, begins with: its default, else one of its hub, else any."""
        everyone = [*self]
        default = self._kept.book.defaults.get(pane)
        chosen = next((account for account in everyone if account.name == default), None)
        return chosen or self.of_hub(PANES[pane]) or everyone[0]

    def default_panes(self, name: str) -> tuple[str, ...]:
        """The panes that begin with this account because the user said so."""
        return tuple(pane for pane in PANES if self._kept.book.defaults.get(pane) == name)

    def token_command(self, name: str) -> str:
        """What prints the account's token; empty when it is kept in another way."""
        kept = self._kept.book.find(name)
        return kept.command if kept else ""

    def token(self, name: str) -> Secret | None:
        """The token, None for an anonymous account. Blocks, for a bounded time.

        A StoreError when the token cannot be had, BadInput when what is there is not a token: never None
        then, for that would turn the account into an anonymous one without a word.
        """
        return self._entry(name).read()

    def grant(self, name: str) -> Grant | None:
        """What the account's sign-in in a browser gave; None for one that signed in otherwise. Blocks and
        raises as `token` does."""
        kept = self._kept_of(self._entry(name))
        return unsealed(self._value(kept)) if kept and kept.is_granted else None

    def reload(self) -> None:
        """See what other hubtuis changed. Blocks."""
        self._kept.reload()

    # Changing

    def add(self, account: Account, token: Secret | None, rank: Rank = Rank.KEPT) -> None:
        """For this session, with a token that is known; None means anonymous."""
        with self._lock:
            self._check_free(account.name)
            self._found = {**self._found, account.name: Entry(account, lambda: token, rank)}

    def add_local(self, home: Path | None = None) -> None:
        """This machine's folders, without a token. `home` is where a look around begins, else the user's."""
        endpoint = f"file://{quote(home.as_posix())}" if home else "file://"
        self.add(Account(LOCAL, LOCAL, endpoint, "this machine"), None, Rank.LOCAL)

    def keep(
        self,
        name: str,
        hub: str,
        endpoint: str,
        token: Secret | Grant | None,
        store: str,
        *,
        command: str = "",
        user: str = "",
        plain_is_meant: bool = False,
    ) -> Account:
        """Sign in: the token into its store, then the account into the list. Blocks.

        All or nothing. `token` is None for the store `command`, which has its own. A plain store needs
        `plain_is_meant`: the user's explicit choice.
        """
        check_name(name)
        if store == "plain" and not plain_is_meant:
            raise BadInput("a token is kept in plain text only when that is asked for explicitly")
        is_granted = isinstance(token, Grant)
        place = checked_endpoint(endpoint)
        new = Kept(secrets.token_hex(8), name, hub, place, store, command, user, is_granted)
        with self._lock:
            self._check_free(name)
            self._put(new, token)
            if store == "memory":
                self._found = {**self._found, name: self._kept_entry(new)}
            else:
                self._record(new, lambda book: with_account(book, new))
            return self.get(name)

    def replace_token(self, name: str, token: Secret | Grant) -> None:
        """Another token for an account that is kept. The one before goes when the new one is safe. Blocks."""
        with self._lock:
            old = self._kept_or_refuse(name)
            is_granted = isinstance(token, Grant)
            new = msgspec.structs.replace(old, id=secrets.token_hex(8), is_granted=is_granted)
            self._put(new, token)
            if old.store == "memory":
                self._found = {**self._found, name: self._kept_entry(new)}
            else:
                self._record(new, lambda book: with_changed(book, name, new))
            with suppress(StoreError):
                self._store(old).delete(old.key)

    def renew(self, name: str, step: Callable[[Grant], Grant]) -> Grant:
        """Put `step` of the account's grant in its place, when it is due; what is kept then. Blocks.

        One at a time over all hubtuis, each seeing what the one before has kept: a hub takes a grant once.
        That it is asked is written down before: when the program is killed before the answer is kept, the
        next one says why its user has to sign in again. What a store does not take is kept here for the next
        time.
        """
        with self._kept.turn("renewal"):
            kept, before = self._kept_or_refuse(name), self.grant(name)
            if before is None or not before.is_due(time.time()):
                return before or Grant(self._read(kept))
            after = self._unkept.get(kept.id) or self._renewed(kept, before, step)
            self._unkept[kept.id] = after
            with self._lock:
                if self._kept_or_refuse(name).id == kept.id:
                    self._put(kept, after)
            del self._unkept[kept.id]
            self._note_renewal(kept, is_asked=False)
            return after

    def remove(self, name: str, *, leave_token: bool = False) -> None:
        """Forget the account and its token. Blocks.

        The token goes first: when its store does not answer, the account stays and the error says so.
        `leave_token` forgets the account all the same, and leaves what the store has.
        """
        with self._lock:
            kept = self._kept_or_refuse(name)
            if not leave_token:
                self._store(kept).delete(kept.key)
            self._found = {other: entry for other, entry in self._found.items() if other != name}
            self._kept.change(lambda book: without_account(book, name))

    def rename(self, name: str, new_name: str) -> Account:
        """Blocks. Borrowed accounts keep the names they come with."""
        check_name(new_name)
        with self._lock:
            kept = self._kept_or_refuse(name)
            self._check_free(new_name)
            new = msgspec.structs.replace(kept, name=new_name)
            if kept.store == "memory":
                entry = self._kept_entry(new)
                self._found = {
                    (new_name if other == name else other): (entry if other == name else one)
                    for other, one in self._found.items()
                }
            self._kept.change(lambda book: with_renamed(with_changed(book, name, new), name, new_name))
            return self.get(new_name)

    def set_default(self, name: str | None, pane: str) -> None:
        """The account that the pane, `left` or `right`, begins with; None for the first there is. Blocks."""
        if pane not in PANES:
            raise BadInput(f"not a pane: {pane!r}; there are left and right")
        if name is not None:
            self.get(name)

        def step(book: Book) -> Book:
            others = {key: value for key, value in book.defaults.items() if key != pane}
            return msgspec.structs.replace(book, defaults={**others, pane: name} if name else others)

        self._kept.change(step)

    def set_read_only(self, name: str, read_only: bool) -> None:
        """Whether nothing may be written with the account. Blocks."""
        self.get(name)

        def step(book: Book) -> Book:
            others = tuple(other for other in book.read_only if other != name)
            return msgspec.structs.replace(book, read_only=(*others, name) if read_only else others)

        self._kept.change(step)

    def set_user(self, name: str, user: str) -> None:
        """Who the account turned out to be; for borrowed ones, in this session. Blocks."""
        with self._lock:
            if kept := self._kept.book.find(name):
                new = msgspec.structs.replace(kept, user=user)
                self._kept.change(lambda book: with_changed(book, name, new))
            else:
                entry = self._entry(name)
                known = replace(entry, account=replace(entry.account, user=user))
                self._found = {**self._found, name: known}

    # Within

    def _renewed(self, kept: Kept, grant: Grant, step: Callable[[Grant], Grant]) -> Grant:
        self._kept.reload()
        known = self._kept.book.find(kept.name)
        was_cut_off = known is not None and known.renewing
        self._note_renewal(kept, is_asked=True)
        try:
            return step(grant)
        except Unauthorized as error:
            if was_cut_off:
                raise Unauthorized(f"{kept.name}: {CUT_OFF}", hub=error.hub, advice=error.advice) from None
            self._note_renewal(kept, is_asked=False)
            raise Unauthorized(f"{kept.name}: {error.message}", hub=error.hub, advice=error.advice) from None

    def _note_renewal(self, kept: Kept, *, is_asked: bool) -> None:
        def step(book: Book) -> Book:
            one = book.find(kept.name)
            if one is None or one.id != kept.id:
                return book
            return with_changed(book, kept.name, msgspec.structs.replace(one, renewing=is_asked))

        with self._lock:
            self._kept.change(step)

    def _entries(self) -> list[Entry]:
        found, book = self._found, self._kept.book
        here = [entry for name, entry in found.items() if not book.find(name)]
        entries = [*here, *map(self._kept_entry, book.accounts)]
        return sorted(entries, key=lambda entry: entry.rank)

    def _entry(self, name: str) -> Entry:
        if kept := self._kept.book.find(name):
            return self._kept_entry(kept)
        if name in self._found:
            return self._found[name]
        raise BadInput(f"no account {name!r}; there are: {', '.join(one.name for one in self) or 'none'}")

    def _kept_entry(self, kept: Kept) -> Entry:
        title = self.stores.title(kept.store)
        account = Account(
            kept.name, kept.hub, kept.endpoint, title, kept.store, user=kept.user, is_granted=kept.is_granted
        )
        return Entry(account, partial(self._read, kept))

    def _read(self, kept: Kept) -> Secret:
        value = self._value(kept)
        return unsealed(value).token if kept.is_granted else value

    def _value(self, kept: Kept) -> Secret:
        """As its store has it."""
        value = self._store(kept).get(kept.key)
        if value is None:
            title = self.stores.title(kept.store)
            raise TokenMissing(f"{title} has no token of {kept.name} for {kept.endpoint}")
        return value

    def _store(self, kept: Kept) -> TokenStore:
        return self.stores.of(kept.store, kept.command)

    def _dressed(self, account: Account) -> Account:
        return replace(account, read_only=account.name in self._kept.book.read_only)

    def _kept_or_refuse(self, name: str) -> Kept:
        """What was signed in here, also for this session only."""
        entry = self._entry(name)
        if kept := self._kept_of(entry):
            return kept
        where = entry.account.origin or "no sign-in"
        raise BadInput(f"{name} is not hubtui's to change: it comes from {where}")

    def _kept_of(self, entry: Entry) -> Kept | None:
        read = entry.read
        return read.args[0] if isinstance(read, partial) and read.func == self._read else None

    def _check_free(self, name: str) -> None:
        if name in self._found or self._kept.book.find(name):
            raise BadInput(f"there is an account of this name already: {name!r}")

    def _put(self, kept: Kept, token: Secret | Grant | None) -> None:
        if token is not None:
            self._store(kept).put(kept.key, sealed(token) if isinstance(token, Grant) else token)
        elif kept.store != "command":
            raise BadInput("an account is kept with its token")
        else:
            self._read(kept)

    def _record(self, new: Kept, step: Callable[[Book], Book]) -> None:
        """Into the file; when that fails the token is not left behind."""
        try:
            self._kept.change(step)
        except Exception:
            with suppress(StoreError):
                self._store(new).delete(new.key)
            raise
