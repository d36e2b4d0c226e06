"""One byte of a content is not what the hub announced, wherever it lies: that is found, named, and never
called done. Nor is a content that is of another day, or a part of one."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from hubtui.jobs.compare import Match, counts
from hubtui.jobs.job import ItemState, JobState, Place
from hubtui.jobs.settle import Settling
from hubtui.jobs.sides import Side, compare_sides
from tests.faults.conftest import NewWorld
from tests.faults.invariants import PLATFORM, check_now
from tests.faults.world import FROM_HUBS, NO_WAIT, READS, SHA, TREE, Way, World

FILLED = [path for path, data in TREE.items() if data]
STALE = {"older": '{"hidden_size": 65}', "a part": '{"hidden_', "more": '{"hidden_size": 64}  ', "none": ""}
OF_CONFIG = {"hf": "^/api/resolve-cache/.*/config.json$", "ms": "FilePath=config.json"}
CONFIG = "config.json"
from_every_hub = pytest.mark.parametrize("way", FROM_HUBS, ids=str)


def rot(world: World, path: str, at: int) -> None:
    """The byte at this place turns where the hub keeps the content; its records stay."""
    data = bytearray(TREE[path])
    data[at] ^= 0xFF
    lie(world, path, bytes(data))


def lie(world: World, path: str, data: bytes) -> None:
    kept = world.folder / "hub" / "blobs" / SHA[path][:2] / SHA[path]
    if kept.exists():
        kept.write_bytes(data)
        return

    words = "UPDATE small_blobs SET data = ? WHERE sha256 = ?"
    assert world.hub.ask(lambda store: store.blobs._db.execute(words, (data, SHA[path])).rowcount) == 1


def failed(world: World, job_id: int) -> dict[str, str]:
    items = world.engine.items(job_id)
    return {item.path: item.error for item in items if item.state is ItemState.FAILED}


@from_every_hub
@pytest.mark.parametrize("path", FILLED)
def test_a_byte_that_turned_at_the_source_is_never_done(way: Way, path: str, new_world: NewWorld) -> None:
    world = new_world(way)
    at = random.Random(f"{way} {path}").choice([0, len(TREE[path]) // 3, len(TREE[path]) - 1])
    plan = world.plan()
    rot(world, path, at)
    job = world.copy(plan)
    assert job.state is JobState.FAILED
    assert failed(world, job.job_id).keys() == {path}
    assert "announced" in failed(world, job.job_id)[path]
    assert path in job.message
    there = dict(world.arrived())
    assert there == {each: SHA[each] for each in TREE.keys() - {path}}
    lie(world, path, TREE[path])
    job = world.resume(job.job_id)
    assert job.state is JobState.DONE, job.message
    check_now(world, job)
    assert dict(world.arrived()) == SHA


@from_every_hub
@pytest.mark.parametrize("body", STALE.values(), ids=STALE)
def test_an_answer_of_another_day_or_a_part_is_not_believed(way: Way, body: str, new_world: NewWorld) -> None:
    world = new_world(way)
    world.hub.faults.add(hub=way.source, path=OF_CONFIG[way.source], status=200, body=body, count=None)
    job = world.copy()
    assert job.state is JobState.FAILED
    assert failed(world, job.job_id).keys() == {CONFIG}
    assert CONFIG not in world.arrived()
    assert world.resume(job.job_id).state is JobState.DONE
    assert dict(world.arrived()) == SHA


@pytest.mark.parametrize("way", [way for way in FROM_HUBS if way.source == "hf"], ids=str)
def test_what_is_read_is_read_by_the_commits_oid(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    plan = world.plan()
    oid = plan.repos[0].source.oid
    world.hub.requests.reset()
    assert world.copy(plan).state is JobState.DONE
    asked = [each.path for each in world.hub.requests.matching("GET", hub="hf")]
    of_source = [
        path for path in asked if re.search(r"/source/(resolve|tree)/|/source/.*[0-9a-f]{40}/", path)
    ]
    assert len(of_source) >= len(FILLED)
    assert all(oid in path for path in of_source), of_source


@from_every_hub
def test_reading_to_compare_finds_it_too(way: Way, new_world: NewWorld, tmp_path: Path) -> None:
    world = new_world(way)
    assert world.copy().state is JobState.DONE
    world.engine.close()
    (world.folder / "state" / "journal.sqlite").unlink()
    world.restart()
    sides = [
        Side(Place(end, repo, "")) for end, repo in ((way.source, world.source), (way.target, world.target))
    ]
    world.hub.faults.add(hub=way.source, path=READS[way.source], wrong=1, count=None)
    compared = compare_sides(*sides, world.hubs.__getitem__, world.engine.hashes)
    settled = Settling(compared, world.hubs.__getitem__, world.engine.hashes, NO_WAIT).run()
    damaged = {pair.path for pair in settled.pairs if pair.why.startswith("damaged: ")}
    found = counts(settled.pairs)
    assert found[Match.DIFFERS].files == found[Match.ONLY_LEFT].files == 0
    assert {pair.path for pair in settled.pairs if pair.match is Match.UNKNOWN} == damaged
    world.hub.faults.clear()
    settled = Settling(settled, world.hubs.__getitem__, world.engine.hashes, NO_WAIT).run()
    assert {pair.match for pair in settled.pairs if pair.path not in PLATFORM} == {Match.SAME}
