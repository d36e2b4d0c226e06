"""Rows 3 to 8: hubs in trouble or too busy, broken connections, answers that are short, wrong or endless."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from hubtui.hubs import wire
from hubtui.jobs.job import ItemState, JobState, JobView
from hubtui.jobs.pacing import Pace
from tests.faults.conftest import NewWorld
from tests.faults.invariants import IN_FLIGHT, check, check_now, moved, watched
from tests.faults.world import (
    COMMIT,
    FOR_EVER,
    FROM_HUBS,
    LARGE,
    NO_WAIT,
    PUT_LARGE,
    PUTS,
    READ_LARGE,
    READS,
    TO_HUBS,
    TREE,
    Way,
    World,
    until,
    waiting,
)

FIVES = (500, 502, 503, 504)
PART = len(TREE[LARGE])
ENDS = [(way, "source") for way in FROM_HUBS] + [(way, "target") for way in TO_HUBS]
every_end = pytest.mark.parametrize(("way", "end"), ENDS, ids=lambda each: str(each))
from_every_hub = pytest.mark.parametrize("way", FROM_HUBS, ids=str)
to_every_hub = pytest.mark.parametrize("way", TO_HUBS, ids=str)


def side(way: Way, end: str) -> str:
    return way.source if end == "source" else way.target


def lived_through(world: World, again: int = 0) -> JobView:
    """The copy that goes well all the same, without anybody's help."""
    with watched(world):
        job = world.copy()
    check(world, job, again=again)
    return job


def healed(world: World, *, again: int = 0) -> JobView:
    """The copy that fails, says so truly, and needs one resume once the fault is over."""
    with watched(world):
        job = world.copy()
        assert job.state is JobState.FAILED
        check_now(world, job)
        after = world.resume(job.job_id)
    check(world, after, again=again)
    return job


# 3: bursts of 5xx, or for ever


@every_end
def test_3_a_burst_of_5xx_anywhere(way: Way, end: str, new_world: NewWorld) -> None:
    world = new_world(way, pace=Pace(base=0.0))
    hub = side(way, end)
    plan = world.plan()
    for status in FIVES:
        for method in ("GET", "PUT", "POST"):
            world.hub.faults.add(hub=hub, method=method, status=status, skip=1)
    with watched(world):
        job = world.copy(plan)
    check(world, job, again=4 * PART)


@every_end
def test_3_trouble_for_ever_is_waited_for_and_shown(way: Way, end: str, new_world: NewWorld) -> None:
    world = new_world(way, pace=FOR_EVER)
    plan = world.plan()
    fault = world.hub.faults.add(hub=side(way, end), status=503, count=None)
    job_id = world.start(plan)
    until(lambda: fault.hits > 30, "asked again and again")
    until(lambda: waiting(world.engine.job(job_id)), "waiting")
    assert "503" in world.engine.job(job_id).message
    world.hub.faults.clear()
    check(world, world.end(job_id))


@every_end
def test_3_the_wait_can_be_interrupted(way: Way, end: str, new_world: NewWorld) -> None:
    world = new_world(way, pace=Pace(base=600.0, longest=600.0, gives_up=False))
    plan = world.plan()
    world.hub.faults.add(hub=side(way, end), status=502, count=None)
    job_id = world.start(plan)
    until(lambda: waiting(world.engine.job(job_id)), "waiting")
    world.engine.cancel(job_id)
    job = world.end(job_id)
    assert job.state is JobState.CANCELLED
    check_now(world, job)
    check(world, world.resume(job_id))


CONTENT = {"source": READ_LARGE, "target": PUT_LARGE}


ALONE = [*((way, end, FOR_EVER) for way, end in ENDS), *((ENDS[0][0], end, NO_WAIT) for end in CONTENT)]


@pytest.mark.parametrize(("way", "end", "pace"), ALONE, ids=lambda each: getattr(each, "gives_up", str(each)))
def test_3_a_file_that_alone_stays_in_trouble_fails_alone(
    way: Way, end: str, pace: Pace, new_world: NewWorld
) -> None:
    """In the app, and on the command line."""
    world = new_world(way, pace=pace)
    plan = world.plan()
    hub = side(way, end)
    fault = world.hub.faults.add(hub=hub, path=CONTENT[end][hub], status=503, count=None)
    with watched(world):
        job = world.copy(plan)
        assert job.state is JobState.FAILED
        assert fault.hits == pace.tries
        check_now(world, job)
        (failed,) = [item for item in world.engine.items(job.job_id) if item.state is ItemState.FAILED]
        assert (failed.path, "503" in failed.error) == (LARGE, True)
        assert world.arrived().keys() == TREE.keys() - {LARGE}
        world.hub.requests.reset()
        after = world.resume(job.job_id)
    check(world, after)
    kind, content = ("PUT", PUTS) if end == "target" else ("GET", READS)
    assert moved(world, kind, content[hub], hub) == PART, "exactly the rest"


# 4: 429


def http_date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@every_end
@pytest.mark.parametrize("wait", ["1", "date", "none"])
def test_4_too_many_requests(way: Way, end: str, wait: str, new_world: NewWorld) -> None:
    world = new_world(way)
    plan = world.plan()
    hub = side(way, end)
    headers = {"1": {"Retry-After": "1"}, "date": {"Retry-After": http_date(2)}, "none": {}}[wait]
    path = READS[hub] if end == "source" else COMMIT
    fault = world.hub.faults.add(hub=hub, path=path, status=429, headers=headers)
    with watched(world):
        job_id = world.start(plan)
        assert fault.struck.wait(30)
        if wait != "none":
            until(lambda: world.engine.job(job_id).state.is_over or asked_to_wait(world), "a wait")
            assert not world.engine.job(job_id).state.is_over, "asked again too early"
        job = world.end(job_id)
    check(world, job)


