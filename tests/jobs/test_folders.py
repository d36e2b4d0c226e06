"""Copies between a hub and folders of this machine: paths on the way, hashes kept, changes noticed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.errors import BadInput, NotFound, Refused
from hubtui.hubs.local import Local
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import ItemState, JobState, JobView, Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.names import PathMap
from hubtui.jobs.plan import Action, Plan
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.model import RepoKey, RepoType
from tests.jobs.memory_hub import HfLike, MemoryHub, MsLike, Tree
from tests.jobs.setup import NO_WAIT, SOURCE, TARGET, TREE


class Counting(Local):
    """Counts the bytes that are read."""

    read_bytes = 0

    def read(
        self, repo: RepoKey, revision: str, path: str, *, offset: int = 0, length: int | None = None
    ) -> Iterator[bytes]:
        for block in super().read(repo, revision, path, offset=offset, length=length):
            self.read_bytes += len(block)
            yield block


class Desk:
    """A hub with TREE in it, a folder, and an engine over both."""

    def __init__(self, folder: Path, hub: MemoryHub) -> None:
        self.folder = folder
        self.local = Counting(folder)
        self.hub = hub
        hub.add(SOURCE, dict(TREE))
        self.journal = folder.parent / "journal.sqlite"
        self.begin()

    def begin(self) -> None:
        """As a new start of the program does."""
        hubs = {"hub": self.hub, "local": self.local}
        self.engine = Engine(Journal(self.journal), hubs.__getitem__, pace=NO_WAIT)
        self.plan = lambda request: make_plan([request], hubs.__getitem__, self.engine.hashes)

    def here(self, below: str = "") -> Place:
        return Place("local", RepoKey(RepoType.MODEL, (self.folder / below).as_posix()), "")

    def download(self, paths: tuple[str, ...] = (), to: PathMap = PathMap()) -> CopyRequest:
        return CopyRequest(Place("hub", SOURCE, ""), self.here(), paths, to)

    def upload(self, paths: tuple[str, ...] = (), to: PathMap = PathMap()) -> CopyRequest:
        return CopyRequest(self.here(), Place("hub", TARGET, ""), paths, to)

    def copy(self, request: CopyRequest | Plan) -> JobView:
        plan = request if isinstance(request, Plan) else self.plan(request)
        return self.engine.wait(self.engine.submit(plan), 60)

    def fill(self, tree: Tree = TREE) -> None:
        for path, data in tree.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)
            os.utime(self.folder / path, (1_000_000_000.5, 1_000_000_000.5))

    @property
    def files(self) -> Tree:
        return content(self.folder)


def content(folder: Path) -> Tree:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(params=[HfLike, MsLike])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "folder"
    folder.mkdir()
    made = Desk(folder, request.param())
    yield made
    made.engine.close()


def test_a_download_has_every_byte_is_verified_and_again_moves_nothing(desk: Desk) -> None:
    job = desk.copy(desk.download())
    assert job.state is JobState.DONE, job.message
    assert f"{len(TREE)} verified" in job.message
    assert desk.files == TREE
    desk.hub.reset_counts()
    again = desk.copy(desk.download())
    assert again.message.startswith("nothing to move")
    assert desk.hub.calls["read"] == 0


def test_an_upload_has_every_byte_and_again_it_reads_and_moves_nothing(desk: Desk) -> None:
    desk.fill()
    _settle(desk)
    job = desk.copy(desk.upload())
    assert job.state is JobState.DONE, job.message
    assert {p: c for p, c in desk.hub.repos[TARGET].tree.items() if p != ".gitattributes"} == TREE
    desk.local.read_bytes = 0
    desk.hub.reset_counts()
    desk.engine.close()
    desk.begin()
    again = desk.copy(desk.upload())
    assert again.message.startswith("nothing to move")
    assert (desk.local.read_bytes, desk.hub.put_bytes) == (0, 0)


def _settle(desk: Desk) -> None:
    """Until no file could change without its times telling."""
    while not all(
        entry.version
        for page in desk.local.list_tree(desk.here().repo, "", recursive=True)
        for entry in page.items
        if not entry.is_directory
    ):
        pass


def test_a_commit_s_message_tells_no_path_of_this_machine(desk: Desk) -> None:
    desk.fill({"a": b"a"})
    desk.copy(desk.upload())
    newest = desk.hub.repos[TARGET].commits[-1][0]
    assert "of folder" in newest.title
    assert "/" not in newest.title


def test_a_file_that_changes_after_the_plan_is_found_and_named(desk: Desk) -> None:
    desk.fill({"a": b"aaaa", "b": b"bbbb"})
    plan = desk.plan(desk.upload())
    (desk.folder / "b").write_bytes(b"BBBB")
    job = desk.copy(plan)
    assert job.state is JobState.FAILED
    assert "b has changed since the plan" in job.message
    assert desk.hub.repos[TARGET].tree["a"] == b"aaaa"
    assert "b" not in desk.hub.repos[TARGET].tree


@pytest.mark.parametrize("change", [lambda file: file.unlink(), lambda file: file.write_bytes(b"b")])
def test_a_file_that_shrinks_or_goes_after_the_plan_is_named(desk: Desk, change) -> None:  # type: ignore[no-untyped-def]
    desk.fill({"a": b"aaaa", "b": b"bbbb"})
    plan = desk.plan(desk.upload())
    change(desk.folder / "b")
    job = desk.copy(plan)
    assert job.state is JobState.FAILED
    assert "b" not in desk.hub.repos[TARGET].tree
    assert "b" in job.message


def test_what_changes_at_the_folder_after_the_plan_is_looked_at_again(desk: Desk) -> None:
    plan = desk.plan(desk.download())
    desk.fill({"config.json": TREE["config.json"]})
    job = desk.copy(plan)
    assert job.state is JobState.DONE, job.message
    assert "1 skipped" in job.message


def test_folders_go_where_they_are_sent(desk: Desk) -> None:
    job = desk.copy(desk.download(("data/notes.txt",), PathMap("data", "in/here")))
    assert job.state is JobState.DONE, job.message
    assert desk.files == {"in/here/notes.txt": TREE["data/notes.txt"]}
    up = desk.copy(desk.upload(("in/here",), PathMap("in", "")))
    assert up.state is JobState.DONE, up.message
    assert desk.hub.repos[TARGET].tree["here/notes.txt"] == TREE["data/notes.txt"]
    assert [item.state for item in desk.engine.items(up.job_id)] == [ItemState.VERIFIED]


def test_a_path_that_is_not_below_what_is_moved_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="is not below 'data'"):
        desk.plan(desk.download(("README.md",), PathMap("data", "")))


def test_only_what_was_asked_for_is_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home holds millions of files: one that goes there, or leaves it, costs no walk through them."""
    desk.fill({"a": b"a", "other/b": b"b"})
    monkeypatch.setattr(Counting, "list_tree", None)
    assert [item.path for item in desk.plan(desk.upload(("a",))).items] == ["a"]
    assert desk.copy(desk.download(("README.md",))).state is JobState.DONE


