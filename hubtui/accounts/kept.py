"""`accounts.json`: which accounts were signed in and where their tokens are kept. It has no secrets."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

import msgspec
from msgspec import Struct

from hubtui.accounts.endpoints import checked_endpoint
from hubtui.accounts.files import locked, read_private, write_private
from hubtui.accounts.stores.base import TokenKey
from hubtui.errors import BadInput, StoreUnavailable

FILE = "accounts.json"
VERSION = 1
_NAME = re.compile(r"[^\W_][\w.@+-]{0,63}")
RESERVED = ("huggingface", "modelscope", "local")


class Kept(Struct, frozen=True, omit_defaults=True):
    """One account that was signed in."""

    id: str
    """Its own for good, whatever it is called."""
    name: str
    hub: str
    endpoint: str
    store: str
    command: str = ""
    """What prints the token, for the store `command`."""
    user: str = ""
    """Who it was when last checked."""
    is_granted: bool = False
    """The store has a `Grant`, not a token alone."""
    renewing: bool = False
    """A renewal was asked for, and what came of it is not in the store: the hub may have given it away."""

    @property
    def key(self) -> TokenKey:
        return TokenKey(self.hub, self.endpoint, self.id)


class Book(Struct, frozen=True, omit_defaults=True):
    """All that the file says. `defaults` and `read_only` may name borrowed accounts too."""

    accounts: tuple[Kept, ...] = ()
    defaults: Mapping[str, str] = msgspec.field(default_factory=dict)
    """By pane, `left` and `right`: the account that it begins with."""
    read_only: tuple[str, ...] = ()
    version: int = VERSION

    def find(self, name: str) -> Kept | None:
        return next((one for one in self.accounts if one.name == name), None)


class KeptFile:
    """The file, read at once and changed one step at a time; other hubtuis may change it meanwhile.

    `problem` says in words why a file that is there was not used; it is kept aside by the first change.
    Without a path nothing is written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.problem = ""
        self.book = Book()
        self.reload()

    def reload(self) -> Book:
        """What the file says now."""
        try:
            book, self.problem = self._read(), ""
        except (BadInput, StoreUnavailable) as error:
            book, self.problem = Book(), f"{self._path}: {error}; no account of it is used"
        self.book = book
        return book

    def change(self, step: Callable[[Book], Book]) -> Book:
        """Put `step` of what the file says now in its place. What `step` raises leaves all as it was."""
        with self._lock, locked(self._path) if self._path else nullcontext():
            try:
                before, is_broken = self._read(), False
            except BadInput:
                before, is_broken = Book(), True
            book = step(before)
            if self._path and book != before:
                if is_broken:
                    self._keep_aside(self._path)
                write_private(self._path, _encode(book))
                self.problem = ""
            self.book = book
        return book

    @contextmanager
    def turn(self, of: str) -> Iterator[None]:
        """One at a time over all hubtuis with this file, by a lock of this name beside it."""
        with locked(self._path.with_name(of)) if self._path else nullcontext():
            yield

    def _read(self) -> Book:
        return read_book(read_private(self._path)) if self._path else self.book

    def _keep_aside(self, path: Path) -> None:
        """Under a name that no other file has."""
        path = path.resolve()
        number = 1
        while (aside := path.with_name(f"{path.name}.broken-{number}")).exists():
            number += 1
        try:
            path.rename(aside)
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be moved aside: {error.strerror}") from None


def read_book(content: bytes | None) -> Book:
    """The file's content, checked. BadInput says what is wrong with it, without quoting it.

    StoreUnavailable for another hubtui's, which is right as it is.
    """
    if content is None:
        return Book()
    try:
        book = msgspec.json.decode(content, type=Book)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"this is not what hubtui writes: {error}") from None
    if book.version != VERSION:
        raise StoreUnavailable(f"it was written by another hubtui (version {book.version})", "Use that one.")
    if len({one.name for one in book.accounts}) != len(book.accounts):
        raise BadInput("two accounts have the same name")
    for one in book.accounts:
        check_name(one.name)
        if one.endpoint != checked_endpoint(one.endpoint):
            raise BadInput("an endpoint is not written as hubtui writes it")
    return book


def check_name(name: str) -> str:
    """A name for an account, as it is; BadInput for one that cannot be typed or stands for something else."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"not a name for an account: {name[:64]!r}; "
            "1 to 64 letters, digits and . @ + _ -, the first a letter or digit"
        )
    if name in RESERVED:
        raise BadInput(f"this name stands for something else: {name!r}; choose another")
    return name


def with_account(book: Book, new: Kept) -> Book:
    if book.find(new.name):
        raise BadInput(f"there is an account of this name already: {new.name!r}")
    return msgspec.structs.replace(book, accounts=(*book.accounts, new))


def with_changed(book: Book, name: str, new: Kept) -> Book:
    accounts = tuple(new if one.name == name else one for one in book.accounts)
    return msgspec.structs.replace(book, accounts=accounts)


def without_account(book: Book, name: str) -> Book:
    return msgspec.structs.replace(
        book,
        accounts=tuple(one for one in book.accounts if one.name != name),
        defaults={pane: other for pane, other in book.defaults.items() if other != name},
        read_only=tuple(other for other in book.read_only if other != name),
    )


def with_renamed(book: Book, name: str, new_name: str) -> Book:
    """Where else the account is named."""
    return msgspec.structs.replace(
        book,
        defaults={pane: new_name if other == name else other for pane, other in book.defaults.items()},
        read_only=tuple(new_name if other == name else other for other in book.read_only),
    )


def _encode(book: Book) -> bytes:
    return msgspec.json.format(msgspec.json.encode(book), indent=1) + b"\n"
