"""A document over the explorer: a thread, a file, a README, details. Laid out again at every width."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.console import RenderableType
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui.commands import Scope
from hubtui.ui.documents import render
from hubtui.ui.ink import Ink
from hubtui.ui.offload import offload
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.document_view import DocumentView
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span

Parts = Callable[[Ink], Iterable[RenderableType]]


class Document(ModalScreen[None], Keyed):
    """Shows what `parts` make with the theme's colours; it is made off the event loop."""

    CSS_PATH = "document.tcss"

    def __init__(self, title: str, parts: Parts, ink: Ink, *, small: bool = False) -> None:
        super().__init__()
        self._title, self._parts, self._ink = title, parts, ink
        self.set_class(small, "-small")

    @property
    def scope(self) -> Scope:
        return Scope.DOCUMENT

    @property
    def view(self) -> DocumentView:
        return self.query_one(DocumentView)

    def compose(self) -> ComposeResult:
        with Vertical(id="document"):
            yield FrameTop()
            yield DocumentView()
            yield FrameBottom()
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(FrameTop).show([Span(f" {self._title} ", Tone.ACCENT)], [Span(" … ", Tone.DIM)])
        keys = f" {self.scroll_keys} · {self.keyboard.key('app.escape')} closes "
        self.query_one(FrameBottom).show([], [Span(keys, Tone.DIM)])
        self.view.focus()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._lay_out)

    @work(exclusive=True, group="lay-out")
    async def _lay_out(self) -> None:
        width = max(20, self.view.scrollable_content_region.width)
        lines = await offload(lambda: render(self._parts(self._ink), width, self._ink))
        self.view.show_lines(lines)
        self.query_one(FrameTop).show([Span(f" {self._title} ", Tone.ACCENT)])
