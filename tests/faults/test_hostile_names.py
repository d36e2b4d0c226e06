"""Names that mean something else to a file system: whatever is done with them, nothing leaves the target."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.errors import HubError
from hubtui.hub import Hub
from hubtui.jobs.compare import Match
from hubtui.jobs.job import ItemState, JobState, Place
from hubtui.jobs.plan import NAMELESS, Action
from hubtui.jobs.sides import Side, compare_sides
from hubtui.model import EntryType, Page, RepoKey, TreeEntry
from hubtui.previews import of_hub, preview
from tests.faults.conftest import NewWorld
from tests.faults.world import DISK, DOWNLOADS, FROM_HUBS, TREE, UPLOADS, Way, World, sha256

NAMES = (
    "../canary", "../../canary", "a/../../canary", "..", ".", "a/./b", "/etc/canary", "//host/canary",
    "~/canary/..", "C:/canary", "C:canary", "..\\canary", "a\\b", "\0canary", "canary\n", "\x1b]0;canary\x07",
    ".git/hooks/post-checkout", "a/.GIT/config", "", "a//b", "a/", "n" * 256, "/".join(["d" * 200] * 6),
)  # fmt: skip
FINE = "fine.txt"


class Hostile:
    """Wraps a hub whose listings also name these paths, each with the content of a file that is there."""

    def __init__(self, hub: Hub, repo: RepoKey) -> None:
        self._hub, self._repo = hub, repo
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._hub, name)

    def list_tree(
        self, repo: RepoKey, revision: str, path: str = "", **rest: bool
    ) -> Iterator[Page[TreeEntry]]:
        yield from self._hub.list_tree(repo, revision, path, **rest)
        if repo == self._repo:
            data = TREE["config.json"]
            yield Page([TreeEntry(name, EntryType.FILE, len(data), sha256=sha256(data)) for name in NAMES])

    def read(self, repo: RepoKey, revision: str, path: str, **rest: int) -> Iterator[bytes]:
        self.asked.append(path)
        return self._hub.read(repo, revision, "config.json" if path in NAMES else path, **rest)


@pytest.fixture
def world(way: Way, new_world: NewWorld) -> World:
    made = new_world(way, {"config.json": TREE["config.json"], FINE: b"fine"})
    made.hubs[way.source] = Hostile(made.hubs[way.source], made.source)  # type: ignore[assignment]
    return made


def everything(world: World) -> set[str]:
    """Each file of the machine but hubtui's own and what is below the target."""
    own = (world.folder / "state", world.folder / "cache", world.folder / "hub")
    target = Path(world.target.repo_id) if world.way.target == DISK else world.folder / "nowhere"
    return {
        str(path)
        for path in world.folder.rglob("*")
        if not any(path.is_relative_to(folder) for folder in (*own, target))
    }


def test_there_are_23_of_them() -> None:
    assert len(set(NAMES)) == 23


@pytest.mark.parametrize("way", FROM_HUBS, ids=str)
def test_none_is_copied_or_downloaded_and_each_is_told(way: Way, world: World) -> None:
    before = everything(world)
    plan = world.plan()
    (repo,) = plan.repos
    refused = {item.path: item.why for item in repo.items if item.action is Action.CANNOT}
    assert refused.keys() == {name or NAMELESS for name in NAMES}
    assert all(refused.values())
    job = world.copy(plan)
    assert job.state is JobState.FAILED, "what could not be copied is a failure, each named"
    failed = {i.path: i.error for i in world.engine.items(job.job_id) if i.state is ItemState.FAILED}
    assert failed == refused
    assert world.arrived().keys() == {"config.json", FINE}
    assert everything(world) == before
    assert not set(world.hubs[way.source].asked) & set(NAMES)  # type: ignore[attr-defined]


@pytest.mark.parametrize("way", DOWNLOADS, ids=str)
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_preview_writes_nothing_and_asks_its_own_hub_alone(
    way: Way, name: str, new_world: NewWorld
) -> None:
    world = new_world(way)
    before = everything(world)
    hub = world.hubs[way.source]
    world.hub.requests.reset()
    try:
        found = preview(of_hub(hub, world.source, "", name, None), name, first=4096)
    except (HubError, ValueError):
        found = None
    assert found is None or b"root:" not in repr(found).encode()
    assert everything(world) == before


@pytest.mark.parametrize("way", DOWNLOADS, ids=str)
def test_comparing_names_them_and_reads_nothing_beside_the_folder(way: Way, world: World) -> None:
    Path(world.target.repo_id).mkdir(parents=True)
    (world.folder / DISK / "canary").write_bytes(TREE["config.json"])
    before = everything(world)
    sides = (Side(Place(way.source, world.source, "")), Side(Place(way.target, world.target, "")))
    compared = compare_sides(*sides, world.hubs.__getitem__, world.engine.hashes)
    found = {pair.path: pair.match for pair in compared.pairs}
    assert {found[name] for name in NAMES} == {Match.ONLY_LEFT}
    assert everything(world) == before


@pytest.mark.parametrize("way", UPLOADS, ids=str)
def test_a_folder_with_such_names_uploads_only_the_others(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    folder = Path(world.source.repo_id)
    bad = ["a\\b", "canary\n", "C:canary", "\x1b]0;canary\x07", "sub/.git/config"]
    for name in bad:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"bad")
    (folder / "link").symlink_to("/etc/passwd")
    plan = world.plan()
    refused = {item.path for item in plan.repos[0].items if item.action is Action.CANNOT}
    assert refused <= {*bad, "link"}
    world.copy(plan)
    assert world.arrived().keys() == TREE.keys()
