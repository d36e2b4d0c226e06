"""What takes space as boxes, each as large as its weight; the one under the list's cursor stands out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from hubtui import format
from hubtui.ui.rows.table import clip
from hubtui.ui.rows.treemap import Area, divide
from hubtui.ui.rows.weights import Weighed

LEAST = (4, 2)
"""Cells of the smallest box that is drawn as one."""


class Treemap(Widget):
    """Takes no keys: the list beside it has them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"treemap--box", "treemap--cursor"}

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Weighed] = ()
        self._cursor: Hashable | None = None
        self._canvas: list[list[tuple[str, bool]]] = []

    def show(self, rows: Sequence[Weighed], cursor: Hashable | None) -> None:
        if (rows, cursor) != (self._rows, self._cursor):
            self._rows, self._cursor = rows, cursor
            self._paint()
            self.refresh()

    def on_resize(self) -> None:
        self._paint()

    def _paint(self) -> None:
        """Every cell: its sign, and whether it is the cursor's."""
        width, height = self.size
        self._canvas = [[(" ", False)] * width for _ in range(height)]
        rows = [row for row in self._rows if row.weight.size]
        areas = divide([row.weight.size or 0 for row in rows], Area(0, 0, width, height))
        for row, area in zip(rows, areas, strict=True):
            for y, line in enumerate(box(row, area), start=area.y):
                cells = [(sign, row.key == self._cursor) for sign in line]
                self._canvas[y][area.x : area.x + area.width] = cells

    def render_line(self, y: int) -> Strip:
        if y >= len(self._canvas):
            return Strip.blank(self.size.width, self.rich_style)
        plain, chosen = self._style("box"), self._style("cursor")
        return Strip([Segment(sign, chosen if on else plain) for sign, on in self._canvas[y]]).simplify()

    def _style(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"treemap--{name}", partial=True)

    @property
    def text(self) -> str:
        """What it draws, for tests."""
        return "\n".join("".join(sign for sign, _ in line) for line in self._canvas)


def box(row: Weighed, area: Area) -> list[list[str]]:
    """What stands in each of its cells: a frame with name and size as far as there is room."""
    width, height = area.width, area.height
    if width < LEAST[0] or height < LEAST[1]:
        return [["░"] * width for _ in range(height)]
    inner = width - 2
    lines = [["╭", *_cells(row.label, inner, "─"), "╮"]]
    for line in range(height - 2):
        size = format.size(row.weight.size) if line == 0 else ""
        lines.append(["│", *_cells(size if len(size) <= inner else "", inner, " "), "│"])
    return [*lines, ["╰", *"─" * inner, "╯"]]


def _cells(text: str, width: int, fill: str) -> list[str]:
    """The text cell by cell: behind a wide sign stands an empty one."""
    found: list[str] = []
    for sign in clip(text, width):
        match cell_len(sign):
            case 0 if found:
                found[-1] += sign
            case cells:
                found += [sign, *[""] * (cells - 1)]
    return [*found, *fill * (width - len(found))]
