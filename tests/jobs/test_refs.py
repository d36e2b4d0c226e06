"""Branches and tags of a copy: which become the target's, which cannot, and a program killed between."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hubtui.errors import BadInput, Conflict, HubtuiError, Offline, Unavailable
from hubtui.jobs.job import JobKind, JobState, Made, Place
from hubtui.jobs.plan import BROUGHT, Action, Plan, Policy, doomed
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.jobs.totals import totals
from hubtui.model import Capability, RefType, RepoType
from hubtui.ui.rows.jobs import ITEMS, report_names, verified_words
from hubtui.ui.rows.plan import PLAN, PlanLines
from tests.jobs.memory_hub import INLINE, HfLike, Lost, MemoryHub, MsLike, Tree
from tests.jobs.setup import SOURCE, TARGET, TREE, Bench, bench
from tests.jobs.test_kill import KeptHub

HALF: Tree = {"README.md": b"# A model in half\n", "weights.bin": b"h" * 200_000}
OLD: Tree = {"README.md": b"# An older model\n"}
WRITE = Capability.WRITE | Capability.COMMITS | Capability.CREATE_TAG


class Makes(HfLike):
    capabilities = dict.fromkeys((RepoType.MODEL,), WRITE | Capability.CREATE_BRANCH | Capability.DELETE_REF)


class TagsOnly(MsLike):
    capabilities = dict.fromkeys((RepoType.MODEL,), WRITE)


def seeded(hub: MemoryHub) -> None:
    """The bench's repo with a branch, and a tag on each."""
    repo = hub.repos[SOURCE]
    repo.tags["v1"] = repo.head
    hub.create_ref(SOURCE, "half", RefType.BRANCH, repo.head)
    repo.tags["half-1"] = repo.record(dict(HALF), "half of it", "half")


def files(hub: MemoryHub, branch: str) -> Tree:
    repo = hub.repos[TARGET]
    tree = repo.branches[branch][-1][1] if branch != hub.default_revision else repo.tree
    return {path: content for path, content in tree.items() if path != ".gitattributes"}


def test_a_content_of_two_branches_goes_over_once() -> None:
    """By the plan, and then."""
    with bench(source=TagsOnly(), target=Makes()) as b:
        seeded(b.source)
        both = {**HALF, "same.bin": TREE["weights.bin"]}
        b.source.repos[SOURCE].record(both, "the same weights", "half")
        b.source.repos[SOURCE].tags.clear()
        plan = b.plan(all_refs=True)
        (item,) = [one for one in plan.repos[1].items if one.path == "same.bin"]
        assert PLAN.cells(PlanLines(plan)[0])[1].text == "target@main/README.md"
        assert (item.action, item.why) == (Action.REUSE, BROUGHT)
        sums = totals(plan)
        assert (sums.reuse, sums.size) == (item.size, sum(map(len, (*TREE.values(), *both.values()))))
        assert b.copy(plan).state is JobState.DONE
        sent = {data for data in (*TREE.values(), *both.values()) if len(data) > INLINE}
        assert b.target.put_bytes == sum(map(len, sent))
        assert files(b.target, "half") == both
        (view,) = [one for one in b.engine.items(1) if one.path == "same.bin"]
        assert ITEMS.cells(view)[-3].text == "target@half/same.bin"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"paths": ("data",)}, "those of a whole repo"),
        ({"source": Place("from", SOURCE, "half")}, "'half' is asked for"),
        ({"target": Place("to", TARGET, "half")}, "'half' is asked for"),
        ({"target": Place("disk", TARGET, "")}, "a folder has none"),
    ],
)
def test_all_refs_are_of_whole_repos_on_hubs(asked: dict[str, Any], words: str) -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        seeded(b.source)
        b.hubs["disk"] = Disk()
        with pytest.raises(BadInput, match=words):
            make_plan([replace(b.request(all_refs=True), **asked)], b.hubs.__getitem__, b.engine.hashes)


class Disk(MsLike):
    keeps_history = False


