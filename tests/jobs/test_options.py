"""What can be chosen about a copy: files, branch, visibility, verification."""

from __future__ import annotations

import pytest

from hubtui.errors import BadInput, Forbidden, Refused
from hubtui.jobs.job import JobState, Verified
from hubtui.jobs.plan import Action, Verify
from hubtui.model import Capability, RepoType, Visibility
from tests.jobs.setup import SOURCE, TARGET, TREE, bench


def test_only_what_the_patterns_name_is_copied_and_that_is_said() -> None:
    with bench() as b:
        plan = b.plan(include=("*.bin",), exclude=("more/**",))
        assert [item.path for item in plan.items] == ["weights.bin"]
        assert f"left out by the patterns: {len(TREE) - 1} files" in plan.repos[0].notes
        assert b.copy(plan).state is JobState.DONE
        assert set(b.arrived) == {"weights.bin"}


def test_patterns_that_match_nothing_are_named() -> None:
    with bench() as b, pytest.raises(BadInput, match=r"no file of team/source matches \*\.gguf !\*\.bin"):
        b.plan(include=("*.gguf",), exclude=("*.bin",))


def test_a_mirror_leaves_alone_what_the_patterns_leave_out() -> None:
    with bench() as b:
        b.target.add(TARGET, {"old.bin": b"old", "old.txt": b"old"})
        plan = b.plan(exclude=("*.txt",), delete_extra=True)
        assert [item.path for item in plan.items if item.action is Action.DELETE] == ["old.bin"]


@pytest.mark.parametrize(
    ("seen", "gated", "asked", "made"),
    [
        (Visibility.PUBLIC, "", None, Visibility.PUBLIC),
        (Visibility.PUBLIC, "", Visibility.PRIVATE, Visibility.PRIVATE),
        (Visibility.PUBLIC, "auto", None, Visibility.PRIVATE),
        (Visibility.PRIVATE, "", None, Visibility.PRIVATE),
    ],
)
def test_a_new_target_is_as_visible_as_asked_or_as_its_source(
    seen: Visibility, gated: str, asked: Visibility | None, made: Visibility
) -> None:
    with bench() as b:
        b.source.repos[SOURCE].visibility, b.source.repos[SOURCE].gated = seen, gated
        assert b.copy(b.plan(visibility=asked)).state is JobState.DONE
        assert b.target.repos[TARGET].visibility is made


@pytest.mark.parametrize("gated", ["", "auto"])
def test_a_target_is_wider_than_its_source_only_when_that_is_said(gated: str) -> None:
    with bench() as b:
        b.source.repos[SOURCE].gated = gated
        b.source.repos[SOURCE].visibility = Visibility.PUBLIC if gated else Visibility.PRIVATE
        with pytest.raises(Refused, match="would be public, the source is open to fewer people: private"):
            b.plan(visibility=Visibility.PUBLIC)
        assert b.copy(b.plan(visibility=Visibility.PUBLIC, widen=True)).state is JobState.DONE
        assert b.target.repos[TARGET].visibility is Visibility.PUBLIC


def test_by_size_only_sees_sizes_and_says_so() -> None:
    with bench() as b:
        job = b.copy(b.plan(verify=Verify.SIZE))
        assert job.state is JobState.DONE
        assert f"{len(TREE)} verified by size only" in job.message


def test_not_verified_is_said_and_nothing_is_listed_for_it() -> None:
    listings = {}
    for verify in (Verify.HASH, Verify.OFF):
        with bench() as b:
            job = b.copy(b.plan(verify=verify))
            assert job.state is JobState.DONE
            assert ("not verified, as asked" in job.message) is (verify is Verify.OFF)
            listings[verify] = b.target.calls["list_tree"]
            nothing = b.engine.outcome(job.job_id).repos[0].verified == Verified()
            assert nothing is (verify is Verify.OFF)
    assert listings[Verify.OFF] == listings[Verify.HASH] - 1


def test_what_is_not_the_accounts_own_is_planned_as_a_pull_request_and_that_is_said() -> None:
    with bench() as b:
        b.target.add(TARGET, {"README.md": b"theirs"})
        b.target.capabilities = dict.fromkeys(RepoType, ~Capability.NONE)
        b.target.script("missing", Forbidden("not yours"))
        plan = b.plan()
        assert f"not yours to commit to: {TARGET} takes it as a pull request" in plan.repos[0].notes
        b.target.script("missing", Forbidden("not yours"), Forbidden("nor that"))
        with pytest.raises(Forbidden, match="nor that"):
            b.plan()
