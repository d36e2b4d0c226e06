"""A treemap's areas: a rectangle of cells divided by weight, without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TALL = 2
"""A cell is about twice as high as it is wide."""


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a screen."""

    x: int
    y: int
    width: int
    height: int


def divide(weights: Sequence[int], area: Area) -> Iterator[Area]:
    """An area for each weight, in their order; of what is too light for a cell, one without cells."""
    if len(weights) <= 1 or not area.width or not area.height:
        yield from [area, *[_empty(area)] * (len(weights) - 1)][: len(weights)]
        return
    half = _middle(weights)
    one, other = _split(area, sum(weights[:half]), sum(weights))
    yield from divide(weights[:half], one)
    yield from divide(weights[half:], other)


def _middle(weights: Sequence[int]) -> int:
    """How many from the beginning weigh about half."""
    total, before = sum(weights), 0
    for place, weight in enumerate(weights[:-1]):
        if before + weight / 2 >= total / 2:
            return max(1, place)
        before += weight
    return len(weights) - 1


def _split(area: Area, part: int, total: int) -> tuple[Area, Area]:
    """Across the longer side."""
    if area.width >= area.height * TALL:
        left = round(area.width * part / total) if total else 0
        return (
            Area(area.x, area.y, left, area.height),
            Area(area.x + left, area.y, area.width - left, area.height),
        )
    top = round(area.height * part / total) if total else 0
    return (
        Area(area.x, area.y, area.width, top),
        Area(area.x, area.y + top, area.width, area.height - top),
    )


def _empty(area: Area) -> Area:
    return Area(area.x, area.y, 0, 0)
