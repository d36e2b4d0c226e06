"""A token that is refused in the middle of a job: it pauses and names the account, and so do the others that
work with it; nothing more is asked, and after another token each goes on where it was."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.errors import Unauthorized
from hubtui.hub import Hub
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import ItemState, JobState, JobView, Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.operations import Operation, OperationKind
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.localhub.server import LocalHub
from hubtui.model import RepoKey, RepoType, User, Visibility
from tests.jobs.desk import Desk
from tests.jobs.memory_hub import HfLike, MsLike, Step
from tests.jobs.setup import NO_WAIT, SOURCE, TARGET, TREE, Bench

REFUSED = Unauthorized("Invalid credentials", status=401, request_id="r-9", hub="HF")
WORDS = (
    "the token of from was refused: HF: Invalid credentials (HTTP 401); give it another token or check the "
    "account, then resume"
)


class Source(HfLike):
    """Refuses everything from when its token is revoked."""

    is_known = True

    def _step(self, method: str) -> Step:
        if not self.is_known:
            self.calls["refused"] += 1
            raise REFUSED
        return super()._step(method)

    def whoami(self) -> User:
        self._step("whoami")
        return User("me")

    def revoke(self) -> None:
        self.is_known = False


class Two(Bench):
    """A copy that comes to a read and waits there, and others."""

    source: Source

    def __init__(self, journal: Path) -> None:
        super().__init__(journal, Source(), MsLike())
        self.source.add(SOURCE, dict(TREE))
        self.inside, self.go = threading.Event(), threading.Event()

    def hold(self) -> None:
        self.inside.set()
        assert self.go.wait(30)

    def begin_held(self) -> int:
        self.source.always("read", self.hold)
        job_id = self.engine.submit(self.plan())
        assert self.inside.wait(30)
        return job_id

    def submit(self, name: str) -> int:
        request = CopyRequest(Place("from", SOURCE, ""), Place("to", RepoKey(RepoType.MODEL, name), ""))
        return self.engine.submit(make_plan([request], self.hubs.__getitem__, self.engine.hashes))

    def rest(self, job_id: int) -> JobView:
        view = self.engine.wait(job_id, 30)
        assert not self.engine.has(job_id)
        return view


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    made = Two(tmp_path / "journal.sqlite")
    yield made
    made.go.set()
    made.engine.close()


def test_all_that_works_with_the_token_pauses_and_goes_on_after_another_one(two: Two) -> None:
    first = two.begin_held()
    beside, queued = two.submit("me/beside"), two.submit("me/queued")
    two.source.revoke()
    two.go.set()
    views = [two.rest(job_id) for job_id in (first, beside, queued)]
    assert [(view.state, view.message) for view in views] == [(JobState.PAUSED, WORDS)] * 3
    assert TARGET not in two.target.repos or not two.arrived, "half a repo"
    logged = [line for job_id in (first, beside) for line in two.engine.log(job_id)]
    assert {line.request_id for line in logged} == {"r-9"}
    before = two.source.calls["refused"]
    assert before <= 4, "of each that ran, what it was at, and whether it is the token"
    two.source.is_known = True
    two.source.clear()
    for job_id in (first, beside, queued):
        two.engine.resume(job_id)
    assert [two.rest(job_id).state for job_id in (first, beside, queued)] == [JobState.DONE] * 3
    assert (two.arrived, two.commits) == (TREE, 1)
    assert two.source.calls["refused"] == before


def test_it_stays_paused_over_a_restart_and_can_be_cancelled(two: Two, tmp_path: Path) -> None:
    job_id = two.begin_held()
    two.source.revoke()
    two.go.set()
    two.rest(job_id)
    two.engine.close()
    two.engine = Engine(Journal(tmp_path / "journal.sqlite"), two.hubs.__getitem__, pace=NO_WAIT)
    kept = two.engine.job(job_id)
    assert (kept.state, kept.message) == (JobState.PAUSED, WORDS)
    two.engine.resume(job_id)
    assert two.rest(job_id).state is JobState.PAUSED, "the token is as it was"
    two.engine.cancel(job_id)
    assert two.engine.job(job_id).state is JobState.CANCELLED


def test_a_refusal_of_one_thing_alone_is_no_refusal_of_the_token(two: Two) -> None:
    two.source.script("read", *[REFUSED] * 9)
    view = two.rest(two.engine.submit(two.plan()))
    assert (view.state, view.message) == (JobState.FAILED, str(REFUSED))
    two.source.clear()
    assert two.retry(view.job_id).state is JobState.DONE


def test_a_sign_in_that_has_ended_pauses_what_needs_it(tmp_path: Path) -> None:
    ended = Unauthorized("to: the sign-in has expired")
    bench = Two(tmp_path / "journal.sqlite")
    plan = bench.plan()
    bench.engine.close()

    def opened(account: str) -> Hub:
        if account == "to" and is_ended:
            raise ended
        return bench.hubs[account]

    is_ended = True
    bench.engine = Engine(Journal(tmp_path / "journal.sqlite"), opened, pace=NO_WAIT)
    view = bench.rest(bench.engine.submit(plan))
    assert view.state is JobState.PAUSED
    assert view.message.startswith("the token of to was refused: to: the sign-in has expired")
    is_ended = False
    bench.engine.resume(view.job_id)
    assert bench.rest(view.job_id).state is JobState.DONE
    bench.engine.close()


def test_who_cancels_first_is_heard(two: Two) -> None:
    """Neither the end of the program nor a refusal makes of a cancelled job one to be taken up again."""
    job_id = two.begin_held()
    two.engine.cancel(job_id)
    two.source.revoke()
    two.engine.close(0.1)
    kept = two.engine.job(job_id)
    assert (kept.state, kept.message) == (JobState.CANCELLED, "cancelled")


# what is done to repos


def refused_at(local: LocalHub, method: str, skip: int) -> None:
    local.faults.add(hub="hf", method=method, path="/api/(models|repos)/", skip=skip, revoke=True)


def test_a_bulk_job_goes_on_where_its_token_was_refused(desk: Desk, local: LocalHub) -> None:
    repos = desk.make("hf", 3)
    plan = desk.plan("hf", repos, Operation(OperationKind.VISIBILITY, Visibility.PUBLIC))
    before = desk.visibilities("hf", repos)
    local.requests.reset()
    refused_at(local, "PUT", skip=1)
    view = desk.engine.wait(desk.engine.submit_bulk(plan), 60)
    assert view.state is JobState.PAUSED
    assert "the token of hf was refused" in view.message
    states = [item.state for item in desk.engine.items(view.job_id)]
    assert set(states) <= {ItemState.DONE, ItemState.WAITING}
    local.faults.clear()
    desk.engine.resume(view.job_id)
    assert desk.engine.wait(view.job_id, 60).state is JobState.DONE
    assert desk.visibilities("hf", repos) == [Visibility.PUBLIC] * 3 != before


def test_a_deletion_ends_there_and_is_asked_for_anew(desk: Desk, local: LocalHub) -> None:
    repos = desk.make("hf", 3)
    plan = desk.plan("hf", repos, Operation(OperationKind.DELETE))
    refused_at(local, "DELETE", skip=1)
    view = desk.run(plan)
    assert view.state is JobState.FAILED
    assert "the token of hf was refused" in view.message
    assert view.message.endswith("what is left was not begun: ask for it anew with another token")
    states = [item.state for item in desk.engine.items(view.job_id)]
    assert states == [ItemState.DONE, ItemState.WAITING, ItemState.WAITING]
    local.faults.clear()
