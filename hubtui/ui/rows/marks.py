"""Which rows are marked: by key, so that a mark outlives filter, order and reload."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any


class Marks:
    """Marked rows by their key, in the order they were marked."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, Any] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows.values())

    def add(self, pairs: Iterable[tuple[Hashable, Any]]) -> None:
        self._rows.update(pairs)

    def remove(self, keys: Iterable[Hashable]) -> None:
        for key in keys:
            self._rows.pop(key, None)

    def toggle(self, pairs: Iterable[tuple[Hashable, Any]]) -> None:
        for key, row in pairs:
            if key in self._rows:
                del self._rows[key]
            else:
                self._rows[key] = row

    def clear(self) -> None:
        self._rows.clear()

    def weigh(self, weight: Callable[[Any], int | None]) -> int:
        """The sum of the marked rows' known weights."""
        return sum(weight(row) or 0 for row in self._rows.values())