def notes(plan: Plan) -> str:
    return "\n".join(note for repo in plan.repos for note in repo.notes)


@pytest.mark.parametrize("is_there", [False, True])
def test_every_branch_becomes_the_one_of_its_name(*, is_there: bool) -> None:
    """From what hubs call their default branch to what the other one does; the tags go with them."""
    with bench(source=TagsOnly(), target=Makes()) as b:
        seeded(b.source)
        if is_there:
            b.target.add(TARGET, {"mine.txt": b"mine", "README.md": b"# Mine\n"})
        plan = b.plan(all_refs=True)
        assert [(one.source.revision, one.target.revision) for one in plan.repos] == [
            ("master", "main"),
            ("half", "half"),
        ]
        assert [one.new_branch for one in plan.repos] == [False, True]
        assert plan.kind is JobKind.COPY
        assert not [*doomed(plan)]
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        assert "1 repo " in job.message
        assert "2 tags" in job.message
        assert files(b.target, "half") == HALF
        assert files(b.target, "main") == TREE | ({"mine.txt": b"mine"} if is_there else {})
        repo = b.target.repos[TARGET]
        assert repo.tags == {"v1": repo.head, "half-1": repo.branches["half"][-1][0].oid}
        main, half = b.engine.repos(job.job_id)
        assert (main.made, half.made) == (Made.NOTHING if is_there else Made.DONE, Made.DONE)
        assert (main.tags, half.tags) == (("v1",), ("half-1",))
        again = b.copy(b.plan(all_refs=True))
        assert again.message.startswith("nothing to move")
        assert "left as they are" not in notes(b.plan(all_refs=True))


def test_what_the_target_cannot_hold_is_said() -> None:
    with bench(source=Makes(), target=TagsOnly()) as b:
        seeded(b.source)
        old = b.source.repos[SOURCE]
        old.tags["v0"] = old.record(dict(OLD), "old", "half")
        old.branches["half"].pop()
        old.branches["v0-line"] = [*old.branches["half"]]
        b.target.add(TARGET, dict(TREE))
        b.target.repos[TARGET].tags["v1"] = "another"
        plan = b.plan(all_refs=True)
        assert [one.target.revision for one in plan.repos] == ["master"]
        said = notes(plan)
        assert "stay behind: branches half, v0-line: MS lets no program make branches" in said
        assert "left as they are: tags v1: the target has them already" in said
        assert "stay behind: tags half-1, v0: they name older commits" in said
        assert b.copy(plan).state is JobState.DONE


def test_a_branch_that_was_made_on_the_web_page_is_copied_to() -> None:
    with bench(source=Makes(), target=TagsOnly()) as b:
        seeded(b.source)
        b.target.add(TARGET, {"mine.txt": b"mine"})
        b.target.repos[TARGET].branches["half"] = [*b.target.repos[TARGET].commits]
        assert b.copy(b.plan(all_refs=True)).state is JobState.DONE
        assert files(b.target, "half") == HALF | {"mine.txt": b"mine"}


def with_release(hub: MemoryHub) -> None:
    """Two tags on a commit that main has left behind."""
    old = hub.add(SOURCE, dict(OLD))
    hub.add(SOURCE, dict(TREE))
    hub.create_ref(SOURCE, "v0", RefType.TAG, old)
    hub.create_ref(SOURCE, "v0-again", RefType.TAG, old)


@pytest.mark.parametrize("is_there", [False, True])
def test_tags_of_an_older_commit_come_by_a_branch_that_goes_again(*, is_there: bool) -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        with_release(b.source)
        if is_there:
            b.target.add(TARGET, {"mine.txt": b"mine"})
        plan = b.plan(all_refs=True)
        assert [(one.target.revision, one.passing) for one in plan.repos] == [
            ("main", False),
            ("hubtui/copy-of/v0", True),
        ]
        assert "older commits: tags v0, v0-again: each on a branch that goes" in notes(plan)
        job = b.copy(plan)
        assert job.state is JobState.DONE, job.message
        repo = b.target.repos[TARGET]
        assert not repo.branches
        for tag in ("v0", "v0-again"):
            assert {path: data for path, data in repo.tagged[tag][-1][1].items() if path[0] != "."} == OLD
        assert b.engine.repos(job.job_id)[1].made is Made.PASSED
        again = b.retry(job.job_id)
        assert again.state is JobState.DONE, again.message
        assert "left as they are: tags v0, v0-again" in notes(b.plan(all_refs=True))


