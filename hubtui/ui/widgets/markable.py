"""Marking in a list: rows, a range, what matches, all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from textual.message import Message
from textual.scroll_view import ScrollView

from hubtui.ui.rows.marks import Marks
from hubtui.ui.rows.order import glob_matcher
from hubtui.ui.rows.table import Table


class Markable(ScrollView):
    """What of a list concerns its marks; the list says which rows are shown and where the cursor is."""

    Changed: type[Message]
    table: Table[Any]
    marks: Marks
    cursor: int
    range_anchor: int | None
    header_height: int

    @property
    def shown_count(self) -> int:
        raise NotImplementedError

    @property
    def current(self) -> Any | None:
        raise NotImplementedError

    def row_at(self, shown: int) -> Any | None:
        raise NotImplementedError

    def shown_rows(self) -> Iterator[Any]:
        raise NotImplementedError

    def move_by(self, delta: int) -> None:
        raise NotImplementedError

    def toggle_mark(self) -> None:
        """Mark or unmark the row under the cursor and go down; with a range, all of it."""
        if self.range_anchor is not None:
            self.end_range()
            return
        if self.current is not None:
            self.toggle_at(self.cursor)
            self.move_by(1)

    def toggle_at(self, shown: int) -> None:
        """Mark or unmark the row that is shown there."""
        row = self.row_at(shown)
        if row is not None:
            self.marks.toggle([(self.table.key(row), row)])
            self.refresh_line(shown + self.header_height)
            self.post_message(self.Changed())

    def start_range(self) -> None:
        if self.current is not None:
            self.range_anchor = self.cursor
            self.marks_changed()

    def end_range(self) -> None:
        """Mark what lies between the anchor and the cursor."""
        rows = [self.row_at(i) for i in self.range_rows()]
        self.range_anchor = None
        self.marks.add((self.table.key(row), row) for row in rows)
        self.marks_changed()

    def drop_range(self) -> None:
        self.range_anchor = None
        self.marks_changed()

    def mark_all(self) -> None:
        self.marks.add((self.table.key(row), row) for row in self.shown_rows())
        self.marks_changed()

    def unmark_all(self) -> None:
        self.marks.clear()
        self.range_anchor = None
        self.marks_changed()

    def invert_marks(self) -> None:
        self.marks.toggle((self.table.key(row), row) for row in self.shown_rows())
        self.marks_changed()

    def mark_glob(self, pattern: str, *, on: bool = True) -> int:
        """Mark or unmark the shown rows that match; how many they are."""
        return self.mark_where(glob_matcher(pattern, self.table), on=on)

    def mark_where(self, matches: Callable[[Any], bool], *, on: bool = True) -> int:
        """Mark or unmark the shown rows of which it is true; how many they are."""
        key = self.table.key
        found = [(key(row), row) for row in self.shown_rows() if matches(row)]
        if on:
            self.marks.add(found)
        else:
            self.marks.remove(key for key, _ in found)
        self.marks_changed()
        return len(found)

    def chosen(self) -> list[Any]:
        """What a command acts on: the range with the marks, the marks, or the row under the cursor."""
        return self.marked() or ([] if self.current is None else [self.current])

    def marked(self) -> list[Any]:
        """The marks, with the range; empty when nothing is marked."""
        if self.range_anchor is not None:
            self.end_range()
        return list(self.marks)

    def range_rows(self) -> range:
        """Where the rows between the anchor and the cursor are shown."""
        if self.range_anchor is None:
            return range(0)
        low, high = sorted((self.range_anchor, self.cursor))
        return range(low, min(high + 1, self.shown_count))

    def marks_changed(self) -> None:
        """Marks were made or dropped: draw them."""
        self.refresh()
        self.post_message(self.Changed())
