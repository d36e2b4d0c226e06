"""What the settings make of a table: its columns, their order, and how its rows are ordered first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hubtui.config import Config
from hubtui.ui.rows.table import Column, Table

EXACT_DATE = len("2026-11-20 14:02")


def chosen(table: Table[Any], config: Config) -> Table[Any]:
    """The table as the config has it. Columns without an id cannot be chosen: they follow the first one."""
    nouns = f"{table.noun}s"
    names = getattr(config.columns, nouns, ())
    order = getattr(config.sort, nouns, "")
    places = {column.id: place for place, column in enumerate(table.columns) if column.id}
    picked = [places[name] for name in dict.fromkeys(names) if name in places]
    if not picked or not places:
        picked = [*range(len(table.columns))]
    else:
        picked[1:1] = [place for place, column in enumerate(table.columns) if not column.id]
    cells = table.cells
    return replace(
        table,
        columns=tuple(_sized(table.columns[place], config) for place in picked),
        cells=lambda row: _pick(cells(row), picked),
        order=order if order.removeprefix("-") in table.sorts else "",
    )


def dated(table: Table[Any], config: Config) -> Table[Any]:
    """The table with room for dates as the config has them; of lists whose columns are not chosen."""
    return replace(table, columns=tuple(_sized(column, config) for column in table.columns))


def _pick(cells: Any, places: list[int]) -> list[Any]:
    return [cells[place] for place in places]


def _sized(column: Column, config: Config) -> Column:
    return replace(column, width=EXACT_DATE) if column.date and config.dates == "exact" else column
