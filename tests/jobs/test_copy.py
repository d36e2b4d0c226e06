"""Copies that go well: what arrives, in how many commits, and what a second one does."""

from __future__ import annotations

import pytest

from hubtui.jobs.job import ItemState, JobState, Place
from hubtui.jobs.plan import Action, Policy
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.model import Visibility
from tests.jobs.memory_hub import HfLike, MemoryHub, MsLike, sha256
from tests.jobs.setup import SOURCE, TARGET, TREE, Bench, bench


@pytest.mark.parametrize(("source", "target"), [(HfLike, MsLike), (MsLike, HfLike), (HfLike, HfLike)])
def test_every_file_arrives_in_one_commit(source: type[MemoryHub], target: type[MemoryHub]) -> None:
    with bench(source=source(), target=target()) as b:
        job = b.copy()
        assert job.state is JobState.DONE, job.message
        assert b.arrived == TREE
        assert b.commits == 1
        assert f"{len(TREE)} verified" in job.message


@pytest.mark.parametrize(("source", "target"), [(HfLike, MsLike), (MsLike, HfLike)])
def test_a_second_copy_moves_no_content_and_says_so(source: type[MemoryHub], target: type[MemoryHub]) -> None:
    with bench(source=source(), target=target()) as b:
        b.copy()
        b.source.reset_counts()
        b.target.reset_counts()
        job = b.copy()
        assert job.state is JobState.DONE
        assert job.message.startswith(f"nothing to move: all {len(TREE)} files are the same")
        assert b.source.calls["read"] == 0
        assert b.target.calls["put"] == b.target.calls["commit"] == 0


def test_a_second_copy_without_memory_reads_small_files_and_moves_nothing() -> None:
    with bench() as b:
        b.copy()
        other = Bench(source=b.source, target=b.target)
        b.target.reset_counts()
        job = other.copy()
        other.engine.close()
        assert job.state is JobState.DONE
        assert job.message.startswith("nothing to move")
        assert b.target.calls["commit"] == 0


def test_only_what_changed_moves() -> None:
    with bench() as b:
        b.copy()
        changed = {**TREE, "config.json": b'{"a": 1}', "new.txt": b"new"}
        b.source.add(SOURCE, changed)
        plan = b.plan()
        actions = {item.path: item.action for item in plan.items if item.action is not Action.SKIP}
        assert actions == {"config.json": Action.OVERWRITE, "new.txt": Action.COPY}
        assert b.copy(plan).state is JobState.DONE
        assert b.arrived == changed


def test_what_the_target_holds_elsewhere_is_only_named() -> None:
    big = TREE["weights.bin"]
    with bench() as b:
        b.target.add(TARGET, {"old.bin": big})
        b.target.blobs[sha256(big)] = big
        plan = b.plan()
        assert {item.path for item in plan.items if item.action is Action.REUSE} == {"weights.bin"}
        job = b.copy(plan)
        assert job.state is JobState.DONE
        assert "2.0 MB reused" in job.message
        assert b.arrived == {**TREE, "old.bin": big}


def test_existing_files_are_left_alone_when_asked() -> None:
    with bench() as b:
        b.target.add(TARGET, {"config.json": b"mine"})
        job = b.copy(b.plan(policy=Policy.MISSING))
        assert job.state is JobState.DONE
        assert b.arrived == {**TREE, "config.json": b"mine"}
        again = b.copy(b.plan(policy=Policy.MISSING))
        assert (
            again.message
            == f"nothing to move: {len(TREE) - 1} files the same, 1 left as they are, 5 verified"
        )


def test_a_folder_alone_can_be_copied() -> None:
    with bench() as b:
        assert b.copy(b.plan(paths=("data",))).state is JobState.DONE
        assert set(b.arrived) == {"data/empty.txt", "data/notes.txt"}


def test_limits_make_several_commits_and_the_readme_comes_last() -> None:
    class Narrow(MsLike):
        commit_limit = 3
        commit_inline_limit = 10_000

    tree = {"README.md": b"readme", **{f"f{n:02}.txt": bytes([n]) * 2_000 for n in range(20)}}
    with bench(tree, target=Narrow()) as b:
        job = b.copy()
        assert job.state is JobState.DONE, job.message
        assert b.arrived == tree
        *before, last = [tree for _, tree in b.target.repos[TARGET].commits]
        assert "README.md" in last
        assert not any("README.md" in tree for tree in before)


@pytest.mark.parametrize(
    ("visibility", "gated", "made"),
    [
        (Visibility.PUBLIC, "", Visibility.PUBLIC),
        (Visibility.PUBLIC, "auto", Visibility.PRIVATE),
        (Visibility.PRIVATE, "", Visibility.PRIVATE),
        (None, "", Visibility.PRIVATE),
    ],
)
def test_a_new_repo_is_never_wider(visibility: Visibility | None, gated: str, made: Visibility) -> None:
    with bench() as b:
        b.source.repos[SOURCE].visibility = visibility  # type: ignore[assignment]
        b.source.repos[SOURCE].gated = gated
        b.copy()
        assert b.target.repos[TARGET].visibility is made


def test_private_content_does_not_go_into_a_public_repo() -> None:
    with bench() as b:
        b.source.repos[SOURCE].visibility = Visibility.PRIVATE
        b.target.add(TARGET, {})
        with pytest.raises(Exception, match="is public there"):
            b.plan()


def test_an_incomplete_listing_is_refused() -> None:
    with bench() as b:
        b.source.note = "3,000 of more are shown"
        with pytest.raises(Exception, match="not complete"):
            b.plan()


def test_one_bad_repo_does_not_stop_the_others() -> None:
    with bench() as b:
        missing = CopyRequest(Place("from", TARGET, ""), Place("to", SOURCE, ""))
        plan = make_plan([missing, b.request()], b.hubs.__getitem__, b.engine.hashes)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "no repo" in job.message
        assert b.arrived == TREE


def test_the_source_is_pinned() -> None:
    with bench() as b:
        plan = b.plan()
        b.source.add(SOURCE, {"config.json": b"later"})
        assert b.copy(plan).state is JobState.DONE
        assert b.arrived == TREE


def test_the_outcome_names_every_file_and_commit() -> None:
    with bench() as b:
        job = b.copy()
        (repo,) = b.engine.outcome(job.job_id).repos
        assert {item.path: item.sha256 for item in repo.items} == {p: sha256(c) for p, c in TREE.items()}
        assert {item.state for item in repo.items} == {ItemState.VERIFIED}
        assert repo.commits == (b.target.repos[TARGET].head,)
        assert repo.verified is not None
        assert repo.verified.same == len(TREE)


def test_an_empty_repo_is_copied() -> None:
    with bench({}) as b:
        job = b.copy()
        assert job.state is JobState.DONE
        assert b.arrived == {}
