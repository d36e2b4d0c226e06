"""How a key sequence can go on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from hubtui.commands import Command, key_name
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span, TextLine

MOST = 9
"""So many of what is there already are shown."""


class Hints(Vertical):
    """A small frame at the lower edge: the keys so far, and each next key with what it does; where any
    character can follow, those that are there already."""

    def __init__(
        self, keys: str, continuations: Sequence[tuple[str, Command, Sequence[tuple[str, str]]]]
    ) -> None:
        super().__init__()
        self._keys, self._continuations = keys, continuations

    def compose(self) -> ComposeResult:
        top, bottom = FrameTop(classes="frame"), FrameBottom(classes="frame")
        top.show([Span(f" {key_name(self._keys)} … ", Tone.ACCENT)])
        yield top
        for key, command, choices in self._continuations:
            yield self._line(Span(f" {key_name(key):<8}", Tone.ACCENT, command.id), Span(command.help))
            for char, words in choices[:MOST]:
                yield self._line(Span(f"   {char:<6}", Tone.ACCENT), Span(words, Tone.DIM))
            if len(choices) > MOST:
                yield self._line(Span(f"   and {len(choices) - MOST} more", Tone.DIM))
        bottom.show([], [Span(" Esc leaves ", Tone.DIM)])
        yield bottom

    def _line(self, *spans: Span) -> TextLine:
        line = TextLine(classes="sides")
        line.show(spans)
        return line
