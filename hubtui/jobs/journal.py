"""What is kept of jobs on disk: intent, attempts and outcome. Never a token, never a signed URL."""

from __future__ import annotations

import json
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hubtui.errors import BadInput
from hubtui.jobs.bulk_rows import BulkRow, BulkRows
from hubtui.jobs.hash_rows import HashRows
from hubtui.jobs.job import UNKNOWN, ItemState, ItemView, JobKind, JobState, JobView, LogLine, Place, Verified
from hubtui.jobs.made_rows import MadeRows
from hubtui.jobs.owner_rows import OPEN, Busy, TakenOver
from hubtui.jobs.packed import packed
from hubtui.jobs.plan import Action, Plan, PlanItem, RepoPlan
from hubtui.jobs.plan_json import place_from_json, repo_from_json, repo_to_json
from hubtui.jobs.store import JournalClosed
from hubtui.model import RepoKey

_JOB = "id, title, state, created, finished, message, items, items_done, size, size_done, rank, kind"
_IS_UNKNOWN = (
    f"i.state = '{ItemState.MOVING}' AND j.kind IN ('{JobKind.CHANGE}', '{JobKind.DELETE}')"
    f" AND j.state NOT IN ({OPEN})"
)
LOG_KEPT = 5_000
"""Lines of a job's log; the oldest go first."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item's new state."""

    n: int
    state: ItemState
    action: str
    sha256: str
    error: str
    began: float
    """When its content was last asked for, as time.time() tells it; 0 leaves what is known."""
    ended: float
    """When it came into its state; 0 is not yet."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """Something that went wrong on the way."""

    repo: int
    item: int
    """Negative for what concerns no single file."""
    at: float
    words: str
    request_id: str


@dataclass(frozen=True, slots=True)
class RepoRow:
    """What is kept of one repo of a job, besides its items."""

    n: int
    plan: RepoPlan
    """Without its items."""
    creating: bool
    """A creation of the target, or of its branch, was sent."""
    made: bool
    """It was there after that."""
    passed: bool
    """And is gone again."""
    sent: int
    """Commits that were sent, answered or not."""
    commits: tuple[str, ...]
    tags: tuple[str, ...]
    """That were made."""
    verified: Verified | None
    error: str


class Journal(BulkRows, HashRows, MadeRows):
    """One file, one writer at a time. Every method returns when what it wrote is on disk.

    Jobs that a program left unfinished when it died are INTERRUPTED from the next opening on, unless they
    were PAUSED; those of another program that is alive stay as they are.
    """

    def __init__(
        self, path: Path | str, *, name: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(path, name=name, clock=clock)
        self.settle_orphans()

    # --- jobs

    def add_job(self, title: str, plan: Plan, kind: JobKind = JobKind.COPY) -> int:
        """Keep a job that is to be run after all others, with its whole plan."""
        items = list(plan.items)
        with self._writing() as db:
            cursor = db.execute(
                "INSERT INTO jobs (uid, title, state, owner, created, items, size, kind, rank)"
                " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ifnull(max(rank), 0) + 1 FROM jobs",
                (uuid.uuid4().hex[:12], title, JobState.QUEUED.value, self._owner(db), _now(), len(items),
                 sum(item.size for item in items), kind.value),
            )  # fmt: skip
            job_id = int(cursor.lastrowid or 0)
            for n, repo in enumerate(plan.repos):
                head = json.dumps(repo_to_json(repo, items=False))
                db.execute("INSERT INTO repos (job, n, head) VALUES (?, ?, ?)", (job_id, n, head))
                db.executemany(
                    "INSERT INTO items (job, repo, n, path, size, action, sha256, oid, why, state)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [(job_id, n, i, *_item_row(item)) for i, item in enumerate(repo.items)],
                )
        return job_id

    def jobs(self) -> list[JobView]:
        """Every job of the queue, in their order."""
        query = f"SELECT {_JOB} FROM jobs WHERE kind != ? ORDER BY rank, id"
        return [_job_view(row) for row in self._rows(query, JobKind.PAST.value)]

    def job(self, job_id: int) -> JobView:
        rows = self._rows(f"SELECT {_JOB} FROM jobs WHERE id = ?", job_id)
        if not rows:
            raise BadInput(f"no job {job_id}")
        return _job_view(rows[0])

    def uid(self, job_id: int) -> str:
        """Names the job wherever its commits are seen, on this machine or another."""
        return str(self._rows("SELECT uid FROM jobs WHERE id = ?", job_id)[0][0])

    def unfinished(self) -> list[int]:
        """The jobs that can be taken up again, in their order."""
        rows = self._rows(
            "SELECT id, kind FROM jobs WHERE state = ? ORDER BY rank, id", JobState.INTERRUPTED.value
        )
        return [int(job_id) for job_id, kind in rows if JobKind(kind).is_taken_over]

    def finish(self, view: JobView, state: JobState, message: str) -> None:
        """The job's end, and how far it came of what there was to do, as it was seen last."""
        with self._writing() as db:
            self.hold(view.job_id)
            db.execute(
                "UPDATE jobs SET state = ?, message = ?, items_done = ?, items = ?, size_done = ?, size = ?,"
                " finished = ? WHERE id = ?",
                (state.value, message, view.items_done, view.items_total, view.bytes_done, view.bytes_total,
                 _now() if state.is_over else None, view.job_id),
            )  # fmt: skip

    def set_state(self, job_id: int, state: JobState) -> None:
        """The job is paused, or no longer so."""
        with self._writing() as db:
            self.hold(job_id)
            db.execute("UPDATE jobs SET state = ? WHERE id = ?", (state.value, job_id))

    def set_ranks(self, ranks: Iterable[tuple[int, int]]) -> None:
        """Job ids, each with its new place."""
        with self._writing() as db:
            db.executemany("UPDATE jobs SET rank = ? WHERE id = ?", [(rank, job) for job, rank in ranks])

    def remove(self, job_id: int) -> None:
        """Take the job out of the queue. What was done is kept of one that changed repos, nothing else.
        BadInput when another program has it by now."""
        self.take(job_id)
        with self._writing() as db:
            kinds = JobKind.CHANGE.value, JobKind.DELETE.value
            query = "UPDATE jobs SET kind = ? WHERE id = ? AND kind IN (?, ?)"
            if db.execute(query, (JobKind.PAST.value, job_id, *kinds)).rowcount:
                return
            for table in ("log", "items", "repos"):
                db.execute(f"DELETE FROM {table} WHERE job = ?", (job_id,))
            db.execute("DELETE FROM jobs WHERE id = ?", (job_id,))

    # --- repos and items of a job

    def repos(self, job_id: int) -> list[RepoRow]:
        rows = self._rows(
            "SELECT n, head, creating, sent, commits, tags, verified, error FROM repos WHERE job = ?"
            " ORDER BY n",
            job_id,
        )
        return [_repo_row(row) for row in rows]

    def targets(self, job_id: int) -> list[Place]:
        """The repos that the job changes, those that it makes or gives another name among them."""
        rows = self._rows("SELECT head FROM repos WHERE job = ? ORDER BY n", job_id)
        changed = [place_from_json(json.loads(head)["target"]) for (head,) in rows]
        new = ((row.account, row.operation.leads_to(row.repo)) for row in self.bulk_rows(job_id))
        return [*changed, *(Place(account, repo, "") for account, repo in new if repo)]

    def accounts(self, job_id: int) -> frozenset[str]:
        """With whose tokens the job works."""
        rows = self._rows("SELECT head FROM repos WHERE job = ?", job_id)
        heads = [json.loads(head) for (head,) in rows]
        ends = (head[end] for head in heads for end in ("source", "target"))
        return frozenset(place_from_json(end).account for end in ends)

    def rename_account(self, old: str, new: str) -> None:
        with self._writing() as db:
            for end in ("source", "target"):
                db.execute(
                    f"UPDATE repos SET head = json_set(head, '$.{end}.account', ?)"
                    f" WHERE json_extract(head, '$.{end}.account') = ?",
                    (new, old),
                )

    def plan_items(self, job_id: int, repo: int) -> tuple[PlanItem, ...]:
        """A repo's items as they were planned, with the hashes that were learned since."""
        rows = self._rows(
            "SELECT action, path, size, sha256, oid, why FROM items WHERE job = ? AND repo = ? ORDER BY n",
            job_id, repo,
        )  # fmt: skip
        return tuple(
            PlanItem(Action(action), path, size, packed(sha256, oid), why)
            for action, path, size, sha256, oid, why in rows
        )

    def items(self, job_id: int, offset: int = 0, limit: int = -1, repo: int | None = None) -> list[ItemView]:
        """The job's items, or one repo's of them, in the plan's order."""
        only = "" if repo is None else f"AND i.repo = {int(repo)}"
        rows = self._rows(
            f"SELECT r.head, i.path, i.action, i.size, i.state, i.sha256, CASE WHEN {_IS_UNKNOWN} THEN ?"
            " WHEN i.error = '' THEN i.why ELSE i.error END, i.began, i.ended, i.repo, i.n FROM items i"
            " JOIN repos r ON r.job = i.job AND r.n = i.repo JOIN jobs j ON j.id = i.job"
            f" WHERE i.job = ? {only} ORDER BY i.repo, i.n LIMIT ? OFFSET ?",
            UNKNOWN, job_id, limit, offset,
        )  # fmt: skip
        places = {head: place_from_json(json.loads(head)["target"]) for head in {row[0] for row in rows}}
        often = Counter(place.repo for place in places.values())
        return [_item_view(row, places[row[0]], is_one=often[places[row[0]].repo] == 1) for row in rows]

    def item_states(self, job_id: int, repo: int) -> dict[int, ItemState]:
        """How far each of a repo's files came, by its number."""
        rows = self._rows("SELECT n, state FROM items WHERE job = ? AND repo = ?", job_id, repo)
        return {n: ItemState(state) for n, state in rows}

    def update_items(self, job_id: int, repo: int, rows: Iterable[ItemRow]) -> None:
        """TakenOver when the job is another program's by now; so with all that is written of it."""
        with self._writing() as db:
            self.hold(job_id)
            db.executemany(
                "UPDATE items SET state = ?, action = ?, sha256 = ?, error = ?,"
                " began = CASE ? WHEN 0 THEN began ELSE ? END, ended = ?"
                " WHERE job = ? AND repo = ? AND n = ?",
                [
                    (r.state.value, r.action, r.sha256, r.error, r.began, r.began, r.ended, job_id, repo, r.n)
                    for r in rows
                ],
            )

    # --- what went wrong

    def add_log(self, job_id: int, rows: Sequence[LogRow]) -> None:
        if not rows:
            return
        with self._writing() as db:
            db.executemany(
                "INSERT INTO log (job, repo, item, at, words, request_id) VALUES (?, ?, ?, ?, ?, ?)",
                [(job_id, r.repo, r.item, r.at, r.words, r.request_id) for r in rows],
            )
            db.execute(
                "DELETE FROM log WHERE job = ? AND n <="
                " (SELECT n FROM log WHERE job = ? ORDER BY n DESC LIMIT 1 OFFSET ?)",
                (job_id, job_id, LOG_KEPT),
            )

    def log(self, job_id: int, number: tuple[int, int] | None = None) -> list[LogLine]:
        """What went wrong on the way, oldest first: of one file, or of the whole job."""
        only, values = ("", ()) if number is None else ("AND l.repo = ? AND l.item = ?", number)
        rows = self._rows(
            "SELECT l.at, l.words, l.request_id, ifnull(i.path, ''), r.head FROM log l"
            " JOIN repos r ON r.job = l.job AND r.n = l.repo"
            " LEFT JOIN items i ON i.job = l.job AND i.repo = l.repo AND i.n = l.item"
            f" WHERE l.job = ? {only} ORDER BY l.n",
            job_id, *values,
        )  # fmt: skip
        keys = _Keys()
        return [
            LogLine(datetime.fromtimestamp(at, UTC), words, request_id, path, keys[head])
            for at, words, request_id, path, head in rows
        ]

    # --- repos

    def add_sent(self, job_id: int, repo: int) -> int:
        """A commit is about to be sent. Returns its number, never given twice."""
        with self._writing() as db:
            self.hold(job_id)
            where = (job_id, repo)
            db.execute("UPDATE repos SET sent = sent + 1 WHERE job = ? AND n = ?", where)
            (sent,) = db.execute("SELECT sent FROM repos WHERE job = ? AND n = ?", where).fetchone()
        return int(sent)

    def add_commit(self, job_id: int, repo: int, oid: str) -> None:
        self._update_repo(job_id, repo, "commits = json_insert(commits, '$[#]', ?)", oid)

    def add_tag(self, job_id: int, repo: int, name: str) -> None:
        self._update_repo(job_id, repo, "tags = json_insert(tags, '$[#]', ?)", name)

    def set_outcome(self, job_id: int, repo: int, verified: Verified | None, error: str) -> None:
        counts = None
        if verified is not None:
            v = verified
            counts = json.dumps([v.same, v.differs, v.missing, v.extra, v.not_comparable])
        self._update_repo(job_id, repo, "verified = ?, error = ?", counts, error)


