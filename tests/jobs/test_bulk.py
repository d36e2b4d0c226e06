"""One thing done to many repos, on both real adapters: each outcome told as it is, undone, taken up again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.errors import BadInput, HubError, NotFound
from hubtui.jobs.bulk import BulkItem, BulkPlan, bulk_from_json, bulk_to_json, make_bulk
from hubtui.jobs.job import ItemState, JobKind, JobState
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import ALREADY, OFF, ON, STATUSES, Operation, Seen, inverse
from hubtui.jobs.pacing import Clock, Pace
from hubtui.model import Gating, RepoInfo, RepoKey, RepoType, Visibility
from tests.jobs.desk import Desk

PUBLIC = Operation(OperationKind.VISIBILITY, Visibility.PUBLIC)
PRIVATE = Operation(OperationKind.VISIBILITY, Visibility.PRIVATE)
DELETE = Operation(OperationKind.DELETE)


SIDES = pytest.mark.parametrize("side", ["hf", "ms"])


@SIDES
def test_many_become_public_and_are_taken_back(desk: Desk, side: str) -> None:
    repos = desk.make(side, 5)
    job = desk.run(desk.plan(side, repos, PUBLIC))
    assert (job.state, job.kind, job.message) == (JobState.DONE, JobKind.CHANGE, "5 repos done")
    assert set(desk.visibilities(side, repos)) == {Visibility.PUBLIC}
    undo = desk.engine.undo_plan()
    assert undo is not None
    assert undo.undoes == job.job_id
    desk.run(undo)
    assert set(desk.visibilities(side, repos)) == {Visibility.PRIVATE}
    assert desk.engine.undo_plan() is None


@SIDES
def test_each_repo_costs_two_requests(desk: Desk, side: str) -> None:
    repos = desk.make(side, 200)
    plan = desk.plan(side, repos, PUBLIC)
    before = len(desk.local.requests)
    desk.run(plan)
    assert len(desk.local.requests) - before <= 2 * len(repos) + 1


@SIDES
def test_what_changed_since_the_plan_is_left_as_it_is(desk: Desk, side: str) -> None:
    repos = desk.make(side, 3)
    desk.hubs[side].set_visibility(repos[0], Visibility.PUBLIC)
    plan = desk.plan(side, repos, PRIVATE)
    assert [item.why for item in plan.items] == ["", ALREADY, ALREADY]
    plan = desk.plan(side, repos, DELETE)
    desk.hubs[side].set_visibility(repos[1], Visibility.PUBLIC)
    job = desk.run(plan)
    assert [state for state, _ in desk.outcomes(job)] == [
        ItemState.DONE, ItemState.SKIPPED, ItemState.DONE,
    ]  # fmt: skip
    assert desk.outcomes(job)[1][1] == "it is public now, not private: left as it is"
    assert job.message == "2 repos done · 1 left as they are"
    assert desk.hubs[side].repo_info(repos[1]).key == repos[1]


@SIDES
def test_what_a_hub_refuses_is_told_and_the_rest_goes_on_and_a_retry_does_exactly_that(
    desk: Desk, side: str
) -> None:
    repos = desk.make(side, 4)
    plan = desk.plan(side, repos, PUBLIC)
    fault = desk.local.faults.add(method="PUT", count=1, status=403, body={"error": "Not today"})
    job = desk.run(plan)
    assert (job.state, fault.hits) == (JobState.FAILED, 1)
    failed = [n for n, (state, _) in enumerate(desk.outcomes(job)) if state is ItemState.FAILED]
    assert len(failed) == 1
    assert desk.visibilities(side, repos).count(Visibility.PUBLIC) == 3
    assert desk.engine.log(job.job_id)[0].repo == repos[failed[0]]
    assert "HTTP 403" in job.message
    puts = lambda: sum(request.method == "PUT" for request in desk.local.requests)  # noqa: E731
    before = puts()
    desk.engine.retry(job.job_id)
    job = desk.engine.wait(job.job_id, 60)
    assert (job.state, puts() - before) == (JobState.DONE, 1)
    assert set(desk.visibilities(side, repos)) == {Visibility.PUBLIC}


@SIDES
def test_a_deletion_whose_answer_was_lost_is_done_once_and_told_as_done(desk: Desk, side: str) -> None:
    repos = desk.make(side, 2)
    plan = desk.plan(side, repos, DELETE)
    desk.local.faults.add(method="DELETE", hang_up="after", count=1)
    job = desk.run(plan)
    assert (job.state, job.kind, job.message) == (JobState.DONE, JobKind.DELETE, "2 repos done")
    for repo in repos:
        with pytest.raises(NotFound):
            desk.hubs[side].repo_info(repo)


def test_a_move_whose_answer_was_lost_is_done_and_can_be_taken_back(desk: Desk) -> None:
    (repo,) = desk.make("hf", 1)
    to = RepoKey(repo.repo_type, "ada/moved-away")
    plan = desk.plan("hf", [repo], Operation(OperationKind.MOVE, to.repo_id))
    desk.local.faults.add(method="POST", path="/repos/move", hang_up="after", count=1)
    assert desk.run(plan).state is JobState.DONE
    assert desk.hubs["hf"].repo_info(to).key == to
    undo = desk.engine.undo_plan()
    assert undo is not None
    assert desk.run(undo).state is JobState.DONE
    assert desk.hubs["hf"].repo_info(repo).key == repo


@SIDES
def test_a_hub_that_is_down_ends_the_job_and_what_was_done_stays_told(desk: Desk, side: str) -> None:
    repos = desk.make(side, 12)
    plan = desk.plan(side, repos, PUBLIC)
    desk.local.faults.add(method="PUT", skip=4, count=None, status=503)
    job = desk.run(plan)
    assert job.state is JobState.FAILED
    done = sum(state is ItemState.DONE for state, _ in desk.outcomes(job))
    assert done == desk.visibilities(side, repos).count(Visibility.PUBLIC) == 4
    desk.local.faults.clear()
    desk.engine.retry(job.job_id)
    assert desk.engine.wait(job.job_id, 60).state is JobState.DONE
    assert set(desk.visibilities(side, repos)) == {Visibility.PUBLIC}


def test_what_was_added_to_since_the_question_is_not_deleted_where_a_hub_tells_no_commits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    repos = desk.make("ms", 2)
    plan = desk.plan("ms", repos, DELETE)
    assert all(item.seen.updated and not item.seen.head for item in plan.items)
    hub, known = desk.hubs["ms"], {repo: desk.hubs["ms"].repo_info(repo) for repo in repos}
    later = known[repos[0]].updated + timedelta(minutes=5)  # type: ignore[operator]
    now = {repos[0]: replace(known[repos[0]], updated=later), repos[1]: known[repos[1]]}
    monkeypatch.setattr(hub, "repo_info", now.__getitem__)
    job = desk.run(plan)
    monkeypatch.undo()
    (first, why), second = desk.outcomes(job)
    assert (first, second) == (ItemState.SKIPPED, (ItemState.DONE, ""))
    assert why.startswith("it was updated at ")
    assert hub.repo_info(repos[0]).key == repos[0]


SHOWN_AFTER = 2.0
"""Seconds until a wait is told: a job that merely pauses for breath does not flicker."""


class Hurried:
    """Time that passes only while somebody waits, and then at once."""

    def __init__(self, look: Callable[[], datetime | None]) -> None:
        self._look = look
        self.time = 0.0
        self.waits: list[float] = []
        self.is_told_right = True
        """The end of each wait, as a screen shows it, was just as far away as it lasted."""

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, self._wait)

    def _wait(self, stop: Event, seconds: float) -> None:
        self._look()
        self.time += SHOWN_AFTER
        before, until, after = datetime.now(UTC), self._look(), datetime.now(UTC)
        left = timedelta(seconds=seconds - SHOWN_AFTER)
        self.is_told_right &= until is not None and before + left <= until <= after + left
        self.waits.append(seconds)
        self.time += seconds - SHOWN_AFTER


@SIDES
def test_a_limit_is_waited_for_to_the_second_that_the_hub_says(desk: Desk, side: str) -> None:
    hurried = Hurried(lambda: desk.engine.view().jobs[0].until)
    desk.engine.close()
    desk.pace = Pace(clock=hurried.clock)
    desk.begin()
    repos = desk.make(side, 1)
    plan = desk.plan(side, repos, PUBLIC)
    for seconds in ("7", "61"):
        desk.local.faults.add(hub=side, method="PUT", status=429, headers={"Retry-After": seconds}, count=1)
    job = desk.run(plan)
    assert (hurried.waits, hurried.is_told_right) == ([7.0, 61.0], True)
    assert (job.state, desk.visibilities(side, repos)) == (JobState.DONE, [Visibility.PUBLIC])


def test_a_wait_for_a_limit_is_ended_by_cancelling(desk: Desk) -> None:
    repos = desk.make("ms", 1)
    plan = desk.plan("ms", repos, PUBLIC)
    desk.local.faults.add(hub="ms", method="PUT", status=429, headers={"Retry-After": "600"}, count=1)
    job_id = desk.engine.submit_bulk(plan)
    _until(lambda: desk.engine.job(job_id).until is not None)
    desk.engine.cancel(job_id)
    job = desk.engine.wait(job_id, 60)
    assert (job.state, desk.visibilities("ms", repos)) == (JobState.CANCELLED, [Visibility.PRIVATE])


def _until(state: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not state():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_interrupted_deletion_is_never_taken_up_again(desk: Desk) -> None:
    repos = desk.make("hf", 3)
    plan = desk.plan("hf", repos, DELETE)
    fault = desk.local.faults.add(method="DELETE", skip=1, stall=0, count=None)
    job_id = desk.engine.submit_bulk(plan)
    assert fault.struck.wait(30)
    desk.engine.close()
    desk.local.faults.clear()
    desk.begin()
    assert desk.engine.job(job_id).state is JobState.INTERRUPTED
    assert job_id not in desk.engine.unfinished()
    with pytest.raises(BadInput, match="ask for it anew"):
        desk.engine.resume(job_id)
    states = [state for state, _ in desk.outcomes(desk.engine.job(job_id))]
    assert states[0] is ItemState.DONE
    assert states[2] is ItemState.WAITING
    assert desk.hubs["hf"].repo_info(repos[2]).key == repos[2]


def test_repos_that_cannot_are_listed_with_the_reason_and_the_rest_goes_on(desk: Desk) -> None:
    repos = desk.make("ms", 2)
    space = RepoInfo(RepoKey(RepoType.SPACE, "ada/a-studio"), Visibility.PRIVATE)
    hub = desk.hubs["ms"]
    infos = [*(hub.repo_info(repo) for repo in repos), space]
    plan = make_bulk("ms", hub, infos, lambda _: DELETE)
    assert [bool(item.why) for item in plan.items] == [False, False, True]
    job = desk.run(plan)
    assert (job.state, job.message) == (JobState.DONE, "2 repos done · 1 left as they are")


def test_gates_discussions_and_likes_are_set_on_many(desk: Desk) -> None:
    repos = desk.make("hf", 2)
    for kind, value in (
        (OperationKind.GATING, Gating.MANUAL),
        (OperationKind.DISCUSSIONS, OFF),
        (OperationKind.LIKE, ON),
    ):
        assert desk.run(desk.plan("hf", repos, Operation(kind, value))).state is JobState.DONE
    infos = [desk.hubs["hf"].repo_info(repo) for repo in repos]
    assert [(info.gated, info.likes) for info in infos] == [("manual", 1), ("manual", 1)]
    with pytest.raises(HubError):
        desk.hubs["hf"].create_discussion(repos[0], "Anybody?", "")


switches = st.sampled_from([ON, OFF])
operations = st.one_of(
    st.builds(Operation, st.just(OperationKind.VISIBILITY), st.sampled_from(Visibility)),
    st.builds(Operation, st.just(OperationKind.GATING), st.sampled_from(Gating)),
    st.builds(Operation, st.sampled_from([OperationKind.DISCUSSIONS, OperationKind.LIKE]), switches),
    st.builds(Operation, st.just(OperationKind.MOVE), st.text(min_size=1).map(lambda name: f"ns/{name}")),
    st.builds(Operation, st.just(OperationKind.STATUS), st.sampled_from(STATUSES), num=st.integers(1, 999)),
    st.builds(Operation, st.just(OperationKind.COMMENT), st.text(min_size=1), num=st.integers(1, 999)),
    st.just(DELETE),
)  # fmt: skip
seens = st.builds(
    Seen, st.sampled_from(["", *Visibility]), st.sampled_from([None, *Gating]), *3 * (st.text(),)
)


on_branches = st.builds(
    Operation,
    st.sampled_from([OperationKind.DELETE_FILES, OperationKind.RESTORE, OperationKind.CREATE_TAG]),
    st.text(), st.text(min_size=1), st.lists(st.text(min_size=1)).map(tuple), st.text(), st.booleans(),
)  # fmt: skip


@given(operations | on_branches, seens, st.text(), st.integers(0, 2**60))
def test_a_plan_is_the_same_after_a_way_through_json(
    operation: Operation, seen: Seen, why: str, size: int
) -> None:
    item = BulkItem("hf", RepoKey(RepoType.DATASET, "ns/x"), operation, seen, size, why)
    assert bulk_from_json(bulk_to_json(BulkPlan((item, item), undoes=3))) == BulkPlan((item, item), undoes=3)


@given(operations, seens)
def test_undoing_twice_is_doing(operation: Operation, seen: Seen) -> None:
    repo = RepoKey(RepoType.MODEL, "ns/x")
    found = inverse(operation, repo, seen)
    if (
        found is not None
        and operation.kind is not OperationKind.VISIBILITY
        and operation.kind is not OperationKind.GATING
    ):
        assert inverse(found[1], found[0], seen) == (repo, operation)


def test_a_plan_never_names_a_file_of_this_machine_to_commit() -> None:
    edit = Operation(OperationKind.EDIT, "/etc/passwd", "main", ("README.md",))
    told = bulk_to_json(BulkPlan((BulkItem("hf", RepoKey(RepoType.MODEL, "ns/x"), edit),)))
    with pytest.raises(BadInput, match="on the machine where it was written"):
        bulk_from_json(told)


@pytest.mark.parametrize(
    "data", [{}, None, {"format": "hubtui-plan/1"}, {"format": "hubtui-bulk/1", "items": [1]}]
)
def test_what_is_no_plan_is_refused_in_words(data: object) -> None:
    with pytest.raises(BadInput, match="bulk plan"):
        bulk_from_json(data)
