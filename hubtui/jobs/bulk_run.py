"""The steps of a job over many repos: each looked at right before it is changed, its outcome kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from hubtui.errors import Conflict, HubError, NotFound, StoreError, Unauthorized
from hubtui.format import plural
from hubtui.hub import Hub
from hubtui.jobs import commit_run, ref_run
from hubtui.jobs.bulk import AT_ONCE
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.commit_run import CommitRun
from hubtui.jobs.discussing import discuss
from hubtui.jobs.duplicating import duplicate
from hubtui.jobs.job import ItemState, JobKind, JobState, Phase
from hubtui.jobs.journal import ItemRow
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import ALREADY, carry_out, is_done
from hubtui.jobs.pacing import PASSING, End, Stopped
from hubtui.jobs.ref_run import RefRun
from hubtui.jobs.run import JobRun
from hubtui.jobs.workers import Width, each
from hubtui.model import RepoKey

HALTING = PASSING
"""What would happen to every further repo too: the job ends, and what is left can be run again."""


class BulkRun:
    """One job's repos, each looked at right before it is changed. Every outcome is on disk before the next
    repo's is known."""

    def __init__(self, run: JobRun, hub: Callable[[str], Hub]) -> None:
        self._run = run
        self._hub = hub
        self._done = self._skipped = self._failed = 0
        self._first_error = self._outcome = ""
        self._noun = "repo"
        self._counting = threading.Lock()
        self._sent: set[int] = set()
        """The rows that the hub was asked for, in this run or an earlier one: they may have been done."""

    def __call__(self) -> tuple[JobState, str]:
        run = self._run
        rows = run.journal.bulk_rows(run.job_id)
        run.meter.expect(len(rows), 0)
        left = [row for row in rows if not self._is_settled(row)]
        self._sent = {row.n for row in left if row.state is ItemState.MOVING}
        if rows:
            self._noun = rows[0].operation.kind.noun
        run.pacer.guard = lambda: run.journal.hold(run.job_id)
        run.enter(Phase.CHANGE)
        width = 1 if run.base.kind is JobKind.DELETE else AT_ONCE
        each(left, self._do, Width(width, width), run.stop)
        return (JobState.FAILED if self._failed else JobState.DONE), self._words()

    def _is_settled(self, row: BulkRow) -> bool:
        """Whether an earlier run of the job, or the plan, has brought it to its end."""
        if row.state not in (ItemState.DONE, ItemState.SKIPPED):
            return False
        self._count(row.state, "")
        return True

    def _do(self, row: BulkRow) -> None:
        run = self._run
        run.pacer.check()
        run.stand_at(row.n)
        self._note(row, ItemState.MOVING, "")
        try:
            state, words = self._change(row)
        except (Stopped, StoreError):
            self._put_back(row)
            raise
        except Unauthorized as error:
            run.refuse(error)
            self._put_back(row)
            raise
        except HubError as error:
            run.fail(error)
            words = f"{error}{row.operation.kept}"
            self._note(row, ItemState.FAILED, words)
            self._count(ItemState.FAILED, f"{row.name}: {words}")
            if isinstance(error, HALTING):
                raise
            return
        self._note(row, state, words)
        self._count(state, words)

    def _put_back(self, row: BulkRow) -> None:
        """It is still to be done; one that was asked for already may have been."""
        if row.n not in self._sent:
            self._note(row, ItemState.WAITING, "")

    def _change(self, row: BulkRow) -> tuple[ItemState, str]:
        hub, pacer = self._hub(row.account), self._run.pacer
        pacer.ends = [End(hub, row.repo)]
        if row.operation.kind is OperationKind.VISIBILITY:
            return self._set_visibility(hub, row)
        if (done := self._elsewhere(hub, row)) is not None:
            return done
        was_sent = row.n in self._sent
        try:
            now = pacer.call(lambda: hub.repo_info(row.repo))
        except NotFound:
            if was_sent and self._is_gone(hub, row):
                return ItemState.DONE, "done when it was last tried"
            raise
        if is_done(row.operation, now):
            return (ItemState.DONE, "") if was_sent else (ItemState.SKIPPED, ALREADY)
        if why := row.seen.changed(now):
            return ItemState.SKIPPED, f"{why}: left as it is"
        self._send(hub, row)
        return ItemState.DONE, ""

    def _elsewhere(self, hub: Hub, row: BulkRow) -> tuple[ItemState, str] | None:
        """What is not of a repo as a whole: those who do it find out by themselves what was done."""
        kind = row.operation.kind
        if kind is OperationKind.DUPLICATE:
            self._sent.add(row.n)
            return duplicate(row, hub, self._run.pacer)
        is_of_ref = bool(kind.ref_type) or kind is OperationKind.SQUASH
        if not (kind.commits or is_of_ref or row.operation.num):
            return None
        self._sent.add(row.n)
        if kind.commits:
            return CommitRun(self._run, row, hub)()
        return RefRun(self._run, row, hub)() if is_of_ref else discuss(row, hub, self._run.pacer)

    def _set_visibility(self, hub: Hub, row: BulkRow) -> tuple[ItemState, str]:
        """The hub itself looks first, with what it must read anyway. What is so already after a call whose
        answer nobody had was done by that."""
        was_sent = row.n in self._sent

        def ask() -> bool:
            nonlocal was_sent
            self._sent.add(row.n)
            try:
                return carry_out(row.operation, hub, row.repo, row.seen) or was_sent
            except PASSING:
                was_sent = True
                raise
            except Unauthorized:
                self._unsent(row, unsure=was_sent)
                raise

        try:
            changed = self._run.pacer.call(ask)
        except Conflict as conflict:
            return ItemState.SKIPPED, f"{conflict.message}: left as it is"
        return (ItemState.DONE, "") if changed else (ItemState.SKIPPED, ALREADY)

    def _send(self, hub: Hub, row: BulkRow) -> None:
        """Until there is an answer. What a lost answer had deleted or moved is not found when asked again."""
        attempt, unsure = 1, row.n in self._sent
        while True:
            self._run.pacer.check()
            self._sent.add(row.n)
            try:
                carry_out(row.operation, hub, row.repo, row.seen)
                return
            except NotFound:
                if unsure and self._is_gone(hub, row):
                    return
                raise
            except Unauthorized:
                self._unsent(row, unsure=unsure)
                raise
            except PASSING as error:
                unsure = True
                self._run.pacer.wait(attempt, error)
                attempt += 1

    def _unsent(self, row: BulkRow, *, unsure: bool) -> None:
        """The hub has not done what it refused, unless an earlier call did it."""
        if not unsure:
            self._sent.discard(row.n)

    def _is_gone(self, hub: Hub, row: BulkRow) -> bool:
        if row.operation.kind is OperationKind.DELETE:
            return True
        if row.operation.kind is OperationKind.MOVE:
            hub.repo_info(RepoKey(row.repo.repo_type, row.operation.value))
            return True
        return False

    def _note(self, row: BulkRow, state: ItemState, words: str) -> None:
        now = time.time()
        ended = 0.0 if state in (ItemState.MOVING, ItemState.WAITING) else now
        began = now if state is ItemState.MOVING else 0.0
        item = ItemRow(0, state, str(row.operation), "", words, began, ended)
        self._run.journal.update_items(self._run.job_id, row.n, [item])

    def _count(self, state: ItemState, words: str) -> None:
        if state is not ItemState.FAILED:
            self._run.pacer.came_through()
        with self._counting:
            self._done += state is ItemState.DONE
            self._skipped += state is ItemState.SKIPPED
            self._failed += state is ItemState.FAILED
            if state is ItemState.FAILED:
                self._first_error = self._first_error or words
            else:
                self._outcome = self._outcome or words
        self._run.meter.finish_item()

    def _words(self) -> str:
        parts = [f"{plural(self._failed, self._noun)} failed ({self._first_error})"] if self._failed else []
        parts.append(f"{plural(self._done, self._noun)} done")
        if self._skipped:
            parts.append(f"{self._skipped:,} left as they are")
        if self._outcome and self._noun != "repo":
            parts.append(self._outcome)
        return " · ".join(parts)


def found_out(row: BulkRow, hub: Hub, made: Sequence[str]) -> tuple[ItemState, str]:
    """What has become of a deletion that nobody saw the answer of, and that has made these commits. Changes
    nothing."""
    if row.operation.kind.commits:
        return commit_run.outcome(row, hub, made)
    if row.operation.kind is not OperationKind.DELETE:
        return ref_run.outcome(row, hub, is_sent=True) or (ItemState.WAITING, "not done, as was seen later")
    try:
        hub.repo_info(row.repo)
    except NotFound:
        return ItemState.DONE, "deleted, as was seen later"
    return ItemState.WAITING, "it is still there"
