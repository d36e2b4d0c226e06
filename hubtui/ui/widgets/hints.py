"""How a key sequence can go on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from hubtui.commands import Command, key_name
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span, TextLine


class Hints(Vertical):
    """A small frame at the lower edge: the keys so far, and each next key with what it does."""

    def __init__(self, keys: str, continuations: Sequence[tuple[str, Command]]) -> None:
        super().__init__()
        self._keys, self._continuations = keys, continuations

    def compose(self) -> ComposeResult:
        top, bottom = FrameTop(classes="frame"), FrameBottom(classes="frame")
        top.show([Span(f" {key_name(self._keys)} … ", Tone.ACCENT)])
        yield top
        for key, command in self._continuations:
            line = TextLine(classes="sides")
            line.show([Span(f" {key_name(key):<4}", Tone.ACCENT, command.id), Span(command.help)])
            yield line
        bottom.show([], [Span(" Esc leaves ", Tone.DIM)])
        yield bottom
