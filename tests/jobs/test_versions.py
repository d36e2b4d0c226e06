"""What is done to a branch's files, its refs and its history as a job, seen through the SDK's adapters from
outside; told as it is, sent once, taken back."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from hubtui.errors import BadInput
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem, BulkPlan
from hubtui.jobs.file_changes import Where, check_renames, difference
from hubtui.jobs.job import ItemState, JobKind, JobState, JobView
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation, Seen
from hubtui.jobs.pacing import Pace
from hubtui.model import AddFile, Change, DeleteFile, RepoKey, Upload, items
from tests.jobs.desk import TOKENS, Desk

LARGE = bytes(range(256)) * 4096
FIRST = {"README.md": b"# One\n", "a/one.txt": b"1\n", "a/two.txt": b"2\n", "model.safetensors": LARGE}
_K = OperationKind


class Shelf:
    """A repo with a first commit, and what is done to its default branch."""

    def __init__(self, desk: Desk, side: str) -> None:
        self.desk, self.side = desk, side
        self.hub: Hub = desk.hubs[side]
        self.branch = self.hub.default_revision
        self.repo: RepoKey = desk.make(side, 1)[0]
        self.first = self.write(FIRST)

    def write(self, files: dict[str, bytes], gone: tuple[str, ...] = ()) -> str:
        changes: list[Change] = [DeleteFile(path) for path in gone]
        uploads = {
            path: Upload(path, len(content), hashlib.sha256(content).hexdigest(), content[:512])
            for path, content in files.items()
        }
        needs = {
            need.upload.path: need for need in self.hub.missing(self.repo, self.branch, [*uploads.values()])
        }
        for path, upload in uploads.items():
            need = needs.get(path)
            if need is not None and not need.inline:
                self.hub.put(self.repo, need, iter((files[path],)))
            content = files[path] if need is not None and need.inline else None
            changes.append(AddFile(path, upload.size, upload.sha256, content))
        return self.hub.commit(self.repo, self.branch, changes, "Write")

    @property
    def head(self) -> str:
        return self.hub.resolve(self.repo, self.branch)

    def files(self, revision: str = "") -> dict[str, bytes]:
        """All but what the hub writes itself."""
        tree = items(self.hub.list_tree(self.repo, revision or self.branch, recursive=True))
        paths = [entry.path for entry in tree if not entry.is_directory and entry.path != ".gitattributes"]
        return {path: b"".join(self.hub.read(self.repo, revision or self.branch, path)) for path in paths}

    def titles(self) -> list[str]:
        return [commit.title for commit in items(self.hub.list_commits(self.repo, self.branch))]

    def plan(self, kind: OperationKind, value: str = "", head: str | None = None, **more: Any) -> BulkPlan:
        revision = more.pop("revision", self.branch)
        operation = Operation(kind, value, revision, **more)
        seen = Seen(head=self.head if head is None else head)
        return BulkPlan((BulkItem(self.side, self.repo, operation, seen),))

    def run(self, kind: OperationKind, value: str = "", **more: Any) -> JobView:
        return self.desk.run(self.plan(kind, value, **more))

    def undo(self) -> JobView:
        plan = self.desk.engine.undo_plan()
        assert plan is not None
        return self.desk.run(plan)


@pytest.fixture
def shelf(desk: Desk, request: pytest.FixtureRequest) -> Shelf:
    return Shelf(desk, request.param)


BOTH = pytest.mark.parametrize("shelf", ["hf", "ms"], indirect=True)
HF = pytest.mark.parametrize("shelf", ["hf"], indirect=True)


@BOTH
def test_deleted_and_renamed_files_come_back_by_undo_in_a_commit_of_their_own(shelf: Shelf) -> None:
    job = shelf.run(_K.DELETE_FILES, paths=("a/one.txt", "model.safetensors"))
    assert (job.state, job.kind, job.message) == (JobState.DONE, JobKind.DELETE, "1 change done")
    assert shelf.files().keys() == {"README.md", "a/two.txt"}
    assert shelf.titles()[0] == "Delete 2 files"
    shelf.run(_K.RENAME_FILES, paths=("a",), new_paths=("b/c",), message="Move it")
    assert shelf.files() == {"README.md": FIRST["README.md"], "b/c/two.txt": b"2\n"}
    assert shelf.titles()[0] == "Move it"
    puts = sum(request.method == "PUT" for request in shelf.desk.local.requests)
    assert shelf.undo().message == "1 change done"
    assert shelf.files().keys() == {"README.md", "a/two.txt"}
    shelf.undo()
    assert shelf.files() == FIRST
    assert sum(request.method == "PUT" for request in shelf.desk.local.requests) == puts, "no large bytes"
    assert shelf.desk.engine.undo_plan() is None


@BOTH
def test_many_are_renamed_in_one_commit_once(shelf: Shelf) -> None:
    renames = {"a/one.txt": "b/1.txt", "a/two.txt": "2.txt", "model.safetensors": "weights/all.safetensors"}
    before = len(shelf.titles())
    shelf.run(_K.RENAME_FILES, paths=(*renames,), new_paths=(*renames.values(),))
    assert shelf.files() == {renames.get(path, path): content for path, content in FIRST.items()}
    assert shelf.titles()[0] == "Rename 3 files"
    assert len(shelf.titles()) == before + 1
    assert shelf.undo().message == "1 change done"
    assert shelf.files() == FIRST


@HF
@pytest.mark.parametrize(
    ("renames", "words"),
    [
        ({"README.md": "README.md"}, "that is its name"),
        ({"a": "a/b"}, "a folder does not go inside itself"),
        ({"README.md": "../out"}, "'../out'"),
        ({"README.md": "a/one.txt"}, "there is something at 'a/one.txt' already"),
        ({"README.md": "a"}, "there is something at 'a' already"),
        ({"README.md": "x", "a/one.txt": "x"}, "in each other's way: 'x' and 'x'"),
        ({"README.md": "x", "a/one.txt": "x/y"}, "in each other's way: 'x' and 'x/y'"),
        ({"a/one.txt": "a/two.txt", "a/two.txt": "a/one.txt"}, "in each other's way"),
        ({"a": "b", "a/one.txt": "c"}, "in each other's way: 'a' and 'a/one.txt'"),
    ],
)
def test_what_cannot_be_renamed_at_once_is_said_before(
    shelf: Shelf, renames: dict[str, str], words: str
) -> None:
    with pytest.raises(BadInput, match=re.escape(words)):
        check_renames(Where(shelf.hub, shelf.repo, shelf.first), renames)


@BOTH
def test_a_branch_is_as_it_was_at_a_commit_by_one_more(shelf: Shelf) -> None:
    shelf.write(
        {"README.md": b"# Two\n", "new/x.txt": b"x\n", "model.safetensors": LARGE[::-1]}, ("a/one.txt",)
    )
    now, then = (Where(shelf.hub, shelf.repo, oid) for oid in (shelf.head, shelf.first))
    found = difference(now, then)
    assert {entry.path for entry in found.back} == {"README.md", "a/one.txt", "model.safetensors"}
    assert {entry.path for entry in found.gone} == {"new/x.txt"}
    before = len(shelf.titles())
    shelf.run(_K.RESTORE, shelf.first, paths=("a", "README.md"))
    assert shelf.files().keys() == {*FIRST, "new/x.txt"}
    assert shelf.files()["README.md"] == b"# One\n"
    shelf.run(_K.RESTORE, shelf.first)
    assert shelf.files() == FIRST
    assert len(shelf.titles()) == before + 2
    assert (
        shelf.run(_K.RESTORE, shelf.first).message == "0 changes done · 1 left as they are · it is so already"
    )


@BOTH
def test_other_commits_since_are_never_overwritten_unless_they_changed_other_files(shelf: Shelf) -> None:
    head = shelf.head
    shelf.write({"README.md": b"# Theirs\n"})
    assert shelf.run(_K.DELETE_FILES, paths=("a/one.txt",), head=head).message == "1 change done"
    for kind, value, paths in ((_K.DELETE_FILES, "", ("README.md",)), (_K.RESTORE, shelf.first, ())):
        job = shelf.run(kind, value, paths=paths, head=head)
        assert "has other commits" in job.message
        assert "1 left as they are" in job.message
    assert shelf.files()["README.md"] == b"# Theirs\n"


@BOTH
@pytest.mark.parametrize("hang_up", ["before", "after"])
def test_a_commit_whose_answer_is_lost_is_made_once(shelf: Shelf, hang_up: str) -> None:
    before = len(shelf.titles())
    shelf.desk.local.faults.add(method="POST", path="/commit/", hang_up=hang_up, count=1)
    job = shelf.run(_K.DELETE_FILES, paths=("a/one.txt",))
    assert (job.state, job.message) == (JobState.DONE, "1 change done")
    assert len(shelf.titles()) == before + 1
    shelf.undo()
    assert shelf.files() == FIRST


@BOTH
def test_an_edit_is_committed_or_kept(shelf: Shelf, tmp_path: Path) -> None:
    kept = tmp_path / "edited.md"
    kept.write_bytes(b"# Mine\r\n")
    head = shelf.head
    theirs = shelf.write({"README.md": b"# Theirs\n"})
    job = shelf.run(_K.EDIT, str(kept), paths=("README.md",), head=head)
    assert job.state is JobState.FAILED
    assert f"has other commits: {theirs[:8]}, not {head[:8]}" in job.message
    assert f"your text is in {kept}" in job.message
    assert (shelf.files()["README.md"], kept.read_bytes()) == (b"# Theirs\n", b"# Mine\r\n")
    shelf.run(_K.EDIT, str(kept), paths=("README.md",), message="Say whose")
    assert shelf.files()["README.md"] == b"# Mine\r\n"
    assert shelf.titles()[0] == "Say whose"
    assert not kept.exists()
    shelf.undo()
    assert shelf.files()["README.md"] == b"# Theirs\n"


@BOTH
def test_a_long_text_goes_the_way_that_the_hub_wants(shelf: Shelf, tmp_path: Path) -> None:
    """More than 64 KiB are sent to ModelScope apart."""
    kept = tmp_path / "vocab.txt"
    kept.write_bytes(b"token\n" * 20_000)
    assert shelf.run(_K.EDIT, str(kept), paths=("a/one.txt",)).state is JobState.DONE
    assert shelf.files()["a/one.txt"] == b"token\n" * 20_000


@HF
def test_a_pull_request_leaves_the_branch_as_it_is_and_is_not_opened_twice(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = shelf.run(_K.DELETE_FILES, paths=("a/one.txt",), is_proposal=True, message="Without one\n\nBy ada")
    assert job.message == "1 change done · pull request #1"
    assert shelf.files() == FIRST
    outside = HfApi(endpoint=shelf.desk.local.hf, token=TOKENS["hf"])
    thread = outside.get_discussion_details(shelf.repo.repo_id, 1)
    assert (thread.title, thread.is_pull_request, thread.target_branch) == (
        "Without one",
        True,
        "refs/heads/main",
    )
    there = outside.list_repo_files(shelf.repo.repo_id, revision="refs/pr/1")
    assert {*there} - {".gitattributes"} == FIRST.keys() - {"a/one.txt"}
    assert shelf.desk.engine.undo_plan() is None
    shelf.desk.local.faults.add(method="POST", path="/commit/", hang_up="after", count=1)
    job = shelf.run(_K.DELETE_FILES, paths=("a/two.txt",), is_proposal=True)
    assert job.state is JobState.FAILED
    assert "whether the pull request was opened is not known" in job.message
    fault = shelf.desk.local.faults.add(method="POST", path="/commit/refs", hang_up="after", count=1)
    monkeypatch.setattr(type(shelf.hub), "commit_limit", 2)
    job = shelf.run(_K.DELETE_FILES, paths=tuple(FIRST), is_proposal=True)
    assert (job.message, fault.hits) == ("1 change done · pull request #3", 1)
    assert shelf.files("refs/pr/3") == {}
    assert len([*items(shelf.hub.list_discussions(shelf.repo))]) == 3


@BOTH
def test_more_than_one_commit_is_made_of_more_than_the_hub_takes(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(shelf.hub), "commit_limit", 2)
    before = len(shelf.titles())
    shelf.run(_K.DELETE_FILES, paths=tuple(FIRST))
    assert shelf.files() == {}
    assert len(shelf.titles()) == before + 2
    shelf.undo()
    assert shelf.files() == FIRST


def cut_off(shelf: Shelf, plan: BulkPlan, **fault: Any) -> int:
    """The job of a program that ended while its hub gave no answer to this."""
    desk = shelf.desk
    desk.engine.close()
    desk.pace = Pace(base=30.0)
    desk.begin()
    struck = desk.local.faults.add(count=None, **fault).struck
    job_id = desk.engine.submit_bulk(plan)
    assert struck.wait(30)
    desk.engine.close()
    desk.local.faults.clear()
    desk.begin()
    assert desk.engine.job(job_id).state is JobState.INTERRUPTED
    assert job_id not in desk.engine.unfinished()
    assert [state for state, _ in desk.outcomes(desk.engine.job(job_id))] == [ItemState.MOVING]
    desk.engine.find_out(job_id)
    return job_id


@HF
def test_a_deletion_cut_off_between_its_commits_tells_what_it_did_and_that_half_is_taken_back(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(shelf.hub), "commit_limit", 2)
    plan = shelf.plan(_K.DELETE_FILES, paths=tuple(FIRST))
    job_id = cut_off(shelf, plan, method="POST", path="/commit/", skip=1, status=503)
    assert len(shelf.files()) == 2
    told = shelf.desk.outcomes(shelf.desk.engine.job(job_id))
    assert told == [(ItemState.FAILED, "cut off: 2 files of it left as they were")]
    assert len(shelf.desk.engine.repos(job_id)[0].commits) == 1
    assert shelf.desk.engine.operations(1)[0].why_final == ""
    assert shelf.undo().message == "1 change done"
    assert shelf.files() == FIRST
    assert shelf.desk.engine.undo_plan() is None


@HF
@pytest.mark.parametrize(
    ("kind", "path", "more"),
    [
        (_K.DELETE_FILES, "/commit/", {"paths": ("README.md",)}),
        (_K.SQUASH, "/super-squash/", {}),
    ],
)
def test_what_was_done_before_the_program_ended_is_found_out(
    shelf: Shelf, kind: OperationKind, path: str, more: dict[str, Any]
) -> None:
    shelf.write({"new.txt": b"n"})
    job_id = cut_off(shelf, shelf.plan(kind, **more), method="POST", path=path, hang_up="after")
    ((state, _),) = shelf.desk.outcomes(shelf.desk.engine.job(job_id))
    assert state is ItemState.DONE
    if kind is _K.DELETE_FILES:
        assert "README.md" not in shelf.files()
        shelf.undo()
        assert shelf.files() == {**FIRST, "new.txt": b"n"}


@HF
def test_branches_and_tags_are_made_taken_back_and_deleted_only_where_they_were_seen(shelf: Shelf) -> None:
    names: Callable[[], set[str]] = lambda: {ref.name for ref in shelf.hub.list_refs(shelf.repo)}  # noqa: E731
    shelf.run(_K.CREATE_BRANCH, "try/it", revision=shelf.first)
    shelf.run(_K.CREATE_TAG, "v1", revision=shelf.first)
    assert shelf.run(_K.CREATE_TAG, "v1", revision=shelf.first).message.endswith(
        f"there is one at {shelf.first[:8]}"
    )
    assert names() == {"main", "try/it", "v1"}
    shelf.undo()
    assert names() == {"main", "try/it"}
    gone = BulkPlan(
        tuple(
            BulkItem("hf", shelf.repo, Operation(_K.DELETE_BRANCH, name), Seen(head=head))
            for name, head in (("try/it", "f" * 40), ("never", shelf.first))
        )
    )
    assert gone.title == f"delete 2 refs: {shelf.repo}"
    job = shelf.desk.run(gone)
    assert job.message.startswith("0 refs done · 2 left as they are · it is at")
    shelf.desk.local.faults.add(method="DELETE", path="/branch/", hang_up="after", count=1)
    assert shelf.run(_K.DELETE_BRANCH, "try/it", head=shelf.first).message == "1 ref done"
    assert names() == {"main"}


def test_a_tag_of_modelscope_is_made_and_nothing_offers_to_take_it_back(desk: Desk) -> None:
    shelf = Shelf(desk, "ms")
    assert shelf.run(_K.CREATE_TAG, "v1", revision=shelf.first).message == "1 ref done"
    assert shelf.hub.resolve(shelf.repo, "v1") == shelf.first
    assert desk.engine.undo_plan() is None


@HF
@pytest.mark.parametrize("hang_up", [None, "after"])
def test_a_history_becomes_one_commit_and_nothing_offers_to_take_it_back(
    shelf: Shelf, hang_up: str | None
) -> None:
    shelf.write({"README.md": b"# Two\n"})
    before = shelf.files()
    stale = shelf.run(_K.SQUASH, head=shelf.first)
    assert "has other commits: left as it is" in stale.message
    if hang_up:
        shelf.desk.local.faults.add(method="POST", path="super-squash", hang_up=hang_up, count=1)
    job = shelf.run(_K.SQUASH)
    assert (job.state, job.kind, job.message) == (JobState.DONE, JobKind.DELETE, "1 change done")
    assert shelf.titles() == ["Squash main"]
    assert shelf.files() == before
    assert shelf.desk.engine.undo_plan() is None


def test_a_change_waits_for_no_copy_of_other_repos(desk: Desk) -> None:
    """The slots of copies are taken; a change has its own."""
    from hubtui.jobs.line import Line

    class Run:
        def __init__(self, job_id: int, kind: JobKind) -> None:
            self.job_id = self.rank = job_id
            self.base = type("View", (), {"kind": kind})()
            self.targets = frozenset({job_id})
            self.has_slot = self.has_begun = self.paused = False
            self.stop = threading.Event()

    line = Line(1)
    for number, kind in enumerate((JobKind.COPY, JobKind.MIRROR, JobKind.DELETE, JobKind.CHANGE)):
        line.add(Run(number, kind))  # type: ignore[arg-type]
    assert [run.job_id for run in line.admit()] == [0, 2]
