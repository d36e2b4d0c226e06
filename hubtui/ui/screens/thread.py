"""A discussion as it is read: what it is above, the thread below, a pull request's changes after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rich.console import RenderableType
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui import format
from hubtui.commands import Scope
from hubtui.model import Comment, Discussion, RepoKey, Thread
from hubtui.text import safe
from hubtui.ui import threads
from hubtui.ui.documents import Line, render
from hubtui.ui.ink import Ink
from hubtui.ui.offload import offload
from hubtui.ui.rows.discussions import STATUS
from hubtui.ui.rows.table import Part, Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.themes import ink
from hubtui.ui.widgets.document_view import DocumentView
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.text_line import Edges, FrameBottom, FrameTop, Span, TextLine


@dataclass(frozen=True, slots=True)
class ThreadPlace:
    """Which discussion, seen through which account."""

    account: str
    repo: RepoKey
    num: int


class ThreadScreen(ModalScreen[None], Keyed):
    """Opens at once with what a list knows of the discussion; the thread comes when it is read."""

    CSS_PATH = "thread.tcss"

    def __init__(
        self, place: ThreadPlace, hub: str, row: Discussion | None = None, *, only_changes: bool = False
    ) -> None:
        super().__init__(classes=f"hub-{hub}")
        self.place, self.row = place, row
        self.thread: Thread | None = None
        self.only_changes = only_changes
        """Whether the changes are shown alone."""
        self.is_whole = False
        """Whether a long thread is shown as far as it can be."""
        self.is_busy = True
        self.serial = 0
        """Which reading is the newest: answers of earlier ones are dropped."""
        self._hub = hub
        self._notes: Sequence[Part] = ()
        self._to_end = False
        self._layout = 0
        self._is_laid_out = False

    @property
    def scope(self) -> Scope:
        return Scope.THREAD

    @property
    def view(self) -> DocumentView:
        return self.query_one(DocumentView)

    @property
    def discussion(self) -> Discussion | None:
        """As far as it is known."""
        return self.thread.discussion if self.thread else self.row

    def comments_of(self, author: str) -> list[Comment]:
        """What the author has said here and could edit, the latest first."""
        events = self.thread.events if self.thread else ()
        return own_comments(events, author)

    def compose(self) -> ComposeResult:
        with Vertical(id="thread"):
            yield FrameTop()
            yield TextLine(id="thread-facts", classes="sides")
            with Edges():
                yield DocumentView()
            yield FrameBottom()
            yield KeyBar()

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._lay_out())
        self._show_facts()
        self.view.focus()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._lay_out)

    def on_unmount(self) -> None:
        """What is being laid out is wanted no more."""
        self._layout += 1

    # Being told

    def begin(self, place: ThreadPlace, row: Discussion | None) -> int:
        """A thread is being read; another one's old lines go. Returns the reading's number."""
        self.serial += 1
        self.is_busy = True
        if place != self.place:
            self.place, self.row, self.thread, self._notes = place, row, None, ()
            self.is_whole = False
            self.view.scroll_to(y=0, animate=False)
            self._lay_out()
        self._show_facts()
        return self.serial

    def show_thread(self, thread: Thread, *, to_end: bool = False) -> None:
        """The thread as it is now; `to_end` brings what was said last into view."""
        self.thread, self._notes, self._to_end = thread, (), to_end
        self._read()

    def show_failure(self, notes: Sequence[Part]) -> None:
        self._notes = notes
        self._read()

    def show_busy(self, busy: bool) -> None:
        """Whether the hub is being asked for something."""
        self.is_busy = busy
        self._show_facts()

    def toggle_changes(self) -> None:
        self.only_changes = not self.only_changes
        self.view.scroll_to(y=0, animate=False)
        self._lay_out()

    def show_whole(self) -> None:
        self.is_whole = True
        self._lay_out()

    def _read(self) -> None:
        self.is_busy = False
        self._show_facts()
        self._lay_out()
        self.update_keys()

    # Saying

    def _show_facts(self) -> None:
        found = self.discussion
        title = safe(found.title) if found else ""
        dots = [Span("… ", Tone.ACCENT)] if self.is_busy or not self._is_laid_out else []
        number = Span(f" #{self.place.num} ", Tone.ACCENT)
        self.query_one(FrameTop).show([number, Span(f"{title} ", Tone.STRONG), *dots])
        self.query_one("#thread-facts", TextLine).show(facts(self.place, found, self.thread))
        keys = self.keyboard.hint(("discussions.diff", "shows the thread"))
        only = [Span(f" changes alone · {keys} ", Tone.ACCENT)] if self.only_changes else []
        turn = " ".join(self.keyboard.key(f"discussions.{way}") for way in ("next", "previous"))
        keys = f" {self.scroll_keys} · {turn} next · {self.keyboard.key('app.escape')} closes "
        self.query_one(FrameBottom).show(only, [Span(keys, Tone.DIM)])

    @work(exclusive=True, group="lay-out")
    async def _lay_out(self) -> None:
        self._layout += 1
        self._is_laid_out = False
        serial, width = self._layout, max(20, self.view.scrollable_content_region.width)
        self._show_facts()
        talk, changes = await offload(self._rendered, width, lambda: serial == self._layout)
        if serial != self._layout:
            return
        self._is_laid_out = True
        self._show_facts()
        self.view.show_lines([*talk, *changes])
        if self._to_end:
            self._to_end = False
            self.view.scroll_to(y=max(0, len(talk) - self.view.size.height), animate=False)

    def _rendered(self, width: int, is_wanted: Callable[[], bool]) -> tuple[list[Line], list[Line]]:
        """The conversation's lines and the changes'. Stops early when nobody wants them any more."""
        colours = ink(self.app.current_theme, self._hub)

        def lines(parts: Iterator[RenderableType]) -> list[Line]:
            return render(takewhile(lambda _: is_wanted(), parts), width, colours)

        return lines(self._talk(colours)), lines(self._changes(colours))

    def _talk(self, colours: Ink) -> Iterator[RenderableType]:
        for text, tone in self._notes:
            yield Text(text, style=_note_colour(tone, colours))
        if self.thread is not None and not self._notes and not self.only_changes:
            yield from threads.conversation(self.thread, colours, self._cap, self._hint)

    def _changes(self, colours: Ink) -> Iterator[RenderableType]:
        if self.thread is not None and not self._notes:
            yield from threads.changes(self.thread, colours, self._cap)

    @property
    def _hint(self) -> str:
        """How to see what is left out."""
        if self.is_whole:
            return f"the web page has all of it, {self.keyboard.key('text.url')} copies its address"
        return f"{self.keyboard.key('discussions.whole')} shows more"

    @property
    def _cap(self) -> threads.Cap:
        return threads.WHOLE if self.is_whole else threads.BRIEF


def own_comments(events: Sequence[object], author: str) -> list[Comment]:
    """What the author has said and could edit, the latest first."""
    return [
        event
        for event in reversed(events)
        if isinstance(event, Comment) and event.author == author and event.comment_id and not event.hidden
    ]


def facts(place: ThreadPlace, found: Discussion | None, thread: Thread | None) -> list[Span]:
    """The line under the title: state, kind, who, when, where."""
    repo = Span(f"  {safe(str(place.repo))}", Tone.DIM, optional=True)
    if found is None:
        return [repo]
    status = STATUS[found.status]
    spans = [Span(f" {status.text}", status.tone)]
    if found.is_pull_request:
        target = f" into {safe(thread.target_branch, 40)}" if thread and thread.target_branch else ""
        spans.append(Span(f" · PR{target}", Tone.ACCENT))
    spans.append(Span(f" · {safe(found.author, threads.NAME)}"))
    spans.append(Span(f" · {format.age(found.created)}", Tone.DIM))
    if found.comments is not None:
        spans.append(Span(f" · {format.plural(found.comments, 'comment')}", Tone.DIM))
    if thread and thread.conflicting_files:
        conflicts = format.plural(len(thread.conflicting_files), "conflict")
        spans.append(Span(f" · {conflicts}", Tone.BAD))
    return [*spans, repo]


def _note_colour(tone: Tone, colours: Ink) -> str:
    return {Tone.BAD: colours.removed, Tone.ACCENT: colours.accent, Tone.DIM: colours.muted}.get(tone, "")
