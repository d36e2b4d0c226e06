"""Branches and tags through the real adapters, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hubtui.jobs.job import JobState, Made
from hubtui.jobs.options import Options
from hubtui.jobs.plan import Plan
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.localhub.history import HEADS
from hubtui.localhub.store import Store, now
from hubtui.model import AddFile, DeleteFile, Ref, RefType, RepoKey, items
from tests.faults.conftest import NewWorld
from tests.faults.world import HF_MS, MS_HF, SHA, World, sha256

NOTE = b"half of it\n"


def plan(world: World, revision: str = "", to: str = "", **options: bool) -> Plan:
    (asked,) = world.plan().repos
    request = CopyRequest(
        replace(asked.source, revision=revision, oid=""),
        replace(asked.target, revision=to, oid=""),
        options=Options(**options),  # type: ignore[arg-type]
    )
    return make_plan([request], world.hubs.__getitem__, world.engine.hashes)


def branch_out(world: World) -> None:
    """A branch `half` of the source, one file more and one less, and a tag at main's head."""
    end, repo = world.way.source, world.source
    hub = world.hubs[end]
    head = hub.resolve(repo, hub.default_revision)
    if end == "hf":
        hub.create_ref(repo, "half", RefType.BRANCH, head)
    else:
        world.hub.ask(lambda store: _set_branch(store, repo))  # on its web page, as it is with ModelScope
    changes = [AddFile("half.txt", len(NOTE), sha256(NOTE), NOTE), DeleteFile("data/notes.txt")]
    hub.commit(repo, "half", changes, "Halve it")
    hub.create_ref(repo, "v1", RefType.TAG, head)


def _set_branch(store: Store, repo: RepoKey) -> None:
    found = store.repos.find("ms", "model", repo.repo_id)
    assert found is not None
    head = store.history.ref(found, HEADS + found.default_branch)
    assert head is not None
    store.history.set_ref(found, f"{HEADS}half", head, now())


def hashes(world: World, branch: str) -> Mapping[str, str]:
    """Of the target's files, where its listing tells them."""
    hub = world.hubs[world.way.target]
    entries = items(hub.list_tree(world.target, branch, recursive=True))
    files = [entry for entry in entries if not entry.is_directory and entry.path != ".gitattributes"]
    return {one.path: sha256(b"".join(hub.read(world.target, branch, one.path))) for one in files}


def refs(world: World) -> dict[str, Ref]:
    return {ref.name: ref for ref in world.hubs[world.way.target].list_refs(world.target)}


def test_branches_are_made_at_hugging_face(new_world: NewWorld) -> None:
    world = new_world(MS_HF)
    branch_out(world)
    planned = plan(world, all_refs=True)
    job = world.copy(planned)
    assert job.state is JobState.DONE, job.message
    assert hashes(world, "main") == SHA
    kept = {path: sha for path, sha in SHA.items() if path != "data/notes.txt"}
    assert hashes(world, "half") == kept | {"half.txt": sha256(NOTE)}
    assert refs(world)["v1"].oid == refs(world)["main"].oid
    assert [one.made for one in world.engine.repos(job.job_id)] == [Made.DONE, Made.DONE]
    again = world.copy(plan(world, all_refs=True))
    assert again.message.startswith("nothing to move")


def test_a_tag_of_an_older_commit_is_held_by_hugging_face(new_world: NewWorld) -> None:
    world = new_world(MS_HF)
    hub = world.hubs["ms"]
    hub.create_ref(world.source, "v0", RefType.TAG, hub.resolve(world.source, "master"))
    hub.commit(world.source, "master", [AddFile("half.txt", len(NOTE), sha256(NOTE), NOTE)], "Add it")
    job = world.copy(plan(world, all_refs=True))
    assert job.state is JobState.DONE, job.message
    assert hashes(world, "v0") == SHA
    assert hashes(world, "main") == SHA | {"half.txt": sha256(NOTE)}
    assert refs(world).keys() == {"main", "v0"}


def test_a_new_branch_begins_with_what_the_default_one_has(new_world: NewWorld) -> None:
    world = new_world(MS_HF)
    world.copy()
    branch_out(world)
    planned = plan(world, "half", "trial")
    (one,) = planned.repos
    assert one.new_branch
    assert world.copy(planned).state is JobState.DONE
    assert hashes(world, "trial") == SHA | {"half.txt": sha256(NOTE)}
    assert hashes(world, "main") == SHA


def test_modelscope_gets_tags_and_is_told_of_the_branches(new_world: NewWorld) -> None:
    world = new_world(HF_MS)
    branch_out(world)
    planned = plan(world, all_refs=True)
    notes = [note for one in planned.repos for note in one.notes]
    assert any(note.startswith("stay behind: branches half: ModelScope lets no program") for note in notes)
    job = world.copy(planned)
    assert job.state is JobState.DONE, job.message
    assert hashes(world, "master") == SHA
    assert refs(world)["v1"].oid == refs(world)["master"].oid


def test_a_pull_request_s_ref_is_a_source(new_world: NewWorld) -> None:
    world = new_world(HF_MS)
    hub = world.hubs["hf"]
    num = hub.create_discussion(world.source, "A note", "", is_pull_request=True).num
    hub.commit(world.source, f"refs/pr/{num}", [AddFile("half.txt", len(NOTE), sha256(NOTE), NOTE)], "Add it")
    job = world.copy(plan(world, f"refs/pr/{num}"))
    assert job.state is JobState.DONE, job.message
    assert hashes(world, "master") == SHA | {"half.txt": sha256(NOTE)}
