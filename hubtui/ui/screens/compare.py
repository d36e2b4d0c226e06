"""A comparison: of two trees file by file, and of many repos with those of their names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer

from hubtui import format
from hubtui.commands import Scope
from hubtui.jobs.compare import Count, Match, Pair, Which, counts, overall, reading
from hubtui.jobs.job import Place
from hubtui.jobs.namespaces import RepoPair, overall_of
from hubtui.jobs.pacing import Gate
from hubtui.jobs.settle import Settling
from hubtui.jobs.sides import Compared, Side
from hubtui.model import RepoKey
from hubtui.text import safe
from hubtui.ui.rows.compare import CALM, PAIRS, REPO_PAIRS, SIGNS, TONES, number_of
from hubtui.ui.rows.table import Table, Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span, TextLine

EVERY = 0.5
"""Seconds between looks at what is read meanwhile."""
FEW = 5_000
"""Rows that may be shown anew at each of those looks."""


class Comparison(ModalScreen[None], Keyed):
    """What both kinds have: two sides in the title, counts below, one kind of rows at a time."""

    CSS_PATH = "compare.tcss"

    def __init__(self, names: tuple[str, str], mine: Which, table: Table[Any]) -> None:
        """Both sides in words, safe; and which of them the active pane shows."""
        super().__init__()
        self.names = dict(zip(Which, names, strict=True))
        self.mine = mine
        self._table = table
        self.only: Match | None = None
        """The kind of rows that is shown alone."""
        self.is_settled = False
        """Whether it is known how the sides compare, or that this cannot be told."""
        self.is_left = False
        """Nobody waits for it any more. Set on the event loop, read by the thread that compares."""

    def compose(self) -> ComposeResult:
        with Vertical(id="compare"):
            yield ListFrame(self._table)
            yield TextLine(id="compare-counts")
            yield TextLine(id="compare-notes")
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.frame is not None
        self._show_title()
        self.show_progress("listing both sides")
        self.frame.lines.focus()

    def on_unmount(self) -> None:
        self.is_left = True

    def _show_title(self) -> None:
        assert self.frame is not None
        sides = f" {self.names[Which.LEFT]}  ↔  {self.names[Which.RIGHT]}"
        self.frame.show_title(Span("Compare", Tone.ACCENT), Span(sides))

    def show_notes(self) -> None:
        """What is shown alone, and what else there is to say."""
        spans = []
        if self.only is not None:
            kind = "different" if self.only is Match.DIFFERS else self.only.words
            words = f" Only what is {kind}; {self.keyboard.key('compare.all')} shows all. "
            spans.append(Span(words, Tone.WARN))
        line = self.query_one("#compare-notes", TextLine)
        line.show([*spans, *self.notes()])
        line.display = bool(line.left)

    def notes(self) -> list[Span]:
        """What is under way, what could be done, what was left out."""
        raise NotImplementedError

    def show_progress(self, words: str) -> None:
        """What is done now; too late once it is done."""
        assert self.frame is not None
        if not self.is_settled:
            self.frame.lines.set_notes((f"{safe(words)} …", Tone.DIM))

    def show_absent(self, which: Which) -> None:
        """One side alone is there."""
        key = self.keyboard.key("compare.sync")
        words = f"{self.names[which]}: it does not exist, only the other side does"
        self.show_error(words, f"{key} plans a copy of what the other side has.", Tone.WARN)

    def show_error(self, words: str, advice: str, tone: Tone = Tone.BAD) -> None:
        assert self.frame is not None
        self.is_settled = True
        self.frame.lines.set_rows(())
        hint = self.keyboard.hint(("compare.refresh", "retry"), ("app.escape", "leaves"))
        self.frame.lines.set_notes((words, tone), (advice, Tone.DIM), (hint, Tone.ACCENT))
        self.update_keys()

    def show_only(self, match: Match | None) -> None:
        """This kind of rows alone; None, or the same again, shows all."""
        self.only = None if match is self.only else match
        self.show_rows()
        self.show_notes()

    def show_rows(self) -> None:
        assert self.frame is not None
        rows = self.rows
        shown = rows if self.only is None else [row for row in rows if row.match is self.only]
        lines = self.frame.lines
        lines.set_rows(shown)
        if not self.is_settled:
            return
        if not rows:
            lines.set_notes(("There is nothing on either side.", Tone.DIM))
        elif not shown and self.only is not None:
            hint = self.keyboard.hint(("compare.all", "shows all"))
            lines.set_notes((f"Nothing is {self.only.words}.", Tone.DIM), (hint, Tone.ACCENT))
        else:
            lines.set_notes()

    @property
    def rows(self) -> Sequence[Any]:
        raise NotImplementedError

    @property
    def is_same(self) -> bool:
        """Whether every row is known to be the same on both sides."""
        raise NotImplementedError

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that can be stopped."""
        raise NotImplementedError

    def stop(self) -> None:
        """What is under way ends soon."""
        raise NotImplementedError


