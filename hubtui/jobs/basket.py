"""Changes that wait for their commit: kept together as long as the target's limits allow."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from hubtui.jobs.run import ItemRun
from hubtui.model import AddFile, Change


@dataclass(frozen=True, slots=True)
class Entry:
    item: ItemRun
    change: Change

    @property
    def inline(self) -> int:
        """Bytes that it puts inside the commit."""
        return len(self.change.content or b"") if isinstance(self.change, AddFile) else 0

    @property
    def comes_last(self) -> bool:
        return self.order == 2

    @property
    def order(self) -> int:
        """First what is new, then what goes, the README when all else is there."""
        if self.change.path.lower() in ("readme.md", "readme"):
            return 2
        return 0 if isinstance(self.change, AddFile) else 1


Batch = list[Entry]


class Basket:
    """Collects from several threads; holds at most `inline_limit` bytes of content."""

    def __init__(self, limit: int, inline_limit: int) -> None:
        self._limit = limit
        self._inline_limit = inline_limit
        self._lock = threading.Lock()
        self._entries: Batch = []
        self._inline = 0

    def add(self, entry: Entry) -> list[Batch]:
        """Take it. Returns the batches that have to be committed now to make room for it."""
        with self._lock:
            full: list[Batch] = []
            if self._inline and self._inline + entry.inline > self._inline_limit:
                full = split(self._take_inline(), self._limit, self._inline_limit)
            self._entries.append(entry)
            self._inline += entry.inline
            return full

    def rest(self) -> list[Batch]:
        """What is left, as few batches as the limits allow; the README is in the last one."""
        with self._lock:
            entries, self._entries, self._inline = self._entries, [], 0
        entries.sort(key=lambda entry: entry.order)
        return split(entries, self._limit, self._inline_limit)

    def _take_inline(self) -> Batch:
        taken = [entry for entry in self._entries if entry.inline and not entry.comes_last]
        self._entries = [entry for entry in self._entries if not entry.inline or entry.comes_last]
        self._inline = sum(entry.inline for entry in self._entries)
        return taken


def split(entries: Iterable[Entry], limit: int, inline_limit: int) -> list[Batch]:
    """The entries in their order, cut where a limit asks for it."""
    batches: list[Batch] = []
    inline = 0
    for entry in entries:
        if not batches or len(batches[-1]) >= limit or inline + entry.inline > inline_limit:
            batches.append([])
            inline = 0
        batches[-1].append(entry)
        inline += entry.inline
    return batches
