"""A list of numbers for tests and measurements of `LineList` alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App, ComposeResult

from hubtui.ui.rows.table import Cell, Column, Sort, Table, Tone
from hubtui.ui.widgets.line_list import LineList

NUMBERS: Table[int] = Table(
    "number",
    (
        Column("name", sort="n"),
        Column("size", 8, right=True, sort="s"),
        Column("updated", 9, right=True, priority=1),
    ),
    lambda n: (Cell(f"row-{n}"), Cell(str(n * 7 % 101), Tone.DIM), Cell("2 d ago", Tone.DIM)),
    key=lambda n: n,
    text=lambda n: f"row-{n}",
    sorts={"n": Sort(lambda n: n), "s": Sort(lambda n: n * 7 % 101 or None, descending=True)},
    weight=lambda n: n,
)


class ListApp(App[None]):
    """Nothing but the list, with the keys that move its cursor."""

    BINDINGS = [("down", "move(1)"), ("up", "move(-1)"), ("pagedown", "page(1)"), ("space", "mark")]
    CSS = """
    LineList > .line-list--cursor { background: #3a3f4b; color: #ffffff; }
    LineList > .line-list--dim { color: #808890; }
    """

    def __init__(self, rows: Sequence[Any] = (), table: Table[Any] = NUMBERS) -> None:
        super().__init__()
        self.rows, self.table = rows, table
        self.asked = 0

    def compose(self) -> ComposeResult:
        yield LineList(self.table)

    def on_mount(self) -> None:
        self.line_list.set_rows(self.rows)
        self.line_list.focus()

    @property
    def line_list(self) -> LineList:
        return self.query_one(LineList)

    def on_line_list_need_more(self) -> None:
        self.asked += 1

    def action_move(self, delta: int) -> None:
        self.line_list.move_by(delta)

    def action_page(self, pages: int) -> None:
        self.line_list.page_by(pages)

    def action_mark(self) -> None:
        self.line_list.toggle_mark()

    def lines(self) -> list[str]:
        """What the list shows, line by line."""
        return [self.line_list.render_line(y).text.rstrip() for y in range(self.line_list.size.height)]
