"""What the journal tells of jobs, for screens and reports. All of it reads the disk: off the event loop."""

from __future__ import annotations

import logging
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from hubtui.errors import HubError, Offline, Unavailable
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem, BulkPlan, last_undo, row_of
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.bulk_run import found_out
from hubtui.jobs.commit_run import commits_found
from hubtui.jobs.commits import TRAILER
from hubtui.jobs.job import ItemState, ItemView, JobKind, JobReport, JobView, LogLine, Place, RepoReport
from hubtui.jobs.journal import ItemRow, Journal
from hubtui.jobs.operation_log import OperationRecord, records, rows_left
from hubtui.jobs.report import report_of
from hubtui.jobs.store import JournalClosed

T = TypeVar("T")
log = logging.getLogger(__name__)

UNSURE = "whether it was done is not known"


class Kept(ABC):
    """Of the engine."""

    _journal: Journal
    _hub: Callable[[str], Hub]

    @abstractmethod
    def job(self, job_id: int) -> JobView:
        """One job now. BadInput when there is none of this id."""

    @abstractmethod
    def _save(self, job_id: int) -> None:
        """What a job has done by now is on disk then."""

    def items(self, job_id: int, offset: int = 0, limit: int = 1000) -> list[ItemView]:
        """The job's files in the plan's order."""
        self._save(job_id)
        return self._journal.items(job_id, offset, limit)

    def targets(self, job_id: int) -> list[Place]:
        """The repos that the job changes, those that it makes or gives another name among them."""
        return self._journal.targets(job_id)

    def log(self, job_id: int, item: ItemView | None = None) -> list[LogLine]:
        """What went wrong on the way, oldest first: of one file, or of the whole job."""
        self._save(job_id)
        return self._journal.log(job_id, item.number if item else None)

    def outcome(self, job_id: int) -> JobReport:
        """What became of the job, file by file."""
        self._save(job_id)
        repos = [
            replace(report, items=tuple(self._journal.items(job_id, repo=n)))
            for n, report in enumerate(self.repos(job_id))
        ]
        return JobReport(self.job(job_id), tuple(repos), tuple(self._journal.log(job_id)))

    def repos(self, job_id: int) -> list[RepoReport]:
        """What became of each repo, without its files."""
        return [report_of(row) for row in self._journal.repos(job_id)]

    def unfinished(self) -> list[int]:
        """Jobs that were interrupted and can be taken up again with `resume`, in their order."""
        return self._journal.unfinished()

    def find_out(self, job_id: int) -> None:
        """Ask the hub what became of the deletions of a job that ended before it had answered; they are
        never taken up again. A HubError when it cannot be asked."""
        job = self.job(job_id)
        if job.kind is not JobKind.DELETE or not job.state.is_over:
            return
        rows = [row for row in self._journal.bulk_rows(job_id) if row.state is ItemState.MOVING]
        if rows:
            self._journal.take(job_id)
        for row in rows:
            state, words = self._found_out(job_id, row)
            item = ItemRow(0, state, str(row.operation), "", words, 0.0, time.time())
            self._journal.update_items(job_id, row.n, [item])

    def _found_out(self, job_id: int, row: BulkRow) -> tuple[ItemState, str]:
        """Commits that it has made are written down: what they did can be taken back."""
        hub = self._hub(row.account)
        made: list[str] = []
        if row.operation.kind.commits and not row.operation.is_proposal:
            made = commits_found(row, hub, f"{TRAILER}: {self._journal.uid(job_id)}/")
            for oid in made:
                if oid not in row.commits:
                    self._journal.add_commit(job_id, row.n, oid)
        return found_out(row, hub, made)

    def do(self, item: BulkItem, act: Callable[[], T], told: Callable[[T], str] = lambda _: "") -> T:
        """Do one thing at once, on this thread, and keep it among what was done: before it is asked for, then
        with the hub's words, or what is `told` of its answer. Raises what `act` raises."""
        job_id = self._journal.add_past(row_of(0, item))
        try:
            answer = act()
        except HubError as error:
            is_unsure = isinstance(error, (Offline, Unavailable))
            self._end(job_id, item, ItemState.FAILED, f"{error}; {UNSURE}" if is_unsure else str(error))
            raise
        self._end(job_id, item, ItemState.DONE, told(answer))
        return answer

    def _end(self, job_id: int, item: BulkItem, state: ItemState, words: str) -> None:
        """What was done is not asked for again because it could not be written down."""
        try:
            row = ItemRow(0, state, str(item.operation), "", words, 0.0, time.time())
            self._journal.update_items(job_id, 0, [row])
        except (sqlite3.Error, JournalClosed):
            log.exception("what became of “%s” could not be written down", item.operation)

    def undo_plan(self) -> BulkPlan | None:
        """What takes back the last bulk job that can be taken back; None when there is none. Reads the
        journal, and opens hubs: off the event loop."""
        return last_undo(self._journal.undoable(), partial(rows_left, self._journal), self._hub)

    def operations(self, most: int) -> list[OperationRecord]:
        """What was done to repos, the newest first."""
        return records(self._journal, most)