class CompareScreen(Comparison):
    """Two trees, file by file."""

    def __init__(
        self,
        left: Side,
        right: Side,
        paths: Sequence[str],
        names: tuple[str, str],
        mine: Which,
        table: Table[Pair] = PAIRS,
    ) -> None:
        super().__init__(names, mine, table)
        self.sides = left, right
        self.paths = paths
        """Both as they were asked for."""
        self.compared: Compared | None = None
        self.absent: Which | None = None
        """The side whose repo does not exist, while the other one does."""
        self.unread = Count()
        """What reading would settle."""
        self._rows: Sequence[Pair] = ()
        self._found = counts(())
        self.settling: Settling | None = None
        """What is being read."""
        self._timer: Timer | None = None

    @property
    def scope(self) -> Scope:
        return Scope.COMPARE

    @property
    def rows(self) -> Sequence[Pair]:
        return self._rows

    @property
    def is_same(self) -> bool:
        return overall(self._found) is Match.SAME

    @property
    def is_busy(self) -> bool:
        return self.settling is not None

    def stop(self) -> None:
        if self.settling is not None:
            self.settling.stop()

    @property
    def pair(self) -> Pair | None:
        row = self.lines.current if self.lines else None
        return row if isinstance(row, Pair) else None

    def begin(self) -> None:
        """It is compared anew: what is shown stays, dim."""
        assert self.frame is not None
        self.is_settled = False
        self.absent = None
        self.frame.lines.stale = self.compared is not None

    def show_compared(self, compared: Compared, names: tuple[str, str] | None = None) -> None:
        """`names` are those of the sides now that they are pinned."""
        assert self.frame is not None
        self.is_settled = True
        self._take(compared)
        self.names = dict(zip(Which, names, strict=True)) if names else self.names
        self._show_title()
        self.frame.lines.stale = False
        self.show_rows()
        self._show_counts()
        self.update_keys()

    def _take(self, compared: Compared) -> None:
        """What needs a look stands first."""
        self.compared = compared
        self._rows = sorted(compared.pairs, key=lambda pair: pair.match in CALM)
        self._found, self.unread = counts(compared.pairs), reading(compared.pairs)

    def _show_counts(self) -> None:
        found, spans = self._found, []
        if self.rows and self.is_same:
            spans.append(Span(" All the same. ", Tone.GOOD))
        for match, count in found.items():
            if count.files:
                spans.append(Span(f" {SIGNS[match]} ", TONES[match]))
                spans.append(Span(number_of(match, count.files)))
                spans.append(Span(f" {format.size(count.size)} ", Tone.DIM, optional=True))
                spans.append(Span("  "))
        self.query_one("#compare-counts", TextLine).show(spans)
        self.show_notes()

    def notes(self) -> list[Span]:
        """How far the reading is, or what it would read."""
        left_out = self.compared.notes if self.compared else ()
        return [*self._on_reading(), *(Span(f" {safe(note)} ", Tone.WARN) for note in left_out)]

    def _on_reading(self) -> list[Span]:
        if self.settling is not None:
            done, total = self.settling.bytes_done, self.settling.total.size
            words = f"reading {format.size(done)} of {format.size(total)}"
            return [Span(f" {words} · {self.keyboard.key('compare.stop')} stops ", Tone.ACCENT)]
        if not self.unread.files:
            return []
        amount = f"{format.plural(self.unread.files, 'file')}, {format.size(self.unread.size)}"
        words = f"reads {amount}, to settle what is not comparable"
        return [Span(f" {self.keyboard.key('compare.read')} {words} ", Tone.ACCENT)]

    # Reading

    def begin_reading(self, settling: Settling) -> None:
        self.settling = settling
        self._timer = self.set_interval(EVERY, self._look)
        self._look()
        self.update_keys()

    def end_reading(self) -> None:
        """What was settled is shown; what was not is as it was."""
        if self._timer is not None:
            self._timer.stop()
        settling, self.settling, self._timer = self.settling, None, None
        if settling is not None and self.is_attached:
            self.show_compared(settling.so_far())

    def _look(self) -> None:
        if self.settling is None:
            return
        if len(self.rows) <= FEW:
            self._take(self.settling.so_far())
            self.show_rows()
        self._show_counts()

    def on_unmount(self) -> None:
        super().on_unmount()
        self.stop()


