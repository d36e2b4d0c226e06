"""Repos as rows."""

from __future__ import annotations

from dataclasses import replace

from hubtui import format
from hubtui.model import RepoInfo, Visibility
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone
from hubtui.visits import VisitedRepo

VISIBILITY = {
    Visibility.PUBLIC: "pub",
    Visibility.PRIVATE: "prv",
    Visibility.PROTECTED: "prt",
    Visibility.INTERNAL: "int",
}


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


def _full_row(info: RepoInfo) -> tuple[AnyCell, ...]:
    name = Cell(safe(info.key.repo_id), Tone.PLAIN, "gated" if info.gated else "")
    return (name, *repo_row(info)[1:])


def _mixed_row(info: RepoInfo) -> tuple[AnyCell, ...]:
    name, *others = _full_row(info)
    return (name, Cell(info.key.repo_type.value, Tone.DIM), *others)


_BY_ID = {**REPOS.sorts, "name": Sort(lambda info: natural(info.key.repo_id))}

_NAME = replace(REPOS.columns[0], least=26)

FOUND: Table[RepoInfo] = replace(
    REPOS,
    columns=(_NAME, *REPOS.columns[1:]),
    cells=_full_row,
    text=lambda info: info.key.repo_id,
    sorts=_BY_ID,
)
"""Repos of several namespaces."""

MIXED: Table[RepoInfo] = replace(
    FOUND,
    columns=(_NAME, Column("type", 7), *REPOS.columns[1:]),
    cells=_mixed_row,
    text=lambda info: f"{info.key.repo_type} {info.key.repo_id}",
)
"""Repos of several namespaces and types."""


def visited_row(repo: VisitedRepo) -> tuple[AnyCell, ...]:
    name, kind, *_ = _mixed_row(repo)
    return (name, kind, Cell(format.age(repo.visited), Tone.DIM))


VISITED: Table[VisitedRepo] = Table(
    "repo",
    (
        Column("name", least=18, sort="name"),
        Column("type", 7),
        Column("opened", 9, right=True, sort="modified"),
    ),
    visited_row,
    key=lambda repo: repo.key,
    text=MIXED.text,
    sorts={"name": _BY_ID["name"], "modified": Sort(lambda repo: repo.visited, descending=True)},
)
