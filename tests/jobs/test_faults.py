"""Copies that something happens to: no wrong byte, one commit, a true state, one retry to the right tree."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from hubtui.errors import (
    Conflict,
    Corrupt,
    Forbidden,
    HubError,
    NotFound,
    Offline,
    RateLimited,
    Refused,
    Unauthorized,
    Unavailable,
)
from hubtui.jobs.job import ItemState, JobState
from hubtui.model import Capability, RepoKey, RepoType
from tests.jobs.memory_hub import Bytes, Lost, MemoryHub, MsLike, cut, dropped, flipped
from tests.jobs.setup import SOURCE, TARGET, TREE, Bench, bench

PASSING = [Offline("reset"), Unavailable("503", status=503), RateLimited("slow down", retry_after=0.0)]
FINAL = [Unauthorized("who?"), Forbidden("no"), NotFound("gone"), Refused("will not"), Corrupt("bad")]
TARGET_CALLS = ["resolve", "create_repo", "missing", "put", "commit", "list_tree"]


def _pause(inside: threading.Event, go: threading.Event) -> None:
    inside.set()
    go.wait(60)


def check_invariants(b: Bench, source_before: int) -> None:
    """Whatever happened: the source is as it was, and no commit names a wrong content."""
    assert len(b.source.repos[SOURCE].commits) == source_before
    assert b.source.repos[SOURCE].tree == TREE
    for _, tree in b.target.repos[TARGET].commits if TARGET in b.target.repos else ():
        for path, content in tree.items():
            assert path == ".gitattributes" or content == TREE[path]


@pytest.mark.parametrize("error", PASSING, ids=lambda e: type(e).__name__)
@pytest.mark.parametrize("method", TARGET_CALLS)
def test_a_passing_error_at_the_target_is_lived_through(method: str, error: HubError) -> None:
    with bench() as b:
        plan = b.plan()
        b.target.script(method, error, error)
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert b.arrived == TREE
        assert b.commits == 1


@pytest.mark.parametrize("error", PASSING, ids=lambda e: type(e).__name__)
def test_a_passing_error_at_the_source_is_lived_through(error: HubError) -> None:
    with bench() as b:
        plan = b.plan()
        b.source.script("read", error, None, error, None)
        assert b.copy(plan).state is JobState.DONE
        assert b.arrived == TREE


@pytest.mark.parametrize("error", [*PASSING, *FINAL], ids=lambda e: type(e).__name__)
@pytest.mark.parametrize("method", TARGET_CALLS)
def test_a_lasting_error_at_the_target_fails_and_a_retry_heals(method: str, error: HubError) -> None:
    with bench() as b:
        plan = b.plan()
        if (method, type(error)) == ("resolve", NotFound):
            pytest.skip("that is what a repo without a commit says")
        b.target.always(method, error)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert error.message in job.message or error.message in {i.error for i in b.engine.items(job.job_id)}
        check_invariants(b, 1)
        b.target.clear()
        again = b.retry(job.job_id)
        assert again.state is JobState.DONE, again.message
        assert b.arrived == TREE
        check_invariants(b, 1)


@pytest.mark.parametrize("error", [*PASSING, *FINAL], ids=lambda e: type(e).__name__)
def test_a_lasting_error_at_the_source_fails_and_a_retry_heals(error: HubError) -> None:
    with bench() as b:
        plan = b.plan()
        b.source.always("read", error)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert b.commits == 0
        b.source.clear()
        assert b.retry(job.job_id).state is JobState.DONE
        assert b.arrived == TREE
        assert b.commits == 1


@pytest.mark.parametrize("checks_parent", [True, False])
@pytest.mark.parametrize("lists_commits", [True, False])
@pytest.mark.parametrize(
    "error", [Offline("reset"), Unavailable("504", status=504)], ids=lambda e: type(e).__name__
)
def test_a_commit_whose_answer_is_lost_is_made_once(
    error: HubError, lists_commits: bool, checks_parent: bool
) -> None:
    class Target(MsLike):
        pass

    Target.checks_parent = checks_parent
    if not lists_commits:
        Target.capabilities = {RepoType.MODEL: Capability.WRITE}
    with bench(target=Target()) as b:
        plan = b.plan()
        b.target.script("commit", Lost(error))
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert b.commits == 1
        assert b.engine.outcome(job.job_id).repos[0].commits == (b.target.repos[TARGET].head,)


class Late(MsLike):
    """Carries its first commit out only when it has been looked at `patience` times, long after its answer
    was given up."""

    checks_parent = False
    patience = 3

    def __init__(self) -> None:
        super().__init__()
        self._waiting: Callable[[], str] | None = None
        self._looks = self._sent = 0

    def commit(self, *where: Any, **parent: str) -> str:
        self._sent += 1
        if self._sent > 1:
            return super().commit(*where, **parent)
        self._waiting = partial(super().commit, *where, **parent)
        raise Offline("no answer in time")

    def resolve(self, repo: RepoKey, revision: str) -> str:
        if self._waiting is not None:
            self._looks += 1
            if self._looks == self.patience:
                waiting, self._waiting = self._waiting, None
                waiting()
        return super().resolve(repo, revision)


@pytest.mark.parametrize("lists_commits", [True, False])
def test_a_commit_that_is_carried_out_late_is_not_sent_again(lists_commits: bool) -> None:
    class Target(Late):
        pass

    if not lists_commits:
        Target.capabilities = {RepoType.MODEL: Capability.WRITE}
    with bench(target=Target()) as b:
        job = b.copy()
        assert job.state is JobState.DONE, job.message
        assert b.arrived == TREE
        assert b.commits == 1


def test_a_commit_that_comes_after_all_patience_is_refused_where_parents_are_checked() -> None:
    class Target(Late):
        checks_parent = True
        patience = 10_000

    with bench(target=Target()) as b:
        assert b.copy().state is JobState.DONE
        late = b.target._waiting  # type: ignore[attr-defined]
        with pytest.raises(Conflict):
            late()
        assert b.commits == 1


def test_commits_that_may_not_be_listed_are_told_by_their_files() -> None:
    with bench() as b:
        plan = b.plan()
        b.target.script("commit", Lost(Offline("reset")))
        b.target.always("list_commits", Forbidden("not with this token"))
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert b.commits == 1


def test_a_commit_whose_answer_names_none_is_looked_up() -> None:
    class Target(MsLike):
        def commit(self, *where: Any, **parent: str) -> str:
            super().commit(*where, **parent)
            return ""

    with bench(target=Target()) as b:
        job = b.copy()
        assert job.state is JobState.DONE, job.message
        assert b.commits == 1
        assert b.engine.outcome(job.job_id).repos[0].commits == (b.target.repos[TARGET].head,)


def test_a_lost_commit_is_found_behind_many_of_somebody_else() -> None:
    with bench() as b:
        b.target.add(TARGET, {})

        def busy() -> None:
            for number in range(300):
                b.target.add(TARGET, {**b.target.repos[TARGET].tree, "theirs.txt": b"%d" % number})
            raise Offline("reset")

        b.target.checks_parent = False
        plan = b.plan()
        b.target.script("commit", Lost(Offline("reset")))
        b.target.script("resolve", None, busy)
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert b.commits == 1


def test_what_is_there_already_when_the_head_has_moved_is_not_somebody_else_s_change() -> None:
    with bench() as b:
        b.target.add(TARGET, {})
        plan = b.plan()
        there = {"config.json": TREE["config.json"], "theirs.txt": b"1"}
        b.target.script("commit", lambda: b.target.add(TARGET, there) and None)
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert b.arrived == {**TREE, "theirs.txt": b"1"}


def test_a_creation_whose_answer_is_lost_is_made_once() -> None:
    with bench() as b:
        plan = b.plan()
        b.target.script("create_repo", Lost(Offline("reset")))
        assert b.copy(plan).state is JobState.DONE
        assert b.arrived == TREE


def test_a_broken_read_goes_on_inside_the_running_put() -> None:
    with bench({"weights.bin": TREE["weights.bin"]}) as b:
        plan = b.plan()
        b.source.script("read", dropped(500_000), dropped(1_000_000))
        assert b.copy(plan).state is JobState.DONE
        assert b.target.calls["put"] == 1
        assert b.source.read_bytes == len(TREE["weights.bin"])


@pytest.mark.parametrize(
    "step", [cut(1_000), dropped(1_000), flipped()], ids=["short", "dropped", "wrong byte"]
)
def test_damage_on_the_way_is_repaired(step: Bytes) -> None:
    with bench() as b:
        plan = b.plan()
        b.source.script("read", step, step)
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert b.arrived == TREE


@pytest.mark.parametrize(
    "step", [cut(0), flipped(), Bytes(lambda c: c + b"more")], ids=["short", "wrong", "long"]
)
def test_damage_that_stays_is_named_and_never_committed(step: Bytes) -> None:
    tree = {path: content for path, content in TREE.items() if content}
    with bench(tree) as b:
        plan = b.plan()
        b.source.always("read", step)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert b.commits == 0
        assert b.target.put_bytes == 0
        items = b.engine.items(job.job_id)
        assert {item.state for item in items} == {ItemState.FAILED}
        assert all("announced" in item.error for item in items)


def test_one_damaged_file_does_not_hold_back_the_others() -> None:
    with bench() as b:
        plan = b.plan()
        good = b.source.repos[SOURCE].commits[0][1]
        notes = good["data/notes.txt"]
        good["data/notes.txt"] = b"x" * len(notes)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        failed = [item for item in b.engine.items(job.job_id) if item.state is ItemState.FAILED]
        assert [item.path for item in failed] == ["data/notes.txt"]
        assert set(b.arrived) == set(TREE) - {"data/notes.txt"}
        good["data/notes.txt"] = notes
        assert b.retry(job.job_id).state is JobState.DONE
        assert b.arrived == TREE


def test_a_head_that_moves_elsewhere_is_followed() -> None:
    with bench() as b:
        b.target.add(TARGET, {"theirs.txt": b"1"})
        b.target.checks_parent = True
        plan = b.plan()
        b.target.script("commit", lambda: b.target.add(TARGET, {"theirs.txt": b"2"}) and None)
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert b.arrived == {**TREE, "theirs.txt": b"2"}
        assert b.commits == 1


def test_a_file_somebody_else_changes_meanwhile_is_theirs() -> None:
    with bench() as b:
        b.target.add(TARGET, {})
        plan = b.plan()
        b.target.script("commit", lambda: b.target.add(TARGET, {"config.json": b"theirs"}) and None)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert b.arrived == {**TREE, "config.json": b"theirs"}
        (failed,) = [item for item in b.engine.items(job.job_id) if item.state is ItemState.FAILED]
        assert failed.path == "config.json"


def test_a_target_that_goes_away_is_not_made_again() -> None:
    with bench() as b:
        b.target.add(TARGET, {})
        plan = b.plan()
        del b.target.repos[TARGET]
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "not there any more" in job.message
        assert TARGET not in b.target.repos


def test_a_target_that_somebody_else_makes_is_not_written_to() -> None:
    with bench() as b:
        plan = b.plan()
        b.target.add(TARGET, {"theirs.txt": b"1"})
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "plan again" in job.message
        assert b.arrived == {"theirs.txt": b"1"}


def test_a_target_that_loses_a_file_is_not_called_done() -> None:
    class Forgetful(MsLike):
        def list_tree(self, repo, revision, path="", *, recursive=False, last_commits=False):  # type: ignore[no-untyped-def]
            for page in super().list_tree(repo, revision, path, recursive=True):
                yield type(page)([entry for entry in page.items if entry.path != "config.json"])

    with bench(target=Forgetful()) as b:
        job = b.copy()
        assert job.state is JobState.FAILED
        (repo,) = b.engine.outcome(job.job_id).repos
        assert repo.verified is not None
        assert repo.verified.missing == 1


def test_a_bug_is_named_logged_and_the_engine_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    with bench() as b:
        plan = b.plan()
        b.target.script("missing", ZeroDivisionError("oops"))
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "ZeroDivisionError" in job.message
        assert "oops" in caplog.text
        assert b.retry(job.job_id).state is JobState.DONE


@pytest.mark.parametrize("method", ["read", "put", "commit"])
def test_cancel_leaves_nothing_half_done(method: str) -> None:
    with bench() as b:
        plan = b.plan()
        hub = b.source if method == "read" else b.target
        inside, go = threading.Event(), threading.Event()
        hub.script(method, lambda: _pause(inside, go))
        job_id = b.engine.submit(plan)
        assert inside.wait(30)
        b.engine.cancel(job_id)
        go.set()
        job = b.engine.wait(job_id, 30)
        assert job.state in (JobState.CANCELLED, JobState.DONE)
        check_invariants(b, 1)
        assert b.retry(job_id).state is JobState.DONE
        assert b.arrived == TREE
        assert b.commits == 1


@pytest.mark.parametrize("method", ["read", "put", "commit", "resolve"])
def test_close_does_not_wait_for_a_hub_that_is_stuck(method: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    source, target = MemoryHub(), MsLike()
    source.add(SOURCE, dict(TREE))
    b = Bench(tmp_path / "journal.sqlite", source, target)
    plan = b.plan()
    inside, go = threading.Event(), threading.Event()
    (source if method == "read" else target).script(method, lambda: _pause(inside, go))
    job_id = b.engine.submit(plan)
    assert inside.wait(30)
    b.engine.close(timeout=0.05)
    again = Bench(tmp_path / "journal.sqlite", source, target)
    assert again.engine.unfinished() == [job_id]
    go.set()
    assert again.retry(job_id).state is JobState.DONE
    assert again.arrived == TREE
    again.engine.close()


def test_a_conflict_that_is_none_of_the_head_is_told() -> None:
    with bench() as b:
        plan = b.plan()
        b.target.always("commit", Conflict("locked", status=409))
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "locked" in job.message
