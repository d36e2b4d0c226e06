"""Namespaces and repos as rows."""

from __future__ import annotations

from hubtui import format
from hubtui.model import Namespace, RepoInfo, Visibility
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

VISIBILITY = {
    Visibility.PUBLIC: "pub",
    Visibility.PRIVATE: "prv",
    Visibility.PROTECTED: "prt",
    Visibility.INTERNAL: "int",
}


def namespace_row(namespace: Namespace) -> tuple[AnyCell, ...]:
    kind = "organisation" if namespace.is_organisation else "user"
    return (
        Cell(safe(namespace.name), Tone.STRONG, safe(namespace.display_name)),
        Cell(kind, Tone.DIM),
        Cell(safe(namespace.role) or "-", Tone.DIM),
    )


def repo_row(info: RepoInfo) -> tuple[AnyCell, ...]:
    is_public = info.visibility is Visibility.PUBLIC
    return (
        Cell(safe(info.key.name), Tone.PLAIN, "gated" if info.gated else ""),
        Cell(VISIBILITY[info.visibility] if info.visibility else "-", Tone.DIM if is_public else Tone.WARN),
        Cell(format.size(info.size), Tone.DIM),
        Cell(format.count(info.downloads), Tone.DIM),
        Cell(format.count(info.likes), Tone.DIM),
        Cell(format.date(info.updated), Tone.DIM),
        Cell(safe(info.license) or "-", Tone.DIM),
        Cell(safe(info.gated) or "-", Tone.WARN if info.gated else Tone.DIM),
        Cell(format.date(info.created), Tone.DIM),
        Cell(safe(info.task) or "-", Tone.DIM),
        Cell(safe(info.sdk) or "-", Tone.DIM),
        Cell(safe(", ".join(info.tags)) or "-", Tone.DIM),
    )


NAMESPACES: Table[Namespace] = Table(
    "namespace",
    (Column("name", sort="name"), Column("kind", 12), Column("role", 10, priority=1)),
    namespace_row,
    key=lambda namespace: namespace.name,
    text=lambda namespace: f"{namespace.name} {namespace.display_name}",
    sorts={"name": Sort(lambda namespace: natural(namespace.name))},
)

REPOS: Table[RepoInfo] = Table(
    "repo",
    (
        Column("name", least=18, sort="name", id="name"),
        Column("vis", 3, id="visibility"),
        Column("size", 8, right=True, sort="size", id="size"),
        Column("↓", 6, right=True, priority=2, sort="downloads", id="downloads"),
        Column("♥", 4, right=True, priority=3, sort="likes", id="likes"),
        Column("updated", 9, right=True, priority=1, sort="modified", id="updated", date=True),
        Column("licence", 14, priority=4, id="licence"),
        Column("gated", 6, priority=5, id="gated"),
        Column("created", 9, right=True, priority=6, id="created", date=True),
        Column("task", 20, priority=7, prose=True, id="task"),
        Column("sdk", 9, priority=8, id="sdk"),
        Column("tags", 24, priority=9, prose=True, id="tags"),
    ),
    repo_row,
    key=lambda info: info.key,
    text=lambda info: info.key.name,
    sorts={
        "name": Sort(lambda info: natural(info.key.name)),
        "size": Sort(lambda info: info.size, descending=True),
        "modified": Sort(lambda info: info.updated, descending=True),
        "downloads": Sort(lambda info: info.downloads, descending=True),
        "likes": Sort(lambda info: info.likes, descending=True),
    },
    weight=lambda info: info.size,
)
