"""What was done to repos, from the journal: each operation, its outcome, and whether there is a way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hubtui.jobs.bulk import BulkPlan, undo_plan, way_back
from hubtui.jobs.bulk_rows import BulkRow, BulkRows, PastRow
from hubtui.jobs.job import ItemState
from hubtui.jobs.operations import Operation, why_final
from hubtui.model import RepoKey

NOT_TAKEN = (ItemState.FAILED, ItemState.SKIPPED)
"""How an undoing ends that has changed nothing."""


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """One operation of the past."""

    job_id: int
    row: BulkRow
    at: datetime
    is_undone: bool = False

    @property
    def why_final(self) -> str:
        """Why it cannot be taken back, in words; empty when it can, as far as is known here."""
        if self.row.state is ItemState.MOVING:
            return "whether it was done is not known yet"
        if self.row.state is not ItemState.DONE and way_back(self.row) is None:
            return "it was not done"
        if self.is_undone:
            return "it is taken back already"
        if self.row.undoes:
            return f"it took job {self.row.undoes} back"
        return "" if way_back(self.row) else why_final(self.row.operation)


def records(journal: BulkRows, limit: int) -> list[OperationRecord]:
    """The latest operations, the newest first."""
    past = journal.past_rows(limit)
    undone = {
        (row.undoes, row.repo, row.operation)
        for row in (one.row for one in past)
        if row.undoes and row.state not in NOT_TAKEN
    }
    return [OperationRecord(one.job_id, one.row, one.at, _is_in(one, undone)) for one in past]


def _is_in(past: PastRow, undone: set[tuple[int, RepoKey, Operation]]) -> bool:
    back = way_back(past.row)
    return back is not None and (past.job_id, *back) in undone


def rows_left(journal: BulkRows, job_id: int) -> list[BulkRow]:
    """The job's rows that nobody has tried to take back."""
    tried = {(row.repo, row.operation) for row in journal.undoings(job_id)}
    return [row for row in journal.bulk_rows(job_id) if way_back(row) not in tried]


def undo_plans(chosen: Iterable[OperationRecord]) -> Sequence[BulkPlan]:
    """What takes these back, a plan for each job that they are of; none for what cannot be."""
    by_job: dict[int, list[BulkRow]] = {}
    for record in chosen:
        if not record.why_final:
            by_job.setdefault(record.job_id, []).append(record.row)
    return [undo_plan(job_id, rows) for job_id, rows in by_job.items()]
