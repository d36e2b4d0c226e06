"""What was done at once, and what is left of jobs that were taken off the list: told, and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hubtui.errors import BadInput, HubError
from hubtui.jobs.bulk import BulkItem, BulkPlan, bulk_from_json, bulk_to_json, row_of
from hubtui.jobs.job import ItemState, JobState
from hubtui.jobs.journal import Journal
from hubtui.jobs.kept import UNSURE
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation, Seen
from hubtui.model import DiscussionStatus, RepoKey, RepoType, Visibility
from tests.jobs.desk import Desk

OPEN, CLOSED = DiscussionStatus.OPEN, DiscussionStatus.CLOSED


def closing(desk: Desk) -> tuple[BulkItem, Callable[[], None]]:
    (repo,) = desk.make("hf", 1)
    hub = desk.hubs["hf"]
    num = hub.create_discussion(repo, "Why?", "").num
    item = BulkItem("hf", repo, Operation(OperationKind.STATUS, CLOSED, num=num), Seen(status=OPEN))
    return item, lambda: hub.set_discussion_status(repo, num, CLOSED)


def status(desk: Desk, item: BulkItem) -> DiscussionStatus:
    return desk.hubs["hf"].read_discussion(item.repo, item.operation.num).discussion.status


def test_what_was_done_at_once_is_told_and_taken_back_and_is_no_job(desk: Desk) -> None:
    item, close = closing(desk)
    desk.engine.do(item, close)
    assert desk.engine.view().jobs == ()
    (record,) = desk.engine.operations(10)
    assert (record.row.name, record.row.state, record.why_final) == (f"{item.repo}#1", ItemState.DONE, "")
    undo = desk.engine.undo_plan()
    assert undo is not None
    job = desk.run(undo)
    assert (job.title, status(desk, item)) == (f"undo: reopen: {item.repo}#1", OPEN)
    assert desk.engine.undo_plan() is None
    assert [one.is_undone for one in desk.engine.operations(10)] == [False, True]
    desk.engine.close()
    assert [view.job_id for view in desk.begin().view().jobs] == [job.job_id]


@pytest.mark.parametrize("is_lost", [False, True])
def test_what_a_hub_refused_or_left_unanswered_is_told_as_that(desk: Desk, is_lost: bool) -> None:
    item, close = closing(desk)
    answer = {"hang_up": "after"} if is_lost else {"status": 403, "body": {"error": "Not today"}}
    desk.local.faults.add(method="POST", path="/status", **answer)
    with pytest.raises(HubError):
        desk.engine.do(item, close)
    ((row,),) = [[one.row for one in desk.engine.operations(10)]]
    assert (row.state, row.words.endswith(UNSURE)) == (ItemState.FAILED, is_lost)
    assert is_lost or "Not today" in row.words


def test_what_the_program_did_not_live_to_see_is_not_known(desk: Desk) -> None:
    item, _ = closing(desk)
    desk.engine.close()
    journal = Journal(desk.folder / "journal.sqlite")
    journal.add_past(row_of(0, item))
    journal.close()
    (record,) = desk.begin().operations(10)
    assert record.why_final == "whether it was done is not known yet"
    assert desk.engine.undo_plan() is None


def test_a_job_that_was_taken_off_the_list_is_still_told_and_taken_back(desk: Desk) -> None:
    repos = desk.make("hf", 2)
    job = desk.run(desk.plan("hf", repos, Operation(OperationKind.VISIBILITY, Visibility.PUBLIC)))
    assert desk.engine.remove([job.job_id]) == [job.job_id]
    desk.engine.close()
    assert desk.begin().view().jobs == ()
    assert len(desk.engine.operations(10)) == 2
    undo = desk.engine.undo_plan()
    assert undo is not None
    assert desk.run(undo).state is JobState.DONE
    assert set(desk.visibilities("hf", repos)) == {Visibility.PRIVATE}


def test_no_plan_has_what_is_done_at_once() -> None:
    merge = BulkItem("hf", RepoKey(RepoType.MODEL, "ns/x"), Operation(OperationKind.MERGE, num=1))
    with pytest.raises(BadInput, match="no plan has"):
        bulk_from_json(bulk_to_json(BulkPlan((merge,))))