def test_what_an_ended_copy_left_is_not_taken_for_its_own() -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        with_release(b.source)
        head = b.target.add(TARGET, dict(TREE))
        b.target.create_ref(TARGET, "hubtui/copy-of/v0", RefType.BRANCH, head)
        (item,) = b.plan(all_refs=True).repos[1].items
        assert item.why == "a copy that was ended left the branch hubtui/copy-of/v0: delete it first"


def to_branch(b: Bench, revision: str = "", **options: object) -> Plan:
    request = b.request(**options)
    asked = CopyRequest(Place("from", SOURCE, revision), Place("to", TARGET, "half"), options=request.options)
    return make_plan([asked], b.hubs.__getitem__, b.engine.hashes)


@pytest.mark.parametrize("is_there", [False, True])
def test_one_branch_that_is_missing_is_made(*, is_there: bool) -> None:
    """From where the target's default branch is: what that has stays, whatever the policy."""
    mine: Tree = {"mine.txt": b"mine", "README.md": b"# Mine\n"} if is_there else {}
    with bench(source=MsLike(), target=Makes()) as b:
        if is_there:
            b.target.add(TARGET, mine)
        (planned,) = to_branch(b, policy=Policy.MISSING).repos
        assert (planned.create, planned.new_branch) == (not is_there, True)
        job = b.copy(Plan((planned,)))
        assert job.state is JobState.DONE, job.message
        assert files(b.target, "half") == mine | TREE
        assert files(b.target, "main") == mine


def test_where_no_program_makes_branches_one_has_to_be_there() -> None:
    with bench(source=Makes(), target=TagsOnly()) as b:
        b.target.add(TARGET, dict(TREE))
        with pytest.raises(HubtuiError, match="has no branch 'half', and lets no program make one"):
            to_branch(b)


def test_a_branch_of_somebody_else_is_not_taken_for_the_planned_one() -> None:
    with bench(source=MsLike(), target=Makes()) as b:
        b.target.add(TARGET, dict(OLD))
        plan = to_branch(b)
        b.target.create_ref(TARGET, "half", RefType.BRANCH, b.target.repos[TARGET].head)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "branch half of me/target was made by somebody else" in job.message
        assert files(b.target, "half") == OLD


@pytest.mark.parametrize(
    "step", [Lost(Offline("no answer")), Offline("not sent"), Unavailable("busy", status=503)]
)
def test_refs_whose_answer_is_lost_are_made_once(step: object) -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        seeded(b.source)
        b.target.script("create_ref", step, None, step)  # type: ignore[arg-type]
        job = b.copy(b.plan(all_refs=True))
        assert job.state is JobState.DONE, job.message
        assert set(b.target.repos[TARGET].tags) == {"v1", "half-1"}
        assert files(b.target, "half") == HALF


def test_no_tag_is_made_where_a_file_did_not_arrive() -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        b.source.repos[SOURCE].tags["v1"] = b.source.repos[SOURCE].head
        plan = b.plan(all_refs=True)
        b.target.script("put", *[Conflict("no")] * 40)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "tag v1 is not made: not every file arrived" in job.message
        b.target.clear()
        assert b.retry(job.job_id).state is JobState.DONE
        assert set(b.target.repos[TARGET].tags) == {"v1"}


def test_a_tag_that_came_to_be_elsewhere_meanwhile_stays_there() -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        b.source.repos[SOURCE].tags["v1"] = b.source.repos[SOURCE].head
        other = b.target.add(TARGET, dict(OLD))
        plan = b.plan(all_refs=True)
        b.target.create_ref(TARGET, "v1", RefType.TAG, other)
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "tag v1 is at another commit of the target already" in job.message
        assert b.target.repos[TARGET].tags == {"v1": other}


