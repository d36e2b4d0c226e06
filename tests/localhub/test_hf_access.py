"""Who sees and gets what on the Hugging Face side, told by the exceptions its SDK raises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from hubtui.localhub.records import Content
from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import bearer

CALLS: dict[str, Callable[[HfApi, Path], object]] = {
    "info": lambda api, _: api.model_info("lab/x"),
    "tree": lambda api, _: list(api.list_repo_tree("lab/x")),
    "refs": lambda api, _: api.list_repo_refs("lab/x"),
    "commits": lambda api, _: api.list_repo_commits("lab/x"),
    "discussions": lambda api, _: list(api.get_repo_discussions("lab/x")),
    "download": lambda api, folder: api.hf_hub_download("lab/x", "a.txt", cache_dir=folder),
    "commit": lambda api, _: api.create_commit("lab/x", [CommitOperationAdd("b", b"b")], commit_message="b"),
    "delete": lambda api, _: api.delete_repo("lab/x"),
    "branch": lambda api, _: api.create_branch("lab/x", branch="b"),
}


@pytest.fixture
def repo(hf: HfApi) -> str:
    hf.create_repo("lab/x")
    hf.upload_file(repo_id="lab/x", path_in_repo="a.txt", path_or_fileobj=b"a")
    hf.upload_file(repo_id="lab/x", path_in_repo="m.bin", path_or_fileobj=bytes(100_000))
    return "lab/x"


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_private_repo_does_not_exist_for_others(
    hf: HfApi,
    grace: HfApi,
    anonymous: HfApi,
    repo: str,
    tmp_path: Path,
    call: Callable[[HfApi, Path], object],
) -> None:
    hf.update_repo_settings(repo, visibility="private")
    with pytest.raises(RepositoryNotFoundError) as told:
        call(grace, tmp_path)
    assert told.value.response.status_code == 404
    with pytest.raises(HfHubHTTPError) as told_anonymous:
        call(anonymous, tmp_path)
    assert told_anonymous.value.response.status_code == 401


def test_a_private_repo_is_as_missing_as_one_that_never_was(
    hub: LocalHub, hf: HfApi, repo: str, http: requests.Session
) -> None:
    hf.update_repo_settings(repo, visibility="private")
    for headers in ({}, bearer("hf", "grace")):
        hidden, never = (
            http.get(f"{hub.hf}/api/models/{name}", headers=headers) for name in (repo, "lab/never")
        )
        assert (hidden.status_code, hidden.json()) == (never.status_code, never.json())
        assert hidden.headers["X-Error-Code"] == never.headers["X-Error-Code"] == "RepoNotFound"


@pytest.mark.parametrize("name", ["commit", "delete", "branch"])
def test_a_public_repo_is_not_changed_by_others(grace: HfApi, repo: str, tmp_path: Path, name: str) -> None:
    with pytest.raises(HfHubHTTPError) as told:
        CALLS[name](grace, tmp_path)
    assert told.value.response.status_code == 403


def test_nobody_creates_in_a_namespace_of_others(grace: HfApi, anonymous: HfApi) -> None:
    for api, status in ((grace, 403), (anonymous, 401)):
        with pytest.raises(HfHubHTTPError) as told:
            api.create_repo("lab/mine")
        assert told.value.response.status_code == status


def test_a_wrong_token_is_told_everywhere(hub: LocalHub, repo: str) -> None:
    wrong = HfApi(endpoint=hub.hf, token="hf_wrong0wrong0")
    with pytest.raises(HfHubHTTPError, match="Invalid user token"):
        wrong.whoami()
    with pytest.raises(HfHubHTTPError) as told:
        wrong.model_info(repo)
    assert told.value.response.status_code == 401
    assert "Invalid credentials in Authorization header" in str(told.value)
    assert told.value.request_id


def test_a_gated_repo_shows_its_files_but_not_what_is_in_them(
    hf: HfApi, grace: HfApi, anonymous: HfApi, repo: str, tmp_path: Path
) -> None:
    hf.update_repo_settings(repo, gated="manual")
    assert grace.model_info(repo).gated == "manual"
    assert "a.txt" in grace.list_repo_files(repo)
    for api in (grace, anonymous):
        with pytest.raises(GatedRepoError):
            api.hf_hub_download(repo, "a.txt", cache_dir=tmp_path)
    assert Path(hf.hf_hub_download(repo, "a.txt", cache_dir=tmp_path)).read_bytes() == b"a"


def test_what_is_missing_is_named(hf: HfApi, repo: str, tmp_path: Path) -> None:
    with pytest.raises(RevisionNotFoundError, match="Invalid rev id: none"):
        hf.model_info(repo, revision="none")
    with pytest.raises(EntryNotFoundError, match='none does not exist on "main"'):
        list(hf.list_repo_tree(repo, "none"))
    with pytest.raises(EntryNotFoundError):
        hf.hf_hub_download(repo, "none", cache_dir=tmp_path)
    with pytest.raises(RepositoryNotFoundError):
        hf.model_info("bare")


def test_content_is_served_by_redirects_that_need_no_token(
    hub: LocalHub, hf: HfApi, repo: str, http: requests.Session
) -> None:
    hf.update_repo_settings(repo, visibility="private")
    mine = {"headers": bearer("hf", "ada"), "allow_redirects": False}
    regular = http.head(f"{hub.hf}/{repo}/resolve/main/a.txt", **mine)
    assert regular.status_code == 307
    assert regular.headers["Location"].startswith(f"/api/resolve-cache/models/{repo}/")
    assert http.get(hub.hf + regular.headers["Location"]).status_code == 401
    large = http.head(f"{hub.hf}/{repo}/resolve/main/m.bin", **mine)
    assert (large.status_code, large.headers["X-Linked-Size"]) == (302, "100000")
    link = large.headers["Location"]
    assert link.startswith(f"http://localhost:{hub.hf.rsplit(':', 1)[1]}/")
    assert http.get(link).content == bytes(100_000)
    assert http.get(link.replace("size=100000", "size=10")).status_code == 403


RANGES = {
    "bytes=5-9": slice(5, 10),
    "bytes=99990-": slice(99990, None),
    "bytes=-3": slice(-3, None),
    "bytes=99999-200000": slice(99999, None),
}


@pytest.fixture
def ranged(hf: HfApi) -> bytes:
    """What `lab/r` has in a regular file and in an LFS one."""
    data = bytes(number % 251 for number in range(100_000))
    hf.create_repo("lab/r")
    hf.upload_file(repo_id="lab/r", path_in_repo="m.bin", path_or_fileobj=data)
    hf.upload_file(repo_id="lab/r", path_in_repo="t.txt", path_or_fileobj=data)
    return data


@pytest.mark.parametrize("name", ["m.bin", "t.txt"])
def test_parts_of_a_file(hub: LocalHub, ranged: bytes, http: requests.Session, name: str) -> None:
    url = f"{hub.hf}/lab/r/resolve/main/{name}"
    for asked, part in RANGES.items():
        answer = http.get(url, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (206, ranged[part])
    for nonsense in ("lines=1-2", "bytes=9-5", "bytes=-"):
        answer = http.get(url, headers={"Range": nonsense})
        assert (answer.status_code, answer.content) == (200, ranged)
    beyond = http.get(url, headers={"Range": "bytes=100000-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */100000")


def test_a_file_beyond_a_gigabyte_has_a_link_that_holds(
    hub: LocalHub, hf: HfApi, http: requests.Session
) -> None:
    hf.create_repo("lab/huge")
    store = hub._store
    assert store is not None
    repo = store.repos.find("hf", "model", "lab/huge")
    assert repo is not None
    store.hold(f"hf:{repo.id}", [("0" * 64, 5 * 10**12)], 0)
    store.commit(
        repo, {"m.bin": Content("0" * 64, 5 * 10**12, "1" * 40, lfs=True)}, author="ada", title="Huge"
    )
    answer = http.head(f"{hub.hf}/lab/huge/resolve/main/m.bin", allow_redirects=True)
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(5 * 10**12))
