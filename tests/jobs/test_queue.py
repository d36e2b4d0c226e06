"""The line of jobs: paused, resumed, put in another order, several at once, retried, taken off the list."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubtui.errors import BadInput, Corrupt, RateLimited, Refused, Unavailable
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import ItemState, JobKind, JobState, JobView, Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.pacing import Pace
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.model import RepoKey, RepoType
from tests.jobs.memory_hub import HfLike, MsLike
from tests.jobs.setup import NO_WAIT, SOURCE, TREE, bench

PATIENCE = 30.0
BIG = bytes(range(256)) * 4096


class Metered(HfLike):
    """Gives a file's blocks only as they are let through."""

    def __init__(self) -> None:
        super().__init__()
        self.tickets = threading.Semaphore(0)
        self.is_free = False

    def let(self, blocks: int) -> None:
        self.tickets.release(blocks)

    def free(self) -> None:
        """From now on everything comes at once."""
        self.is_free = True
        self.tickets.release(1000)

    def read(self, *args: Any, **options: Any) -> Any:
        for block in super().read(*args, **options):
            if not self.is_free:
                assert self.tickets.acquire(timeout=PATIENCE)
            yield block


class Queue:
    """One source, as many targets as there are jobs."""

    def __init__(self, journal: Path | str = ":memory:", *, at_once: int = 1, pace: Pace = NO_WAIT) -> None:
        self.source, self.target = Metered(), MsLike()
        self.source.add(SOURCE, {"weights.bin": BIG})
        self.hubs = {"from": self.source, "to": self.target}
        self.journal, self.at_once, self.pace = journal, at_once, pace
        self.engine = self.begin()

    def begin(self) -> Engine:
        """hubtui, started anew."""
        self.engine = Engine(
            Journal(self.journal), self.hubs.__getitem__, at_once=self.at_once, pace=self.pace
        )
        return self.engine

    def submit(self, name: str) -> int:
        target = RepoKey(RepoType.MODEL, f"me/{name}")
        request = CopyRequest(Place("from", SOURCE, ""), Place("to", target, ""))
        return self.engine.submit(make_plan([request], self.hubs.__getitem__, self.engine.hashes))

    def until(self, state: Callable[[], Any], words: str) -> None:
        end = time.monotonic() + PATIENCE
        while not state():
            assert time.monotonic() < end, f"it never came: {words}; {self.engine.view()}"
            time.sleep(0.005)

    def state(self, job_id: int) -> JobState:
        return self.engine.job(job_id).state

    def becomes(self, job_id: int, state: JobState) -> JobView:
        self.until(lambda: self.state(job_id) is state, f"job {job_id} {state}")
        return self.engine.job(job_id)

    def moves(self, job_id: int, size: int) -> None:
        self.until(lambda: self.engine.job(job_id).bytes_done >= size, f"{size} bytes of job {job_id}")

    def arrived(self, name: str) -> bytes:
        return self.target.repos[RepoKey(RepoType.MODEL, f"me/{name}")].tree["weights.bin"]


@pytest.fixture
def queue() -> Any:
    made = Queue()
    yield made
    made.source.free()
    made.engine.close()


