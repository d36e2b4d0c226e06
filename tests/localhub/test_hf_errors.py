"""Every way to fail raises the specific exception of Hugging Face's SDK, with the hub's status and words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from huggingface_hub import CommitOperationAdd, HfApi, HfFileSystem
from huggingface_hub.errors import (
    BadRequestError,
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from hubtui.localhub.server import LocalAccount, LocalHub
from tests.localhub.conftest import ACCOUNTS, TOKENS

READER = LocalAccount("hf", "mary", "hf_mary0not0a0token", ("lab",), "read")
ADMIN = LocalAccount("hf", "emmy", "hf_emmy0not0a0token", ("lab",), "admin")


class World(NamedTuple):
    """Who there is, and where they may put files."""

    ada: HfApi
    grace: HfApi
    nobody: HfApi
    mary: HfApi
    wrong: HfApi
    folder: Path


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    """A hub with a repo of each kind; only failing calls are made to it."""
    with LocalHub(tmp_path_factory.mktemp("errors"), accounts=(*ACCOUNTS, READER, ADMIN)) as hub:
        api = HfApi(endpoint=hub.hf, token=TOKENS["hf", "ada"])
        for name in ("open", "secret", "gated", "disabled"):
            api.create_repo(f"lab/{name}")
            for path, data in (("a.txt", b"a"), ("d/m.bin", bytes(100_000))):
                api.upload_file(repo_id=f"lab/{name}", path_in_repo=path, path_or_fileobj=data)
        api.update_repo_settings("lab/secret", visibility="private")
        api.update_repo_settings("lab/gated", gated="manual")
        api.create_tag("lab/open", tag="v1")
        api.create_discussion("lab/open", "A question")
        store = hub._store
        assert store is not None
        repo = store.repos.find("hf", "model", "lab/disabled")
        assert repo is not None
        store.repos.update(repo, facts={**repo.facts, "disabled": True})
        yield hub


@pytest.fixture
def world(hub: LocalHub, tmp_path: Path) -> World:
    tokens = (TOKENS["hf", "ada"], TOKENS["hf", "grace"], False, READER.token, "hf_wrong0wrong0")
    return World(*(HfApi(endpoint=hub.hf, token=token) for token in tokens), folder=tmp_path)


def add(api: HfApi, repo: str = "lab/open", **more: Any) -> object:
    return api.create_commit(repo, [CommitOperationAdd("b", b"b")], commit_message="Add b", **more)


def download(world: World, api: HfApi, repo: str, path: str = "a.txt", **more: Any) -> object:
    return api.hf_hub_download(repo, path, cache_dir=world.folder, **more)


OPEN = "lab/open"
NoRepo, NoRevision, NoEntry = RepositoryNotFoundError, RevisionNotFoundError, RemoteEntryNotFoundError
Bad, Gated, Disabled, Refused = BadRequestError, GatedRepoError, DisabledRepoError, HfHubHTTPError
Case = tuple[Callable[[World], object], type[Exception], int, str]
CASES: dict[str, Case] = {
    # repos
    "a repo that never was": (
        lambda w: w.ada.model_info("lab/none"), NoRepo, 404, "Repository not found"),
    "a repo that never was, to nobody": (
        lambda w: w.nobody.model_info("lab/none"), NoRepo, 401, "Invalid username or password"),
    "a private repo": (lambda w: w.grace.model_info("lab/secret"), NoRepo, 404, "not found"),
    "a private repo, to nobody": (
        lambda w: list(w.nobody.list_repo_tree("lab/secret")), NoRepo, 401, ""),
    "a file of a private repo": (lambda w: download(w, w.grace, "lab/secret"), NoRepo, 404, ""),
    "a snapshot of a missing repo": (
        lambda w: w.ada.snapshot_download("lab/none", cache_dir=w.folder), NoRepo, 404, ""),
    "another type": (
        lambda w: w.ada.dataset_info(OPEN), NoRepo, 404, "Repository not found"),
    "a name without a namespace": (lambda w: w.ada.model_info("open"), NoRepo, 404, ""),
    "deleting what is not there": (lambda w: w.ada.delete_repo("lab/none"), NoRepo, 404, ""),
    "moving what is not there": (
        lambda w: w.ada.move_repo("lab/none", "lab/y"), NoRepo, 404, ""),
    "duplicating what is hidden": (
        lambda w: w.grace.duplicate_repo("lab/secret"), NoRepo, 404, ""),
    "liking what is hidden": (lambda w: w.grace.unlike("lab/secret"), NoRepo, 404, ""),
    "a disabled repo": (lambda w: w.ada.model_info("lab/disabled"), Disabled, 403, "is disabled"),
    "a file of a disabled repo": (lambda w: download(w, w.ada, "lab/disabled"), Disabled, 403, ""),
    # revisions and entries
    "a revision": (
        lambda w: w.ada.model_info(OPEN, revision="none"), NoRevision, 404, "Invalid rev id: none"),
    "the tree of a revision": (
        lambda w: list(w.ada.list_repo_tree(OPEN, revision="0" * 40)), NoRevision, 404, ""),
    "a file of a revision": (
        lambda w: download(w, w.ada, OPEN, revision="no/ne"), NoRevision, 404, ""),
    "the commits of a revision": (
        lambda w: w.ada.list_repo_commits(OPEN, revision="none"), NoRevision, 404, ""),
    "paths of a revision": (
        lambda w: w.ada.get_paths_info(OPEN, ["a.txt"], revision="none"), NoRevision, 404, ""),
    "a commit to no branch": (lambda w: add(w.ada, revision="none"), NoRevision, 404, ""),
    "a commit to a tag": (lambda w: add(w.ada, revision="v1"), NoRevision, 404, ""),
    "a pull request to a tag": (
        lambda w: add(w.grace, revision="v1", create_pr=True), NoRevision, 404, ""),
    "a branch from nowhere": (
        lambda w: w.ada.create_branch(OPEN, branch="b", revision="none"), NoRevision, 404, ""),
    "a tag of nothing": (
        lambda w: w.ada.create_tag(OPEN, tag="a b", revision="none"), NoRevision, 404, ""),
    "a branch to delete": (lambda w: w.ada.delete_branch(OPEN, branch="b"), NoRevision, 404, ""),
    "a tag to delete": (lambda w: w.ada.delete_tag(OPEN, tag="b"), NoRevision, 404, ""),
    "a branch to squash": (
        lambda w: w.ada.super_squash_history(OPEN, branch="b"), NoRevision, 404, ""),
    "a file": (lambda w: download(w, w.ada, OPEN, "none"), NoEntry, 404, ""),
    "a directory as a file": (lambda w: download(w, w.ada, OPEN, "d"), NoEntry, 404, ""),
    "a directory": (
        lambda w: list(w.ada.list_repo_tree(OPEN, "none")), NoEntry, 404, "does not exist on"),
    "a file to delete": (
        lambda w: w.ada.delete_file("none", OPEN), NoEntry, 404, "doesn't exist"),
    # gates
    "gated": (lambda w: download(w, w.grace, "lab/gated"), Gated, 403, "not in the authorized list"),
    "gated, to nobody": (lambda w: download(w, w.nobody, "lab/gated"), Gated, 401, "is restricted"),
    "gated large file": (lambda w: download(w, w.grace, "lab/gated", "d/m.bin"), Gated, 403, ""),
    "gated, asked before": (lambda w: w.grace.auth_check("lab/gated"), Gated, 403, ""),
    # requests that make no sense
    "a branch name": (
        lambda w: w.ada.create_branch(OPEN, branch="a..b"), Bad, 400, "Invalid reference for a branch"),
    "a tag name": (
        lambda w: w.ada.create_tag(OPEN, tag="a~1"), Bad, 400, "Invalid reference for a tag"),
    "squashing a tag": (
        lambda w: w.ada.super_squash_history(OPEN, branch="v1"), Bad, 400, "Invalid reference"),
    "a title too short": (lambda w: w.ada.create_discussion(OPEN, "x"), Bad, 400, ""),
    "merging a discussion": (lambda w: w.ada.merge_pull_request(OPEN, 1), Bad, 400, ""),
    "requests for what is open": (
        lambda w: list(w.ada.list_pending_access_requests(OPEN)), Bad, 400, "is not gated"),
    # who, and what may not be
    "a wrong token": (
        lambda w: w.wrong.model_info(OPEN), Refused, 401, "Invalid credentials in Authorization header"),
    "nobody's name": (lambda w: w.nobody.create_branch(OPEN, branch="b"), Refused, 401, ""),
    "writing to others' repos": (lambda w: add(w.grace), Refused, 403, "write access"),
    "settings of others' repos": (
        lambda w: w.grace.update_repo_settings(OPEN, visibility="private"), Refused, 403, ""),
    "creating for others": (
        lambda w: w.grace.create_repo("lab/hers"), Refused, 403, "You don't have the rights to create"),
    "deleting main": (lambda w: w.ada.delete_branch(OPEN, branch="main"), Refused, 403, ""),
    "deleting others' repos": (lambda w: w.grace.delete_repo(OPEN), Refused, 403, ""),
    "a discussion that is not there": (
        lambda w: w.ada.get_discussion_details(OPEN, 99), Refused, 404, "Discussion not found"),
    "a user that is not there": (lambda w: w.ada.get_user_overview("none"), Refused, 404, ""),
    "a collection that is not there": (lambda w: w.ada.get_collection("ada/x-" + "0" * 24), Refused, 404, ""),
    "a repo that is there": (
        lambda w: w.ada.create_repo("LAB/Open"), Refused, 409, "You already created this model repo"),
    "a branch that is there": (
        lambda w: w.ada.create_branch(OPEN, branch="main"), Refused, 409, "refs/heads/main already exists"),
    "a tag that is there": (lambda w: w.ada.create_tag(OPEN, tag="v1"), Refused, 409, ""),
    "a name that is taken": (
        lambda w: w.ada.move_repo(OPEN, "lab/secret"), Refused, 409, "A model repository called"),
    "a stale parent": (lambda w: add(w.ada, parent_commit="0" * 40), Refused, 412, "The branch was updated"),
    # a token that only reads
    **{
        f"a read token {what}": (call, Refused, 403, "")
        for what, call in {
            "commits": lambda w: add(w.mary),
            "proposes": lambda w: add(w.mary, create_pr=True),
            "creates": lambda w: w.mary.create_repo("mary/x"),
            "deletes": lambda w: w.mary.delete_repo(OPEN),
            "moves": lambda w: w.mary.move_repo(OPEN, "lab/y"),
            "duplicates": lambda w: w.mary.duplicate_repo(OPEN),
            "sets": lambda w: w.mary.update_repo_settings(OPEN, gated="auto"),
            "branches": lambda w: w.mary.create_branch(OPEN, branch="b"),
            "tags": lambda w: w.mary.create_tag(OPEN, tag="t"),
            "squashes": lambda w: w.mary.super_squash_history(OPEN),
            "discusses": lambda w: w.mary.create_discussion(OPEN, "A question"),
            "comments": lambda w: w.mary.comment_discussion(OPEN, 1, "An answer"),
            "unlikes": lambda w: w.mary.unlike(OPEN),
            "collects": lambda w: w.mary.create_collection("Mine"),
            "looks at large files": lambda w: list(w.mary.list_lfs_files(OPEN)),
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_failure_is_told_by_its_own_exception(world: World, case: Case) -> None:
    call, expected, status, words = case
    with pytest.raises((HfHubHTTPError, LocalEntryNotFoundError)) as told:
        call(world)
    error = told.value.__cause__ if isinstance(told.value, LocalEntryNotFoundError) else told.value
    assert type(error) is expected, error
    assert isinstance(error, HfHubHTTPError)
    assert (error.response.status_code, bool(error.request_id)) == (status, True)
    assert error.server_message
    assert words in error.server_message


def test_files_systems_know_what_is_missing(world: World, hub: LocalHub) -> None:
    files = HfFileSystem(endpoint=hub.hf, token=TOKENS["hf", "grace"], skip_instance_cache=True)
    for path in ("lab/open/none", "lab/none/a", "lab/secret/a.txt"):
        assert not files.exists(path)
        with pytest.raises((FileNotFoundError, EntryNotFoundError)):
            files.info(path)


def test_what_exists_is_told_without_an_exception(world: World) -> None:
    assert [world.grace.repo_exists(f"lab/{name}") for name in ("open", "gated", "secret", "none")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [world.ada.revision_exists("lab/open", name) for name in ("v1", "none")] == [True, False]
    assert [world.ada.file_exists("lab/open", name) for name in ("a.txt", "none")] == [True, False]
    world.ada.delete_repo("lab/none", missing_ok=True)
    assert world.ada.create_repo("lab/open", exist_ok=True).repo_id == "lab/open"


@pytest.mark.parametrize("account", [READER, ADMIN, ACCOUNTS[0]], ids=["read", "admin", "write"])
def test_a_token_tells_what_it_allows(hub: LocalHub, account: LocalAccount, tmp_path: Path) -> None:
    api = HfApi(endpoint=hub.hf, token=account.token)
    assert api.whoami()["auth"]["accessToken"]["role"] == account.role
    assert Path(api.hf_hub_download("lab/secret", "a.txt", cache_dir=tmp_path)).read_bytes() == b"a"
    if account.role != "read":
        api.auth_check("lab/open", write=True)