def test_an_absent_path_is_named(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no 'absent'"):
        desk.plan(desk.upload(("absent",)))


def beside(folder: Path, root: Path) -> set[Path]:
    """What there is below the root outside the folder, but for the socket that the engine listens on."""
    found = (path for path in root.rglob("*") if folder not in path.parents)
    return {path for path in found if path.suffix != ".sock"}


def test_hostile_names_and_hashes_stay_in_the_plan(desk: Desk, tmp_path: Path) -> None:
    hostile = {
        **dict.fromkeys(("../up", "/abs", "a/../../b", "nul\0", "C:/x", "x" * 300, ".git/hooks/x"), b"bad"),
        **dict.fromkeys((".hubtui/x", ".cache/huggingface/x", "a//b", "back\\slash"), b"bad"),
        "fine": b"fine",
    }
    desk.hub.add(SOURCE, hostile)
    plan = desk.plan(desk.download())
    assert {item.path for item in plan.items if item.action is Action.CANNOT} == hostile.keys() - {"fine"}
    assert all(item.why for item in plan.items if item.action is Action.CANNOT)
    before = beside(desk.folder, tmp_path)
    desk.copy(plan)
    assert desk.files == {"fine": b"fine"}
    assert beside(desk.folder, tmp_path) == before


def test_a_folder_whose_listing_is_not_complete_is_not_copied(desk: Desk) -> None:
    (desk.folder / "closed").mkdir()
    real = os.listdir

    def listdir(path):  # type: ignore[no-untyped-def]
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hubtui.hubs.local.folder.os.listdir", listdir)
        with pytest.raises(Refused, match=r"not complete.*cannot read closed: Permission denied"):
            desk.plan(desk.upload())


def test_a_cancelled_download_shows_nothing_and_goes_on_later(desk: Desk) -> None:
    jobs: list[int] = []

    def stop() -> None:
        desk.engine.cancel(jobs[0])

    desk.hub.script("read", None, None, None, stop)
    jobs.append(desk.engine.submit(desk.plan(desk.download())))
    job = desk.engine.wait(jobs[0], 60)
    if job.state is JobState.CANCELLED:
        assert not [path for path in desk.files if not path.startswith(".hubtui/")]
        desk.engine.retry(jobs[0])
        job = desk.engine.wait(jobs[0], 60)
    assert job.state is JobState.DONE, job.message
    assert desk.files == TREE


def test_between_two_folders(desk: Desk) -> None:
    desk.fill()
    request = CopyRequest(desk.here(), Place("local", RepoKey(RepoType.MODEL, f"{desk.folder}-2"), ""))
    job = desk.copy(request)
    assert job.state is JobState.DONE, job.message
    assert content(Path(f"{desk.folder}-2")) == TREE
