"""The repos of both worlds: made, found, listed, changed, deleted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hubtui.localhub.records import LocalAccount, Repo

COLUMNS = (
    "id, world, type, namespace, name, visibility, gated, created, modified, downloads, likes, trending,"
    " tags, facts"
)
PARAMETERS = "coalesce(json_extract(facts, '$.safetensors.total'), json_extract(facts, '$.gguf.total'))"
SORTS = ("modified", "created", "downloads", "likes", "trending")


@dataclass(frozen=True)
class Listing:
    """What to list, and from where on."""

    world: str
    type: str
    viewer: LocalAccount | None
    owner: str = ""
    words: Sequence[str] = ()
    tags: Sequence[str] = ()
    gated: bool | None = None
    pipeline: str = ""
    parameters: tuple[int, int] | None = None
    """The fewest and the most parameters of a model."""
    links: Sequence[tuple[str, str]] = ()
    """What the card names: a key of it, and a value there; an empty value stands for any."""
    sort: str = "trending"
    after: tuple[int, int] | None = None
    """The sort value and the id of the last repo already seen."""
    skip: int = 0
    limit: int = 1000


class Repos:
    """Every repo. A repo id means the same repo whatever its case."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def find(self, world: str, repo_type: str, repo_id: str) -> Repo | None:
        return self._one("world = ? AND type = ? AND key = ?", (world, repo_type, repo_id.lower()))

    def by_id(self, repo: int) -> Repo | None:
        return self._one("id = ?", (repo,))

    def _one(self, where: str, values: Sequence[Any]) -> Repo | None:
        row = self._db.execute(f"SELECT {COLUMNS} FROM repos WHERE {where}", values).fetchone()
        return _repo(row) if row else None

    def create(
        self,
        world: str,
        repo_type: str,
        namespace: str,
        name: str,
        visibility: str,
        date: int,
        facts: dict[str, Any],
    ) -> Repo:
        key = f"{namespace}/{name}".lower()
        done = self._db.execute(
            "INSERT INTO repos (world, type, key, namespace, name, visibility, created, modified, facts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (world, repo_type, key, namespace, name, visibility, date, date, json.dumps(facts)),
        )
        assert done.lastrowid is not None
        repo = self.by_id(done.lastrowid)
        assert repo is not None
        return repo

    def update(self, repo: Repo, **changes: Any) -> Repo:
        """Change some columns; `tags` and `facts` as they are."""
        for name in ("tags", "facts"):
            if name in changes:
                changes[name] = json.dumps(changes[name])
        sets = ", ".join(f"{name} = ?" for name in changes)
        self._db.execute(f"UPDATE repos SET {sets} WHERE id = ?", (*changes.values(), repo.id))
        updated = self.by_id(repo.id)
        assert updated is not None
        return updated

    def rename(self, repo: Repo, namespace: str, name: str) -> Repo:
        return self.update(repo, namespace=namespace, name=name, key=f"{namespace}/{name}".lower())

    def delete(self, repo: Repo) -> None:
        self._db.execute("DELETE FROM repos WHERE id = ?", (repo.id,))
        for table in ("refs", "commits", "threads", "events", "likes", "access_requests"):
            self._db.execute(f"DELETE FROM {table} WHERE repo = ?", (repo.id,))
        self._db.execute("DELETE FROM collection_items WHERE target = ? AND type != 'collection'", (repo.id,))
        self._db.execute("DELETE FROM holdings WHERE scope = ?", (f"hf:{repo.id}",))

    def owned(self, world: str, namespace: str) -> list[Repo]:
        """All repos of a namespace, of every type."""
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM repos WHERE world = ? AND namespace = ? COLLATE NOCASE"
            " ORDER BY modified DESC, id",
            (world, namespace),
        )
        return [_repo(row) for row in rows]

    def namespaces(self, world: str) -> set[str]:
        rows = self._db.execute("SELECT DISTINCT namespace FROM repos WHERE world = ?", (world,))
        return {row[0] for row in rows}

    def list(self, wanted: Listing) -> list[Repo]:
        where, values = _conditions(wanted)
        sort = wanted.sort if wanted.sort in SORTS else "trending"
        if wanted.after is not None:
            where += f" AND ({sort}, id) < (?, ?)"
            values += wanted.after
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM repos WHERE {where} ORDER BY {sort} DESC, id DESC LIMIT ? OFFSET ?",
            (*values, wanted.limit, wanted.skip),
        )
        return [_repo(row) for row in rows]

    def count(self, wanted: Listing) -> int:
        where, values = _conditions(wanted)
        return int(self._db.execute(f"SELECT count(*) FROM repos WHERE {where}", values).fetchone()[0])


def may_see(repo: Repo, viewer: LocalAccount | None) -> bool:
    """Whether a repo exists for this viewer."""
    if repo.visibility in ("public", "protected"):
        return True
    if viewer is None:
        return False
    return repo.visibility == "internal" or viewer.owns(repo.namespace)


def _conditions(wanted: Listing) -> tuple[str, list[Any]]:
    where = ["world = ?", "type = ?"]
    values: list[Any] = [wanted.world, wanted.type]
    open_to_all = ["public", "protected"]
    mine: list[str] = []
    if wanted.viewer is not None:
        open_to_all.append("internal")
        mine = [wanted.viewer.name, *wanted.viewer.organisations]
    where.append(f"(visibility IN ({_marks(open_to_all)}) OR namespace COLLATE NOCASE IN ({_marks(mine)}))")
    values += [*open_to_all, *mine]
    if wanted.owner:
        where.append("namespace = ? COLLATE NOCASE")
        values.append(wanted.owner)
    for word in wanted.words:
        where.append("key LIKE ? ESCAPE '\\'")
        values.append("%" + _escaped(word.lower()) + "%")
    for tag in wanted.tags:
        where.append("EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)")
        values.append(tag)
    if wanted.gated is not None:
        where.append("gated != ''" if wanted.gated else "gated = ''")
    if wanted.pipeline:
        where.append("json_extract(facts, '$.pipeline_tag') = ?")
        values.append(wanted.pipeline)
    if wanted.parameters is not None:
        where.append(f"{PARAMETERS} BETWEEN ? AND ?")
        values += wanted.parameters
    for key, value in wanted.links:
        where.append("EXISTS (SELECT 1 FROM json_each(facts, ?) WHERE ? IN ('', value))")
        values += [f"$.cardData.{key}", value]
    return " AND ".join(where), values


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _repo(row: sqlite3.Row) -> Repo:
    values = list(row)
    values[-2], values[-1] = json.loads(values[-2]), json.loads(values[-1])
    return Repo(*values)