class TestPausing:
    def test_a_paused_job_stands_still_and_another_has_its_turn(self, queue: Queue) -> None:
        first, second = queue.submit("a"), queue.submit("b")
        queue.source.let(4)
        queue.moves(first, 4 * len(BIG) // 16)
        queue.engine.pause(first)
        assert queue.state(first) is JobState.PAUSED
        queue.source.free()
        assert queue.engine.wait(second, PATIENCE).state is JobState.DONE
        held = queue.engine.job(first)
        assert held.state is JobState.PAUSED
        assert held.bytes_done <= 5 * len(BIG) // 16, "no more than the block that was on its way"
        assert held.rate is None
        reads = queue.source.calls["read"]
        queue.engine.resume(first)
        assert queue.engine.wait(first, PATIENCE).state is JobState.DONE
        assert queue.arrived("a") == queue.arrived("b") == BIG
        assert queue.source.calls["read"] == reads, "it went on where it was"

    def test_a_job_that_has_not_begun_keeps_its_place(self, queue: Queue) -> None:
        first, second, third = (queue.submit(name) for name in "abc")
        queue.engine.pause(second)
        queue.source.free()
        assert queue.engine.wait(third, PATIENCE).state is JobState.DONE
        assert queue.state(second) is JobState.PAUSED
        assert [job.job_id for job in queue.engine.view().jobs] == [first, second, third]
        queue.engine.resume(second)
        assert queue.engine.wait(second, PATIENCE).state is JobState.DONE

    def test_resumed_it_waits_for_a_slot(self, queue: Queue) -> None:
        first, second = queue.submit("a"), queue.submit("b")
        queue.becomes(first, JobState.RUNNING)
        queue.engine.pause(first)
        queue.becomes(second, JobState.RUNNING)
        queue.engine.resume(first)
        assert queue.state(first) is JobState.QUEUED
        queue.source.free()
        assert queue.engine.wait(second, PATIENCE).state is JobState.DONE
        assert queue.engine.wait(first, PATIENCE).state is JobState.DONE

    @pytest.mark.parametrize("begun", [True, False])
    def test_it_stays_paused_when_hubtui_starts_anew(self, tmp_path: Path, begun: bool) -> None:
        queue = Queue(tmp_path / "journal.sqlite")
        first, second = queue.submit("a"), queue.submit("b")
        paused = first if begun else second
        queue.source.let(2)
        queue.moves(first, 2 * len(BIG) // 16)
        queue.engine.pause(paused)
        queue.source.free()
        queue.engine.close()
        queue.begin()
        assert queue.state(paused) is JobState.PAUSED
        assert paused not in queue.engine.unfinished()
        assert queue.engine.view().paused == 1
        queue.engine.resume(paused)
        assert queue.engine.wait(paused, PATIENCE).state is JobState.DONE
        queue.engine.close()

    def test_one_of_a_program_that_died_can_be_cancelled(self, tmp_path: Path) -> None:
        queue = Queue(tmp_path / "journal.sqlite")
        queue.source.free()
        queue.engine.pause(job_id := queue.submit("a"))
        queue.engine.close()
        queue.begin()
        queue.engine.cancel(job_id)
        assert queue.state(job_id) is JobState.CANCELLED
        queue.engine.close()
        assert queue.begin().job(job_id).state is JobState.CANCELLED
        queue.engine.close()

    def test_a_paused_job_can_be_cancelled(self, queue: Queue) -> None:
        job_id = queue.submit("a")
        queue.becomes(job_id, JobState.RUNNING)
        queue.engine.pause(job_id)
        queue.engine.cancel(job_id)
        queue.source.free()
        assert queue.engine.wait(job_id, PATIENCE).state is JobState.CANCELLED

    def test_pausing_twice_and_after_the_end_changes_nothing(self, queue: Queue) -> None:
        queue.source.free()
        job_id = queue.submit("a")
        assert queue.engine.wait(job_id, PATIENCE).state is JobState.DONE
        queue.engine.pause(job_id)
        assert queue.state(job_id) is JobState.DONE


class TestOrder:
    def test_queued_jobs_change_places(self, queue: Queue) -> None:
        first, second, third = (queue.submit(name) for name in "abc")
        queue.becomes(first, JobState.RUNNING)
        assert queue.engine.move(third, -1)
        assert not queue.engine.move(third, -1), "what runs stays before it"
        assert not queue.engine.move(first, 1)
        assert not queue.engine.move(second, 1)
        assert [job.job_id for job in queue.engine.view().jobs] == [first, third, second]
        queue.source.let(100)
        queue.becomes(third, JobState.DONE)
        queue.source.free()
        queue.engine.wait(second, PATIENCE)
        ends = [queue.engine.job(n).finished for n in (first, third, second)]
        assert ends == sorted(ends)  # type: ignore[type-var]

    def test_the_order_is_kept(self, tmp_path: Path) -> None:
        queue = Queue(tmp_path / "journal.sqlite")
        ids = [queue.submit(name) for name in "abc"]
        queue.engine.move(ids[2], -1)
        queue.source.free()
        queue.engine.close()
        order = [job.job_id for job in queue.begin().view().jobs]
        assert order == [ids[0], ids[2], ids[1]]
        queue.engine.close()


class TestSeveralAtOnce:
    def test_jobs_with_different_targets_run_together(self) -> None:
        queue = Queue(at_once=2)
        ids = [queue.submit(name) for name in "abc"]
        queue.becomes(ids[0], JobState.RUNNING)
        queue.becomes(ids[1], JobState.RUNNING)
        assert queue.state(ids[2]) is JobState.QUEUED
        queue.source.free()
        assert [queue.engine.wait(n, PATIENCE).state for n in ids] == [JobState.DONE] * 3
        queue.engine.close()

    def test_never_two_on_one_target_also_when_one_is_paused(self) -> None:
        queue = Queue(at_once=3)
        queue.target.add(RepoKey(RepoType.MODEL, "me/a"), {})
        first, second, other = queue.submit("a"), queue.submit("a"), queue.submit("b")
        queue.becomes(first, JobState.RUNNING)
        queue.becomes(other, JobState.RUNNING)
        queue.engine.pause(first)
        queue.source.free()
        assert queue.engine.wait(other, PATIENCE).state is JobState.DONE
        assert queue.state(second) is JobState.QUEUED
        queue.engine.resume(first)
        assert queue.engine.wait(first, PATIENCE).state is JobState.DONE
        assert queue.engine.wait(second, PATIENCE).state is JobState.DONE
        queue.engine.close()


class TestWaiting:
    def test_a_limit_is_told_with_its_end(self) -> None:
        queue = Queue(pace=Pace(gives_up=False))
        queue.source.free()
        queue.target.script("commit", RateLimited("slow down", retry_after=3600.0, hub="MS"))
        job_id = queue.submit("a")
        view = queue.becomes(job_id, JobState.WAITING)
        assert "slow down" in view.message
        assert view.until is not None
        assert 3500 < (view.until - view.created).total_seconds() < 3700
        queue.engine.pause(job_id)
        assert queue.state(job_id) is JobState.PAUSED
        queue.engine.cancel(job_id)
        assert queue.engine.wait(job_id, PATIENCE).state is JobState.CANCELLED
        queue.engine.close()

    def test_a_hub_that_is_down_is_waited_for(self) -> None:
        queue = Queue(pace=Pace(tries=2, base=0.01, longest=0.01, gives_up=False))
        queue.source.free()
        for method in ("commit", "list_repos"):
            queue.target.always(method, Unavailable("down for maintenance", status=503, hub="MS"))
        job_id = queue.submit("a")
        assert "down for maintenance" in queue.becomes(job_id, JobState.WAITING).message
        queue.target.clear()
        assert queue.engine.wait(job_id, PATIENCE).state is JobState.DONE
        queue.engine.close()


class TestRetrying:
    def test_only_what_failed_is_run_again(self) -> None:
        with bench() as b:
            plan = b.plan()
            b.target.script("put", Refused("no", status=400, request_id="R-1", hub="MS"))
            job = b.copy(plan)
            assert job.state is JobState.FAILED
            items = {item.path: item.state for item in b.engine.items(job.job_id)}
            failed = [path for path, state in items.items() if state is ItemState.FAILED]
            assert len(failed) == 1
            b.source.reset_counts()
            b.target.reset_counts()
            again = b.retry(job.job_id)
            assert again.state is JobState.DONE, again.message
            assert b.source.calls["read"] == 1
            assert b.arrived == TREE
            assert (again.items_done, again.items_total) == (len(TREE), len(TREE))
            assert b.engine.outcome(job.job_id).repos[0].verified.same == len(TREE)  # type: ignore[union-attr]

    def test_what_was_verified_and_changed_since_is_told_not_overwritten(self) -> None:
        with bench() as b:
            plan = b.plan()
            b.target.script("put", Refused("no", status=400, hub="MS"))
            job = b.copy(plan)
            items = {item.path: item.state for item in b.engine.items(job.job_id)}
            theirs = "config.json"
            assert items[theirs] is ItemState.VERIFIED
            key = plan.repos[0].target.repo
            b.target.add(key, {**b.target.repos[key].tree, theirs: b'{"theirs": 1}'})
            again = b.retry(job.job_id)
            assert again.state is JobState.FAILED
            assert b.arrived[theirs] == b'{"theirs": 1}'
            assert theirs in again.message

    def test_repos_that_are_done_are_not_looked_at_again(self) -> None:
        queue = Queue()
        queue.source.free()
        requests = [
            CopyRequest(Place("from", SOURCE, ""), Place("to", RepoKey(RepoType.MODEL, f"me/{name}"), ""))
            for name in "ab"
        ]
        queue.target.script("commit", None, Refused("not now", status=400, hub="MS"))
        job = queue.engine.wait(
            queue.engine.submit(make_plan(requests, queue.hubs.__getitem__, queue.engine.hashes)), PATIENCE
        )
        assert job.state is JobState.FAILED
        queue.target.reset_counts()
        queue.engine.retry(job.job_id)
        again = queue.engine.wait(job.job_id, PATIENCE)
        assert again.state is JobState.DONE, again.message
        assert queue.target.calls["commit"] == 1
        assert queue.target.calls["list_tree"] <= 2
        assert "2 repos" in again.message
        queue.engine.close()


class TestTheLog:
    def test_it_has_the_attempts_with_the_hub_s_words_and_request_ids(self) -> None:
        with bench() as b:
            plan = b.plan()
            b.target.script("put", Unavailable("busy", status=503, request_id="R-1", hub="MS"))
            b.target.script("commit", Unavailable("full", status=503, request_id="R-2", hub="MS"))
            job = b.copy(plan)
            assert job.state is JobState.DONE
            lines = {line.request_id: line for line in b.engine.log(job.job_id)}
            assert lines["R-1"].path.endswith("weights.bin")
            assert "MS: busy (HTTP 503)" in lines["R-1"].words
            assert "asked again" in lines["R-1"].words
            assert lines["R-2"].path == ""
            item = next(i for i in b.engine.items(job.job_id) if i.path == lines["R-1"].path)
            assert b.engine.log(job.job_id, item) == [lines["R-1"]]
            assert item.began is not None
            assert item.ended is not None
            assert item.began <= item.ended

    def test_what_ends_a_file_is_in_it(self) -> None:
        with bench() as b:
            plan = b.plan()
            b.target.script("put", Corrupt("not what it was", request_id="R-9", hub="MS"))
            b.target.always("put", Refused("will not", status=400, request_id="R-10", hub="MS"))
            job = b.copy(plan)
            assert job.state is JobState.FAILED
            assert {"R-9", "R-10"} <= {line.request_id for line in b.engine.outcome(job.job_id).log}

    def test_it_does_not_grow_without_end(self) -> None:
        from hubtui.jobs.journal import LOG_KEPT, LogRow

        with bench() as b:
            job = b.copy()
            journal = b.engine._journal
            for n in range(3):
                journal.add_log(job.job_id, [LogRow(0, -1, 1.0, f"{n}", "")] * LOG_KEPT)
            kept = journal.log(job.job_id)
            assert len(kept) == LOG_KEPT
            assert kept[0].words == "2"


class TestTakingOff:
    def test_jobs_that_are_over_can_go(self, tmp_path: Path) -> None:
        queue = Queue(tmp_path / "journal.sqlite")
        first, second = queue.submit("a"), queue.submit("b")
        queue.source.let(16)
        queue.becomes(first, JobState.DONE)
        assert queue.engine.remove([first, second, 99]) == [first]
        assert [job.job_id for job in queue.engine.view().jobs] == [second]
        with pytest.raises(BadInput):
            queue.engine.job(first)
        queue.source.free()
        queue.engine.wait(second, PATIENCE)
        queue.engine.close()
        assert [job.job_id for job in queue.begin().view().jobs] == [second]
        assert queue.engine._journal._rows("SELECT count(*) FROM items WHERE job = ?", first) == [(0,)]
        queue.engine.close()


def test_a_deletion_is_never_taken_over(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "journal.sqlite")
    request = CopyRequest(Place("from", SOURCE, ""), Place("to", RepoKey(RepoType.MODEL, "me/a"), ""))
    plan = make_plan([request], queue.hubs.__getitem__, queue.engine.hashes)
    journal = Journal(tmp_path / "journal.sqlite")
    job_id = journal.add_job("delete me/a", plan, JobKind.DELETE)
    journal._db.execute("UPDATE jobs SET owner = '999999999:1'")
    queue.begin()
    assert queue.state(job_id) is JobState.INTERRUPTED
    assert queue.engine.unfinished() == []
    with pytest.raises(BadInput, match="cannot be taken up again"):
        queue.engine.resume(job_id)
    queue.engine.close()


class TestManyThreads:
    def test_a_job_that_is_resumed_by_many_at_once_runs_once(self) -> None:
        with bench() as b:
            job = b.copy()
            inside, go = threading.Event(), threading.Event()
            b.target.always("resolve", lambda: (inside.set(), go.wait(PATIENCE))[1])
            start = threading.Barrier(8)

            def resume() -> None:
                start.wait(PATIENCE)
                b.engine.resume(job.job_id)

            threads = [threading.Thread(target=resume) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
            assert inside.wait(PATIENCE)
            assert [run.job_id for run in b.engine._line] == [job.job_id]
            b.target.clear()
            go.set()
            assert b.engine.wait(job.job_id, PATIENCE).state is JobState.DONE
            assert b.commits == 1

    def test_a_look_at_others_does_not_bring_back_what_a_job_was_before_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It ends, or is forgotten, between the reading of the journal and the showing."""
        queue = Queue(tmp_path / "journal.sqlite")
        ends, goes = queue.submit("a"), queue.submit("b")
        queue.engine.cancel(goes)
        queue.becomes(ends, JobState.RUNNING)
        others = queue.engine._others
        look = others.look

        def slowly() -> tuple[list[JobView], bool]:
            found = look()
            queue.source.free()
            queue.becomes(ends, JobState.DONE)
            assert queue.engine.remove([goes]) == [goes]
            return found

        monkeypatch.setattr(others, "look", slowly)
        monkeypatch.setattr(others, "has_changed", lambda: True)
        queue.engine.look_around()
        assert [(job.job_id, job.state) for job in queue.engine.view().jobs] == [(ends, JobState.DONE)]
        queue.engine.close()
