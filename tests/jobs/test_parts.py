"""The engine's small parts, each on its own: meter, pacing, journal, owner, workers, basket."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.errors import BadInput, Forbidden, Offline, RateLimited
from hubtui.jobs.basket import Basket, Entry
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import JobState, JobView, Phase
from hubtui.jobs.journal import Journal, JournalClosed
from hubtui.jobs.meter import Meter
from hubtui.jobs.owner import is_alive, own_name
from hubtui.jobs.pacing import Gate, Pace, Pacer, Stopped
from hubtui.jobs.packed import oid_of, packed, sha256_of
from hubtui.jobs.plan import Action, Plan, PlanItem
from hubtui.jobs.run import ItemRun
from hubtui.jobs.views import summed
from hubtui.jobs.workers import Width, _Crew, each
from hubtui.model import AddFile
from tests.jobs.setup import TREE, bench


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class TestMeter:
    def test_nothing_to_do_is_safe(self) -> None:
        reading = Meter(Clock()).read()
        assert (reading.bytes_done, reading.bytes_total, reading.rate, reading.eta) == (0, 0, None, None)

    def test_a_steady_rate_is_told_after_three_seconds(self) -> None:
        clock = Clock()
        meter = Meter(clock)
        meter.expect(1, 100_000)
        meter.move(0)
        for _ in range(5):
            assert meter.read().rate is None
            clock.now += 0.5
            meter.move(500)
        clock.now += 0.5
        meter.move(500)
        reading = meter.read()
        assert reading.rate == pytest.approx(1000, rel=0.01)
        assert reading.eta == pytest.approx(97, rel=0.02)

    def test_a_stall_halves_the_rate_in_ten_seconds(self) -> None:
        clock = Clock()
        meter = Meter(clock)
        meter.expect(1, 10**9)
        meter.move(0)
        for _ in range(600):
            clock.now += 0.5
            meter.move(500)
        before = meter.read().rate or 0
        clock.now += 10
        assert meter.read().rate == pytest.approx(before / 2, rel=0.02)

    def test_what_did_not_move_says_nothing_about_the_rate(self) -> None:
        clock = Clock()
        meter = Meter(clock)
        meter.expect(2, 300)
        meter.settle(200)
        meter.move(100)
        meter.move(-100)
        reading = meter.read()
        assert (reading.bytes_done, reading.moved) == (200, 0)

    def test_a_pause_makes_nothing_slower(self) -> None:
        clock = Clock()
        meter = Meter(clock)
        meter.expect(1, 100_000)
        meter.move(0)
        for _ in range(8):
            clock.now += 0.5
            meter.move(500)
        before = meter.read()
        meter.hold()
        clock.now += 3600
        held = meter.read()
        assert (held.rate, held.eta, held.moved) == (None, None, before.moved)
        meter.go_on()
        assert meter.read() == before


class TestPacing:
    def pacer(self, **options: float) -> Pacer:
        return Pacer(Pace(**{"base": 0.0, **options}), Gate())  # type: ignore[arg-type]

    def test_passing_errors_are_asked_again_a_bounded_number_of_times(self) -> None:
        calls = []

        def ask() -> None:
            calls.append(1)
            raise Offline("reset")

        with pytest.raises(Offline):
            self.pacer(tries=4).call(ask)
        assert len(calls) == 4

    def test_a_refusal_is_not_asked_again(self) -> None:
        calls = []

        def ask() -> None:
            calls.append(1)
            raise Forbidden("no")

        with pytest.raises(Forbidden):
            self.pacer().call(ask)
        assert len(calls) == 1

    def test_retry_after_is_honoured_and_a_huge_one_is_not_waited_for(self) -> None:
        pacer = self.pacer()
        assert pacer._seconds(1, RateLimited("slow", retry_after=12.0)) == 12.0
        with pytest.raises(RateLimited):
            pacer.wait(1, RateLimited("slow", retry_after=86_400.0))

    @given(st.integers(1, 60))
    def test_the_wait_grows_to_a_limit(self, attempt: int) -> None:
        seconds = Pacer(Pace(), Gate())._seconds(attempt, Offline("x"))
        assert seconds is not None
        assert min(30.0, 0.5 * 2 ** (attempt - 1)) / 2 <= seconds <= 30.0

    def test_a_stop_ends_a_wait(self) -> None:
        gate = Gate()
        pacer = Pacer(Pace(base=3600.0, longest=3600.0), gate, lambda *_: gate.end())
        with pytest.raises(Stopped):
            pacer.wait(1, Offline("x"))

    def test_an_engine_that_does_not_give_up_waits_as_long_as_it_takes(self) -> None:
        answers = iter([Offline("reset")] * 50)

        def ask() -> str:
            for error in answers:
                raise error
            return "here"

        pacer = self.pacer(tries=2, gives_up=False)
        assert pacer.call(ask) == "here"
        assert pacer._seconds(1, RateLimited("slow", retry_after=86_400.0)) == 86_400.0

    def test_a_shut_gate_holds_and_an_open_one_lets_go(self) -> None:
        gate, through = Gate(), threading.Event()
        gate.shut()
        thread = threading.Thread(target=lambda: (gate.check(), through.set()))
        thread.start()
        assert not through.is_set()
        gate.open()
        assert through.wait(30)
        gate.shut()
        gate.end()
        with pytest.raises(Stopped):
            gate.check()


class TestJournal:
    def test_jobs_of_a_dead_program_are_interrupted(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "j")
        job_id = journal.add_job("t", Plan(()))
        journal.start(job_id, JobState.RUNNING)
        journal._db.execute("UPDATE jobs SET owner = '999999999:1'")
        assert Journal(tmp_path / "j").unfinished() == [job_id]

    def test_jobs_of_a_live_program_are_looked_on(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "j")
        job_id = journal.add_job("t", Plan(()))
        init = ":".join(["1", _started(1), *own_name().split(":")[2:]])
        journal._db.execute("UPDATE jobs SET owner = ?", (init,))
        second = Journal(tmp_path / "j")
        assert second.job(job_id).state is JobState.QUEUED
        assert second.is_foreign(job_id)

    def test_a_newer_journal_is_not_touched(self, tmp_path: Path) -> None:
        Journal(tmp_path / "j")._db.execute("PRAGMA user_version = 99")
        with pytest.raises(BadInput, match="newer"):
            Journal(tmp_path / "j")

    def test_it_is_for_its_user_alone_and_safe_against_power_loss(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "j")
        assert (tmp_path / "j").stat().st_mode & 0o777 == 0o600
        assert journal._rows("PRAGMA journal_mode") == [("wal",)]
        assert journal._rows("PRAGMA synchronous") == [(2,)]

    def test_hashes_are_remembered(self, tmp_path: Path) -> None:
        hashes = Hashes(Journal(tmp_path / "j"))
        hashes.learn("o", 3, "s")
        assert hashes.sha256("o", 3) == "s"
        hashes.save()
        assert Hashes(Journal(tmp_path / "j")).sha256("o", 3) == "s"
        assert hashes.sha256("", 0) == ""

    def test_after_close_nothing_is_written(self) -> None:
        journal = Journal(":memory:")
        journal.close()
        with pytest.raises(JournalClosed):
            journal.add_job("t", Plan(()))


def _started(pid: int) -> str:
    from hubtui.jobs.owner import _started as started

    return started(pid)


def test_a_process_knows_itself_and_the_dead() -> None:
    assert is_alive(own_name())
    assert not is_alive("")


class TestWorkers:
    @pytest.mark.parametrize(("gain", "width"), [(1.0, 32), (0.0, 4)], ids=["waiting", "busy"])
    def test_more_threads_are_used_only_where_they_help(self, gain: float, width: int) -> None:
        clock = Clock()
        counted = Width(4, 32, clock)
        for _ in range(2000):
            clock.now += 0.01 / (1 + gain * (counted.now - 4) / 4)
            counted.look()
        assert counted.now == width

    def test_a_hub_that_says_too_much_is_given_way_to_and_tried_again_later(self) -> None:
        clock = Clock()
        refusals = [0]
        counted = Width(4, 32, clock, lambda: refusals[0])

        def work(tasks: int) -> None:
            for _ in range(tasks):
                clock.now += 0.04 / counted.now
                counted.look()

        work(2000)
        assert counted.now == 32
        for _ in range(30):  # all of its threads hear of it
            refusals[0] += 1
            work(1)
        assert counted.now == 16
        work(1000)
        assert counted.now == 16
        work(10_000)
        assert counted.now == 32

    def test_every_task_is_done_once(self) -> None:
        done: list[int] = []
        each(range(500), done.append, Width(4, 16), threading.Event())
        assert sorted(done) == list(range(500))

    def test_of_threads_that_are_too_many_one_stays(self) -> None:
        crew = _Crew(range(3), lambda _: None, Width(1, 1), threading.Event())
        crew._threads = 4
        assert [crew._next() for _ in range(4)] == [None, None, None, (0,)]

    def test_the_first_error_ends_it(self) -> None:
        def work(n: int) -> None:
            if n == 3:
                raise ValueError(n)

        with pytest.raises(ValueError, match="3"):
            each(range(10**9), work, Width(2, 2), threading.Event())

    def test_a_stop_does_not_wait_for_a_stuck_thread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("hubtui.jobs.workers._GRACE", 0.0)
        stop, go = threading.Event(), threading.Event()

        def work(_: int) -> None:
            stop.set()
            go.wait(60)

        with pytest.raises(Stopped):
            each(range(2), work, Width(1, 1), stop)
        go.set()


@given(st.lists(st.tuples(st.sampled_from(["README.md", "a", "b"]), st.integers(0, 30)), max_size=30))
def test_the_basket_keeps_the_limits_and_loses_nothing(files: list[tuple[str, int]]) -> None:
    basket = Basket(limit=4, inline_limit=40)
    batches = []
    for n, (path, size) in enumerate(files):
        change = AddFile(path, size, str(n), b"x" * size if size else None)
        batches += basket.add(Entry(ItemRun(n, PlanItem(Action.COPY, path)), change))
    batches += basket.rest()
    assert all(batches)
    assert all(len(batch) <= 4 for batch in batches)
    assert all(sum(entry.inline for entry in batch) <= 40 for batch in batches)
    assert sorted(entry.item.n for batch in batches for entry in batch) == list(range(len(files)))


def test_watchers_hear_of_states_and_phases_only() -> None:
    with bench() as b:
        heard: list[tuple[int, JobState, Phase | None]] = []

        def watch(job_id: int) -> None:
            view = b.engine.job(job_id)
            heard.append((job_id, view.state, view.phase))

        b.engine.subscribe(lambda _: 1 / 0)
        unsubscribe = b.engine.subscribe(watch)
        first = b.copy().job_id
        assert len(heard) <= 8, heard
        assert (first, JobState.RUNNING, Phase.VERIFY) in heard
        assert b.engine.view().jobs[-1].state is JobState.DONE
        unsubscribe()
        second = b.copy().job_id
        assert second not in {job_id for job_id, _, _ in heard}


def test_the_view_adds_up_when_all_is_done() -> None:
    with bench() as b:
        job = b.copy()
        size = sum(map(len, TREE.values()))
        assert (job.items_done, job.items_total) == (len(TREE), len(TREE))
        assert (job.bytes_done, job.bytes_total) == (size, size)
        view = b.engine.view()
        assert (view.running, view.queued) == (0, 0)


def test_a_job_runs_once_at_a_time() -> None:
    with bench() as b:
        plan = b.plan()
        inside, go = threading.Event(), threading.Event()

        def pause() -> None:
            inside.set()
            go.wait(60)

        b.target.script("commit", pause)
        first = b.engine.submit(plan)
        assert inside.wait(30)
        second = b.engine.submit(plan)
        assert b.engine.view().queued == 1
        with pytest.raises(BadInput, match="not over"):
            b.engine.retry(first)
        b.engine.cancel(second)
        assert b.engine.wait(second, 30).state is JobState.CANCELLED
        go.set()
        assert b.engine.wait(first, 30).state is JobState.DONE


def test_the_time_left_is_of_all_that_is_to_be_moved() -> None:
    then = datetime.now(UTC)
    fast = JobView(1, "a", JobState.RUNNING, then, bytes_done=90, bytes_total=100, rate=10.0, eta=1.0)
    young = JobView(2, "b", JobState.RUNNING, then, bytes_total=1000)
    paused = JobView(3, "c", JobState.PAUSED, then, bytes_total=10**9)
    assert summed([fast, young, paused]).eta == pytest.approx(101.0)
    assert summed([young, paused]).eta is None
    assert summed([]).eta is None


@pytest.mark.parametrize(
    "oid", ["", "a" * 40, "0" * 40, "A" * 40, "ab cd", "oid-1", "\udcff\0", "12 x", "a" * 800]
)
@pytest.mark.parametrize("sha256", ["", "b" * 64, "B" * 64, "sha \n", "7"])
def test_hashes_are_told_as_they_were_kept(oid: str, sha256: str) -> None:
    digests = packed(sha256, oid)
    assert (sha256_of(digests), oid_of(digests)) == (sha256, oid)
    assert (digests == packed()) is (not oid and not sha256)


def test_hashes_take_few_bytes() -> None:
    assert len(packed("b" * 64, "a" * 40)) == 1 + 20 + 32
