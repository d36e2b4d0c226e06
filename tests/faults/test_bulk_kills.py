"""A bulk job whose program is killed at each step: each repo is told as it is, what is not known as that, and
nothing is done twice. Deletions are never taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from hubtui.errors import BadInput
from hubtui.jobs.bulk import BulkPlan, bulk_to_json, make_bulk
from hubtui.jobs.duplicating import duplicating
from hubtui.jobs.job import UNKNOWN, ItemState, ItemView, JobState
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.model import RepoInfo, RepoKey, RepoType, Visibility
from tests.faults.conftest import NewWorld
from tests.faults.forked import Copy, Nursery
from tests.faults.hub import ME
from tests.faults.invariants import check_leavings
from tests.faults.world import HF_MS, World

REPOS = [RepoKey(RepoType.MODEL, f"{ME}/many-{n}") for n in range(3)]
WRITES = {
    OperationKind.VISIBILITY: ("PUT", "."), OperationKind.MOVE: ("POST", "/repos/move"),
    OperationKind.DELETE: ("DELETE", "."), OperationKind.DUPLICATE: ("POST", "/duplicate"),
}  # fmt: skip
TWIN = "-twin"
EARLY, LATE, LATEST = "before the call", "before the answer", "before the journal"
CASES = [
    *(("hf", OperationKind.VISIBILITY, moment) for moment in (EARLY, LATE, LATEST)),
    *(("hf", OperationKind.DELETE, moment) for moment in (LATE, LATEST)),
    ("hf", OperationKind.MOVE, LATE),
    ("hf", OperationKind.DUPLICATE, LATE),
    ("ms", OperationKind.VISIBILITY, LATE),
    ("ms", OperationKind.DELETE, EARLY),
]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


def operation_of(kind: OperationKind, info: RepoInfo) -> Operation:
    if kind is OperationKind.DUPLICATE:
        return duplicating(info, f"{info.key.repo_id}{TWIN}")
    values = {OperationKind.VISIBILITY: Visibility.PRIVATE, OperationKind.MOVE: f"{info.key.repo_id}-moved"}
    return Operation(kind, values.get(kind, ""))


def planned(world: World, side: str, kind: OperationKind) -> BulkPlan:
    hub = world.hubs[side]
    for repo in REPOS:
        hub.create_repo(repo, visibility=Visibility.PUBLIC)
    infos = [hub.repo_info(repo) for repo in REPOS]
    return make_bulk(side, hub, infos, lambda info: operation_of(kind, info))


def is_done(world: World, side: str, kind: OperationKind, repo: RepoKey) -> bool:
    """What the hub's own books say."""
    if kind is OperationKind.DUPLICATE:
        twin = f"{repo.repo_id}{TWIN}"
        return world.hub.ask(lambda store: store.repos.find(side, "model", twin)) is not None
    there = world.hub.ask(lambda store: store.repos.find(side, "model", repo.repo_id))
    if kind is OperationKind.VISIBILITY:
        assert there is not None
        return str(there.visibility) == Visibility.PRIVATE
    return there is None or there.name != repo.name


def check_told(world: World, side: str, kind: OperationKind, items: list[ItemView]) -> list[ItemState]:
    for item in items:
        done = is_done(world, side, kind, item.repo)
        assert item.state is not ItemState.DONE or done, "done is said"
        assert item.state is not ItemState.WAITING or not done, "not begun is said"
        assert (item.state is ItemState.MOVING) == (item.error == UNKNOWN)
    return [item.state for item in items]


@pytest.mark.parametrize(("side", "kind", "moment"), CASES)
def test_each_repo_is_told_as_it_is(
    side: str, kind: OperationKind, moment: str, new_world: NewWorld, nursery: Nursery
) -> None:
    world = new_world(HF_MS)
    plan = planned(world, side, kind)
    world.engine.close()
    method, path = WRITES[kind]
    child = Copy(
        str(world.folder), "hf", "ms", world.hub.hf, world.hub.ms,
        bulk=json.dumps(bulk_to_json(plan)), dies=moment == LATEST,
    )  # fmt: skip
    if moment == LATEST:
        nursery.wait(nursery.start(child))
    else:
        is_early = moment == EARLY
        fault = world.hub.faults.add(
            hub=side, method="GET" if is_early else method, path="many-" if is_early else path, stall=0
        )
        process = nursery.start(child)
        assert fault.struck.wait(30)
        nursery.kill(process)
    world.hub.faults.clear()
    world.restart()
    (job,) = world.engine.view().jobs
    assert job.state is JobState.INTERRUPTED
    states = check_told(world, side, kind, world.engine.items(job.job_id))
    assert ItemState.MOVING in states
    if kind is OperationKind.DELETE:
        check_deletion(world, side, job.job_id)
    else:
        check_taken_up(world, side, kind, job.job_id)
    world.engine.close()
    check_leavings(world)


def check_taken_up(world: World, side: str, kind: OperationKind, job_id: int) -> None:
    assert world.engine.unfinished() == [job_id]
    job = world.resume(job_id)
    assert (job.state, job.message) == (JobState.DONE, "3 repos done")
    assert all(is_done(world, side, kind, repo) for repo in REPOS)
    undo = world.engine.undo_plan()
    if kind is OperationKind.DUPLICATE:
        assert undo is None
        return
    assert undo is not None
    assert len(undo.items) == len(REPOS), "what was done before the kill is taken back too"


def check_deletion(world: World, side: str, job_id: int) -> None:
    assert world.engine.unfinished() == []
    with pytest.raises(BadInput, match="ask for it anew"):
        world.engine.resume(job_id)
    left = [repo for repo in REPOS if not is_done(world, side, OperationKind.DELETE, repo)]
    world.engine.find_out(job_id)
    items = world.engine.items(job_id)
    assert ItemState.MOVING not in check_told(world, side, OperationKind.DELETE, items)
    assert [item.repo for item in items if item.state is ItemState.WAITING] == left
