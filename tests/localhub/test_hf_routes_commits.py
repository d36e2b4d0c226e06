"""Commits as they may be sent, and as they are listed and compared afterwards."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, HfApi
from huggingface_hub.errors import RevisionNotFoundError

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import bearer

REPO = "lab/x"
BIG = bytes(range(256)) * 500
Lines = list[tuple[str, dict[str, Any]]]


@pytest.fixture(autouse=True)
def repo(hf: HfApi) -> str:
    hf.create_repo(REPO)
    add = [CommitOperationAdd(path, data) for path, data in (("a", b"1\n"), ("d/b", b"2\n"), ("m.bin", BIG))]
    hf.create_commit(REPO, add, commit_message="Begin", commit_description="With <three>.")
    return REPO


@pytest.fixture
def send(hub: LocalHub, http: requests.Session) -> Any:
    """Commits what a list of lines says."""

    def sent(*lines: tuple[str, dict[str, Any]], name: str = "ada") -> requests.Response:
        every: Lines = [("header", {"summary": "x"}), *lines]
        body = "\n".join(json.dumps({"key": key, "value": value}) for key, value in every)
        headers = {**bearer("hf", name), "Content-Type": "application/x-ndjson"}
        return http.post(f"{hub.hf}/api/models/{REPO}/commit/main", data=body, headers=headers)

    return sent


def files(hf: HfApi) -> set[str]:
    return set(hf.list_repo_files(REPO)) - {".gitattributes"}


def test_entries_are_deleted_and_files_renamed(hf: HfApi, send: Any) -> None:
    oids = {each.path: each.blob_id for each in hf.get_paths_info(REPO, ["a", "m.bin"])}
    assert send(
        ("file", {"path": "e/a", "oldPath": "a"}),
        ("lfsFile", {"path": "n.bin", "oldPath": "m.bin", "size": len(BIG)}),
        ("deletedEntry", {"path": "d"}),
    ).ok
    assert files(hf) == {"e/a", "n.bin"}
    moved = {each.path: each.blob_id for each in hf.get_paths_info(REPO, ["e/a", "n.bin"])}
    assert list(moved.values()) == list(oids.values())


def test_a_file_is_renamed_and_changed_at_once(hf: HfApi, send: Any) -> None:
    assert send(("file", {"path": "c", "oldPath": "a", "content": "new"})).ok
    assert files(hf) == {"c", "d/b", "m.bin"}


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (("file", {"path": "c", "oldPath": "none"}), 404),
        (("file", {"path": "c", "oldPath": "d"}), 400),
        (("file", {"path": "c", "content": "?", "encoding": "base64"}), 400),
        (("file", {"path": "../c", "content": ""}), 400),
        (("lfsFile", {"path": "c", "oid": "0" * 64}), 400),
        (("deletedEntry", {"path": "none"}), 404),
        (("other", {"path": "c"}), 400),
    ],
)
def test_lines_that_are_refused(hf: HfApi, send: Any, line: tuple[str, dict[str, Any]], status: int) -> None:
    before = hf.model_info(REPO).sha
    assert send(line).status_code == status
    assert hf.model_info(REPO).sha == before


def test_a_commit_as_one_object(hub: LocalHub, hf: HfApi, http: requests.Session) -> None:
    body = {
        "summary": "x",
        "files": [{"path": "c", "content": "text"}],
        "lfsFiles": [{"path": "n.bin", "oldPath": "m.bin", "size": len(BIG)}],
        "deletedEntries": [{"path": "a"}],
    }
    url = f"{hub.hf}/api/models/{REPO}/commit/main"
    assert http.post(url, json=body, headers=bearer("hf", "ada")).ok
    assert files(hf) == {"c", "d/b", "n.bin"}


def test_large_files_are_made_known_to_gitattributes(
    hf: HfApi, hub: LocalHub, http: requests.Session
) -> None:
    hf.create_commit(REPO, [CommitOperationCopy("m.bin", "a large.txt")], commit_message="Copy")
    text = http.get(f"{hub.hf}/{REPO}/resolve/main/.gitattributes").text
    assert text.endswith("\na[[:space:]]large.txt filter=lfs diff=lfs merge=lfs -text\n")
    ask = {
        "files": [
            {"path": "a large.txt", "size": 1, "sample": ""},
            {"path": "b.txt", "size": 1, "sample": ""},
        ]
    }
    url = f"{hub.hf}/api/models/{REPO}/preupload/main"
    told = http.post(url, json=ask, headers=bearer("hf", "ada")).json()["files"]
    assert [each["uploadMode"] for each in told] == ["lfs", "regular"]
    own = {"gitAttributes": "*.txt filter=lfs\n", "gitIgnore": "a*"}
    told = http.post(url, json={**ask, **own}, headers=bearer("hf", "ada")).json()["files"]
    assert [(each["uploadMode"], each["shouldIgnore"]) for each in told] == [("lfs", True), ("lfs", False)]


def test_a_pull_request_starts_from_a_branch(hf: HfApi) -> None:
    hf.create_tag(REPO, tag="v1")
    hf.create_commit(REPO, [CommitOperationAdd("c", b"c")], commit_message="x", create_pr=True)
    for revision in ("v1", "refs/pr/1", "none", hf.model_info(REPO).sha):
        with pytest.raises(RevisionNotFoundError):
            hf.create_commit(
                REPO, [CommitOperationAdd("c", b"c")], commit_message="x", create_pr=True, revision=revision
            )


def test_commits_are_listed_by_pages(hub: LocalHub, hf: HfApi, http: requests.Session) -> None:
    hf.upload_file(repo_id=REPO, path_in_repo="a", path_or_fileobj=b"2\n", commit_message="Change <a>")
    listed = hf.list_repo_commits(REPO, formatted=True)
    assert [each.title for each in listed] == ["Change <a>", "Begin", "initial commit"]
    assert (listed[0].formatted_title, listed[1].formatted_message) == (
        "Change &lt;a&gt;",
        "With &lt;three&gt;.",
    )
    answer = http.get(f"{hub.hf}/api/models/{REPO}/commits/main", params={"limit": 2})
    assert (answer.headers["X-Total-Count"], len(answer.json())) == ("3", 2)
    (last,) = http.get(answer.links["next"]["url"]).json()
    assert last["title"] == "initial commit"


def test_revisions_are_compared(hub: LocalHub, hf: HfApi, http: requests.Session) -> None:
    hf.create_branch(REPO, branch="dev/x")
    hf.upload_file(repo_id=REPO, path_in_repo="a", path_or_fileobj=b"2\n", revision="dev/x")
    hf.upload_file(repo_id=REPO, path_in_repo="d/b", path_or_fileobj=b"3\n")
    url = f"{hub.hf}/api/models/{REPO}/compare"
    assert "+2" in http.get(f"{url}/main..dev%2Fx").text
    assert "d/b" in http.get(f"{url}/main..dev%2Fx").text
    since = http.get(f"{url}/main...dev%2Fx").text
    assert "-1\n+2\n" in since
    assert "d/b" not in since
    assert http.get(f"{url}/main").status_code == 400
    missing = http.get(f"{url}/main..none")
    assert (missing.status_code, missing.headers["X-Error-Code"]) == (404, "RevisionNotFound")


def test_more_paths_than_may_be_asked_for(hub: LocalHub, hf: HfApi, http: requests.Session) -> None:
    assert [each.path for each in hf.get_paths_info(REPO, ["none", "d", "a"])] == ["d", "a"]
    url = f"{hub.hf}/api/models/{REPO}/paths-info/main"
    assert len(http.post(url, data={"paths": ["a"] * 2000, "expand": "false"}).json()) == 2000
    assert http.post(url, data={"paths": ["a"] * 2001, "expand": "false"}).status_code == 400
