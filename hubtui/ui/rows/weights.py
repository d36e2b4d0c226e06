"""What takes space, as rows with bars and as the boxes of a treemap."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from hubtui import format
from hubtui.jobs.weights import Weight, WeightKind
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Bar, Cell, Column, Sort, Table, Tone

TONES = {
    WeightKind.REPO: Tone.ACCENT,
    WeightKind.FOLDER: Tone.ACCENT,
    WeightKind.FILE: Tone.PLAIN,
    WeightKind.HISTORY: Tone.WARN,
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weight beside the others of its place."""

    weight: Weight
    of_most: float
    """What part of the heaviest it is."""
    of_all: float

    @property
    def label(self) -> str:
        """Safe to show."""
        return safe(f"{self.weight.name}/" if self.weight.kind is WeightKind.FOLDER else self.weight.name)

    @property
    def key(self) -> Hashable:
        return (self.weight.kind, self.weight.name)


def weighed(weights: Sequence[Weight]) -> list[Weighed]:
    most = max((one.size or 0 for one in weights), default=0) or 1
    total = sum(one.size or 0 for one in weights) or 1
    return [Weighed(one, (one.size or 0) / most, (one.size or 0) / total) for one in weights]


def _row(row: Weighed) -> tuple[AnyCell, ...]:
    one = row.weight
    tone = TONES[one.kind]
    noun = "content" if one.kind is WeightKind.HISTORY else "file"
    is_one = one.kind in (WeightKind.FILE, WeightKind.REPO)
    return (
        Cell(row.label, tone),
        Bar(row.of_most, Tone.WARN if one.kind is WeightKind.HISTORY else Tone.ACCENT),
        Cell(f"{row.of_all:.0%}" if one.size is not None else "", Tone.DIM),
        Cell(format.size(one.size) if one.size is not None else "?"),
        Cell("" if is_one else format.plural(one.files, noun), Tone.DIM),
    )


WEIGHTS: Table[Weighed] = Table(
    "weight",
    (
        Column("name", least=20, sort="name"),
        Column("", 12, priority=1),
        Column("", 4, right=True, priority=2),
        Column("size", 9, right=True, sort="size"),
        Column("", 12, right=True, priority=3),
    ),
    _row,
    key=lambda row: row.key,
    text=lambda row: row.weight.name,
    sorts={
        "name": Sort(lambda row: natural(row.weight.name)),
        "size": Sort(lambda row: row.weight.size, descending=True),
    },
    weight=lambda row: row.weight.size,
    unweighed="repo of unknown size",
)
