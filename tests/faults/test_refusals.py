"""Rows 9 to 14: a side says no, is gone, or has changed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubtui.jobs.job import JobState
from tests.faults.conftest import NewWorld
from tests.faults.hub import SOMEBODY
from tests.faults.invariants import check, check_now, watched
from tests.faults.world import (
    COMMIT,
    DISK,
    DOWNLOADS,
    FROM_HUBS,
    LARGE,
    PUT_LARGE,
    READ_LARGE,
    TO_HUBS,
    TREE,
    Way,
    World,
)

ENDS = [(way, "source") for way in FROM_HUBS] + [(way, "target") for way in TO_HUBS]
every_end = pytest.mark.parametrize(("way", "end"), ENDS, ids=lambda each: str(each))
MANY = {**TREE, **{f"many/{n:03}.txt": b"%d" % n for n in range(60)}}
ASKS = {"hf": "/resolve/", "ms": "FilePath="}
"""A request for content that carries the token."""
NEGOTIATION = "/info/lfs/objects/batch"
PART = len(TREE[LARGE])
AT_ONCE = 7
"""Files that are under way when a copy begins: three large ones, four small ones."""


def asked_at(way: Way, end: str) -> tuple[str, str]:
    """A hub, and requests of a copy to it that carry the token."""
    return (way.source, ASKS[way.source]) if end == "source" else (way.target, NEGOTIATION)


# 9, 10: no


@every_end
def test_9_a_revoked_token_pauses_the_job_at_once(way: Way, end: str, new_world: NewWorld) -> None:
    world = new_world(way, MANY)
    hub, path = asked_at(way, end)
    plan = world.plan()
    world.hub.requests.reset()
    world.hub.faults.add(hub=hub, path=path, revoke=True)
    job = world.copy(plan)
    assert job.state is JobState.PAUSED
    account = way.source if end == "source" else way.target
    assert f"the token of {account} was refused" in job.message
    assert "401" in job.message
    check_now(world, job)
    calls = [each for each in world.hub.requests.matching(hub=hub) if each.status == 401]
    asked = [each for each in calls if "whoami" in each.path or "/users/me" in each.path]
    assert len(asked) == 1, "whether it is the token is asked once"
    assert len(calls) - 1 <= AT_ONCE, "no more than were under way when the first was refused"
    assert world.arrived() == {}, "half a repo"
    check(world, world.resume(job.job_id), again=PART)


@every_end
@pytest.mark.parametrize("why", ["forbidden", "gated"])
def test_10_a_refusal_that_stays_is_not_asked_again(
    way: Way, end: str, why: str, new_world: NewWorld
) -> None:
    world = new_world(way, MANY)
    hub, path = asked_at(way, end)
    headers = (
        {"X-Error-Code": "GatedRepo", "X-Error-Message": "Ask for access first"} if why == "gated" else {}
    )
    plan = world.plan()
    fault = world.hub.faults.add(hub=hub, path=path, status=403, headers=headers, count=None)
    job = world.copy(plan)
    assert job.state is JobState.FAILED
    assert "403" in job.message
    check_now(world, job)
    assert fault.hits <= 8
    check(world, world.resume(job.job_id), again=PART)


# 11: the target


def at_the_large_file(world: World) -> tuple[int, object]:
    """The copy is in the middle: the large file's content is on its way."""
    plan = world.plan()
    if world.way.target == DISK:
        fault = world.hub.faults.add(hub=world.way.source, path=READ_LARGE[world.way.source], stall=400_000)
    else:
        path = PUT_LARGE[world.way.target]
        fault = world.hub.faults.add(hub=world.way.target, method="PUT", path=path, stall=0)
    job_id = world.start(plan)
    assert fault.struck.wait(30)
    return job_id, fault


@pytest.mark.parametrize("is_new", [True, False], ids=["made by the job", "there before"])
@pytest.mark.parametrize("what", ["deleted", "renamed"])
@pytest.mark.parametrize("way", TO_HUBS, ids=str)
def test_11_a_target_that_goes_away_is_not_made_again(
    way: Way, what: str, is_new: bool, new_world: NewWorld
) -> None:
    world = new_world(way)
    if not is_new:
        world.hub.add(way.target, world.target.repo_id, {"old.txt": b"old"})
    job_id, _ = at_the_large_file(world)
    if what == "deleted":
        world.hub.remove(way.target, world.target.repo_id)
    else:
        world.hub.rename(way.target, world.target.repo_id, "elsewhere")
    world.hub.faults.clear()
    for job in (world.end(job_id), world.resume(job_id)):
        assert job.state is JobState.FAILED
        assert world.hub.state(way.target, world.target.repo_id) is None, "made again without a word"
        assert "target" in job.message
    job = world.copy(world.plan())
    assert job.state is JobState.DONE
    assert world.arrived().keys() == TREE.keys()


