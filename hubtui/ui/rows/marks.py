"""Which rows are marked: by key, so that a mark outlives filter, order and reload."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any


class Marks:
    """Marked rows by their key, in the order they were marked."""

    def __init__(self) -> None:
        self.place: Hashable = None
        """Where rows are marked from now on: a folder, of a repo whose folders share their marks."""
        self._rows: dict[Hashable, Any] = {}
        self._places: dict[Hashable, Hashable] = {}
        self._counted: tuple[int, int, int] | None = None

    def __contains__(self, key: Hashable) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows.values())

    def add(self, pairs: Iterable[tuple[Hashable, Any]]) -> None:
        for key, row in pairs:
            self._put(key, row)

    def remove(self, keys: Iterable[Hashable]) -> None:
        for key in keys:
            self._drop(key)

    def toggle(self, pairs: Iterable[tuple[Hashable, Any]]) -> None:
        for key, row in pairs:
            if key in self._rows:
                self._drop(key)
            else:
                self._put(key, row)

    def clear(self) -> None:
        self._rows.clear()
        self._places.clear()
        self._counted = None

    def move_to(self, place: Hashable) -> None:
        """What is marked from now on is marked there; what is marked elsewhere stays so."""
        self.place, self._counted = place, None

    def weigh(self, weight: Callable[[Any], int | None]) -> tuple[int, int, int]:
        """The sum of the known weights, how many rows have none, and how many are elsewhere."""
        if self._counted is None:
            weights = [weight(row) for row in self._rows.values()]
            elsewhere = sum(place != self.place for place in self._places.values())
            known = [one for one in weights if one is not None]
            self._counted = sum(known), len(weights) - len(known), elsewhere
        return self._counted

    def drop_vanished(self, is_there: Callable[[Hashable], bool]) -> int:
        """Unmark the rows of this place that are not there any more; how many they were."""
        gone = [key for key, place in self._places.items() if place == self.place and not is_there(key)]
        self.remove(gone)
        return len(gone)

    @property
    def are_here(self) -> bool:
        """Whether any row of this place is marked."""
        return self.place in self._places.values()

    def _put(self, key: Hashable, row: Any) -> None:
        if key not in self._rows:
            self._places[key] = self.place
        self._rows[key] = row
        self._counted = None

    def _drop(self, key: Hashable) -> None:
        self._rows.pop(key, None)
        self._places.pop(key, None)
        self._counted = None
