"""One side of the explorer: a frame with a title, tabs, a list and a filter. It shows what it is told."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual import on
from textual.app import ComposeResult

from hubtui import format
from hubtui.ui.location import Location
from hubtui.ui.rows.marks import Marks
from hubtui.ui.rows.order import Arrangement
from hubtui.ui.rows.repos import NAMESPACES
from hubtui.ui.rows.table import Part, Table, Tone
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import FrameTop, Span, Spans, TextLine


@dataclass(frozen=True, slots=True)
class Tab:
    """A listing that the pane could show instead; `reason` says why it cannot."""

    key: str
    label: str
    command: str
    active: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a listing."""

    hub: str
    """Which hub's colours: `huggingface`."""
    title: Spans
    tabs: tuple[Tab, ...] = ()
    counts: str = ""
    """What is counted: `models`."""
    only: str = ""
    """Which of them the hub was asked for: `open · by kenji`; empty is all."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A listing as far as it was read."""

    table: Table[Any]
    rows: Sequence[Any]
    complete: bool = True
    total: int | None = None
    notes: tuple[Part, ...] = ()
    as_of: str = ""
    """`14:02`, when the rows are of an earlier time."""


@dataclass
class Memory:
    """How a listing was left: where the cursor was, what was marked, filtered and ordered."""

    cursor: Hashable | None = None
    marks: Marks = field(default_factory=Marks)
    arrangement: Arrangement = field(default_factory=Arrangement)


class Pane(ListFrame):
    """Holds where it is, where it was, and the list of what is there."""

    def __init__(self, *, id: str) -> None:
        super().__init__(NAMESPACES, id=id)
        self.location: Location | None = None
        """What the rows are of; not yet the place that is being loaded."""
        self.heading = Heading("", ())
        self.back: list[Location] = []
        self.forward: list[Location] = []
        self.serial = 0
        """Which load is the newest: answers of earlier ones are dropped."""
        self.is_loading = False
        self._memories: dict[Location, Memory] = {}
        self._filling = Filling(NAMESPACES, ())

    def compose(self) -> ComposeResult:
        yield FrameTop(classes="frame")
        yield TextLine(classes="tabs")
        yield from self.compose_list()

    # Being told

    def begin(self, heading: Heading) -> int:
        """Something else is being loaded: the old rows stay, dim. Returns the load's number."""
        self.serial += 1
        self.is_loading = True
        self.lines.stale = True
        self._show_heading(heading)
        return self.serial

    def fill(
        self, location: Location, heading: Heading, filling: Filling, *, cursor: Hashable | None = None
    ) -> None:
        """Show this listing of this place, cursor and marks as they were left there."""
        self.keep()
        self.is_loading = False
        self.lines.stale = False
        memory = self._memories.get(location, Memory())
        if location != self.location:
            self.lines.set_table(filling.table)
            self.lines.marks = memory.marks
            self.lines.arrangement = memory.arrangement
        self.location, self._filling = location, filling
        where = cursor if cursor is not None else memory.cursor
        self.lines.set_rows(filling.rows, complete=filling.complete, cursor=where)
        self.lines.set_notes(*filling.notes)
        self._show_heading(heading)

    def grow(self, filling: Filling) -> None:
        """More of the same listing was read, or could not be."""
        self._filling = filling
        self.lines.set_rows(filling.rows, complete=filling.complete)
        self.lines.set_notes(*filling.notes)
        self._show_heading(self.heading)

    def keep(self) -> None:
        """Remember how this listing looks, for coming back."""
        if self.location is not None:
            self._memories[self.location] = Memory(
                self.lines.cursor_key, self.lines.marks, self.lines.arrangement
            )

    def forget_marks(self) -> None:
        self.lines.unmark_all()

    def snapshot(self) -> tuple[Location | None, Heading, Filling]:
        self.keep()
        return self.location, self.heading, self._filling

    def swap_with(self, other: Pane) -> None:
        """Each shows what the other showed; histories and memories go along."""
        mine, theirs = self.snapshot(), other.snapshot()
        for name in ("back", "forward", "_memories"):
            left, right = getattr(self, name), getattr(other, name)
            setattr(self, name, right)
            setattr(other, name, left)
        self._take(theirs)
        other._take(mine)

    def _take(self, state: tuple[Location | None, Heading, Filling]) -> None:
        location, heading, filling = state
        self.location = None
        self.serial += 1
        if location is not None:
            self.fill(location, heading, filling)

    # Saying

    def _show_heading(self, heading: Heading) -> None:
        self.heading = heading
        for name in ("huggingface", "modelscope"):
            self.set_class(name == heading.hub, f"hub-{name}")
        dots = [Span(" …", Tone.ACCENT)] if self.is_loading else []
        title = [Span(" "), *heading.title, *dots, Span(" ")]
        self.query_one(FrameTop).show(title, [Span(self._count(), Tone.DIM)])
        self.query_one(".tabs", TextLine).show(_tab_spans(heading.tabs))
        self.show_bottom()

    def _count(self) -> str:
        if self.is_loading or not self.heading.counts:
            return ""
        read, total = len(self._filling.rows), self._filling.total
        shown = self.lines.shown_count
        if self.lines.arrangement.filter:
            return f" {format.exact(shown)} of {format.exact(total or read)} "
        if self._filling.complete or total == read:
            return f" {self.heading.counts} {format.exact(read)} "
        return f" {self.heading.counts} {format.exact(read)} of {format.exact(total) if total else '?'} "

    def said(self) -> list[Span]:
        only = [Span(f" {self.heading.only} ", Tone.ACCENT)] if self.heading.only else []
        return [*only, Span(f" as of {self._filling.as_of} ", Tone.WARN)] if self._filling.as_of else only

    @on(LineList.Changed)
    def _update_heading(self) -> None:
        if not self.is_loading:
            self._show_heading(self.heading)


def _tab_spans(tabs: Sequence[Tab]) -> list[Span]:
    spans: list[Span] = [Span(" ")]
    for tab in tabs:
        tone = Tone.DIM if tab.reason else Tone.STRONG if tab.active else Tone.PLAIN
        key = Tone.DIM if tab.reason or not tab.key else Tone.ACCENT
        sign = "▪" if tab.active else " "
        spans.append(Span(sign, Tone.ACCENT, tab.command))
        if tab.key:
            spans.append(Span(f"{tab.key} ", key, tab.command))
        spans.append(Span(f"{tab.label}  ", tone, tab.command))
    return spans