@pytest.mark.parametrize("at", [NEGOTIATION, COMMIT])
@pytest.mark.parametrize("way", TO_HUBS, ids=str)
def test_11_no_room_left_stops_the_copy_with_the_hubs_words(way: Way, at: str, new_world: NewWorld) -> None:
    world = new_world(way)
    words = "Private repository storage limit reached"
    body = {"error": words} if way.target == "hf" else {"Code": 10010205001, "Message": words}
    plan = world.plan()
    fault = world.hub.faults.add(
        hub=way.target, path=at, status=403, body=body, count=None, headers={"X-Error-Message": words}
    )
    with watched(world):
        job = world.copy(plan)
        assert job.state is JobState.FAILED
        assert words in job.message
        assert fault.hits <= 2
        check_now(world, job)
        after = world.resume(job.job_id)
    check(world, after, again=PART)


# 12, 13: the source


@pytest.mark.parametrize("what", ["deleted", "rewritten"])
@pytest.mark.parametrize("way", FROM_HUBS, ids=str)
def test_12_a_source_that_is_gone_leaves_nothing_half_done(way: Way, what: str, new_world: NewWorld) -> None:
    world = new_world(way, MANY)
    plan = world.plan()
    fault = world.hub.faults.add(hub=way.source, path=ASKS[way.source], latency=1.0, skip=2, count=None)
    job_id = world.start(plan)
    assert fault.struck.wait(30)
    if what == "deleted":
        world.hub.remove(way.source, world.source.repo_id)
    else:
        world.hub.rewrite(way.source, world.source.repo_id)
    world.before = world.state_of(way.source, world.source)
    job = world.end(job_id)
    assert job.state is JobState.FAILED
    assert "source" in job.message
    check_now(world, job)
    assert world.arrived() == {}, "half a repo"


@pytest.mark.parametrize("way", FROM_HUBS, ids=str)
def test_13_a_source_that_moves_on_is_copied_as_it_was_planned(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    job_id, _ = at_the_large_file(world)
    world.hub.add(way.source, world.source.repo_id, {"config.json": b"later", "new.txt": b"new"})
    world.before = world.state_of(way.source, world.source)
    world.hub.faults.clear()
    check(world, world.end(job_id), again=PART)


# 14: the target's head


@pytest.mark.parametrize("way", TO_HUBS, ids=str)
def test_14_a_head_that_moves_is_followed(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.target, path=COMMIT, moves="theirs.txt")
    with watched(world):
        job = world.copy()
    check(world, job, theirs={"theirs.txt": f"by {SOMEBODY}\n".encode()})


@pytest.mark.parametrize("way", TO_HUBS, ids=str)
def test_14_what_somebody_else_writes_meanwhile_is_theirs(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    theirs = {"config.json": b"theirs"}
    job_id, _ = at_the_large_file(world)
    world.hub.add(way.target, world.target.repo_id, theirs, author=SOMEBODY)
    world.hub.faults.clear()
    job = world.end(job_id)
    assert job.state is JobState.FAILED
    assert "config.json" in job.message
    check_now(world, job, theirs=theirs)
    assert world.arrived().keys() == TREE.keys()


@pytest.mark.parametrize("way", DOWNLOADS, ids=str)
def test_14_what_somebody_else_writes_into_the_folder_meanwhile_is_theirs(
    way: Way, new_world: NewWorld
) -> None:
    world = new_world(way)
    theirs = {"config.json": b"theirs"}
    job_id, _ = at_the_large_file(world)
    (Path(world.target.repo_id) / "config.json").write_bytes(theirs["config.json"])
    world.hub.faults.clear()
    job = world.end(job_id)
    assert job.state is JobState.FAILED
    assert "config.json" in job.message
    check_now(world, job, theirs=theirs)
    assert (Path(world.target.repo_id) / "config.json").read_bytes() == b"theirs"