CHILD = """
import sys
from pathlib import Path
from tests.jobs.setup import TARGET
from tests.jobs.test_refs import KeptBranches, OLD, killable, seeded

folder, nth, after = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "after"
bench = killable(folder, KeptBranches())
bench.target.add(TARGET, dict(OLD))
bench.target.keep(folder, "create_ref", nth, after)
bench.copy(bench.plan(all_refs=True))
"""


class KeptBranches(KeptHub):
    capabilities = Makes.capabilities
    default_revision = "main"

    def create_ref(self, *args, **options):  # type: ignore[no-untyped-def]
        return self._around("create_ref", lambda: super(KeptBranches, self).create_ref(*args, **options))

    def delete_ref(self, *args, **options):  # type: ignore[no-untyped-def]
        return self._around("delete_ref", lambda: super(KeptBranches, self).delete_ref(*args, **options))


def killable(folder: Path, target: MemoryHub) -> Bench:
    made = Bench(folder / "journal.sqlite", TagsOnly(), target)
    made.source.add(SOURCE, dict(TREE))
    seeded(made.source)
    return made


@pytest.mark.parametrize(
    ("nth", "when", "told"),
    [(2, "before", Made.ASKED), (2, "after", Made.ASKED), (3, "before", Made.DONE), (3, "after", Made.DONE)],
)
def test_a_program_killed_while_it_makes_refs_tells_it_and_goes_on(
    tmp_path: Path, nth: int, when: str, told: Made
) -> None:
    """The first is the tag of main, then come the branch and its tag."""
    command = [sys.executable, "-c", CHILD, str(tmp_path), str(nth), when]
    assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
    target = Makes()
    target.repos, target.blobs = pickle.loads((tmp_path / "hub").read_bytes())
    b = killable(tmp_path, target)
    (job_id,) = b.engine.unfinished()
    main, half = b.engine.repos(job_id)
    assert (main.tags, half.made, half.tags) == (("v1",), told, ())
    assert verified_words(half)[0] == f"not verified yet · new at the target: {told}"
    job = b.retry(job_id)
    assert job.state is JobState.DONE, job.message
    assert files(target, "half") == HALF
    repo = target.repos[TARGET]
    assert repo.tags == {"v1": repo.head, "half-1": repo.branches["half"][-1][0].oid}
    assert len(repo.branches["half"]) == 2
    main, half = b.engine.repos(job_id)
    assert half.tags == ("half-1",)
    assert report_names([main, half]) == ["target@main", "target@half"]
    assert verified_words(half)[0].endswith(" · tags half-1")
    b.engine.close()


PASSING = """
import sys
from pathlib import Path
from tests.jobs.setup import TARGET
from tests.jobs.test_refs import KeptBranches, OLD, TagsOnly, released

folder, method, after = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "after"
bench = released(folder, KeptBranches())
bench.target.add(TARGET, dict(OLD) | {"mine.txt": b"mine"})
bench.target.keep(folder, method, 2 if method == "create_ref" else 1, after)
bench.copy(bench.plan(all_refs=True))
"""


def released(folder: Path, target: MemoryHub) -> Bench:
    made = Bench(folder / "journal.sqlite", TagsOnly(), target)
    with_release(made.source)
    return made


@pytest.mark.parametrize(("method", "when"), [("create_ref", "after"), ("delete_ref", "after")])
def test_a_program_killed_while_a_tag_s_branch_passes_leaves_no_branch(
    tmp_path: Path, method: str, when: str
) -> None:
    command = [sys.executable, "-c", PASSING, str(tmp_path), method, when]
    assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
    target = Makes()
    target.repos, target.blobs = pickle.loads((tmp_path / "hub").read_bytes())
    b = released(tmp_path, target)
    (job_id,) = b.engine.unfinished()
    assert b.engine.repos(job_id)[1].made is Made.DONE
    job = b.retry(job_id)
    assert job.state is JobState.DONE, job.message
    repo = target.repos[TARGET]
    assert not repo.branches
    assert {repo.tags[tag] for tag in ("v0", "v0-again")} == {repo.tagged["v0"][-1][0].oid}
    assert b.engine.repos(job_id)[1].made is Made.PASSED
    b.engine.close()


