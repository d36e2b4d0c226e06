"""A branch or tag made or deleted, or a branch's history squashed: looked at right before, told as it is."""

from __future__ import annotations

from itertools import islice

from hubtui.errors import Conflict, NotFound
from hubtui.hub import Hub
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.job import ItemState
from hubtui.jobs.operation_kinds import OperationKind
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
        return outcome(self._row, self._hub, is_sent=self._is_sent)

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


def outcome(row: BulkRow, hub: Hub, *, is_sent: bool) -> Outcome | None:
    """What has become of it without a further call, where one may have been made (`is_sent`); None while it
    is still to be done."""
    operation = row.operation
    if operation.kind is OperationKind.SQUASH:
        return _of_branch(row, hub, is_sent=is_sent)
    name, kind = operation.value, operation.kind.ref_type
    there = next((ref for ref in hub.list_refs(row.repo) if (ref.name, ref.ref_type) == (name, kind)), None)
    if operation.kind in (OperationKind.CREATE_BRANCH, OperationKind.CREATE_TAG):
        if there is None:
            return None
        is_own = is_sent and there.oid == operation.revision
        return (ItemState.DONE, "") if is_own else (ItemState.SKIPPED, f"there is one at {there.oid[:8]}")
    if there is None:
        return (ItemState.DONE, "") if is_sent else (ItemState.SKIPPED, "it is not there any more")
    if row.seen.head and there.oid and there.oid != row.seen.head:
        return ItemState.SKIPPED, f"it is at {there.oid[:8]} now: left as it is"
    return None


def _of_branch(row: BulkRow, hub: Hub, *, is_sent: bool) -> Outcome | None:
    branch = row.operation.revision
    if hub.resolve(row.repo, branch) == row.seen.head:
        return None
    if is_sent and _is_squashed(row, hub):
        return ItemState.DONE, ""
    return ItemState.SKIPPED, f"{branch} has other commits: left as it is"


def _is_squashed(row: BulkRow, hub: Hub) -> bool:
    if not hub.supports(Capability.COMMITS, row.repo.repo_type):
        return False
    newest = [*islice(items(hub.list_commits(row.repo, row.operation.revision)), 2)]
    return len(newest) == 1 and newest[0].title == row.operation.subject
