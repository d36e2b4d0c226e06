"""What the journal keeps of bulk jobs: a row for each repo, beside those of copies and told like them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from hubtui.jobs.job import ItemState, JobKind, JobState, Place
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation, Seen
from hubtui.jobs.owner_rows import OwnerRows
from hubtui.jobs.plan import RepoPlan
from hubtui.jobs.plan_json import place_from_json, repo_to_json
from hubtui.model import RepoKey

_ROW = "r.n, r.head, i.size, i.state, CASE i.error WHEN '' THEN i.why ELSE i.error END, r.commits"
_FROM = "repos r JOIN items i ON i.job = r.job AND i.repo = r.n JOIN jobs j ON j.id = r.job"
_BULK = ", ".join(f"'{kind}'" for kind in (JobKind.CHANGE, JobKind.DELETE, JobKind.PAST))
_FINAL = ", ".join(f"'{kind}'" for kind in OperationKind if kind.is_final)


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One repo of a bulk job, or one discussion, and how far it came."""

    n: int
    account: str
    repo: RepoKey
    operation: Operation
    seen: Seen
    size: int = 0
    state: ItemState = ItemState.WAITING
    words: str = ""
    """Why it was left alone or failed."""
    undoes: int = 0
    """The job whose operation this takes back; 0: none."""
    commits: tuple[str, ...] = ()
    """That it made, oldest first."""

    @property
    def path(self) -> str:
        """What of the repo it is about: `#7`; empty is all of it."""
        return f"#{self.operation.num}" if self.operation.num else ""

    @property
    def name(self) -> str:
        return f"{self.repo}{self.path}"


@dataclass(frozen=True, slots=True)
class PastRow:
    """A row of some job, and when it came into its state."""

    job_id: int
    row: BulkRow
    at: datetime


class BulkRows(OwnerRows):
    """Of the journal."""

    def add_past(self, row: BulkRow) -> int:
        """Keep that something is done now, at once; its number."""
        begun = replace(row, state=ItemState.MOVING)
        return self.add_bulk(str(row.operation), JobKind.PAST, [begun], JobState.DONE)

    def add_bulk(
        self, title: str, kind: JobKind, rows: Sequence[BulkRow], state: JobState = JobState.QUEUED
    ) -> int:
        """Keep a bulk job that is to be run after all others, as it was agreed to."""
        with self._writing() as db:
            cursor = db.execute(
                "INSERT INTO jobs (uid, title, state, owner, created, items, size, kind, rank)"
                " SELECT ?, ?, ?, ?, ?, ?, 0, ?, ifnull(max(rank), 0) + 1 FROM jobs",
                (uuid.uuid4().hex[:12], title, state.value, self._owner(db),
                 datetime.now(UTC).isoformat(timespec="milliseconds"), len(rows), kind.value),
            )  # fmt: skip
            job_id = int(cursor.lastrowid or 0)
            db.executemany(
                "INSERT INTO repos (job, n, head) VALUES (?, ?, ?)", [(job_id, r.n, _head(r)) for r in rows]
            )
            db.executemany(
                "INSERT INTO items (job, repo, n, path, size, action, sha256, oid, why, state)"
                " VALUES (?, ?, 0, ?, ?, ?, '', '', ?, ?)",
                [(job_id, r.n, r.path, r.size, str(r.operation), r.words, r.state.value) for r in rows],
            )
        return job_id

    def bulk_rows(self, job_id: int) -> list[BulkRow]:
        """The job's repos in the plan's order; none of a copy."""
        rows = self._rows(
            f"SELECT {_ROW} FROM {_FROM} WHERE r.job = ? AND j.kind IN ({_BULK}) ORDER BY r.n", job_id
        )
        return [_row(*row) for row in rows]

    def undoable(self) -> list[int]:
        """What was done that is no undoing and that something may take back, the newest first."""
        rows = self._rows(
            f"SELECT DISTINCT j.id FROM jobs j JOIN repos r ON r.job = j.id WHERE j.kind IN ({_BULK})"
            f" AND json_extract(r.head, '$.operation.kind') NOT IN ({_FINAL})"
            " AND ifnull(json_extract(r.head, '$.undoes'), 0) = 0 ORDER BY j.id DESC"
        )
        return [job_id for (job_id,) in rows]

    def undoings(self, job_id: int) -> list[BulkRow]:
        """What was to take rows of this job back, whatever came of it."""
        rows = self._rows(
            f"SELECT {_ROW} FROM {_FROM} WHERE j.kind IN ({_BULK}) AND json_extract(r.head, '$.undoes') = ?",
            job_id,
        )
        return [_row(*row) for row in rows]

    def past_rows(self, limit: int) -> list[PastRow]:
        """The latest rows of all that was done, the newest first."""
        rows = self._rows(
            f"SELECT j.id, j.created, i.ended, {_ROW} FROM {_FROM} WHERE j.kind IN ({_BULK})"
            " ORDER BY j.id DESC, r.n DESC LIMIT ?",
            limit,
        )
        return [PastRow(job_id, _row(*row), _when(ended, created)) for job_id, created, ended, *row in rows]


def _when(ended: float, created: str) -> datetime:
    return datetime.fromtimestamp(ended, UTC) if ended else datetime.fromisoformat(created)


def _head(row: BulkRow) -> str:
    place = Place(row.account, row.repo, "")
    told = {"operation": row.operation.to_json(), "seen": row.seen.to_json(), "undoes": row.undoes}
    return json.dumps({**repo_to_json(RepoPlan(place, place, ()), items=False), **told})


def _row(n: int, head: str, size: int, state: str, words: str, commits: str) -> BulkRow:
    data: dict[str, Any] = json.loads(head)
    place = place_from_json(data["target"])
    operation, seen = Operation.from_json(data["operation"]), Seen.from_json(data["seen"])
    return BulkRow(
        n,
        place.account,
        place.repo,
        operation,
        seen,
        size,
        ItemState(state),
        words,
        int(data["undoes"]),
        tuple(json.loads(commits)),
    )
