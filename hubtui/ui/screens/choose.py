"""One of a few: a short list to pick from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui.ui.rows.table import Cell, Column, Table, Tone
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span

Choice = tuple[tuple[str, str], Any]
"""What is shown, with a short remark at its right, and what it stands for."""

MOST = 12
"""Rows in view."""

_TABLE: Table[tuple[int, Choice]] = Table(
    "choice",
    (Column("", prose=True), Column("", 10, right=True)),
    lambda row: (Cell(row[1][0][0]), Cell(row[1][0][1], Tone.DIM)),
    key=lambda row: row[0],
    text=lambda row: row[1][0][0],
)


class Choose(ModalScreen[Any]):
    """Returns what the chosen row stands for, or None. Texts are given safe to show."""

    CSS_PATH = "choose.tcss"
    BINDINGS = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("enter,l,right", "pick", "Choose", show=False),
        Binding("escape,q,h,left", "dismiss(None)", "Leave", show=False),
    ]

    def __init__(self, question: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._question, self._choices = question, choices

    def compose(self) -> ComposeResult:
        with Vertical(id="choose"):
            yield FrameTop()
            yield LineList(_TABLE, header=False)
            yield FrameBottom()

    def on_mount(self) -> None:
        self.query_one(FrameTop).show([Span(f" {self._question} ", Tone.ACCENT)])
        self.query_one(FrameBottom).show([], [Span(" ↑ ↓ · Enter chooses · Esc leaves ", Tone.DIM)])
        self.lines.styles.height = min(len(self._choices), MOST)
        self.lines.set_rows([*enumerate(self._choices)])
        self.lines.focus()

    @property
    def lines(self) -> LineList:
        return self.query_one(LineList)

    def action_move(self, delta: int) -> None:
        self.lines.move_by(delta)

    def action_pick(self) -> None:
        row = self.lines.current
        self.dismiss(None if row is None else row[1][1])

    def on_line_list_opened(self) -> None:
        self.action_pick()
