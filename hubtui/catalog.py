"""Remembered listings: read through a hub page by page, shown again at once, forgotten on change."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Any, Generic, TypeVar

from hubtui.model import Account, Page, RepoKey
from hubtui.remembered import Identity, Remembered, Seen

T = TypeVar("T")
Key = tuple[str, Hashable, Hashable]
"""Account, subject, detail."""


class Listing(Generic[T]):
    """A listing as far as it was read. `items` only grows; `more` reads on."""

    def __init__(
        self,
        start: Callable[[], Iterator[Page[T]]],
        *,
        key: Key = ("", "", ""),
        is_pinned: bool = False,
        recall: Callable[[], Seen | None] = lambda: None,
        on_read: Callable[[Listing[T]], None] = lambda _: None,
    ) -> None:
        self.key = key
        self.items: list[T] = []
        self.total: int | None = None
        """How many there are in all: told by the hub, or known once `complete`."""
        self.note = ""
        """The hub's limits, in words, when it cut the listing short."""
        self.complete = False
        self.as_of = time.time()
        """When the first page was asked for, in seconds since the epoch."""
        self.pages_read = 0
        self.is_pinned = is_pinned
        """Of a commit: it can never be another."""
        self.is_expired = False
        """Known, or likely, to be of an earlier time."""
        self.asked: set[Hashable] = set()
        """The keys of the items of which more was asked for already."""
        self.is_forgotten = False
        """What it lists has changed: nothing that is still read of it is kept."""
        self._start, self._recall, self._on_read = start, recall, on_read
        self._pages: Iterator[Page[T]] | None = None
        self._lock = threading.Lock()

    @property
    def is_begun(self) -> bool:
        return bool(self.items) or self.complete

    @property
    def pages_left(self) -> int | None:
        """How many more requests reading all of it takes; None when the hub does not tell."""
        if self.complete:
            return 0
        if self.total is None or not self.items or not self.pages_read:
            return None
        size = len(self.items) / self.pages_read
        return max(1, -int(-(self.total - len(self.items)) // size))

    def more(self) -> list[T]:
        """Read the next page and return its items; empty once complete. Blocks, at most one page at a time.

        The first page is what is remembered of an earlier run, if anything is. Raises what the hub raises;
        what was read before stays, and the next call asks for that page again.
        """
        with self._lock:
            if self.complete:
                return []
            if not self.items and self._pages is None and (seen := self._recall()) is not None:
                return self._take_up(seen)
            if self._pages is None:
                self._pages = self._resumed()
            if not self.items:
                self.as_of = time.time()
            try:
                page = next(self._pages, None)
            except BaseException:
                self._pages = None
                raise
            return self._take(page)

    def all(self) -> list[T]:
        """Every item, reading what is not read yet."""
        while not self.complete:
            self.more()
        return self.items

    def reach(self, count: Callable[[], int]) -> None:
        """Read until there are so many items, or no more. Blocks."""
        while not self.complete and (not self.pages_read or len(self.items) < count()):
            self.more()

    def again(self) -> Listing[T]:
        """The same listing, to be read anew from the hub."""
        return Listing(self._start, key=self.key, is_pinned=self.is_pinned, on_read=self._on_read)

    def seen(self) -> Seen:
        return Seen(tuple(self.items), self.as_of, self.complete, self.total, self.note)

    def changed(self) -> None:
        """Some of its items were replaced by what is known better."""
        self._on_read(self)

    def _take_up(self, seen: Seen) -> list[T]:
        self.items.extend(seen.items)
        self.total, self.note, self.complete, self.as_of = seen.total, seen.note, seen.complete, seen.as_of
        self.pages_read = 1
        self.is_expired = not self.is_pinned
        return list(self.items)

    def _take(self, page: Page[T] | None) -> list[T]:
        if page is None:
            self.complete = True
            self.total = len(self.items)
        else:
            self.items.extend(page.items)
            self.pages_read += 1
            self.total = page.total if page.total is not None else self.total
            self.note = page.note or self.note
        self._on_read(self)
        return [] if page is None else list(page.items)

    def _resumed(self) -> Iterator[Page[T]]:
        """The pages from where the last iterator broke: those that were read are asked for and dropped."""
        pages, seen = self._start(), len(self.items)
        for page in pages:
            if seen < len(page.items):
                yield Page(page.items[seen:], page.total, page.note)
                seen = 0
            else:
                seen -= len(page.items)


class Catalog:
    """Listings by account and place, so that what was seen shows at once.

    Safe to use from several threads. Holds at most `limit` listings, the oldest use dropped first. With a
    store, listings outlive the process once it is known who the account is.
    """

    def __init__(self, store: Remembered | None = None, *, keep: float = 300.0, limit: int = 512) -> None:
        self._store = store
        self._keep = keep
        self._limit = limit
        self._listings: OrderedDict[Key, Listing[Any]] = OrderedDict()
        self._identities: dict[str, Identity] = {}
        self._lock = threading.Lock()

    def identify(self, account: str, identity: Identity) -> None:
        """Whose listings these are. Another than before: what was seen in memory is dropped."""
        if self._identities.get(account, identity) != identity:
            self._drop(account, None)
        self._identities[account] = identity

    def identity(self, account: str) -> Identity | None:
        """Whose listings these are; None while that is not known."""
        return self._identities.get(account)

    def listing(
        self,
        account: str,
        subject: Hashable,
        detail: Hashable,
        start: Callable[[], Iterator[Page[T]]],
        *,
        is_pinned: bool = False,
    ) -> Listing[T]:
        """The remembered listing, however old, or a new one that `start` will read. Never blocks.

        `subject` is what a change makes stale (a repo's key, a namespace's name), `detail` which listing;
        `is_pinned` is for what can never change, such as the tree of a commit.
        """
        key = (account, subject, detail)
        with self._lock:
            listing = self._listings.get(key)
            if listing is None:
                listing = self._listings[key] = Listing(
                    start,
                    key=key,
                    is_pinned=is_pinned,
                    recall=lambda: self._recall(key),
                    on_read=self._was_read,
                )
            self._listings.move_to_end(key)
            while len(self._listings) > self._limit:
                self._listings.popitem(last=False)
            return listing

    def is_stale(self, listing: Listing[Any]) -> bool:
        """Whether it should be asked for again."""
        if not listing.is_begun:
            return False
        if listing.is_expired:
            return True
        return not listing.is_pinned and time.time() - listing.as_of > self._keep

    def swap(self, old: Listing[Any], new: Listing[Any]) -> bool:
        """Put a listing that was read anew in the old one's place. False when that is forgotten."""
        with self._lock:
            if old.is_forgotten or self._listings.get(old.key, old) is not old:
                return False
            self._listings[old.key] = new
        self._was_read(new)
        return True

    def expire(self, account: str, subject: Hashable) -> None:
        """What is remembered of it still shows, and is asked for again at the next look."""
        with self._lock:
            for key, listing in self._listings.items():
                if key[:2] == (account, subject):
                    listing.is_expired = listing.is_begun

    def forget(self, account: str, subject: Hashable | None = None) -> None:
        """Drop what is remembered of a repo or namespace (with a repo, also of its namespace), or of all.

        Never blocks: the store is written to soon after, and is not read before.
        """
        self._drop(account, subject)
        identity = self._identities.get(account)
        if self._store is not None and identity is not None:
            for one in _with_namespace(subject):
                self._store.forget(identity, one)

    def forget_account(self, account: Account) -> None:
        """Drop all that the account saw, from memory and disk: nothing of it outlives this call. Blocks.

        When it is not known who the account is, all that was seen at its endpoint goes.
        """
        identity = self._identities.pop(account.name, None)
        self._drop(account.name, None)
        if self._store is not None:
            if identity is not None:
                self._store.forget(identity)
            else:
                self._store.forget_endpoint(account.hub, account.endpoint)
            self._store.flush()

    def close(self) -> None:
        """Write what is not written yet. Blocks."""
        if self._store is not None:
            self._store.close()

    def _drop(self, account: str, subject: Hashable | None) -> None:
        stale = _with_namespace(subject)
        with self._lock:
            for key in [k for k in self._listings if k[0] == account and (subject is None or k[1] in stale)]:
                self._listings.pop(key).is_forgotten = True

    def _recall(self, key: Key) -> Seen | None:
        identity = self._identities.get(key[0])
        if self._store is None or identity is None:
            return None
        return self._store.recall(identity, key[1], key[2])

    def _was_read(self, listing: Listing[Any]) -> None:
        identity = self._identities.get(listing.key[0])
        if self._store is None or identity is None:
            return
        with self._lock:
            if self._listings.get(listing.key) is listing and not listing.is_forgotten:
                self._store.keep(identity, listing.key[1], listing.key[2], listing.seen)


def _with_namespace(subject: Hashable | None) -> set[Hashable | None]:
    return {subject, subject.namespace} if isinstance(subject, RepoKey) else {subject}
