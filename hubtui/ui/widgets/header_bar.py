"""The top line: the program, how each hub answers, and what is being transferred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.text_line import Span, TextLine
from hubtui.ui.widgets.transfer import transfer

if TYPE_CHECKING:
    from hubtui.jobs.job import EngineView


class HeaderBar(TextLine):
    """Is told the hubs' states and the engine's view; says them in words."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hubs: dict[str, Span] = {}
        self._transfer: list[Span] = []
        self._badge = ""
        self._update()

    def set_badge(self, words: str) -> None:
        self._badge = words
        self._update()

    def set_hub(self, name: str, words: str, tone: Tone) -> None:
        """`name` is short: hf, ms."""
        self._hubs[name] = Span(words, tone)
        self._update()

    def set_engine(self, view: EngineView) -> None:
        self._transfer = transfer(view)
        self._update()

    def _update(self) -> None:
        left = [Span(" hubtui", Tone.STRONG)]
        if self._badge:
            left.append(Span(f"  {self._badge}", Tone.WARN))
        left += self._hub_spans(self._hubs)
        self.show(left, self._transfer)

    def _hub_spans(self, hubs: Mapping[str, Span]) -> list[Span]:
        return [
            span
            for name in sorted(hubs)
            for span in (Span(f"   {name} ", Tone.DIM), Span(hubs[name].text, hubs[name].tone))
        ]