OWN = "hubtui/copy-of/v0"


def cancelled_at_its_tag(b: Bench) -> int:
    """A copy that was cancelled once the files of an older tag had been committed, right before the tag."""
    with_release(b.source)
    b.target.add(TARGET, dict(TREE))
    plan, ids = b.plan(all_refs=True), list[int]()

    def cancel() -> None:
        assert OWN in b.target.repos[TARGET].branches
        b.engine.cancel(ids[0])

    b.target.script("create_ref", None, cancel)
    with b.engine._changed:
        ids.append(b.engine.submit(plan))
    assert b.engine.wait(ids[0], 30).state is JobState.CANCELLED
    return ids[0]


def test_a_copy_cancelled_in_the_middle_of_a_tag_takes_its_branch_away() -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        job_id = cancelled_at_its_tag(b)
        repo = b.target.repos[TARGET]
        assert b.engine.job(job_id).message == "cancelled"
        assert not repo.branches
        assert b.engine.repos(job_id)[1].made is Made.PASSED, "the first tag was made: it holds the files"
        assert b.retry(job_id).state is JobState.DONE
        assert repo.tags["v0"] == repo.tags["v0-again"]
        assert not repo.branches


def test_one_cancelled_before_its_tag_makes_the_branch_anew() -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        with_release(b.source)
        b.target.add(TARGET, dict(TREE))
        plan, ids = b.plan(all_refs=True), list[int]()
        b.target.script("commit", lambda: b.engine.cancel(ids[0]))
        with b.engine._changed:
            ids.append(b.engine.submit(plan))
        assert b.engine.wait(ids[0], 30).state is JobState.CANCELLED
        repo = b.target.repos[TARGET]
        assert not repo.branches
        assert b.engine.repos(ids[0])[1].made is Made.PLANNED
        assert b.retry(ids[0]).state is JobState.DONE
        assert {path: data for path, data in repo.tagged["v0"][-1][1].items() if path[0] != "."} == OLD
        assert not repo.branches


def test_a_branch_that_could_not_be_taken_away_is_told_and_goes_with_the_next_run() -> None:
    with bench(source=TagsOnly(), target=Makes()) as b:
        b.target.script("delete_ref", Offline("no connection", hub="HF"))
        job_id = cancelled_at_its_tag(b)
        words = "cancelled · branch hubtui/copy-of/v0 may be left at me/target: HF: no connection"
        assert b.engine.job(job_id).message == words
        assert [*b.target.repos[TARGET].branches] == [OWN]
        assert b.copy(b.plan()).state is JobState.DONE
        assert not b.target.repos[TARGET].branches


@pytest.mark.parametrize("state", [JobState.PAUSED, JobState.INTERRUPTED])
def test_one_at_rest_is_cleaned_up_when_it_is_cancelled_or_forgotten(tmp_path: Path, state: JobState) -> None:
    target = Makes()
    b = Bench(tmp_path / "journal.sqlite", TagsOnly(), target)
    with_release(b.source)
    target.add(TARGET, dict(TREE))
    target.script("create_ref", None, Conflict("no", status=409, hub="HF"))
    job_id = b.copy(b.plan(all_refs=True)).job_id
    assert OWN in target.repos[TARGET].branches
    b.engine._journal.set_state(job_id, state)
    b.engine.close()
    b = Bench(tmp_path / "journal.sqlite", b.source, target)
    b.engine.remove([job_id])
    b.engine.cancel(job_id)
    assert not target.repos[TARGET].branches
    assert [job.job_id for job in b.engine.view().jobs] == ([job_id] if state is JobState.PAUSED else [])
    b.engine.close()
