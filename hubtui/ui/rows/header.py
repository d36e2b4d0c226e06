"""The line above a list: its columns' names, and an arrow at the one that orders it."""

from __future__ import annotations

from typing import Any

from hubtui.ui.rows.order import Arrangement
from hubtui.ui.rows.table import Column, Part, Table, Tone, fit, merged

GUTTER = 2
"""Cells before the first column, for cursor and mark."""


def header(table: Table[Any], arrangement: Arrangement, width: int) -> list[Part]:
    """The labels above a list of this width."""
    parts: list[Part] = [(" " * GUTTER, Tone.DIM)]
    for place, (index, size) in enumerate(fit(table.columns, width - GUTTER)):
        column = table.columns[index]
        label = column.label + direction(table, arrangement, column.sort)
        text = label.rjust(size) if column.right else label.ljust(size)
        parts.append((" " if place else "", Tone.DIM))
        parts.append((text[:size], Tone.DIM))
    return merged(parts)


def column_at(table: Table[Any], width: int, x: int) -> Column | None:
    """The column whose label is at this cell of the line."""
    begins = GUTTER
    for index, size in fit(table.columns, width - GUTTER):
        if begins <= x < begins + size:
            return table.columns[index]
        begins += size + 1
    return None


def direction(table: Table[Any], arrangement: Arrangement, sort: str) -> str:
    """The arrow of the column that the list is ordered by; empty for the others."""
    if not sort or sort != arrangement.sort:
        return ""
    return "↓" if table.sorts[sort].descending != arrangement.reverse else "↑"
