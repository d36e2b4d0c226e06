"""What takes a repo's space, as rows with bars."""

from __future__ import annotations

from dataclasses import dataclass

from hubtui import format
from hubtui.model import LargeFile
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Bar, Cell, Column, Sort, Table, Tone

HISTORY = "history only"


@dataclass(frozen=True, slots=True)
class Stored:
    """A content, and what part of the largest one it is."""

    file: LargeFile
    fraction: float


def stored(files: list[LargeFile]) -> list[Stored]:
    """The largest first."""
    most = max((file.size for file in files), default=0) or 1
    return [Stored(file, file.size / most) for file in sorted(files, key=lambda file: -file.size)]


def _place(file: LargeFile) -> tuple[str, Tone]:
    if not file.ref:
        return HISTORY, Tone.WARN
    return file.ref.removeprefix("refs/heads/").removeprefix("refs/"), Tone.DIM


def _row(row: Stored) -> tuple[AnyCell, ...]:
    file = row.file
    words, tone = _place(file)
    return (
        Cell(safe(file.path) or "-"),
        Bar(row.fraction, Tone.WARN if not file.ref else Tone.ACCENT),
        Cell(format.size(file.size)),
        Cell(safe(words), tone),
        Cell(format.age(file.pushed), Tone.DIM),
    )


STORAGE: Table[Stored] = Table(
    "content",
    (
        Column("path", least=24, sort="name"),
        Column("", 14, priority=2),
        Column("size", 9, right=True, sort="size"),
        Column("where", 14, priority=1),
        Column("pushed", 9, right=True, priority=3, sort="modified", date=True),
    ),
    _row,
    key=lambda row: row.file.oid,
    text=lambda row: f"{row.file.path} {_place(row.file)[0]}",
    sorts={
        "name": Sort(lambda row: natural(row.file.path)),
        "size": Sort(lambda row: row.file.size, descending=True),
        "modified": Sort(lambda row: row.file.pushed, descending=True),
    },
    weight=lambda row: row.file.size,
)