class _Keys(dict[str, RepoKey]):
    """Targets by their repo's `head`, read once."""

    def __missing__(self, head: str) -> RepoKey:
        self[head] = place_from_json(json.loads(head)["target"]).repo
        return self[head]


def _time(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _item_view(row: tuple[Any, ...], place: Place, *, is_one: bool) -> ItemView:
    _, path, action, size, state, sha256, error, began, ended, of, n = row
    times, branch = (_time(began), _time(ended)), "" if is_one else place.revision
    return ItemView(place.repo, path, action, size, ItemState(state), sha256, error, *times, (of, n), branch)


def _item_row(item: PlanItem) -> tuple[object, ...]:
    action = item.action.value
    return item.path, item.size, action, item.sha256, item.oid, item.why, _first(item)


def _first(item: PlanItem) -> str:
    states = {Action.SKIP: ItemState.SKIPPED, Action.CANNOT: ItemState.FAILED}
    return states.get(item.action, ItemState.WAITING).value


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _job_view(row: tuple[Any, ...]) -> JobView:
    job_id, title, state, created, finished, message, items, items_done, size, size_done, rank, kind = row
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
        rank=rank,
        kind=JobKind(kind),
    )


def _repo_row(row: tuple[Any, ...]) -> RepoRow:
    n, head, creating, sent, commits, tags, verified, error = row
    return RepoRow(
        n,
        repo_from_json(json.loads(head), ()),
        creating >= 1,
        creating >= 2,
        creating == 3,
        sent,
        tuple(json.loads(commits)),
        tuple(json.loads(tags)),
        Verified(*json.loads(verified)) if verified else None,
        error,
    )


__all__ = ["BulkRow", "Busy", "ItemRow", "Journal", "JournalClosed", "LogRow", "RepoRow", "TakenOver"]
