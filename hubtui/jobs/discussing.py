"""One thing said of one discussion by a bulk job: looked at right before, and never said twice."""

from __future__ import annotations

from hubtui.hub import Hub
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.job import ItemState
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import ALREADY, carry_out
from hubtui.jobs.pacing import PASSING, Pacer
from hubtui.model import Comment, Thread


def discuss(row: BulkRow, hub: Hub, pacer: Pacer) -> tuple[ItemState, str]:
    """Comment, close or open. After an answer that was lost the thread tells whether it has arrived; so it
    does of what was begun when a program ended."""
    attempt, is_unsure = 1, row.state is ItemState.MOVING
    while True:
        thread = pacer.call(lambda: hub.read_discussion(row.repo, row.operation.num))
        if is_unsure and _has_arrived(row, hub, thread):
            return ItemState.DONE, ""
        if why := _why_left(row, thread):
            return ItemState.SKIPPED, why
        try:
            carry_out(row.operation, hub, row.repo, row.seen)
        except PASSING as error:
            is_unsure = True
            pacer.wait(attempt, error)
            attempt += 1
        else:
            return ItemState.DONE, ""


def _why_left(row: BulkRow, thread: Thread) -> str:
    """Why it is left as it is, in words; empty when it is not."""
    status = thread.discussion.status
    if row.operation.kind is OperationKind.STATUS and status == row.operation.value:
        return ALREADY
    if row.seen.status and status != row.seen.status:
        return f"it is {status} now, not {row.seen.status}: left as it is"
    return ""


def _has_arrived(row: BulkRow, hub: Hub, thread: Thread) -> bool:
    if row.operation.kind is OperationKind.STATUS:
        return thread.discussion.status == row.operation.value
    me = hub.whoami().name
    comments = [event for event in thread.events if isinstance(event, Comment) and event.author == me]
    return bool(comments) and comments[-1].text.strip() == row.operation.value.strip()
