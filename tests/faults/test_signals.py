"""Row 19: `hubtui copy` is told to end, or loses its terminal. It checkpoints, says so by its exit code, and
nothing of it runs on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from hubtui.jobs.job import JobState
from tests.faults.conftest import NewWorld
from tests.faults.forked import Copy, Nursery
from tests.faults.invariants import check, check_now, journalled
from tests.faults.world import DISK, HF_MS, LARGE, MS_HF, TREE, Way, World

PART = len(TREE[LARGE])
SCHEMES = {"hf": "hf://{}", "ms": "ms://{}", DISK: "{}"}
ACCOUNTS = {"hf": "huggingface", "ms": "modelscope", DISK: "local"}
"""As the command calls them."""
TWICE = (signal.SIGINT, signal.SIGINT)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


def command_of(world: World) -> Copy:
    way = world.way
    places = ((way.source, world.source), (way.target, world.target))
    ends = (SCHEMES[end].format(repo.repo_id) for end, repo in places)
    return Copy(
        str(world.folder), way.source, way.target, world.hub.hf, world.hub.ms, ("copy", *ends, "--yes")
    )  # fmt: skip


def begun(world: World, nursery: Nursery) -> int:
    """A command in the middle of the large file; its process id."""
    world.engine.close()
    world.hubs.update({name: world.open(end) for end, name in ACCOUNTS.items()})
    fault = world.hub.faults.add(hub=world.hub_side, path=world.large_content, stall=400_000)
    child = nursery.start(command_of(world))
    assert fault.struck.wait(30)
    return child


@pytest.mark.parametrize(
    ("way", "signals"),
    [(MS_HF, (signal.SIGHUP,)), (Way("ms", DISK), TWICE), (Way(DISK, "ms"), (signal.SIGTERM,))],
    ids=str,
)  # fmt: skip
def test_19_a_command_that_is_told_to_end_checkpoints(
    way: Way, signals: tuple[signal.Signals, ...], new_world: NewWorld, nursery: Nursery
) -> None:
    world = new_world(way)
    child = begun(world, nursery)
    for number in signals:
        os.kill(child, number)
    assert nursery.wait(child) == 128 + signals[0]
    assert not [*(world.folder / "state").glob("*.sock")]
    world.hub.faults.clear()
    assert journalled(world).state == JobState.INTERRUPTED.value, "it was written down, not found out later"
    world.restart()
    (job_id,) = world.engine.unfinished()
    check_now(world, world.engine.job(job_id))
    check(world, world.resume(job_id), again=2 * PART)


def test_19_a_signal_that_is_to_be_ignored_is(new_world: NewWorld, nursery: Nursery) -> None:
    """As `nohup` wants it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Nursery() as careless:
            world = new_world(HF_MS)
            child = begun(world, careless)
            os.kill(child, signal.SIGHUP)
            world.hub.faults.clear()
            assert careless.wait(child) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
    world.restart()
    (job,) = world.engine.view().jobs
    check(world, job, again=PART)
