"""A repo that its hub duplicates for a bulk job: looked at right before, and never made twice."""

from __future__ import annotations

from hubtui.errors import Conflict, NotFound
from hubtui.hub import Hub
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.job import ItemState
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.jobs.pacing import PASSING, Pacer
from hubtui.model import RepoInfo, RepoKey, Visibility

SEEN_LATER = "there with the same commits, as was seen later"
PENDING = "its large files may arrive a little later"


def duplicating(info: RepoInfo, repo_id: str, visibility: Visibility | None = None) -> Operation:
    """Making a duplicate with this id; where nothing is said of who sees it, for no more people than those
    who see the repo."""
    return Operation(OperationKind.DUPLICATE, repo_id, visibility=visibility or info.widest)


def duplicate(row: BulkRow, hub: Hub, pacer: Pacer) -> tuple[ItemState, str]:
    """Conflict where there is a repo of that name; one with the same commits that stands there after an
    answer that was lost, or after a program that ended, is the one that was asked for."""
    attempt, is_unsure = 1, row.state is ItemState.MOVING
    while True:
        if there := pacer.call(lambda: _target(row, hub)):
            return _found(row, hub, there, is_unsure=is_unsure)
        now = pacer.call(lambda: hub.repo_info(row.repo))
        if why := row.seen.changed(now):
            return ItemState.SKIPPED, f"{why}: nothing is made of it"
        try:
            is_pending = hub.duplicate_repo(row.repo, _to(row), Visibility(row.operation.visibility))
        except PASSING as error:
            is_unsure = True
            pacer.wait(attempt, error)
            attempt += 1
        except Conflict:
            if not is_unsure or not (there := pacer.call(lambda: _target(row, hub))):
                raise
            return _found(row, hub, there, is_unsure=True)
        else:
            return ItemState.DONE, PENDING if is_pending else ""


def _to(row: BulkRow) -> RepoKey:
    return RepoKey(row.repo.repo_type, row.operation.value)


def _target(row: BulkRow, hub: Hub) -> RepoInfo | None:
    try:
        return hub.repo_info(_to(row))
    except NotFound:
        return None


def _found(row: BulkRow, hub: Hub, there: RepoInfo, *, is_unsure: bool) -> tuple[ItemState, str]:
    if is_unsure and there.head and there.head == row.seen.head:
        return ItemState.DONE, SEEN_LATER
    raise Conflict(f"there is a {row.repo.repo_type} {row.operation.value} already", hub=hub.title)
