"""One side of the explorer: a frame with a title, tabs, a list and a filter. It shows what it is told."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.timer import Timer

from hubtui import format
from hubtui.ui.rows.marks import Marks
from hubtui.ui.rows.order import Arrangement
from hubtui.ui.rows.table import NOTHING, Part, Table, Tone
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.tabs import Tab, tab_spans
from hubtui.ui.widgets.text_line import Edges, FrameBottom, FrameTop, Span, Spans, TextLine

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hubtui.ui.ink import Ink
    from hubtui.ui.location import Location
    from hubtui.ui.widgets.document_view import DocumentView, Parts

TURNS = "|/-\\"


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
    trouble: str = ""
    """Why there are no newer or no more rows, and what helps; the list asks no more by itself then."""
    read_all: str = ""
    """The key that reads all of it."""
    document: Parts | None = None
    """What is shown instead of rows."""

    def parts(self, ink: Ink) -> Iterator[RenderableType]:
        """The document with the notes below it."""
        if self.document is not None:
            yield from self.document(ink)
        tones = {Tone.BAD: ink.removed, Tone.WARN: ink.accent, Tone.ACCENT: ink.accent, Tone.DIM: ink.muted}
        for words, tone in self.notes:
            yield Text(words, style=tones.get(tone, ink.text))


@dataclass
class Memory:
    """How a listing was left: where the cursor was, what was filtered and ordered."""

    cursor: Hashable | None = None
    arrangement: Arrangement | None = None
    top: int = 0
    """The first line of a document that was in view."""


class Pane(ListFrame):
    """Holds where it is, where it was, and the list or the document of what is there."""

    BLANK = True  # its frame is drawn by what is in it

    def __init__(self, *, id: str, classes: str | None = None) -> None:
        super().__init__(NOTHING, id=id, classes=classes)
        self.location: Location | None = None
        """What the rows are of; not yet the place that is being loaded."""
        self.destination: Location | None = None
        """Where the pane is going while it loads; where it is, else."""
        self.heading = self._left = Heading("", ())
        self.back: list[Location] = []
        self.forward: list[Location] = []
        self.serial = 0
        """Which load is the newest: answers of earlier ones are dropped."""
        self.is_loading = False
        self.is_renewing = False
        """Whether the rows are being asked for again behind what is shown."""
        self.is_reading_on = False
        """Whether all that is not read yet is being read; ends early when this is made false."""
        self._stops = ""
        self._across = ""
        self.prepare: Callable[[Table[Any]], Table[Any]] = lambda table: table
        """What the settings make of a table: its columns and their order, the first sort."""
        self._memories: dict[Location, Memory] = {}
        self._marks: dict[Location, Marks] = {}
        """By what they are kept together for: the folders of a repo share theirs."""
        self._spinner: Timer | None = None
        self._turns = 0
        self._filling = Filling(NOTHING, ())
        self._document: DocumentView | None = None

    def compose(self) -> ComposeResult:
        yield FrameTop(classes="frame")
        yield TextLine(classes="tabs")
        with Edges():
            yield LineList(self._table)
        yield FrameBottom(classes="frame")

    def on_mount(self) -> None:
        self._spinner = self.set_interval(0.25, self._spin, pause=True)

    async def furnish(self) -> None:
        """Add what there is only once something is shown: documents, and the filter."""
        from hubtui.ui.widgets.document_view import DocumentView

        self._document = DocumentView()
        self._document.display = False
        await self.query_one(Edges).mount(self._document, before=self.lines)
        await self.mount_all(self.compose_filter(), before=self.query_one(FrameBottom))

    @property
    def document(self) -> DocumentView:
        assert self._document is not None
        return self._document

    @property
    def shows_document(self) -> bool:
        return not self.lines.display

    @property
    def content(self) -> LineList | DocumentView:
        """What is shown now, and has the keys while the pane is active."""
        return self.document if self.shows_document else self.lines

    # Being told

    def begin(self, heading: Heading, to: Location) -> int:
        """Something else is being loaded: the old rows stay, dim. Returns the load's number."""
        if not self.is_loading:
            self._left = self.heading
        self.serial += 1
        self.destination = to
        self.is_loading, self.is_renewing, self.is_reading_on = True, False, False
        self.lines.stale = self.document.stale = True
        if not self.lines.rows:
            self.lines.set_notes(("Reading …", Tone.DIM))
        self._show_heading(heading)
        return self.serial

    def give_up(self, serial: int) -> None:
        """That load was stopped; if none has taken its place, what is shown stays."""
        if self.is_loading and serial == self.serial:
            self.is_loading = self.lines.stale = self.document.stale = False
            self.destination = self.location
            self._show_heading(self._left)

    def fill(
        self, location: Location, heading: Heading, filling: Filling, *, cursor: Hashable | None = None
    ) -> int:
        """Show this listing of this place, cursor and marks as they were left there; how many marked rows
        are gone."""
        self.keep()
        self.is_loading = False
        self.lines.stale = False
        memory = self._memories.get(location, Memory())
        is_new = location != self.location
        if is_new:
            self.lines.set_table(self.prepare(filling.table))
            self.lines.marks = self._marks.setdefault(location.for_marks, Marks())
            self.lines.marks.move_to(location.path)
            if memory.arrangement is not None:
                self.lines.arrangement = memory.arrangement
        self.location = self.destination = location
        where = cursor if cursor is not None else memory.cursor
        self._show(filling, heading, cursor=where, top=memory.top if is_new else None)
        self._show_heading(heading)
        return self._drop_vanished(filling)

    def grow(self, filling: Filling) -> int:
        """More of the same listing was read, or all of it anew, or it could not be; cursor and view stay
        where they are. How many marked rows are gone."""
        self._show(filling, self.heading)
        self._show_heading(self.heading)
        return self._drop_vanished(filling)

    def show_renewing(self, on: bool) -> None:
        """Say that the same listing is being asked for again, or is not any more."""
        self.is_renewing = on
        self._show_heading(self.heading)

    def show_reading_on(self, on: bool, hint: str = "") -> None:
        """Say that all of the listing is being read, and what stops that; or that it is not any more."""
        self.is_reading_on, self._stops = on, hint
        self._show_heading(self.heading)

    def show_across(self, words: str) -> None:
        """Say what the other pane shows, while there is room for one only."""
        if words != self._across:
            self._across = words
            self.show_bottom()

    def _drop_vanished(self, filling: Filling) -> int:
        marks = self.lines.marks
        if filling.document or not filling.complete or filling.trouble or not marks.are_here:
            return 0
        keys = {filling.table.key(row) for row in filling.rows}
        return marks.drop_vanished(keys.__contains__)

    def _show(
        self, filling: Filling, heading: Heading, *, cursor: Hashable | None = None, top: int | None = None
    ) -> None:
        self._filling = filling
        is_document, complete = filling.document is not None, filling.complete or bool(filling.trouble)
        self.lines.set_rows(
            () if is_document else filling.rows, complete=is_document or complete, cursor=cursor
        )
        self.lines.set_notes(*() if is_document else filling.notes)
        self._turn(is_document)
        if not is_document:
            self.document.clear()
            return
        self.document.show(filling.parts, heading.hub, top=top)
        if not complete:
            self.post_message(LineList.NeedMore(self.lines))

    def _turn(self, is_document: bool) -> None:
        """From the list to the document or back; the keys go along."""
        before = self.content
        had_focus = before.has_focus
        self.document.display, self.lines.display = is_document, not is_document
        if had_focus and self.content is not before:
            self.content.focus()

    def keep(self) -> None:
        """Remember how this listing looks, for coming back."""
        if self.location is not None:
            self._memories[self.location] = Memory(
                self.lines.cursor_key, self.lines.arrangement, self.document.top
            )

    def forget_marks(self) -> None:
        self.lines.unmark_all()

    def snapshot(self) -> tuple[Location | None, Heading, Filling]:
        self.keep()
        return self.location, self.heading, self._filling

    def swap_with(self, other: Pane) -> None:
        """Each shows what the other showed; histories and memories go along."""
        mine, theirs = self.snapshot(), other.snapshot()
        for name in ("back", "forward", "_memories", "_marks"):
            left, right = getattr(self, name), getattr(other, name)
            setattr(self, name, right)
            setattr(other, name, left)
        self._take(theirs)
        other._take(mine)

    def _take(self, state: tuple[Location | None, Heading, Filling]) -> None:
        location, heading, filling = state
        self.location = self.destination = None
        self.serial += 1
        self.is_renewing = self.is_reading_on = False
        if location is not None:
            self.fill(location, heading, filling)

    # Saying

    def _show_heading(self, heading: Heading) -> None:
        self.heading = heading
        for name in ("huggingface", "modelscope", "local"):
            self.set_class(name == heading.hub, f"hub-{name}")
        title = [Span(" "), *heading.title, *self._life(), Span(" ")]
        self.query_one(FrameTop).show(title, [Span(self._count(), Tone.DIM)])
        self._show_tabs()
        self.show_bottom()

    @property
    def _is_busy(self) -> bool:
        return self.is_loading or self.is_renewing or self.is_reading_on

    def _life(self) -> list[Span]:
        """The sign of life in the title: three dots, and where the terminal is near one cell that turns."""
        if self._spinner is not None:
            self._spinner.resume() if self._is_busy else self._spinner.pause()
        if not self._is_busy:
            self._turns = 0
            return []
        turn = TURNS[self._turns % len(TURNS)] if self._turns else ""
        return [Span(f" …{turn}", Tone.ACCENT)]

    def _spin(self) -> None:
        if self.app.animation_level != "none":
            self._turns += 1
            self._show_heading(self.heading)

    def _count(self) -> str:
        if self.is_loading or not self.heading.counts or (self._filling.trouble and not self._filling.rows):
            return ""
        read, total = len(self._filling.rows), self._filling.total
        is_all = self._filling.complete or total == read
        shown = self.lines.shown_count
        if self.lines.arrangement.filter:
            return f" {format.exact(shown)} of {format.exact(read)}{'' if is_all else ' read'} "
        if is_all:
            return f" {self.heading.counts} {format.exact(read)} "
        return f" {self.heading.counts} {format.exact(read)} of {format.exact(total) if total else '?'} "

    @property
    def is_partial(self) -> bool:
        """Whether there is more to be read than was."""
        return not self._filling.complete and self._filling.total != len(self._filling.rows)

    def said(self) -> list[Span]:
        spans = [Span(f" {self._across} ", Tone.DIM)] if self._across else []
        spans += [Span(f" {self.heading.only} ", Tone.ACCENT)] if self.heading.only else []
        if self._filling.as_of:
            spans.append(Span(f" as of {self._filling.as_of} ", Tone.WARN))
        if self._filling.trouble:
            spans.append(Span(f" {self._filling.trouble} ", Tone.BAD))
        elif self.is_reading_on:
            spans.append(Span(f" reading all · {self._stops} ", Tone.ACCENT))
        elif self.is_partial and not self.lines.arrangement.is_plain:
            how = "sorted" if self.lines.arrangement.sort else "filtered"
            words = (
                f" {how} among the {format.exact(len(self._filling.rows))} read · {self._filling.read_all} "
            )
            spans.append(Span(words, Tone.WARN))
        return spans

    def _show_tabs(self) -> None:
        width = max(0, self.size.width - 2)
        self.query_one(".tabs", TextLine).show(tab_spans(self.heading.tabs, width))

    def on_resize(self, event: events.Resize) -> None:
        self._show_tabs()

    @on(LineList.Changed)
    def _update_heading(self) -> None:
        if not self.is_loading:
            self._show_heading(self.heading)
