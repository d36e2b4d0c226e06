"""One question, one line to answer it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span, TextLine


class Prompt(ModalScreen[str]):
    """Returns what was typed; empty when it was left with Esc."""

    CSS_PATH = "prompt.tcss"

    def __init__(self, question: str, *, sign: str = ":", placeholder: str = "", value: str = "") -> None:
        super().__init__()
        self._question, self._sign, self._placeholder, self._value = question, sign, placeholder, value

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt"):
            yield FrameTop()
            with Horizontal(classes="sides", id="prompt-line"):
                yield TextLine(classes="prompt-sign")
                yield Entry(placeholder=self._placeholder)
            yield FrameBottom()

    def on_mount(self) -> None:
        self.query_one(FrameTop).show([Span(f" {self._question} ", Tone.ACCENT)])
        self.query_one(".prompt-sign", TextLine).show([Span(f" {self._sign}", Tone.ACCENT)])
        self.query_one(FrameBottom).show([], [Span(" Enter goes · Esc leaves ", Tone.DIM)])
        entry = self.query_one(Entry)
        entry.value = self._value
        entry.cursor_position = len(self._value)
        entry.focus()

    @on(Entry.Left)
    def _left(self, event: Entry.Left) -> None:
        self.dismiss(event.entry.value.strip() if event.accepted else "")
