"""Every route that makes, sets, copies or rewrites a whole repo, driven by Hugging Face's SDK."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import requests
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import (
    BadRequestError,
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import bearer

REPO = "lab/x"
ONE, TWO = b"one" * 40_000, b"two" * 40_000


@pytest.fixture(autouse=True)
def repo(hf: HfApi) -> str:
    """A repo of three commits, a branch and a tag."""
    hf.create_repo(REPO)
    for number, data in enumerate((ONE, TWO)):
        operations = [CommitOperationAdd("m.bin", data), CommitOperationAdd(f"d/{number}.txt", b"text")]
        hf.create_commit(REPO, operations, commit_message=f"Number {number}")
    hf.create_branch(REPO, branch="dev")
    hf.create_tag(REPO, tag="v1")
    return REPO


def oids(hf: HfApi, repo: str, revision: str = "main") -> list[str]:
    return [each.commit_id for each in hf.list_repo_commits(repo, revision=revision)]


def content(api: HfApi, repo: str, folder: Path, revision: str = "main") -> bytes:
    return Path(api.hf_hub_download(repo, "m.bin", revision=revision, cache_dir=folder)).read_bytes()


# duplicating


def test_a_duplicate_has_the_history_and_outlives_its_source(hf: HfApi, grace: HfApi, tmp_path: Path) -> None:
    url = grace.duplicate_repo(REPO)
    assert (url.repo_id, url.files_copy_pending) == ("grace/x", False)
    assert oids(hf, "grace/x") == oids(hf, REPO)
    refs = hf.list_repo_refs("grace/x")
    assert ({each.name for each in refs.branches}, refs.tags[0].name) == ({"main", "dev"}, "v1")
    grace.upload_file(repo_id="grace/x", path_in_repo="new", path_or_fileobj=b"new")
    assert len(oids(hf, REPO)) == 3
    hf.delete_repo(REPO)
    (last,) = (each.last_commit for each in grace.get_paths_info("grace/x", ["m.bin"], expand=True))
    assert last.title == "Number 1"
    assert content(grace, "grace/x", tmp_path) == TWO
    assert content(grace, "grace/x", tmp_path, oids(hf, "grace/x")[2]) == ONE


def test_a_duplicate_that_is_there_already(hf: HfApi, grace: HfApi) -> None:
    hf.duplicate_repo(REPO, "lab/y", visibility="private")
    assert hf.model_info("lab/y").private
    with pytest.raises(HfHubHTTPError) as told:
        hf.duplicate_repo(REPO, "lab/y")
    assert told.value.response.status_code == 409
    assert hf.duplicate_repo(REPO, "lab/y", exist_ok=True).repo_id == "lab/y"
    with pytest.raises(HfHubHTTPError) as told:
        grace.duplicate_repo(REPO, "lab/z")
    assert told.value.response.status_code == 403
    with pytest.raises(RepositoryNotFoundError):
        grace.duplicate_repo("lab/y")
    hf.update_repo_settings(REPO, gated="manual")
    with pytest.raises(GatedRepoError):
        grace.duplicate_repo(REPO)


# squashing


def test_a_branch_is_squashed_into_one_commit(hf: HfApi, tmp_path: Path) -> None:
    before = oids(hf, REPO)
    hf.super_squash_history(REPO, commit_message="All of it")
    (commit,) = hf.list_repo_commits(REPO)
    assert commit.title == "All of it"
    assert oids(hf, REPO, "dev") == before
    (entry,) = hf.get_paths_info(REPO, ["d/0.txt"], expand=True)
    assert entry.last_commit.oid == commit.commit_id
    assert content(hf, REPO, tmp_path) == TWO
    hf.super_squash_history(REPO, branch="dev")
    assert len(oids(hf, REPO, "dev")) == 1


def test_only_branches_are_squashed(hf: HfApi, grace: HfApi) -> None:
    with pytest.raises(RevisionNotFoundError):
        hf.super_squash_history(REPO, branch="none")
    for name in ("v1", oids(hf, REPO)[0]):
        with pytest.raises(BadRequestError, match="Invalid reference for a branch"):
            hf.super_squash_history(REPO, branch=name)
    with pytest.raises(HfHubHTTPError) as told:
        grace.super_squash_history(REPO)
    assert told.value.response.status_code == 403


# large files


def test_large_files_are_listed_with_what_they_were(hf: HfApi, grace: HfApi) -> None:
    listed = {each.file_oid: each for each in hf.list_lfs_files(REPO)}
    assert set(listed) == {hashlib.sha256(data).hexdigest() for data in (ONE, TWO)}
    assert {each.filename for each in listed.values()} == {"m.bin"}
    now = listed[hashlib.sha256(TWO).hexdigest()]
    assert (now.ref, now.size) == ("refs/heads/main", len(TWO))
    with pytest.raises(HfHubHTTPError) as told:
        list(grace.list_lfs_files(REPO))
    assert told.value.response.status_code == 403


def test_large_files_come_by_pages(hub: LocalHub, http: requests.Session) -> None:
    url = f"{hub.hf}/api/models/{REPO}/lfs-files?limit=1"
    first = http.get(url, headers=bearer("hf", "ada"))
    second = http.get(first.links["next"]["url"], headers=bearer("hf", "ada"))
    assert len({each["fileOid"] for each in first.json() + second.json()}) == 2
    assert "next" not in second.links


def test_large_files_are_deleted_from_history(hf: HfApi, tmp_path: Path) -> None:
    before = oids(hf, REPO)
    hf.permanently_delete_lfs_files(REPO, list(hf.list_lfs_files(REPO)))
    assert not list(hf.list_lfs_files(REPO))
    after = oids(hf, REPO)
    assert after[2] == before[2]
    assert not set(after[:2]) & set(before)
    for revision in ("main", "dev", "v1", after[1]):
        assert "m.bin" not in hf.list_repo_files(REPO, revision=revision)
    with pytest.raises(RevisionNotFoundError):
        hf.model_info(REPO, revision=before[0])
    assert hf.model_info(REPO, expand=["usedStorage"]).used_storage == 0
    hf.upload_file(repo_id=REPO, path_in_repo="m.bin", path_or_fileobj=ONE)
    assert content(hf, REPO, tmp_path) == ONE


def test_large_files_are_deleted_and_history_goes_on_naming_them(
    hub: LocalHub, hf: HfApi, http: requests.Session, tmp_path: Path
) -> None:
    before = oids(hf, REPO)
    hf.permanently_delete_lfs_files(REPO, hf.list_lfs_files(REPO), rewrite_history=False)
    assert oids(hf, REPO) == before
    assert "m.bin" in hf.list_repo_files(REPO)
    with pytest.raises(RemoteEntryNotFoundError):
        content(hf, REPO, tmp_path)
    url = f"{hub.hf}/api/models/{REPO}/lfs-files"
    for answer in (
        http.post(f"{url}/batch", json={"deletions": {"sha": []}}, headers=bearer("hf", "ada")),
        http.post(f"{url}/batch", json={}, headers=bearer("hf", "ada")),
    ):
        assert answer.status_code == 400


def test_one_large_file_is_deleted(hub: LocalHub, hf: HfApi, http: requests.Session) -> None:
    url = f"{hub.hf}/api/models/{REPO}/lfs-files/{hashlib.sha256(TWO).hexdigest()}"
    assert [http.delete(url, headers=bearer("hf", "ada")).status_code for _ in range(2)] == [200, 404]
    assert [each.file_oid for each in hf.list_lfs_files(REPO)] == [hashlib.sha256(ONE).hexdigest()]


# settings and names


def test_what_a_setting_cannot_be(hf: HfApi, hub: LocalHub, http: requests.Session) -> None:
    for body in ({"gated": "sometimes"}, {"visibility": "secret"}, {"visibility": "protected"}):
        answer = http.put(f"{hub.hf}/api/models/{REPO}/settings", json=body, headers=bearer("hf", "ada"))
        assert answer.status_code == 400


def test_a_repo_moves_only_where_nothing_is(hf: HfApi, grace: HfApi) -> None:
    hf.create_repo("lab/y")
    with pytest.raises(HfHubHTTPError, match="A model repository called lab/y already exists") as told:
        hf.move_repo(REPO, "lab/y")
    assert told.value.response.status_code == 409
    for api, target in ((grace, "grace/x"), (hf, "grace/x")):
        with pytest.raises(HfHubHTTPError) as told:
            api.move_repo(REPO, target)
        assert told.value.response.status_code == 403
    hf.move_repo(REPO, "lab/X")
    assert hf.model_info(REPO).id == "lab/X"


# spaces


def test_a_space_is_paused_restarted_and_moved_to_other_hardware(hf: HfApi, grace: HfApi) -> None:
    hf.create_repo("lab/app", repo_type="space", space_sdk="gradio")
    runtime = hf.get_space_runtime("lab/app")
    assert (runtime.hardware, runtime.sleep_time) == ("cpu-basic", 172_800)
    paused = hf.pause_space("lab/app")
    assert (paused.stage, paused.hardware, paused.requested_hardware) == ("PAUSED", None, "cpu-basic")
    assert hf.restart_space("lab/app").stage == "RUNNING"
    assert hf.request_space_hardware("lab/app", "t4-small", sleep_time=3600).sleep_time == 3600
    assert hf.set_space_sleep_time("lab/app", -1).sleep_time is None
    assert hf.get_space_runtime("lab/app").hardware == "t4-small"
    for refused in (grace.pause_space, grace.restart_space):
        with pytest.raises(HfHubHTTPError, match="403"):
            refused("lab/app")


def test_a_static_space_is_never_paused_and_a_model_has_nothing_that_runs(hf: HfApi) -> None:
    hf.create_repo("lab/page", repo_type="space", space_sdk="static")
    for act in (hf.pause_space, hf.restart_space):
        with pytest.raises(BadRequestError, match="static"):
            act("lab/page")
    with pytest.raises(BadRequestError):
        hf.request_space_hardware("lab/page", "abacus")
    with pytest.raises(BadRequestError):
        hf.set_space_sleep_time("lab/page", 0)
    with pytest.raises(RepositoryNotFoundError):
        hf.pause_space(REPO)
