"""The quick view: what is under the cursor, beside the list. It shows what it is told."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from hubtui import format
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.document_view import DocumentView, Parts
from hubtui.ui.widgets.text_line import Edges, FrameBottom, FrameTop, Span

PATIENCE = 0.5
"""Seconds in which an answer may come without the old one being drawn anew, dim."""


class QuickView(Vertical):
    """A frame with a document that never takes the keys from the list."""

    _slow: Timer | None = None
    _kind = _keys = _title = ""

    def compose(self) -> ComposeResult:
        yield FrameTop(classes="frame")
        with Edges():
            yield DocumentView()
        yield FrameBottom(classes="frame")

    def on_mount(self) -> None:
        self.view.can_focus = False
        self.watch(self.view, "scroll_y", self._show_bottom, init=False)

    @property
    def view(self) -> DocumentView:
        return self.query_one(DocumentView)

    def begin(self, title: str) -> None:
        """Something else is asked for: what is shown stays, dim when that takes long."""
        self._answered()
        self._title = title
        self._slow = self.set_timer(PATIENCE, self._dim)

    def _dim(self) -> None:
        self.view.stale = True
        self.query_one(FrameTop).show([Span(f" {self._title} ", Tone.ACCENT), Span("… ", Tone.DIM)])

    def _answered(self) -> None:
        if self._slow is not None:
            self._slow.stop()

    def show(self, title: str, kind: str, parts: Parts, hub: str, keys: str) -> None:
        self._answered()
        self.query_one(FrameTop).show([Span(f" {title} ", Tone.ACCENT)])
        self._kind, self._keys = kind, keys
        self.view.show(parts, hub, top=0)

    @on(DocumentView.LaidOut)
    def _show_bottom(self) -> None:
        """What it is, how much of it is below, and the keys."""
        below = f"{format.plural(self.view.below, 'line')} below" if self.view.below else ""
        words = " · ".join(filter(None, (self._kind, below)))
        left = [Span(f" {words} ", Tone.DIM)] if words else []
        self.query_one(FrameBottom).show(left, [Span(self._keys, Tone.DIM, optional=True)])
