"""Remembered listings: read through a hub page by page, kept for a while, forgotten on change."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Any, Generic, TypeVar

from hubtui.model import Page, RepoKey

T = TypeVar("T")


class Listing(Generic[T]):
    """A listing as far as it was read. `items` only grows; `more` reads on."""

    def __init__(self, start: Callable[[], Iterator[Page[T]]]) -> None:
        self.items: list[T] = []
        self.total: int | None = None
        """How many there are in all: told by the hub, or known once `complete`."""
        self.note = ""
        """The hub's limits, in words, when it cut the listing short."""
        self.complete = False
        self.as_of = time.time()
        """When the first page was asked for, in seconds since the epoch."""
        self._start = start
        self._pages: Iterator[Page[T]] | None = None
        self._lock = threading.Lock()

    def more(self) -> list[T]:
        """Read the next page and return its items; empty once complete. Blocks, at most one page at a time.

        Raises what the hub raises; what was read before stays, and the next call asks for that page again.
        """
        with self._lock:
            if self.complete:
                return []
            if self._pages is None:
                self._pages = self._resumed()
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

    def _take(self, page: Page[T] | None) -> list[T]:
        if page is None:
            self.complete = True
            self.total = len(self.items)
            return []
        self.items.extend(page.items)
        self.total = page.total if page.total is not None else self.total
        self.note = page.note or self.note
        return list(page.items)

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
    """Listings by account and place, so that going back shows at once what was seen.

    Safe to use from several threads. Holds at most `limit` listings, the oldest use dropped first.
    """

    def __init__(self, *, keep: float = 300.0, limit: int = 512) -> None:
        self._keep = keep
        self._limit = limit
        self._listings: OrderedDict[tuple[Hashable, ...], Listing[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def listing(
        self, account: str, subject: Hashable, detail: Hashable, start: Callable[[], Iterator[Page[T]]]
    ) -> Listing[T]:
        """The remembered listing, or a new one that `start` will read. Never blocks.

        `subject` is what a change makes stale (a repo's key, a namespace's name), `detail` which listing.
        """
        key = (account, subject, detail)
        with self._lock:
            listing = self._listings.get(key)
            if listing is None or time.time() - listing.as_of > self._keep:
                listing = self._listings[key] = Listing(start)
            self._listings.move_to_end(key)
            while len(self._listings) > self._limit:
                self._listings.popitem(last=False)
            return listing

    def forget(self, account: str, subject: Hashable | None = None) -> None:
        """Drop what is remembered of a repo or namespace (with a repo, also of its namespace), or of all."""
        stale = {subject, subject.namespace if isinstance(subject, RepoKey) else subject}
        with self._lock:
            for key in [k for k in self._listings if k[0] == account and (subject is None or k[1] in stale)]:
                del self._listings[key]
