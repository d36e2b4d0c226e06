"""What becomes of files that the target has: kept, overwritten, compared, deleted; and agreed to once."""

from __future__ import annotations

from datetime import datetime

import pytest

from hubtui.errors import Offline, Refused
from hubtui.hubs.local import Local
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import ItemState, JobKind, JobState, Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.options import Options
from hubtui.jobs.plan import GONE, Action, Policy, settled
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.model import RepoKey, RepoType
from tests.jobs.memory_hub import HfLike
from tests.jobs.setup import NO_WAIT, SOURCE, TARGET, TREE, bench

OLD = {"old.bin": b"old" * 30_000, "data/old.txt": b"old", ".gitattributes": b"* filter"}


def test_a_mirror_loses_what_only_the_target_has_in_the_commit_that_completes_it() -> None:
    with bench() as b:
        b.target.add(TARGET, dict(OLD))
        plan = b.plan(delete_extra=True)
        assert {i.path for i in plan.items if i.action is Action.DELETE} == {"old.bin", "data/old.txt"}
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert "2 deleted" in job.message
        assert b.arrived == TREE
        assert b.commits == 1
        states = {item.path: item.state for item in b.engine.items(job.job_id)}
        assert states["old.bin"] is ItemState.VERIFIED


def test_without_being_asked_nothing_is_deleted() -> None:
    with bench() as b:
        b.target.add(TARGET, dict(OLD))
        assert b.copy().state is JobState.DONE
        assert "old.bin" in b.arrived


def test_a_mirror_that_only_deletes_makes_its_commit() -> None:
    with bench() as b:
        b.target.add(TARGET, {**TREE, **OLD})
        job = b.copy(b.plan(delete_extra=True))
        assert job.state is JobState.DONE, job.message
        assert b.arrived == TREE
        assert "Delete 2 files beside those of" in b.target.repos[TARGET].commits[-1][0].title


def test_only_below_the_folder_that_is_copied() -> None:
    with bench() as b:
        b.target.add(TARGET, dict(OLD))
        job = b.copy(b.plan(paths=("data",), delete_extra=True))
        assert job.state is JobState.DONE
        assert set(b.arrived) == {"data/empty.txt", "data/notes.txt", "old.bin"}


def test_nothing_is_deleted_when_a_file_did_not_arrive() -> None:
    with bench() as b:
        b.target.add(TARGET, dict(OLD))
        b.source.always("read", Refused("no", status=400))
        job = b.copy(b.plan(delete_extra=True))
        assert job.state is JobState.FAILED
        assert "old.bin" in b.arrived
        words = {item.path: item.error for item in b.engine.items(job.job_id)}
        assert words["old.bin"] == "not deleted: other files did not arrive"
        assert job.kind is JobKind.MIRROR
        assert not job.kind.is_taken_over
        b.source.clear()
        assert b.retry(job.job_id).state is JobState.DONE
        assert b.arrived == TREE


def test_what_changed_since_the_plan_is_not_deleted() -> None:
    with bench() as b:
        b.target.add(TARGET, dict(OLD))
        plan = b.plan(delete_extra=True)
        b.target.add(TARGET, {"old.bin": b"somebody's new work"})
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert b.arrived["old.bin"] == b"somebody's new work"
        words = {item.path: item.error for item in b.engine.items(job.job_id)}
        assert words["old.bin"] == "changed since the plan: not deleted"
        assert words["data/old.txt"] == GONE


def test_a_lost_answer_deletes_once() -> None:
    from tests.jobs.memory_hub import Lost

    with bench() as b:
        b.target.add(TARGET, dict(OLD))
        b.target.script("commit", Lost(Offline("the answer is lost")))
        assert b.copy(b.plan(delete_extra=True)).state is JobState.DONE
        assert b.commits == 1
        assert b.arrived == TREE


def test_what_was_left_out_stays_so_when_the_target_moves() -> None:
    with bench() as b:
        b.target.add(TARGET, {"config.json": b"mine", "README.md": b"mine too"})
        choices = {(0, "config.json"): Policy.MISSING, (0, "weights.bin"): None}
        plan = settled(b.plan(), Policy.DIFFERENT, choices)
        b.target.add(TARGET, {"config.json": b"mine", "README.md": b"mine too", "x": b"x"})
        assert b.copy(plan).state is JobState.DONE
        rest = {path: data for path, data in TREE.items() if path != "weights.bin"}
        assert b.arrived == {**rest, "config.json": b"mine", "x": b"x"}


def test_what_was_to_be_overwritten_is_although_the_rest_is_kept() -> None:
    with bench() as b:
        mine = {"config.json": b"mine", "README.md": b"mine too"}
        b.target.add(TARGET, mine)
        plan = settled(b.plan(), Policy.MISSING, {(0, "config.json"): Policy.OVERWRITE})
        b.target.add(TARGET, {**mine, "x": b"x"})
        assert b.copy(plan).state is JobState.DONE
        assert b.arrived["config.json"] == TREE["config.json"]
        assert b.arrived["README.md"] == b"mine too"


def test_only_newer_asks_for_dates_where_they_cost_more() -> None:
    with bench() as b:
        b.target.add(TARGET, {"config.json": b"mine", "README.md": b"mine too", "weights.bin": b"w"})
        b.source.dates = {"config.json": datetime(2026, 2, 1), "README.md": datetime(2026, 1, 1)}
        b.target.dates = dict.fromkeys(b.arrived, datetime(2026, 1, 15))
        assert b.copy(b.plan(policy=Policy.NEWER)).state is JobState.DONE
        assert b.arrived["config.json"] == TREE["config.json"]
        assert b.arrived["README.md"] == b"mine too"
        assert b.arrived["weights.bin"] == b"w"


def test_files_of_this_machine_go_only_when_that_is_said(tmp_path) -> None:
    folder = tmp_path / "models"
    (folder / "data").mkdir(parents=True)
    (folder / "old.bin").write_bytes(b"old")
    (folder / "data/old.txt").write_bytes(b"old")
    (folder / ".git").mkdir()
    (folder / ".git/config").write_bytes(b"[core]")
    hubs = {"hub": HfLike(), "local": Local(tmp_path)}
    hubs["hub"].add(SOURCE, dict(TREE))
    engine = Engine(Journal(":memory:"), hubs.__getitem__, pace=NO_WAIT)
    here = Place("local", RepoKey(RepoType.MODEL, folder.as_posix()), "")

    def request(**options: bool) -> CopyRequest:
        return CopyRequest(Place("hub", SOURCE, ""), here, options=Options(**options))

    with pytest.raises(Refused, match="only when that is said"):
        make_plan([request(delete_extra=True)], hubs.__getitem__, engine.hashes)
    plan = make_plan([request(delete_extra=True, delete_here=True)], hubs.__getitem__, engine.hashes)
    assert {i.path for i in plan.items if i.action is Action.DELETE} == {"old.bin", "data/old.txt"}
    job = engine.wait(engine.submit(plan), 60)
    assert job.state is JobState.DONE, job.message
    left = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert left == {*TREE, ".git/config"}
    engine.close()
