"""What a comparison found, as rows: files that both sides have or one has, and repos of one name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hubtui import format
from hubtui.jobs.compare import Count, Match, Pair
from hubtui.jobs.namespaces import RepoPair
from hubtui.jobs.sync import Way
from hubtui.model import TreeEntry
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

SIGNS = {
    Match.SAME: "=",
    Match.DIFFERS: "≠",
    Match.ONLY_LEFT: "←",
    Match.ONLY_RIGHT: "→",
    Match.UNKNOWN: "?",
    Match.PLATFORM: "·",
}
TONES = {
    Match.SAME: Tone.DIM,
    Match.DIFFERS: Tone.WARN,
    Match.ONLY_LEFT: Tone.ACCENT,
    Match.ONLY_RIGHT: Tone.ACCENT,
    Match.UNKNOWN: Tone.STRONG,
    Match.PLATFORM: Tone.DIM,
}
CALM = (Match.SAME, Match.PLATFORM)
"""What needs no look: below everything else."""


def match_cell(match: Match) -> Cell:
    return Cell(f"{SIGNS[match]} {match.words}", TONES[match])


def pair_row(pair: Pair) -> tuple[AnyCell, ...]:
    calm = pair.match in CALM
    return (
        match_cell(pair.match),
        Cell(safe(pair.path), Tone.DIM if calm else Tone.PLAIN),
        _size(pair.left),
        _size(pair.right),
        Cell(_date(pair.left), Tone.DIM),
        Cell(_date(pair.right), Tone.DIM),
        Cell(safe(pair.why), Tone.BAD if pair.is_unreadable else Tone.DIM),
    )


def _size(entry: TreeEntry | None) -> Cell:
    return Cell(format.size(entry.size) if entry else "-", Tone.DIM)


def _date(entry: TreeEntry | None) -> str:
    when = _when(entry)
    return format.date(when) if when else ""


def _when(entry: TreeEntry | None) -> datetime | None:
    return entry.last_commit.date if entry is not None and entry.last_commit is not None else None


def _newest(pair: Pair) -> datetime | None:
    known = [when for when in (_when(pair.left), _when(pair.right)) if when is not None]
    return max(known, default=None)


PAIRS: Table[Pair] = Table(
    "file",
    (
        Column("", 16, id="state"),
        Column("path", least=24, sort="name", id="path"),
        Column("left", 8, right=True, sort="size", id="left"),
        Column("right", 8, right=True, id="right"),
        Column("← changed", 9, right=True, priority=2, sort="modified", id="left_date", date=True),
        Column("→ changed", 9, right=True, priority=2, id="right_date", date=True),
        Column("why", 28, priority=1, prose=True, id="why"),
    ),
    pair_row,
    key=lambda pair: pair.path,
    text=lambda pair: f"{pair.match.words} {pair.path}",
    sorts={
        "name": Sort(lambda pair: natural(pair.path)),
        "size": Sort(lambda pair: pair.size, descending=True),
        "modified": Sort(_newest, descending=True),
    },
    group=lambda pair: pair.match in CALM,
    weight=lambda pair: pair.size,
    path=lambda pair: pair.path,
)


def number_of(match: Match, count: int) -> str:
    """`1 differs`, `3 differ`, `2 only left`."""
    words = "differ" if match is Match.DIFFERS and count != 1 else match.words
    return f"{format.exact(count)} {words}"


def counted(counts: Mapping[Match, Count]) -> str:
    """`3 differ, 1 only left, 12 same`, what there is none of left out."""
    return ", ".join(
        number_of(match, count.files)
        for match, count in counts.items()
        if count.files and match is not Match.PLATFORM
    )


def repo_pair_row(pair: RepoPair) -> tuple[AnyCell, ...]:
    if pair.error:
        state, words = Cell("! failed", Tone.BAD), pair.error
    elif pair.match is None:
        state, words = Cell("… comparing", Tone.DIM), ""
    else:
        state, words = match_cell(pair.match), counted(pair.counts)
    calm = pair.match is Match.SAME
    return (
        state,
        Cell(safe(pair.name), Tone.DIM if calm else Tone.PLAIN),
        Cell(str(pair.repo_type), Tone.DIM),
        Cell(format.size(differing(pair)) if pair.counts else "", Tone.DIM),
        Cell(safe(words), Tone.BAD if pair.error else Tone.DIM),
    )


def way_row(way: Way) -> tuple[AnyCell, ...]:
    repos = format.plural(way.repos, "whole repo") if way.repos else ""
    copied = " and ".join(filter(None, (repos, _files(way.copy) if way.copy.files else "")))
    words = [
        f"copy {copied}" if copied else "",
        f"overwrite {_files(way.overwrite)}" if way.overwrite.files else "",
        f"delete {_files(way.extra)}" if way.delete else "",
    ]
    tone = Tone.BAD if way.delete else Tone.PLAIN
    return (
        Cell(f"{way.source} → {way.source.other}", Tone.ACCENT),
        Cell(", ".join(filter(None, words)), tone),
    )


def _files(count: Count) -> str:
    return f"{format.plural(count.files, 'file')} ({format.size(count.size)})"


WAYS: Table[Way] = Table(
    "way",
    (Column("", 13), Column("what is done", least=30, prose=True)),
    way_row,
    key=lambda way: (way.source, way.delete),
    text=lambda way: f"{way.source} → {way.source.other} {'delete' if way.delete else 'copy'}",
)


def differing(pair: RepoPair) -> int:
    """Bytes of the files that are not known to be the same."""
    return sum(count.size for match, count in pair.counts.items() if match not in CALM)


REPO_PAIRS: Table[RepoPair] = Table(
    "repo",
    (
        Column("", 16, id="state"),
        Column("name", least=24, sort="name", id="name"),
        Column("type", 8, priority=2, id="type"),
        Column("differing", 9, right=True, sort="size", id="size"),
        Column("files", 44, priority=1, prose=True, id="files"),
    ),
    repo_pair_row,
    key=lambda pair: (pair.repo_type, pair.name),
    text=lambda pair: f"{pair.match.words if pair.match else ''} {pair.name} {pair.error}",
    sorts={
        "name": Sort(lambda pair: natural(pair.name)),
        "size": Sort(differing, descending=True),
    },
    group=lambda pair: pair.match in CALM,
    weight=lambda pair: differing(pair) if pair.counts else None,
)
