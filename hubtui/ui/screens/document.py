"""A document over the explorer: a file, a README, a commit's changes, details."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui.commands import Scope
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.document_view import DocumentView, Parts
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.text_line import Edges, FrameBottom, FrameTop, Span


class Document(ModalScreen[None], Keyed):
    """Shows what `parts` make, in the colours of a hub."""

    CSS_PATH = "document.tcss"

    def __init__(
        self, title: str, parts: Parts, hub: str = "", *, small: bool = False, is_whole: bool = True
    ) -> None:
        super().__init__()
        self._title, self._parts, self._hub = title, parts, hub
        self._is_whole = is_whole
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
            with Edges():
                yield DocumentView()
            yield FrameBottom()
            yield KeyBar()

    def on_mount(self) -> None:
        self._say(is_busy=True)
        keys = f" {self.scroll_keys} · {self.keyboard.key('app.escape')} closes "
        self.query_one(FrameBottom).show([], [Span(keys, Tone.DIM)])
        self.view.show(self._parts, self._hub)
        self.view.focus()

    def replace(self, parts: Parts) -> None:
        """Show this whole document instead of what was shown until it came."""
        self._parts, self._is_whole = parts, True
        if self.is_mounted:
            self.view.show(parts, self._hub)

    def on_document_view_laid_out(self) -> None:
        self._say(is_busy=not self._is_whole)

    def _say(self, *, is_busy: bool) -> None:
        right = [Span(" … ", Tone.DIM)] if is_busy else []
        self.query_one(FrameTop).show([Span(f" {self._title} ", Tone.ACCENT)], right)
