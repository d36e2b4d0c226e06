"""Commits and refs as rows."""

from __future__ import annotations

from hubtui import format
from hubtui.model import Commit, Ref, RefType
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

REF_TONES = {RefType.BRANCH: Tone.GOOD, RefType.TAG: Tone.ACCENT, RefType.PULL_REQUEST: Tone.DIM}

REF_WORDS = {
    RefType.BRANCH: "moves with each commit made on it",
    RefType.TAG: "stays where it is",
    RefType.PULL_REQUEST: "a pull request's commits",
}


def commit_row(commit: Commit) -> tuple[AnyCell, ...]:
    return (
        Cell(commit.oid[:8], Tone.ACCENT),
        Cell(safe(commit.title)),
        Cell(safe(", ".join(commit.authors)), Tone.DIM),
        Cell(format.date(commit.date), Tone.DIM),
    )


def ref_row(ref: Ref) -> tuple[AnyCell, ...]:
    return (
        Cell(safe(ref.name)),
        Cell(ref.ref_type.value, REF_TONES[ref.ref_type]),
        Cell(ref.oid[:8] or "-", Tone.DIM),
    )


COMMITS: Table[Commit] = Table(
    "commit",
    (
        Column("commit", 8, id="commit"),
        Column("title", least=24, prose=True, sort="name", id="title"),
        Column("author", 14, priority=1, id="author"),
        Column("when", 9, right=True, sort="modified", id="when", date=True),
    ),
    commit_row,
    key=lambda commit: commit.oid,
    text=lambda commit: f"{commit.title} {commit.oid} {' '.join(commit.authors)}",
    sorts={
        "name": Sort(lambda commit: natural(commit.title)),
        "modified": Sort(lambda commit: commit.date, descending=True),
    },
)

REF_TYPES: Table[RefType] = Table(
    "kind",
    (Column("kind", 12), Column("", least=30, prose=True)),
    lambda ref_type: (Cell(ref_type.value, REF_TONES[ref_type]), Cell(REF_WORDS[ref_type], Tone.DIM)),
    key=lambda ref_type: ref_type,
    text=lambda ref_type: ref_type.value,
)

REFS: Table[Ref] = Table(
    "ref",
    (Column("name", sort="name"), Column("kind", 12), Column("commit", 8)),
    ref_row,
    key=lambda ref: ref.name,
    text=lambda ref: ref.name,
    sorts={"name": Sort(lambda ref: natural(ref.name))},
)
