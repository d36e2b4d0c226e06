"""What is kept of jobs on disk: intent, attempts and outcome. Never a token, never a signed URL."""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hubtui.errors import BadInput
from hubtui.jobs.job import ItemState, ItemView, JobState, JobView, Verified
from hubtui.jobs.owner import is_alive, own_name
from hubtui.jobs.plan import Action, Plan, PlanItem, RepoPlan
from hubtui.jobs.plan_json import place_from_json, repo_from_json, repo_to_json
from hubtui.model import RepoKey

VERSION = 2
_SCHEMA = """
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL,
  created TEXT NOT NULL, finished TEXT, message TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,
  items INTEGER NOT NULL, items_done INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL, size_done INTEGER NOT NULL DEFAULT 0);
CREATE TABLE repos (
  job INTEGER NOT NULL, n INTEGER NOT NULL, head TEXT NOT NULL, creating INTEGER NOT NULL DEFAULT 0,
  sent INTEGER NOT NULL DEFAULT 0, commits TEXT NOT NULL DEFAULT '[]', verified TEXT,
  error TEXT NOT NULL DEFAULT '', PRIMARY KEY (job, n)) WITHOUT ROWID;
CREATE TABLE items (
  job INTEGER NOT NULL, repo INTEGER NOT NULL, n INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL,
  action TEXT NOT NULL, sha256 TEXT NOT NULL, oid TEXT NOT NULL, why TEXT NOT NULL, state TEXT NOT NULL,
  error TEXT NOT NULL DEFAULT '', PRIMARY KEY (job, repo, n)) WITHOUT ROWID;
CREATE TABLE hashes (
  oid TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (oid, size)) WITHOUT ROWID;
"""
_SINCE_2 = """
CREATE TABLE files (
  n INTEGER PRIMARY KEY, version TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
  oid TEXT NOT NULL, UNIQUE (version, size));
"""
_FILES_KEPT = 200_000
"""Hashes of files that are remembered; of the oldest ones the files are changed or gone."""
_JOB = "id, title, state, created, finished, message, items, items_done, size, size_done"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item's new state."""

    n: int
    state: ItemState
    action: str
    sha256: str
    error: str


@dataclass(frozen=True, slots=True)
class RepoRow:
    """What is kept of one repo of a job, besides its items."""

    n: int
    plan: RepoPlan
    """Without its items."""
    creating: bool
    """A creation of the target was sent."""
    sent: int
    """Commits that were sent, answered or not."""
    commits: tuple[str, ...]
    verified: Verified | None
    error: str


