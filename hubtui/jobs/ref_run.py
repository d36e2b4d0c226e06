"""A branch or tag made or deleted, or a branch's history squashed: looked at right before, told as it is."""

from __future__ import annotations

from itertools import islice

from hubtui.errors import Conflict, NotFound
from hubtui.hub import Hub
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.job import ItemState
from hubtui.jobs.operations import OperationKind
from hubtui.jobs.pacing import PASSING
from hubtui.jobs.run import JobRun
from hubtui.model import Capability, Ref, items

Outcome = tuple[ItemState, str]


class RefRun:
    """One operation. Raises a HubError for what the hub refuses."""

    def __init__(self, run: JobRun, row: BulkRow, hub: Hub) -> None:
        self._pacer = run.pacer
        self._row = row
        self._operation = row.operation
        self._hub = hub
        self._is_sent = row.state is ItemState.MOVING
        """It may have been done already, by this or an earlier run."""

    def __call__(self) -> Outcome:
        attempt = 1
        while True:
            if found := self._pacer.call(self._look):
                return found
            try:
                self._send()
                return ItemState.DONE, ""
            except (Conflict, NotFound):
                found = self._pacer.call(self._look) if self._is_sent else None
                if found is None:
                    raise
                return found
            except PASSING as error:
                self._is_sent = True
                self._pacer.wait(attempt, error)
                attempt += 1

    def _look(self) -> Outcome | None:
        """What has become of it without this call; None while it is still to be done."""
        if self._operation.kind is OperationKind.SQUASH:
            return self._look_at_branch()
        there = self._there()
        if self._operation.kind in (OperationKind.CREATE_BRANCH, OperationKind.CREATE_TAG):
            return self._look_at_new(there)
        if there is None:
            words = "it is not there any more"
            return (ItemState.DONE, "") if self._is_sent else (ItemState.SKIPPED, words)
        if self._row.seen.head and there.oid and there.oid != self._row.seen.head:
            return ItemState.SKIPPED, f"it is at {there.oid[:8]} now: left as it is"
        return None

    def _look_at_new(self, there: Ref | None) -> Outcome | None:
        if there is None:
            return None
        is_own = self._is_sent and there.oid == self._operation.revision
        return (ItemState.DONE, "") if is_own else (ItemState.SKIPPED, f"there is one at {there.oid[:8]}")

    def _look_at_branch(self) -> Outcome | None:
        repo, branch = self._row.repo, self._operation.revision
        head = self._hub.resolve(repo, branch)
        if head == self._row.seen.head:
            return None
        if self._is_sent and self._is_squashed(branch):
            return ItemState.DONE, ""
        return ItemState.SKIPPED, f"{branch} has other commits: left as it is"

    def _is_squashed(self, branch: str) -> bool:
        if not self._hub.supports(Capability.COMMITS, self._row.repo.repo_type):
            return False
        newest = [*islice(items(self._hub.list_commits(self._row.repo, branch)), 2)]
        return len(newest) == 1 and newest[0].title == self._operation.subject

    def _there(self) -> Ref | None:
        name, kind = self._operation.value, self._operation.kind.ref_type
        refs = self._hub.list_refs(self._row.repo)
        return next((ref for ref in refs if (ref.name, ref.ref_type) == (name, kind)), None)

    def _send(self) -> None:
        operation, repo = self._operation, self._row.repo
        ref_type = operation.kind.ref_type
        self._pacer.check()
        if ref_type is None:
            self._hub.squash(repo, operation.revision, operation.subject)
        elif operation.kind in (OperationKind.CREATE_BRANCH, OperationKind.CREATE_TAG):
            self._hub.create_ref(repo, operation.value, ref_type, operation.revision)
        else:
            self._hub.delete_ref(repo, Ref(operation.value, ref_type, self._row.seen.head))