def asked_to_wait(world: World) -> bool:
    """Some thread waits as long as the hub asked for."""
    waits = [run.pacer.waited_for() for run in list(world.engine._live.values())]
    return any(wait is not None and wait.until - time.monotonic() > 0.3 for wait in waits)


@every_end
@pytest.mark.parametrize("wait", ["86400", "date"])
def test_4_a_huge_retry_after_is_sat_out_in_the_app_and_shown(
    way: Way, end: str, wait: str, new_world: NewWorld
) -> None:
    world = new_world(way, pace=FOR_EVER)
    hub = side(way, end)
    headers = {"Retry-After": http_date(86_400) if wait == "date" else wait}
    path = READS[hub] if end == "source" else COMMIT
    plan = world.plan()
    world.hub.faults.add(hub=hub, path=path, status=429, headers=headers)
    job_id = world.start(plan)
    until(lambda: waiting(world.engine.job(job_id)), "waiting")
    view = world.engine.job(job_id)
    assert "429" in view.message
    assert view.until is not None
    assert abs((view.until - datetime.now(UTC)).total_seconds() - 86_400) < 60
    world.engine.cancel(job_id)
    world.end(job_id)
    check(world, world.resume(job_id), again=PART)


@every_end
@pytest.mark.parametrize("wait", ["86400", "date"])
def test_4_a_huge_retry_after_is_told_and_not_sat_out(
    way: Way, end: str, wait: str, new_world: NewWorld
) -> None:
    world = new_world(way)
    hub = side(way, end)
    headers = {"Retry-After": http_date(86_400) if wait == "date" else wait}
    path = READS[hub] if end == "source" else COMMIT
    plan = world.plan()
    world.hub.faults.add(hub=hub, path=path, status=429, headers=headers, count=None)
    with watched(world):
        job = world.copy(plan)
        assert job.state is JobState.FAILED
        assert "429" in job.message
        check_now(world, job)
        after = world.resume(job.job_id)
    check(world, after, again=PART)


# 5: reset or FIN in the middle


@from_every_hub
@pytest.mark.parametrize("reset", [True, False], ids=["reset", "fin"])
def test_5_a_body_that_breaks_every_so_often_is_taken_up_where_it_broke(
    way: Way, reset: bool, new_world: NewWorld
) -> None:
    world = new_world(way)
    fault = world.hub.faults.add(
        hub=way.source, path=READ_LARGE[way.source], cut=300_000, reset=reset, count=6
    )
    lived_through(world, again=6 * IN_FLIGHT)
    assert fault.hits == 6
    if way.target != "disk":
        assert len(world.hub.requests.matching("PUT", hub=way.target)) == 2, "resumed inside the running put"


@to_every_hub
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("reset", [True, False], ids=["reset", "fin"])
def test_5_a_put_whose_connection_breaks(way: Way, when: str, reset: bool, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.target, method="PUT", path=PUT_LARGE[way.target], hang_up=when, reset=reset)
    lived_through(world, again=PART)


# 6: short bodies, lying lengths, Range ignored


@from_every_hub
@pytest.mark.parametrize("lie", [True, False], ids=["a lie", "short"])
def test_6_a_body_that_ends_early(way: Way, lie: bool, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], short=70_000, lie=lie)
    world.hub.faults.add(hub=way.source, path=READS[way.source], short=3, lie=lie, skip=1)
    lived_through(world, again=IN_FLIGHT)


@from_every_hub
def test_6_a_range_that_is_ignored(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], cut=500_000)
    world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], ignore="range")
    lived_through(world, again=PART + IN_FLIGHT)


# 7: wrong bytes


@from_every_hub
@pytest.mark.parametrize("at", [0, 1_234_567, PART - 1])
def test_7_a_wrong_byte_once(way: Way, at: int, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], wrong=at)
    lived_through(world, again=PART)


@from_every_hub
def test_7_wrong_bytes_always(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.source, path=READS[way.source], wrong=0, count=None)
    job = healed(world, again=5 * PART)
    assert "announced" in job.message


@from_every_hub
def test_7_one_damaged_file_is_named_and_the_others_arrive(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], wrong=9, count=None)
    job = world.copy()
    assert job.state is JobState.FAILED
    check_now(world, job)
    failed = [item for item in world.engine.items(job.job_id) if item.state is ItemState.FAILED]
    assert [item.path for item in failed] == [LARGE]
    assert world.arrived().keys() == TREE.keys() - {LARGE}
    check(world, world.resume(job.job_id), again=3 * PART)


# 8: stalls, drips


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "SILENCE", 0.5)


@from_every_hub
@pytest.mark.parametrize("after", [0, 400_000])
def test_8_a_body_that_stalls_is_asked_for_on_another_connection(
    way: Way, after: int, new_world: NewWorld, impatient: None
) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], stall=after)
    lived_through(world, again=IN_FLIGHT)


@from_every_hub
@pytest.mark.parametrize("rate", [1, 100])
def test_8_a_body_that_drips_is_asked_for_on_another_connection(
    way: Way, rate: int, new_world: NewWorld, impatient: None
) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], rate=rate)
    lived_through(world, again=IN_FLIGHT)