class Journal:
    """One file, one writer at a time. Every method returns when what it wrote is on disk.

    Jobs that a program left unfinished when it died are INTERRUPTED from the next opening on; those of
    another program that is alive stay as they are.
    """

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        if str(path) != ":memory:":
            Path(path).touch(mode=0o600)
        self._db = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None, timeout=30)
        self._closed = False
        self._set_up(str(path))
        self._settle_orphans()

    # --- jobs

    def add_job(self, title: str, plan: Plan) -> int:
        """Keep a job that is to be run, with its whole plan."""
        items = list(plan.items)
        with self._writing() as db:
            cursor = db.execute(
                "INSERT INTO jobs (uid, title, state, owner, created, items, size)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (uuid.uuid4().hex[:12], title, JobState.QUEUED.value, own_name(), _now(), len(items),
                 sum(item.size for item in items)),
            )  # fmt: skip
            job_id = int(cursor.lastrowid or 0)
            for n, repo in enumerate(plan.repos):
                head = json.dumps(repo_to_json(repo, items=False))
                db.execute("INSERT INTO repos (job, n, head) VALUES (?, ?, ?)", (job_id, n, head))
                db.executemany(
                    "INSERT INTO items (job, repo, n, path, size, action, sha256, oid, why, state)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        (
                            job_id,
                            n,
                            i,
                            it.path,
                            it.size,
                            it.action.value,
                            it.sha256,
                            it.oid,
                            it.why,
                            _first(it),
                        )
                        for i, it in enumerate(repo.items)
                    ),
                )
        return job_id

    def jobs(self) -> list[JobView]:
        """Every job, oldest first."""
        return [_job_view(row) for row in self._rows(f"SELECT {_JOB} FROM jobs ORDER BY id")]

    def job(self, job_id: int) -> JobView:
        rows = self._rows(f"SELECT {_JOB} FROM jobs WHERE id = ?", job_id)
        if not rows:
            raise BadInput(f"no job {job_id}")
        return _job_view(rows[0])

    def uid(self, job_id: int) -> str:
        """Names the job wherever its commits are seen, on this machine or another."""
        return str(self._rows("SELECT uid FROM jobs WHERE id = ?", job_id)[0][0])

    def unfinished(self) -> list[int]:
        """The jobs that can be taken up again, oldest first."""
        rows = self._rows("SELECT id FROM jobs WHERE state = ? ORDER BY id", JobState.INTERRUPTED.value)
        return [int(row[0]) for row in rows]

    def is_foreign(self, job_id: int) -> bool:
        """Whether another program that is alive has this job, so that this one only looks on."""
        state, owner = self._rows("SELECT state, owner FROM jobs WHERE id = ?", job_id)[0]
        return not JobState(state).is_over and owner != own_name() and is_alive(owner)

    def start(self, job_id: int, state: JobState) -> int:
        """The job is queued or running, here. Returns how many times it was started before."""
        with self._writing() as db:
            run = int(state is JobState.RUNNING)
            db.execute(
                "UPDATE jobs SET state = ?, owner = ?, finished = NULL, message = '', attempts = attempts + ?"
                " WHERE id = ?",
                (state.value, own_name(), run, job_id),
            )
            (attempts,) = db.execute("SELECT attempts FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return int(attempts) - run

    def finish(self, job_id: int, state: JobState, message: str, items_done: int, size_done: int) -> None:
        with self._writing() as db:
            db.execute(
                "UPDATE jobs SET state = ?, message = ?, items_done = ?, size_done = ?, finished = ?"
                " WHERE id = ?",
                (state.value, message, items_done, size_done, _now(), job_id),
            )

    # --- repos and items of a job

    def repos(self, job_id: int) -> list[RepoRow]:
        rows = self._rows(
            "SELECT n, head, creating, sent, commits, verified, error FROM repos WHERE job = ? ORDER BY n",
            job_id,
        )
        return [_repo_row(row) for row in rows]

    def plan_items(self, job_id: int, repo: int) -> tuple[PlanItem, ...]:
        """A repo's items as they were planned, with the hashes that were learned since."""
        rows = self._rows(
            "SELECT action, path, size, sha256, oid, why FROM items WHERE job = ? AND repo = ? ORDER BY n",
            job_id, repo,
        )  # fmt: skip
        return tuple(PlanItem(Action(row[0]), *row[1:]) for row in rows)

    def items(self, job_id: int, offset: int = 0, limit: int = -1, repo: int | None = None) -> list[ItemView]:
        """The job's items, or one repo's of them, in the plan's order."""
        only = "" if repo is None else f"AND i.repo = {int(repo)}"
        rows = self._rows(
            "SELECT r.head, i.path, i.action, i.size, i.state, i.sha256, CASE i.error WHEN '' THEN i.why ELSE"
            f" i.error END FROM items i JOIN repos r ON r.job = i.job AND r.n = i.repo WHERE i.job = ? {only}"
            " ORDER BY i.repo, i.n LIMIT ? OFFSET ?",
            job_id, limit, offset,
        )  # fmt: skip
        keys: dict[str, RepoKey] = {}
        for row in rows:
            if row[0] not in keys:
                keys[row[0]] = place_from_json(json.loads(row[0])["target"]).repo
        return [
            ItemView(keys[row[0]], row[1], row[2], row[3], ItemState(row[4]), row[5], row[6]) for row in rows
        ]

    def update_items(self, job_id: int, repo: int, rows: Iterable[ItemRow]) -> None:
        with self._writing() as db:
            db.executemany(
                "UPDATE items SET state = ?, action = ?, sha256 = ?, error = ?"
                " WHERE job = ? AND repo = ? AND n = ?",
                [(r.state.value, r.action, r.sha256, r.error, job_id, repo, r.n) for r in rows],
            )

    def set_creating(self, job_id: int, repo: int) -> None:
        """A creation of the target is about to be sent."""
        self._update_repo(job_id, repo, "creating = 1")

    def add_sent(self, job_id: int, repo: int) -> int:
        """A commit is about to be sent. Returns its number, never given twice."""
        with self._writing() as db:
            where = (job_id, repo)
            db.execute("UPDATE repos SET sent = sent + 1 WHERE job = ? AND n = ?", where)
            (sent,) = db.execute("SELECT sent FROM repos WHERE job = ? AND n = ?", where).fetchone()
        return int(sent)

    def add_commit(self, job_id: int, repo: int, oid: str) -> None:
        self._update_repo(job_id, repo, "commits = json_insert(commits, '$[#]', ?)", oid)

    def set_outcome(self, job_id: int, repo: int, verified: Verified | None, error: str) -> None:
        counts = None
        if verified is not None:
            v = verified
            counts = json.dumps([v.same, v.differs, v.missing, v.extra, v.not_comparable])
        self._update_repo(job_id, repo, "verified = ?, error = ?", counts, error)

    # --- hashes

    def hash_of(self, oid: str, size: int) -> str:
        rows = self._rows("SELECT sha256 FROM hashes WHERE oid = ? AND size = ?", oid, size)
        return str(rows[0][0]) if rows else ""

    def remember_hashes(self, rows: Sequence[tuple[str, int, str]]) -> None:
        if rows:
            with self._writing() as db:
                db.executemany("INSERT OR REPLACE INTO hashes VALUES (?, ?, ?)", rows)

    def file_hashes(self, version: str, size: int) -> tuple[str, str]:
        """The sha256 and git oid of a file of this machine; both empty when they are not known."""
        rows = self._rows("SELECT sha256, oid FROM files WHERE version = ? AND size = ?", version, size)
        return (str(rows[0][0]), str(rows[0][1])) if rows else ("", "")

    def remember_files(self, rows: Sequence[tuple[str, int, str, str]]) -> None:
        if rows:
            with self._writing() as db:
                db.executemany(
                    "INSERT OR REPLACE INTO files (version, size, sha256, oid) VALUES (?, ?, ?, ?)", rows
                )

    def close(self) -> None:
        """Let go of the file. What a thread that is still stuck in a hub call writes later goes nowhere."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._db.close()

    # --- the file

    def _set_up(self, path: str) -> None:
        if path != ":memory:":
            self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        with self._writing() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise BadInput(f"the journal {path} was written by a newer hubtui (format {version})")
            if version == 0:
                _execute_all(db, _SCHEMA)
            if version < 2:
                _execute_all(db, _SINCE_2)
            db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("DELETE FROM files WHERE n <= (SELECT max(n) FROM files) - ?", (_FILES_KEPT,))

    def _settle_orphans(self) -> None:
        active = (JobState.QUEUED.value, JobState.RUNNING.value)
        rows = self._rows("SELECT id, owner FROM jobs WHERE state IN (?, ?)", *active)
        dead = [(JobState.INTERRUPTED.value, job_id) for job_id, owner in rows if not is_alive(owner)]
        if dead:
            with self._writing() as db:
                db.executemany("UPDATE jobs SET state = ?, message = 'the program ended' WHERE id = ?", dead)

    def _update_repo(self, job_id: int, repo: int, assignments: str, *values: object) -> None:
        with self._writing() as db:
            db.execute(f"UPDATE repos SET {assignments} WHERE job = ? AND n = ?", (*values, job_id, repo))

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._closed:
                return []
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection | _Nowhere]:
        with self._lock:
            if self._closed:
                yield _Nowhere()
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


class JournalClosed(Exception):
    """Something was to be written after `close`."""


class _Nowhere:
    """Stands for a closed file."""

    def execute(self, *_: object) -> Any:
        raise JournalClosed

    executemany = execute


def _execute_all(db: sqlite3.Connection | _Nowhere, script: str) -> None:
    for statement in script.split(";"):
        db.execute(statement)


def _first(item: PlanItem) -> str:
    states = {Action.SKIP: ItemState.SKIPPED, Action.CANNOT: ItemState.FAILED}
    return states.get(item.action, ItemState.WAITING).value


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _job_view(row: tuple[Any, ...]) -> JobView:
    job_id, title, state, created, finished, message, items, items_done, size, size_done = row
    return JobView(
        job_id,
        title,
        JobState(state),
        datetime.fromisoformat(created),
        items_done=items_done,
        items_total=items,
        bytes_done=size_done,
        bytes_total=size,
        message=message,
        finished=datetime.fromisoformat(finished) if finished else None,
    )


def _repo_row(row: tuple[Any, ...]) -> RepoRow:
    n, head, creating, sent, commits, verified, error = row
    return RepoRow(
        n,
        repo_from_json(json.loads(head), ()),
        bool(creating),
        sent,
        tuple(json.loads(commits)),
        Verified(*json.loads(verified)) if verified else None,
        error,
    )


__all__ = ["ItemRow", "Journal", "JournalClosed", "RepoRow"]
