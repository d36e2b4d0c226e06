"""Tables with aligned columns, as wide as there is room; cells that are longer are clipped."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from hubtui.previews import Grid
from hubtui.text import safe
from hubtui.ui.ink import Ink

GAP = 2
NARROWEST, WIDEST = 6, 60
MEASURED = 300
"""Rows that say how wide a column is."""


class Aligned:
    """A grid at the width it is drawn at."""

    def __init__(self, grid: Grid, ink: Ink) -> None:
        self._grid, self._ink = grid, ink

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [[safe(cell, WIDEST * 2) for cell in row] for row in self._grid.rows]
        head = [safe(name, WIDEST) for name in self._grid.columns]
        widths = fitted(natural(head, rows), options.max_width)
        muted = Style.parse(self._ink.muted)
        if any(head):
            yield from self._line(head, widths, Style.parse(f"bold {self._ink.accent}"))
        for row in rows:
            yield from self._line(row, widths, None)
        hidden = len(head) - len(widths)
        notes = [f"{hidden} more columns than there is room for."] if hidden > 0 else []
        for note in [*notes, *([safe(self._grid.note)] if self._grid.note else [])]:
            yield Segment(set_cell_size(note, min(cell_len(note), options.max_width)), muted)
            yield Segment.line()

    def _line(self, cells: Sequence[str], widths: Sequence[int], style: Style | None) -> RenderResult:
        pieces = [
            fit(cell, width, right=place in self._grid.right)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=False))
        ]
        yield Segment((" " * GAP).join(pieces).rstrip(), style)
        yield Segment.line()


def natural(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column would be."""
    widths = [cell_len(name) for name in head]
    for row in rows[:MEASURED]:
        for place, cell in enumerate(row[: len(widths)]):
            widths[place] = max(widths[place], cell_len(cell))
    return widths


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """The widths that fit the room: the widest give first, then the last columns go."""
    kept = [min(width, max(WIDEST, room // 2)) for width in widths]
    while len(kept) > 1 and sum(min(w, NARROWEST) for w in kept) + GAP * (len(kept) - 1) > room:
        kept.pop()
    space = room - GAP * (len(kept) - 1)
    while sum(kept) > space and max(kept) > 1:
        over, widest = sum(kept) - space, max(kept)
        second = max((width for width in kept if width < widest), default=0)
        together = [place for place, width in enumerate(kept) if width == widest]
        for place in together:
            kept[place] -= min(-(-over // len(together)), max(1, widest - second))
    return [max(1, width) for width in kept]


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly so many cells."""
    size = cell_len(text)
    if size > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else "…"
    return " " * (width - size) + text if right else text + " " * (width - size)
