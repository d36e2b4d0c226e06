"""Commits and the refs that name them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace

from hubtui.localhub import gitobjects
from hubtui.localhub.records import Commit, Content, Entry, Ref, Repo
from hubtui.localhub.trees import Directory, Trees

OID = re.compile(r"[0-9a-f]{40}")
HEADS, TAGS, PULLS = "refs/heads/", "refs/tags/", "refs/pr/"


class History:
    """What happened in every repo. Writers wrap several calls in one transaction of the store."""

    def __init__(self, db: sqlite3.Connection, trees: Trees) -> None:
        self._db = db
        self._trees = trees

    # refs

    def refs(self, repo: Repo, prefix: str = "refs/") -> list[Ref]:
        rows = self._db.execute(
            "SELECT name, target, created FROM refs WHERE repo = ? AND substr(name, 1, ?) = ?"
            " ORDER BY created, name",
            (repo.id, len(prefix), prefix),
        ).fetchall()
        return [Ref(name, self.by_id(target), created) for name, target, created in rows]

    def ref(self, repo: Repo, name: str) -> Commit | None:
        row = self._db.execute(
            "SELECT target FROM refs WHERE repo = ? AND name = ?", (repo.id, name)
        ).fetchone()
        return self.by_id(row[0]) if row else None

    def set_ref(self, repo: Repo, name: str, target: Commit, date: int) -> None:
        self._db.execute(
            "INSERT INTO refs VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET target = excluded.target",
            (repo.id, name, target.id, date),
        )

    def delete_ref(self, repo: Repo, name: str) -> None:
        self._db.execute("DELETE FROM refs WHERE repo = ? AND name = ?", (repo.id, name))

    def resolve(self, repo: Repo, revision: str) -> Commit | None:
        """The commit that a branch, a tag, a full ref name or a commit oid means."""
        names = [revision] if revision.startswith("refs/") else [HEADS + revision, TAGS + revision]
        for name in names:
            commit = self.ref(repo, name)
            if commit is not None:
                return commit
        return self.by_oid(repo, revision) if OID.fullmatch(revision) else None

    # commits

    def by_id(self, commit: int) -> Commit:
        return Commit(*self._db.execute("SELECT * FROM commits WHERE id = ?", (commit,)).fetchone())

    def by_oid(self, repo: Repo, oid: str) -> Commit | None:
        row = self._db.execute("SELECT * FROM commits WHERE repo = ? AND oid = ?", (repo.id, oid)).fetchone()
        return Commit(*row) if row else None

    def some(self, ids: Iterable[int]) -> dict[int, Commit]:
        """Several commits by their id."""
        wanted = sorted(set(ids))
        found: dict[int, Commit] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self._db.execute(f"SELECT * FROM commits WHERE id IN ({marks})", part)
            found.update((row[0], Commit(*row)) for row in rows)
        return found

    def log(self, head: Commit, skip: int = 0, limit: int = -1) -> Iterator[Commit]:
        """A commit and what led to it, newest first."""
        rows = self._db.execute(
            "WITH RECURSIVE line(id, parent) AS (SELECT id, parent FROM commits WHERE id = ? UNION ALL"
            " SELECT c.id, c.parent FROM commits c JOIN line ON c.id = line.parent)"
            " SELECT c.* FROM line JOIN commits c ON c.id = line.id LIMIT ? OFFSET ?",
            (head.id, limit, skip),
        )
        return (Commit(*row) for row in rows.fetchall())

    def common(self, one: Commit, other: Commit) -> Commit:
        """The newest commit that led to both."""
        while one.id != other.id:
            if one.depth >= other.depth and one.parent is not None:
                one = self.by_id(one.parent)
            elif other.parent is not None:
                other = self.by_id(other.parent)
            else:
                break
        return other

    def commit(
        self,
        repo: Repo,
        ref: str,
        changes: Mapping[str, Content | None],
        *,
        author: str,
        title: str,
        message: str = "",
        date: int,
        parent: Commit | None,
    ) -> Commit:
        """Put one more commit on a ref."""
        number = self._next_number()
        tree = self._trees.apply(parent.tree if parent else None, changes, number)
        about = (author, date, title, message)
        commit = Commit(
            number, repo.id, _oid(tree, parent.oid if parent else "", *about), parent.id if parent else None,
            parent.depth + 1 if parent else 1, tree.id, *about,
        )  # fmt: skip
        self._insert(commit)
        self.set_ref(repo, ref, commit, date)
        return commit

    def of_repo(self, repo: Repo) -> list[Commit]:
        """Every commit of a repo, whatever leads to it; parents come before their children."""
        rows = self._db.execute("SELECT * FROM commits WHERE repo = ? ORDER BY id", (repo.id,))
        return [Commit(*row) for row in rows]

    # history made anew

    def squash(self, repo: Repo, ref: str, *, author: str, title: str, date: int) -> Commit:
        """Put one commit in the place of all that led to a ref."""
        head = self.ref(repo, ref)
        assert head is not None
        number = self._next_number()
        tree = self._trees.rewrite(head.tree, lambda entry: entry._replace(commit=number), {})
        about = (author, date, title, "")
        commit = Commit(number, repo.id, _oid(tree, "", *about), None, 1, tree.id, *about)
        self._insert(commit)
        self.set_ref(repo, ref, commit, date)
        return commit

    def copy(self, source: Repo, target: Repo) -> None:
        """Give a new repo the branches and tags of another, and what led to them."""
        refs = [*self.refs(source, HEADS), *self.refs(source, TAGS)]
        wanted = {commit.id: commit for ref in refs for commit in self.log(ref.target)}
        first = self._next_number()
        numbers = {old: first + index for index, old in enumerate(sorted(wanted))}
        done: dict[int, Directory] = {}
        for old, new in numbers.items():
            commit = wanted[old]
            tree = self._trees.rewrite(
                commit.tree, lambda entry: entry._replace(commit=numbers[entry.commit]), done
            )
            parent = None if commit.parent is None else numbers[commit.parent]
            self._insert(replace(commit, id=new, repo=target.id, parent=parent, tree=tree.id))
        for ref in refs:
            self.set_ref(target, ref.name, self.by_id(numbers[ref.target.id]), ref.created)

    def forget(self, repo: Repo, contents: Container[str]) -> None:
        """Take large contents out of every commit of a repo; the commits get other oids."""

        def without(entry: Entry) -> Entry | None:
            return None if entry.kind == "lfs" and entry.sha256 in contents else entry

        oids: dict[int, str] = {}
        done: dict[int, Directory] = {}
        for commit in self.of_repo(repo):
            tree = self._trees.rewrite(commit.tree, without, done)
            parent = "" if commit.parent is None else oids[commit.parent]
            oids[commit.id] = _oid(tree, parent, commit.author, commit.date, commit.title, commit.message)
            self._db.execute(
                "UPDATE commits SET oid = ?, tree = ? WHERE id = ?", (oids[commit.id], tree.id, commit.id)
            )

    def _next_number(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM commits").fetchone()[0])

    def _insert(self, commit: Commit) -> None:
        row = [getattr(commit, name) for name in Commit.__dataclass_fields__]
        self._db.execute(f"INSERT INTO commits VALUES ({','.join('?' * len(row))})", row)


def _oid(tree: Directory, parent: str, author: str, date: int, title: str, message: str) -> str:
    text = f"{title}\n\n{message}\n" if message else f"{title}\n"
    return gitobjects.commit_oid(tree.oid, [parent] if parent else [], author, date, text)
