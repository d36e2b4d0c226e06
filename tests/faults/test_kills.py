"""Rows 1 and 2: the program is killed, after each step and at random. The next one takes the job up."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.hubs.local.folder import STAGING
from hubtui.hubs.local.parts import KEPT
from hubtui.jobs.job import JobState
from tests.faults.conftest import NewWorld
from tests.faults.forked import Copy, Nursery
from tests.faults.invariants import check, check_now, journalled
from tests.faults.world import (
    ALL,
    COMMIT,
    DISK,
    DOWNLOADS,
    HUB_TO_HUB,
    LARGE,
    LISTING,
    PUT_LARGE,
    READ_LARGE,
    READS,
    TREE,
    Way,
    World,
    sha256,
    until,
)

KILLS = int(os.environ.get("HUBTUI_KILLS", "5"))
"""Of each direction; `make faults` wants 100."""
CREATE = {"hf": "/api/repos/create", "ms": "/api/v1/models$"}
PART = len(TREE[LARGE])
UNDER_WAY = sum(map(len, TREE.values()))
"""Every file may be on its way at once: each of them is moved again, no file twice."""

STEPS = {
    "source listed": ("source", "GET", LISTING, {}),
    "small file read": ("source", "GET", READS, {}),
    "large file half read": ("source", "GET", READ_LARGE, {"stall": 400_000}),
    "target made": ("target", "POST", CREATE, {}),
    "contents asked for": ("target", "POST", dict.fromkeys(("hf", "ms"), "/info/lfs/objects/batch"), {}),
    "large file stored": ("target", "PUT", PUT_LARGE, {}),
    "committed": ("target", "POST", dict.fromkeys(("hf", "ms"), COMMIT), {}),
    "being verified": ("target", "GET", LISTING, {"skip": 1}),
}


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


def child_of(world: World) -> Copy:
    return Copy(str(world.folder), world.way.source, world.way.target, world.hub.hf, world.hub.ms)


def taken_up(world: World, again: int = UNDER_WAY) -> None:
    """A new program finds the job as it is, and one resume brings it to its end."""
    world.hub.faults.clear()
    world.restart()
    kept = journalled(world)
    if not kept.job:
        check(world, world.copy(), again=again)
        return
    job = world.engine.job(kept.job)
    assert job.state in (JobState.INTERRUPTED, JobState.DONE)
    check_now(world, job)
    if job.state is JobState.INTERRUPTED:
        assert kept.job in world.engine.unfinished()
        job = world.resume(kept.job)
    check(world, job, again=again)


CASES = [
    (way, step) for way in ALL for step, what in STEPS.items() if getattr(way, what[0]) != DISK
]  # fmt: skip


@pytest.mark.parametrize(("way", "step"), CASES, ids=lambda each: str(each).replace(" ", "_"))
def test_1_killed_after_each_step(way: Way, step: str, new_world: NewWorld, nursery: Nursery) -> None:
    world = new_world(way)
    world.engine.close()
    end, method, paths, more = STEPS[step]
    hub = getattr(way, end)
    fault = world.hub.faults.add(hub=hub, method=method, path=paths[hub], count=None, **{"stall": 0, **more})
    child = nursery.start(child_of(world))
    assert fault.struck.wait(30), "the step never came"
    assert nursery.kill(child)
    taken_up(world)


@pytest.mark.parametrize("seed", range(KILLS))
@pytest.mark.parametrize("way", ALL if KILLS > 5 else HUB_TO_HUB, ids=str)
def test_2_killed_at_random(way: Way, seed: int, new_world: NewWorld, nursery: Nursery) -> None:
    world = new_world(way, latency=0.01)
    world.engine.close()
    moment = random.Random(f"{way} {seed}").uniform(0.02, 0.5)
    child = nursery.start(child_of(world))
    threading.Event().wait(moment)
    nursery.kill(child)
    taken_up(world)


BIG = {"big.bin": random.Random(3).randbytes(4_000_000), "README.md": b"# Big\n"}
READ_BIG = {"hf": f"^/__cdn/{sha256(BIG['big.bin'])}", "ms": "FilePath=big.bin"}


@pytest.mark.parametrize("is_damaged", [False, True], ids=["", "damaged on disk"])
@pytest.mark.parametrize("way", DOWNLOADS, ids=str)
def test_1_a_download_goes_on_inside_the_file(
    way: Way, is_damaged: bool, new_world: NewWorld, nursery: Nursery
) -> None:
    world = new_world(way, BIG)
    world.engine.close()
    world.hub.faults.add(hub=way.source, path=READ_BIG[way.source], stall=3_900_000)
    child = nursery.start(child_of(world))
    staging = Path(world.target.repo_id) / STAGING
    until(lambda: any(part.stat().st_size >= KEPT for part in staging.glob("*.part")), "a part worth keeping")
    assert nursery.kill(child)
    (part,) = staging.glob(f"*-{sha256(BIG['big.bin'])}.part")
    has, whole = part.stat().st_size, len(BIG["big.bin"])
    if is_damaged:
        part.write_bytes(bytes(has))
    taken_up(world, again=2 * whole)
    seen = world.hub.requests.matching("GET", hub=way.source)
    assert [each.sent for each in seen if each.status == 206] == [whole - has]
