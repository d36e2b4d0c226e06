"""What a list shows: columns, cells, and how they are cut to the width there is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from rich.cells import cell_len, set_cell_size

R = TypeVar("R")


class Tone(StrEnum):
    """What a text means; the widget that draws it has a style for each."""

    PLAIN = "plain"
    STRONG = "strong"
    DIM = "dim"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


Part = tuple[str, Tone]


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of one row, safe to show."""

    text: str
    tone: Tone = Tone.PLAIN
    tail: str = ""
    """Drawn dim after the text when there is room for both."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar, drawn to the width of its column."""

    fraction: float
    tone: Tone = Tone.ACCENT


AnyCell = Cell | Bar


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    width: int = 0
    """In cells; 0 takes what the others leave."""
    least: int = 14
    """What a column of width 0 needs at the least; below that others go."""
    right: bool = False
    priority: int = 0
    """0 always shows; of the others the highest goes first when the pane is narrow."""
    prose: bool = False
    """What is too long loses its end; a name loses its middle."""
    sort: str = ""
    """The sort that orders by this column; its header shows the direction."""
    id: str = ""
    """What the config calls it."""
    date: bool = False
    """Wider where dates are exact."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A way to order rows; rows whose value is None come last in either direction."""

    value: Callable[[Any], Any]
    descending: bool = False
    """What the first press gives."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """How rows of one noun are shown, named, searched and ordered."""

    noun: str
    columns: Sequence[Column]
    cells: Callable[[R], Sequence[AnyCell]]
    key: Callable[[R], Hashable]
    text: Callable[[R], str]
    """What the filter and the glob look at."""
    sorts: Mapping[str, Sort] = field(default_factory=dict)
    group: Callable[[R], int] | None = None
    """Rows of a lower group stay above the others in every order."""
    order: str = ""
    """The sort to begin with, turned round after a `-`; empty is the hub's own order."""
    weight: Callable[[R], int | None] = lambda _: None
    """Bytes, for the sum of what is marked; None when they are not known."""
    unweighed: str = ""
    """What rows of unknown weight are called beside that sum: `folder`."""
    path: Callable[[R], str] | None = None
    """What a glob with a slash looks at."""
    lacks: Callable[[R], bool] | None = None
    """Whether a row lacks what is asked for only once it is in view."""


NOTHING: Table[Any] = Table("line", (), lambda _: (), key=lambda _: None, text=lambda _: "")
"""Of a place that shows a document: no columns, and rows only of words."""


def fit(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """The columns that fit, as (index, width), one cell between neighbours."""
    shown = list(range(len(columns)))
    while True:
        fixed = sum(columns[i].width for i in shown) + len(shown) - 1
        flexible = [i for i in shown if not columns[i].width]
        spare = width - fixed
        droppable = [i for i in shown if columns[i].priority]
        if spare >= sum(columns[i].least for i in flexible) or not droppable:
            break
        shown.remove(max(droppable, key=lambda i: (columns[i].priority, i)))
    share, rest = divmod(max(0, spare), len(flexible)) if flexible else (0, 0)
    widths = {i: share + (1 if n < rest else 0) for n, i in enumerate(flexible)}
    return [(i, columns[i].width or widths[i]) for i in shown]


def clip(text: str, width: int) -> str:
    """`text` in at most `width` cells; what is too long loses its middle."""
    if len(text) <= width and (text.isascii() or cell_len(text) <= width):
        return text
    if width < 3:
        return set_cell_size(text, max(0, width))
    left = (width - 1) * 2 // 3
    tail = text[-(width - 1 - left) :]
    while cell_len(tail) > width - 1 - left:
        tail = tail[1:]
    return f"{set_cell_size(text, left)}…{tail}"


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells; what is too long loses its end."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1) + "…" if width > 1 else set_cell_size(text, max(0, width))


def draw(cell: AnyCell, width: int, *, right: bool = False, prose: bool = False) -> list[Part]:
    """The cell in exactly `width` cells."""
    if isinstance(cell, Bar):
        return _draw_bar(cell, width)
    text = cut(cell.text, width) if prose else clip(cell.text, width)
    space = width - cell_len(text)
    if cell.tail and space > len(cell.tail):
        return [
            (text, cell.tone),
            (" " * (space - len(cell.tail)) + cell.tail, Tone.DIM),
        ]
    padding = (" " * space, cell.tone)
    return [padding, (text, cell.tone)] if right else [(text, cell.tone), padding]


def _draw_bar(bar: Bar, width: int) -> list[Part]:
    fraction = min(1.0, max(0.0, bar.fraction))
    full = int(fraction * width)
    return [("━" * full, bar.tone), ("─" * (width - full), Tone.DIM)]


def merged(parts: Sequence[Part]) -> list[Part]:
    """Neighbours of one tone as one part, blanks joining what stands before them, or else behind."""
    result: list[Part] = []
    for text, tone in parts:
        if not text:
            continue
        if result and (result[-1][1] == tone or text.isspace()):
            result[-1] = (result[-1][0] + text, result[-1][1])
        elif result and result[-1][0].isspace():
            result[-1] = (result[-1][0] + text, tone)
        else:
            result.append((text, tone))
    return result


def same_begin(one: Sequence[object], other: Sequence[object]) -> int:
    """How many of the first are equal."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
