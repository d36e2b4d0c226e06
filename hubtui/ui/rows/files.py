"""The entries of a tree as rows."""

from __future__ import annotations

from hubtui import format
from hubtui.model import TreeEntry
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone


def tree_row(entry: TreeEntry) -> tuple[AnyCell, ...]:
    commit = entry.last_commit
    if entry.is_directory:
        name, size, kind = Cell(f"{safe(entry.name)}/", Tone.ACCENT), "-", ""
    else:
        name, size = Cell(safe(entry.name)), format.size(entry.size)
        kind = "xet" if entry.xet_hash else "lfs" if entry.lfs else ""
    return (
        name,
        Cell(kind, Tone.DIM),
        Cell(size, Tone.DIM),
        Cell(safe(commit.title) if commit else "", Tone.DIM),
        Cell(format.date(commit.date) if commit else "", Tone.DIM),
    )


FILES: Table[TreeEntry] = Table(
    "file",
    (
        Column("name", least=24, sort="name", id="name"),
        Column("", 3, id="kind"),
        Column("size", 8, right=True, sort="size", id="size"),
        Column("last commit", 24, priority=2, prose=True, id="commit"),
        Column("changed", 9, right=True, priority=1, sort="modified", id="changed", date=True),
    ),
    tree_row,
    key=lambda entry: entry.path,
    text=lambda entry: entry.name,
    sorts={
        "name": Sort(lambda entry: natural(entry.name)),
        "size": Sort(lambda entry: None if entry.is_directory else entry.size, descending=True),
        "modified": Sort(lambda entry: entry.last_commit and entry.last_commit.date, descending=True),
    },
    group=lambda entry: 0 if entry.is_directory else 1,
    weight=lambda entry: (entry.size or None) if entry.is_directory else entry.size,
    unweighed="folder",
    path=lambda entry: f"{entry.path}/" if entry.is_directory else entry.path,
    lacks=lambda entry: entry.last_commit is None,
)
