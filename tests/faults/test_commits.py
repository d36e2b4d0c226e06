"""Row 15: the answer to a commit is lost. Exactly one commit, whatever happens next."""

from __future__ import annotations

import pytest

from hubtui.jobs.job import JobState
from tests.faults.conftest import NewWorld
from tests.faults.hub import SOMEBODY
from tests.faults.invariants import check, trailer, watched
from tests.faults.world import COMMIT, TO_HUBS, Way, World, until

THEIRS = {"theirs.txt": b"theirs"}
to_every_hub = pytest.mark.parametrize("way", TO_HUBS, ids=str)


def commits(world: World) -> int:
    return sum(bool(trailer(each)) for each in world.hub.commits(world.way.target, world.target.repo_id))


@to_every_hub
@pytest.mark.parametrize("reset", [True, False], ids=["reset", "fin"])
def test_15_a_lost_answer_is_found_out_about(way: Way, reset: bool, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.target, path=COMMIT, hang_up="after", reset=reset)
    with watched(world):
        job = world.copy()
    check(world, job)
    assert commits(world) == 1


@to_every_hub
def test_15_a_commit_that_never_arrived_is_sent_again(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.target, path=COMMIT, hang_up="before", count=2)
    with watched(world):
        job = world.copy()
    check(world, job)
    assert commits(world) == 1


@to_every_hub
def test_15_a_lost_answer_below_somebody_elses_commit(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    plan = world.plan()
    held = world.hub.faults.add(hub=way.target, path=COMMIT, stall=0, hang_up="after")
    job_id = world.start(plan)
    assert held.struck.wait(30)
    until(lambda: commits(world) == 1, "committed")
    world.hub.add(way.target, world.target.repo_id, THEIRS, author=SOMEBODY)
    world.hub.faults.release()
    check(world, world.end(job_id), theirs=THEIRS)
    assert commits(world) == 1


@to_every_hub
def test_15_a_lost_answer_and_a_program_that_ends_before_it_knows(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    plan = world.plan()
    held = world.hub.faults.add(hub=way.target, path=COMMIT, stall=0)
    job_id = world.start(plan)
    assert held.struck.wait(30)
    until(lambda: commits(world) == 1, "committed")
    world.restart()
    assert world.engine.job(job_id).state is JobState.INTERRUPTED
    check(world, world.resume(job_id))
    assert commits(world) == 1
