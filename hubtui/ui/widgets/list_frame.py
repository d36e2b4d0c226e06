"""A list with a frame around it, a filter to type, and a lower edge that says what is marked and filtered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from hubtui import format
from hubtui.text import safe
from hubtui.ui.rows.table import Table, Tone
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.text_line import Edges, FrameBottom, FrameTop, Span

if TYPE_CHECKING:
    from textual.widgets import Input

    from hubtui.ui.widgets.entry import Entry


class ListFrame(Vertical):
    """What panes and the screens with a list have in common."""

    class Filtered(Message):
        """A filter was typed and taken."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, table: Table[Any], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._table = table

    def compose(self) -> ComposeResult:
        yield FrameTop(classes="frame")
        yield from self.compose_list()

    def compose_list(self) -> ComposeResult:
        with Edges():
            yield LineList(self._table)
        yield from self.compose_filter()
        yield FrameBottom(classes="frame")

    def compose_filter(self) -> ComposeResult:
        from hubtui.ui.widgets.filter_row import FilterRow

        yield FilterRow(classes="filter")

    @property
    def lines(self) -> LineList:
        return self.query_one(LineList)

    def show_title(self, *title: Span, right: Iterable[Span] = ()) -> None:
        self.query_one(FrameTop).show([Span(" "), *title, Span(" ")], [*right])

    def show_bottom(self) -> None:
        one = self.lines
        left: list[Span] = []
        if one.range_anchor is not None:
            rows = abs(one.range_anchor - one.cursor) + 1
            left.append(Span(f" range of {format.exact(rows)} ", Tone.ACCENT))
        if len(one.marks):
            left.append(Span(f" {marked(one)} ", Tone.ACCENT))
        right = self.said()
        if one.arrangement.filter and not self.is_filtering:
            count = f"{format.exact(one.shown_count)} of {format.exact(len(one.rows))}"
            right.append(Span(f" / {safe(one.arrangement.filter)} · {count} ", Tone.ACCENT))
        self.query_one(FrameBottom).show(left, right)

    def said(self) -> list[Span]:
        """What else the lower edge says, at its right."""
        return []

    @on(LineList.Changed)
    def _update_bottom(self) -> None:
        self.show_bottom()

    # The filter

    @property
    def is_filtering(self) -> bool:
        return self.has_class("-filtering")

    def open_filter(self) -> None:
        from hubtui.ui.widgets.entry import Entry

        entry = self.query_one(Entry)
        self.add_class("-filtering")
        entry.value = self.lines.arrangement.filter
        entry.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_filtering:
            self.lines.set_arrangement(replace(self.lines.arrangement, filter=event.value))

    def on_entry_left(self, event: Entry.Left) -> None:
        event.stop()
        self.leave_filter(event.entry, accepted=event.accepted)

    def leave_filter(self, entry: Entry, *, accepted: bool) -> None:
        """Enter keeps what was typed, Esc does not; either way the list has the keys again."""
        self.remove_class("-filtering")
        if accepted:
            self.post_message(self.Filtered(entry.value))
        else:
            self.lines.set_arrangement(replace(self.lines.arrangement, filter=""))
        self.lines.focus()
        self.show_bottom()


def marked(lines: LineList) -> str:
    """`3 marked · 1.2 GB + 2 folders, 2 elsewhere`."""
    weight, unweighed, elsewhere = lines.marks.weigh(lines.table.weight)
    words = f"{format.exact(len(lines.marks))} marked"
    if weight:
        words += f" · {format.size(weight)}"
    if unweighed and lines.table.unweighed:
        words += f" {'+' if weight else '·'} {format.plural(unweighed, lines.table.unweighed)}"
    return words + (f", {format.exact(elsewhere)} elsewhere" if elsewhere else "")