class CompareRepos(Comparison):
    """Many repos, each with the one of its name."""

    def __init__(
        self,
        pairs_again: Callable[[], Sequence[RepoPair]],
        names: tuple[str, str],
        mine: Which,
        into: Callable[[RepoKey], Place],
    ) -> None:
        super().__init__(names, mine, REPO_PAIRS)
        self.pairs_again = pairs_again
        """Lists both sides; blocks."""
        self.into = into
        """Where what only the active pane's side has would go."""
        self.pairs: list[RepoPair] = []
        """Written by the threads that compare, one place each."""
        self.gate = Gate()
        self._timer: Timer | None = None

    @property
    def scope(self) -> Scope:
        return Scope.COMPARE_REPOS

    @property
    def rows(self) -> Sequence[RepoPair]:
        return sorted(self.pairs, key=lambda pair: pair.match in CALM)

    @property
    def is_same(self) -> bool:
        return overall_of(self.pairs) is Match.SAME

    @property
    def is_busy(self) -> bool:
        return not self.is_settled and bool(self.pairs)

    def stop(self) -> None:
        self.gate.end()

    def begin(self, pairs: Sequence[RepoPair]) -> Gate:
        """These are compared from now on, until the gate ends."""
        self.gate.end()
        self.pairs, self.gate = [*pairs], Gate()
        self.is_settled = False
        assert self.frame is not None
        self.frame.lines.set_notes()
        if self._timer is None:
            self._timer = self.set_interval(EVERY, self._look)
        self._look()
        return self.gate

    def end(self) -> None:
        """All that will be known is known."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.is_settled = True
        if self.is_attached:
            self._look()
            self.update_keys()

    def _look(self) -> None:
        self.show_rows()
        pairs = self.rows
        spans = []
        if self.is_settled and pairs and self.is_same:
            spans.append(Span(" All the same. ", Tone.GOOD))
        for match in Match:
            if count := sum(pair.match is match for pair in pairs):
                spans.append(Span(f" {SIGNS[match]} ", TONES[match]))
                spans.append(Span(f"{number_of(match, count)}  "))
        if failed := sum(bool(pair.error) for pair in pairs):
            spans.append(Span(f" ! {format.exact(failed)} failed ", Tone.BAD))
        self.query_one("#compare-counts", TextLine).show(spans)
        self.show_notes()

    def notes(self) -> list[Span]:
        waiting = sum(pair.match is None and not pair.error for pair in self.pairs)
        if not waiting or self.is_settled:
            return []
        words = f"comparing, {format.exact(waiting)} to go"
        return [Span(f" {words} · {self.keyboard.key('compare.stop')} stops ", Tone.ACCENT)]

    def on_unmount(self) -> None:
        super().on_unmount()
        self.stop()
