"""The same said of many discussions: once each, not where something has changed, and taken back."""

from __future__ import annotations

from hubtui.jobs.bulk import BulkPlan, discussion_bulk
from hubtui.jobs.job import ItemState, JobState
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import ALREADY
from hubtui.model import Comment, Discussion, DiscussionStatus, RepoKey
from tests.jobs.desk import Desk

OPEN, CLOSED = DiscussionStatus.OPEN, DiscussionStatus.CLOSED
Opened = list[tuple[RepoKey, Discussion]]


def opened(desk: Desk, repos: int, each: int) -> Opened:
    hub = desk.hubs["hf"]
    return [
        (repo, hub.create_discussion(repo, f"Question {n}", "Why?"))
        for repo in desk.make("hf", repos)
        for n in range(each)
    ]


def closing(chosen: Opened) -> BulkPlan:
    return discussion_bulk("hf", chosen, OperationKind.STATUS, CLOSED)


def commenting(chosen: Opened, text: str) -> BulkPlan:
    return discussion_bulk("hf", chosen, OperationKind.COMMENT, text)


def statuses(desk: Desk, chosen: Opened) -> list[DiscussionStatus]:
    return [desk.hubs["hf"].read_discussion(repo, one.num).discussion.status for repo, one in chosen]


def said(desk: Desk, repo: RepoKey, num: int) -> list[str]:
    events = desk.hubs["hf"].read_discussion(repo, num).events
    return [event.text for event in events if isinstance(event, Comment)]


def test_many_are_closed_for_two_requests_each_and_opened_again(desk: Desk) -> None:
    chosen = opened(desk, 2, 3)
    before = len(desk.local.requests)
    job = desk.run(closing(chosen))
    assert len(desk.local.requests) - before == 2 * len(chosen)
    assert (job.title, job.message) == ("close: 6 discussions", "6 discussions done")
    assert set(statuses(desk, chosen)) == {CLOSED}
    undo = desk.engine.undo_plan()
    assert undo is not None
    assert desk.run(undo).title == "undo: reopen: 6 discussions"
    assert set(statuses(desk, chosen)) == {OPEN}


def test_what_changed_since_is_left_and_named(desk: Desk) -> None:
    chosen = opened(desk, 1, 2)
    (repo, first), (_, second) = chosen
    plans = closing(chosen), commenting([(repo, second)], "Still?")
    desk.hubs["hf"].set_discussion_status(repo, first.num, CLOSED)
    job = desk.run(plans[0])
    assert sorted(desk.outcomes(job)) == [(ItemState.DONE, ""), (ItemState.SKIPPED, ALREADY)]
    job = desk.run(plans[1])
    assert desk.outcomes(job) == [(ItemState.SKIPPED, "it is closed now, not open: left as it is")]
    assert said(desk, repo, second.num) == ["Why?"]
    assert desk.engine.items(job.job_id)[0].path == f"#{second.num}"


def test_a_comment_whose_answer_was_lost_is_said_once(desk: Desk) -> None:
    chosen = opened(desk, 1, 2)
    desk.local.faults.add(method="POST", path="/comment$", hang_up="after", count=1)
    job = desk.run(commenting(chosen, "See the card.\n"))
    assert (job.state, job.message) == (JobState.DONE, "2 discussions done")
    for repo, one in chosen:
        assert [text.strip() for text in said(desk, repo, one.num)] == ["Why?", "See the card."]
    assert desk.engine.undo_plan() is None


def test_a_comment_that_never_arrived_is_said_when_the_job_goes_on(desk: Desk) -> None:
    chosen = opened(desk, 1, 1)
    fault = desk.local.faults.add(method="POST", path="/comment$", stall=0, count=None)
    job_id = desk.engine.submit_bulk(commenting(chosen, "See the card."))
    assert fault.struck.wait(30)
    desk.engine.close()
    desk.local.faults.clear()
    desk.begin()
    desk.engine.resume(job_id)
    assert desk.engine.wait(job_id, 60).state is JobState.DONE
    ((repo, one),) = chosen
    assert said(desk, repo, one.num) == ["Why?", "See the card."]
