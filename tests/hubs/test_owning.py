"""What an owner does with repos on both hubs, seen afterwards by the owner and by a stranger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from hubtui.errors import BadInput, Conflict, Forbidden, HubError, NotFound, Refused, Unsupported
from hubtui.hub import Hub
from hubtui.hubs.huggingface import HuggingFace
from hubtui.hubs.modelscope import ModelScope
from hubtui.localhub.server import LocalHub
from hubtui.model import (
    AccessStatus,
    AddFile,
    Capability,
    DiscussionStatus,
    Gating,
    LargeFile,
    RepoKey,
    RepoType,
    Upload,
    Visibility,
    items,
)
from hubtui.secret import Secret
from tests.hubs.conftest import OWNER, STRANGER

BOTH = (HuggingFace, ModelScope)
HELD = (RepoType.MODEL, RepoType.DATASET)
LARGE = bytes(range(256)) * 48_000


def opened(kind: type[Hub], local_hub: LocalHub, tokens: dict[str, str], cache: Path) -> Hub:
    side = "hf" if kind is HuggingFace else "ms"
    return kind.open(getattr(local_hub, side), Secret(tokens[side]), cache)


@pytest.fixture(params=BOTH, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> type[Hub]:
    return request.param


@pytest.fixture
def hub(kind: type[Hub], local_hub: LocalHub, tmp_path: Path) -> Iterator[Hub]:
    made = opened(kind, local_hub, OWNER, tmp_path / "owner")
    yield made
    made.close()


@pytest.fixture
def stranger(kind: type[Hub], local_hub: LocalHub, tmp_path: Path) -> Iterator[Hub]:
    made = opened(kind, local_hub, STRANGER, tmp_path / "stranger")
    yield made
    made.close()


@pytest.fixture
def hf(local_hub: LocalHub, tmp_path: Path) -> Iterator[HuggingFace]:
    made = opened(HuggingFace, local_hub, OWNER, tmp_path / "hf")
    assert isinstance(made, HuggingFace)
    yield made
    made.close()


def new(
    hub: Hub, repo_type: RepoType = RepoType.MODEL, visibility: Visibility = Visibility.PRIVATE
) -> RepoKey:
    repo = RepoKey(repo_type, f"owner/t{uuid4().hex[:10]}")
    hub.create_repo(repo, visibility=visibility, license="mit")
    return repo


def add_large(hub: Hub, repo: RepoKey, path: str, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    change = AddFile(path, len(data), digest)
    for need in hub.missing(repo, hub.default_revision, [Upload(path, len(data), digest, data[:512])]):
        hub.put(repo, need, iter((data,)))
    return hub.commit(repo, hub.default_revision, [change], f"Add {path}")


@pytest.mark.parametrize("repo_type", HELD)
def test_a_repo_is_opened_to_all_and_closed_again(hub: Hub, stranger: Hub, repo_type: RepoType) -> None:
    repo = new(hub, repo_type)
    for visibility in (*reversed(hub.visibilities[repo_type]), *hub.visibilities[repo_type]):
        hub.set_visibility(repo, visibility)
        assert hub.repo_info(repo).visibility is visibility
        if visibility is Visibility.PUBLIC:
            assert stranger.repo_info(repo).key == repo
        elif visibility is Visibility.PRIVATE:
            with pytest.raises(NotFound):
                stranger.repo_info(repo)


def test_changing_the_visibility_changes_nothing_else(hub: Hub) -> None:
    repo = new(hub)
    before = hub.repo_info(repo)
    hub.set_visibility(repo, Visibility.PUBLIC)
    after = hub.repo_info(repo)
    assert (after.license, after.task, after.description, after.gated) == (
        before.license, before.task, before.description, before.gated,
    )  # fmt: skip


def test_a_stranger_may_propose_a_large_file_and_not_commit_one(
    hf: HuggingFace, local_hub: LocalHub, tmp_path: Path
) -> None:
    repo, data = new(hf, visibility=Visibility.PUBLIC), LARGE[:100_000]
    them = opened(HuggingFace, local_hub, STRANGER, tmp_path / "them")
    upload = Upload("big.safetensors", len(data), hashlib.sha256(data).hexdigest(), data[:512])
    with pytest.raises(Forbidden):
        them.missing(repo, "main", [upload])
    (need,) = them.missing(repo, "main", [upload], proposes=True)
    assert not need.inline
    them.put(repo, need, iter((data,)))
    ref = them.propose(repo, "main", [AddFile(upload.path, upload.size, upload.sha256)], "Add it")
    assert b"".join(hf.read(repo, ref.name, upload.path)) == data
    them.close()


def test_a_duplicate_may_still_be_filled_by_its_hub_or_be_there_already(
    hf: HuggingFace, local_hub: LocalHub
) -> None:
    repo = new(hf)
    to = RepoKey(repo.repo_type, f"{repo.repo_id}-too")
    told = {"url": f"{local_hub.hf}/{to.repo_id}", "filesCopyPending": True}
    local_hub.faults.add(hub="hf", method="POST", path="/duplicate", status=200, body=told, count=1)
    assert hf.duplicate_repo(repo, to, Visibility.PRIVATE)
    assert not hf.duplicate_repo(repo, to, Visibility.PRIVATE)
    assert hf.repo_info(to).visibility is Visibility.PRIVATE
    with pytest.raises(Conflict):
        hf.duplicate_repo(repo, to, Visibility.PRIVATE)
    with pytest.raises(Unsupported):
        hf.duplicate_repo(repo, to, Visibility.INTERNAL)


@pytest.mark.parametrize("repo_type", HELD)
def test_a_stranger_changes_nothing(hub: Hub, stranger: Hub, repo_type: RepoType) -> None:
    repo = new(hub, repo_type, Visibility.PUBLIC)
    for act in (
        lambda: stranger.set_visibility(repo, Visibility.PRIVATE),
        lambda: stranger.set_gating(repo, Gating.MANUAL),
        lambda: stranger.delete_repo(repo),
    ):
        with pytest.raises(HubError):
            act()
    assert (hub.repo_info(repo).visibility, hub.repo_info(repo).gated) == (Visibility.PUBLIC, "")


def test_a_visibility_that_the_hub_does_not_have_is_refused_in_words(hub: Hub) -> None:
    repo = new(hub)
    (missing,) = set(Visibility) - set(hub.visibilities[RepoType.MODEL]) - {Visibility.INTERNAL}
    with pytest.raises(Unsupported, match="a model cannot be protected"):
        hub.set_visibility(repo, missing)


@pytest.mark.parametrize("repo_type", HELD)
def test_the_content_is_gated_and_opened_again(hub: Hub, repo_type: RepoType) -> None:
    repo = new(hub, repo_type)
    for gating in (*reversed(hub.gatings), Gating.OFF):
        hub.set_gating(repo, gating)
        assert hub.repo_info(repo).gated == gating.value
        assert hub.repo_info(repo).visibility is Visibility.PRIVATE


@pytest.mark.parametrize("repo_type", HELD)
def test_a_deleted_repo_is_gone_and_stays_gone(hub: Hub, repo_type: RepoType) -> None:
    repo, other = new(hub, repo_type), new(hub, repo_type)
    hub.delete_repo(repo)
    with pytest.raises(NotFound):
        hub.repo_info(repo)
    with pytest.raises(NotFound):
        hub.delete_repo(repo)
    assert hub.repo_info(other).key == other


def test_what_a_hub_cannot_do_is_said_before_any_request(hub: Hub) -> None:
    acts = {
        Capability.MOVE: lambda: hub.move_repo(repo, repo),
        Capability.SQUASH: lambda: hub.squash(repo, "main", "x"),
        Capability.LIKE: lambda: hub.set_liked(repo, liked=True),
        Capability.SET_DISCUSSIONS: lambda: hub.set_discussions(repo, enabled=False),
        Capability.ACCESS_REQUESTS: lambda: hub.list_access_requests(repo, AccessStatus.PENDING),
        Capability.LARGE_FILES: lambda: hub.list_large_files(repo),
    }
    repo = RepoKey(RepoType.MODEL, "owner/nowhere")
    for capability, act in acts.items():
        if not hub.supports(capability, RepoType.MODEL):
            with pytest.raises(Unsupported):
                act()


def test_a_studio_s_visibility_is_set_by_its_own_route(local_hub: LocalHub, tmp_path: Path) -> None:
    hub = opened(ModelScope, local_hub, OWNER, tmp_path)
    repo = RepoKey(RepoType.SPACE, f"owner/t{uuid4().hex[:10]}")
    hub._api.create_repo(repo.repo_id, "studio", visibility="private")  # type: ignore[attr-defined]
    for visibility in hub.visibilities[RepoType.SPACE]:
        hub.set_visibility(repo, visibility)
        assert hub.repo_info(repo).visibility is visibility


# Hugging Face alone


def test_a_repo_moves_to_another_name_with_all_it_has(hf: HuggingFace) -> None:
    repo = new(hf)
    oid = add_large(hf, repo, "model.safetensors", LARGE)
    to = RepoKey(RepoType.MODEL, f"acme-lab/{repo.name}")
    hf.move_repo(repo, to)
    assert hf.resolve(to, "main") == oid
    with pytest.raises(Conflict):
        hf.move_repo(to, new(hf))


def test_a_squashed_branch_has_one_commit_and_the_same_files(hf: HuggingFace) -> None:
    repo = new(hf)
    add_large(hf, repo, "model.safetensors", LARGE)
    before = {entry.path: entry.oid for entry in items(hf.list_tree(repo, "main"))}
    hf.squash(repo, "main", "Everything so far")
    assert [commit.title for commit in items(hf.list_commits(repo, "main"))] == ["Everything so far"]
    assert {entry.path: entry.oid for entry in items(hf.list_tree(repo, "main"))} == before


def test_a_like_is_given_once_and_taken_back(hf: HuggingFace) -> None:
    repo = new(hf, visibility=Visibility.PUBLIC)
    for _ in range(2):
        hf.set_liked(repo, liked=True)
    assert hf.repo_info(repo).likes == 1
    assert repo in [info.key for info in items(hf.list_liked(RepoType.MODEL))]
    hf.set_liked(repo, liked=False)
    assert hf.repo_info(repo).likes == 0


def test_a_repo_is_put_into_a_collection_once(hf: HuggingFace) -> None:
    repo = new(hf)
    slug = hf._api.create_collection("Mine", namespace="owner").slug
    for _ in range(2):
        hf.add_to_collection(slug, repo)
    assert [info.key for info in items(hf.list_collection(slug))] == [repo]
    with pytest.raises(NotFound):
        hf.add_to_collection("owner/no-such-one-0123456789abcdef01234567", repo)


def test_discussions_are_shut_and_opened_again(hf: HuggingFace) -> None:
    repo = new(hf)
    hf.set_discussions(repo, enabled=False)
    with pytest.raises(HubError):
        hf.create_discussion(repo, "Is anybody here?", "")
    hf.set_discussions(repo, enabled=True)
    assert hf.create_discussion(repo, "Is anybody here?", "").status is DiscussionStatus.OPEN


def test_who_asks_for_access_is_let_in_or_not(hf: HuggingFace, local_hub: LocalHub, tmp_path: Path) -> None:
    repo = new(hf, visibility=Visibility.PUBLIC)
    with pytest.raises(Refused):
        list(hf.list_access_requests(repo, AccessStatus.PENDING))
    hf.set_gating(repo, Gating.MANUAL)
    asking = opened(HuggingFace, local_hub, STRANGER, tmp_path / "asking")
    asking._post(f"{asking.endpoint}/{repo}/ask-access", {"Why": "To read <it>"})  # type: ignore[attr-defined]
    (request,) = items(hf.list_access_requests(repo, AccessStatus.PENDING))
    assert (request.user, request.fields) == ("stranger", {"Why": "To read <it>"})
    with pytest.raises(HubError):
        b"".join(asking.read(repo, "main", ".gitattributes"))
    hf.answer_access_request(repo, request, AccessStatus.ACCEPTED)
    assert b"".join(asking.read(repo, "main", ".gitattributes"))
    hf.answer_access_request(repo, request, AccessStatus.REJECTED, "Not this year")
    (rejected,) = items(hf.list_access_requests(repo, AccessStatus.REJECTED))
    assert (rejected.user, rejected.reason) == ("stranger", "Not this year")
    assert not list(items(hf.list_access_requests(repo, AccessStatus.PENDING)))
    with pytest.raises(NotFound):
        hf.answer_access_request(repo, request, AccessStatus.REJECTED)


def test_large_files_of_the_history_are_listed_and_deleted_for_good(hf: HuggingFace) -> None:
    repo = new(hf)
    add_large(hf, repo, "old.safetensors", LARGE + b"old")
    add_large(hf, repo, "new.safetensors", LARGE + b"new")
    hf._api.delete_file("old.safetensors", repo.repo_id)
    found = {file.path: file for file in items(hf.list_large_files(repo))}
    assert {path: (file.size, file.ref) for path, file in found.items()} == {
        "old.safetensors": (len(LARGE) + 3, ""),
        "new.safetensors": (len(LARGE) + 3, "refs/heads/main"),
    }
    hf.delete_large_files(repo, [found["old.safetensors"]])
    assert [file.path for file in items(hf.list_large_files(repo))] == ["new.safetensors"]
    assert b"".join(hf.read(repo, "main", "new.safetensors")) == LARGE + b"new"


def test_too_many_contents_at_once_are_refused_before_anything_is_asked(hf: HuggingFace) -> None:
    files = [LargeFile(f"{n:064x}", f"{n}.bin", 1) for n in range(1001)]
    with pytest.raises(BadInput, match="1,000 contents"):
        hf.delete_large_files(RepoKey(RepoType.MODEL, "owner/nowhere"), files)


def test_a_commit_is_proposed_where_there_are_pull_requests(hub: Hub) -> None:
    repo = new(hub)
    change = AddFile("a.txt", 1, hashlib.sha256(b"a").hexdigest(), b"a")
    if not hub.supports(Capability.PROPOSE, repo.repo_type):
        with pytest.raises(Unsupported, match="cannot open pull requests of models"):
            hub.propose(repo, hub.default_revision, [change], "Add a")
        return
    head = hub.resolve(repo, hub.default_revision)
    ref = hub.propose(repo, hub.default_revision, [change], "Add a\n\nIt was missing.", parent=head)
    assert hub.resolve(repo, hub.default_revision) == head
    assert (ref.name, hub.resolve(repo, ref.name)) == ("refs/pr/1", ref.oid)
    thread = hub.read_discussion(repo, 1)
    assert (thread.discussion.title, thread.discussion.is_pull_request) == ("Add a", True)
    assert "+a" in thread.diff
