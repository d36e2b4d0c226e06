"""Hugging Face's SDK changes what an empty hub holds, and gets back the bytes it sent."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import requests
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

from hubtui.localhub import gitobjects
from hubtui.localhub.huggingface import lfs
from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import bearer

NAME = "lab/x"
BIG = bytes(range(256)) * 12_000
SHA = hashlib.sha256(BIG).hexdigest()


@pytest.fixture
def repo(hf: HfApi) -> str:
    hf.create_repo(NAME)
    return NAME


def test_what_is_committed_comes_back(hf: HfApi, repo: str, tmp_path: Path) -> None:
    sent = {"a b/ü#%.txt": b"text", "empty": b"", "m.safetensors": BIG, "deep/er/x.md": b"# x\n"}
    hf.create_commit(
        repo, [CommitOperationAdd(path, data) for path, data in sent.items()], commit_message="Add"
    )
    for path, data in sent.items():
        assert Path(hf.hf_hub_download(repo, path, cache_dir=tmp_path)).read_bytes() == data
    entries = {each.path: each for each in hf.get_paths_info(repo, list(sent))}
    assert entries["m.safetensors"].lfs.sha256 == SHA
    assert entries["m.safetensors"].blob_id == gitobjects.pointer_oid(SHA, len(BIG))
    assert entries["deep/er/x.md"].blob_id == gitobjects.blob_oid(b"# x\n")
    assert (entries["a b/ü#%.txt"].lfs, entries["empty"].size) == (None, 0)


def test_a_snapshot_has_every_file(hf: HfApi, repo: str, tmp_path: Path) -> None:
    folder = tmp_path / "up"
    for number in range(30):
        (folder / f"{number % 3}").mkdir(parents=True, exist_ok=True)
        (folder / f"{number % 3}/{number}.bin").write_bytes(bytes([number]) * number)
    hf.upload_folder(repo_id=repo, folder_path=folder)
    got = Path(hf.snapshot_download(repo, cache_dir=tmp_path / "cache"))
    for path in folder.rglob("*.bin"):
        assert (got / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_unchanged_files_are_told_so(hf: HfApi, repo: str, hub: LocalHub) -> None:
    first = hf.upload_file(repo_id=repo, path_in_repo="m.bin", path_or_fileobj=BIG)
    hub.requests.reset()
    second = hf.upload_file(repo_id=repo, path_in_repo="m.bin", path_or_fileobj=BIG)
    assert second.oid == first.oid
    assert not hub.requests.matching("PUT") + hub.requests.matching("POST", "/commit/")


def test_content_that_is_there_is_not_sent_again_but_only_within_a_repo(
    hf: HfApi, repo: str, hub: LocalHub
) -> None:
    hf.upload_file(repo_id=repo, path_in_repo="m.bin", path_or_fileobj=BIG)
    hf.create_repo("lab/other")
    hub.requests.reset()
    hf.upload_file(repo_id=repo, path_in_repo="again.bin", path_or_fileobj=BIG)
    assert not hub.requests.matching("PUT")
    hf.upload_file(repo_id="lab/other", path_in_repo="m.bin", path_or_fileobj=BIG)
    assert len(hub.requests.matching("PUT", "/__lfs/")) == 1


def test_large_files_come_in_parts(
    hf: HfApi, repo: str, hub: LocalHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lfs, "PART", 1_000_000)
    hf.upload_file(repo_id=repo, path_in_repo="m.bin", path_or_fileobj=BIG)
    assert len(hub.requests.matching("PUT", "/__lfs/")) == 4
    assert Path(hf.hf_hub_download(repo, "m.bin", cache_dir=tmp_path)).read_bytes() == BIG
    assert list((tmp_path / "hub" / "incoming").iterdir()) == []


def test_a_stale_parent_conflicts(hf: HfApi, repo: str) -> None:
    old = hf.model_info(repo).sha
    hf.upload_file(repo_id=repo, path_in_repo="a", path_or_fileobj=b"1")
    with pytest.raises(HfHubHTTPError) as told:
        hf.upload_file(repo_id=repo, path_in_repo="a", path_or_fileobj=b"2", parent_commit=old)
    assert told.value.response.status_code == 412
    assert "The branch was updated" in str(told.value)


def test_files_and_folders_are_deleted_and_copied(hf: HfApi, repo: str) -> None:
    add = [
        CommitOperationAdd(path, BIG if path == "m.bin" else path.encode())
        for path in ("m.bin", "d/1", "d/2", "x")
    ]
    hf.create_commit(repo, add, commit_message="Add")
    hf.create_commit(
        repo,
        [
            CommitOperationDelete("d/", is_folder=True),
            CommitOperationDelete("x"),
            CommitOperationCopy("m.bin", "n.bin"),
        ],
        commit_message="Change",
    )
    assert set(hf.list_repo_files(repo)) == {".gitattributes", "m.bin", "n.bin"}
    with pytest.raises(HfHubHTTPError, match="A file with this name doesn't exist"):
        hf.delete_file("none", repo)


def test_a_commit_that_names_missing_content_is_refused(
    hub: LocalHub, repo: str, http: requests.Session
) -> None:
    body = '{"key":"header","value":{"summary":"x"}}\n'
    body += (
        f'{{"key":"lfsFile","value":{{"path":"m.bin","algo":"sha256","oid":"{SHA}","size":{len(BIG)}}}}}\n'
    )
    answer = http.post(f"{hub.hf}/api/models/{repo}/commit/main", data=body, headers=bearer("hf", "ada"))
    assert answer.status_code == 400
    assert "LFS pointer pointed to a file that does not exist" in answer.json()["error"]


def test_content_is_checked_as_it_arrives(hub: LocalHub, repo: str, http: requests.Session) -> None:
    ask = {"operation": "upload", "transfers": ["basic"], "objects": [{"oid": SHA, "size": len(BIG)}]}
    url = f"{hub.hf}/{repo}.git/info/lfs/objects/batch"
    (told,) = http.post(url, json=ask, headers=bearer("hf", "ada")).json()["objects"]
    href = told["actions"]["upload"]["href"]
    assert http.put(href, data=b"x" + BIG[1:]).status_code == 400
    assert http.put(href, data=BIG[:-1]).status_code == 400
    assert http.put(href, data=BIG + b"x").status_code == 400
    assert http.put(href.replace("signature=", "signature=0"), data=BIG).status_code == 403
    assert "actions" in http.post(url, json=ask, headers=bearer("hf", "ada")).json()["objects"][0]
    assert http.put(href, data=BIG).status_code == 200
    assert "actions" not in http.post(url, json=ask, headers=bearer("hf", "ada")).json()["objects"][0]


@pytest.mark.parametrize("path", ["../x", "a/../b", "a\\b", "/a", "a//b", ".git/config"])
def test_paths_that_could_not_be_in_a_repo_are_refused(
    hub: LocalHub, repo: str, http: requests.Session, path: str
) -> None:
    ask = {"files": [{"path": path, "size": 1, "sample": ""}]}
    answer = http.post(f"{hub.hf}/api/models/{repo}/preupload/main", json=ask, headers=bearer("hf", "ada"))
    assert answer.status_code == 422


def test_large_or_named_files_are_lfs_and_ignored_ones_are_told(
    hub: LocalHub, repo: str, http: requests.Session
) -> None:
    files = [("a.txt", 10), ("b.txt", 11 * 2**20), ("c.bin", 10), ("d.log", 1)]
    ask = {
        "files": [{"path": path, "size": size, "sample": ""} for path, size in files],
        "gitIgnore": "*.log\n",
    }
    answer = http.post(
        f"{hub.hf}/api/models/{repo}/preupload/main", json=ask, headers=bearer("hf", "ada")
    ).json()
    assert [(each["uploadMode"], each["shouldIgnore"]) for each in answer["files"]] == [
        ("regular", False), ("lfs", False), ("lfs", False), ("regular", True),
    ]  # fmt: skip


def test_a_pull_request_by_commit(hf: HfApi, grace: HfApi, repo: str) -> None:
    made = grace.create_commit(
        repo, [CommitOperationAdd("m.bin", BIG), CommitOperationAdd("a.md", b"# a\n")],
        commit_message="Try", commit_description="Because.", create_pr=True,
    )  # fmt: skip
    assert made.pr_num == 1
    assert hf.list_repo_files(repo) == [".gitattributes"]
    assert "m.bin" in hf.list_repo_files(repo, revision="refs/pr/1")
    details = hf.get_discussion_details(repo, 1)
    assert [each.type for each in details.events] == ["comment", "commit"]
    assert "+# a" in (details.diff or "")
    grace.create_commit(repo, [CommitOperationAdd("b", b"b")], commit_message="More", revision="refs/pr/1")
    with pytest.raises(HfHubHTTPError) as told:
        grace.create_commit(repo, [CommitOperationAdd("b", b"b")], commit_message="More")
    assert told.value.response.status_code == 403
    with pytest.raises(RevisionNotFoundError):
        grace.create_commit(
            repo, [CommitOperationAdd("b", b"b")], commit_message="x", create_pr=True, revision="0" * 40
        )


def test_conflicting_files_are_told(hf: HfApi, repo: str) -> None:
    hf.create_commit(repo, [CommitOperationAdd("a", b"1")], commit_message="Try", create_pr=True)
    assert hf.get_discussion_details(repo, 1).conflicting_files == []
    hf.upload_file(repo_id=repo, path_in_repo="a", path_or_fileobj=b"2")
    assert hf.get_discussion_details(repo, 1).conflicting_files == ["a"]


def test_a_discussion_from_first_word_to_last(hf: HfApi, grace: HfApi, repo: str) -> None:
    thread = grace.create_discussion(repo, "It does not load", description="At all.")
    assert (thread.num, thread.status, thread.events[0].content) == (1, "open", "At all.")
    assert hf.comment_discussion(repo, 1, "Which version?").content == "Which version?"
    assert grace.rename_discussion(repo, 1, "It loads slowly").new_title == "It loads slowly"
    assert hf.change_discussion_status(repo, 1, "closed", comment="Sorry.").new_status == "closed"
    details = hf.get_discussion_details(repo, 1)
    assert (details.title, details.status) == ("It loads slowly", "closed")
    assert [each.type for each in details.events] == ["comment", "comment", "title-change", "status-change"]
    pull = hf.create_pull_request(repo, "An empty one")
    assert (pull.num, pull.status, pull.is_pull_request) == (2, "draft", True)
    assert [each.num for each in hf.get_repo_discussions(repo, discussion_type="pull_request")] == [2]


def test_branches_and_tags(hf: HfApi, repo: str) -> None:
    hf.upload_file(repo_id=repo, path_in_repo="a", path_or_fileobj=b"1")
    hf.create_branch(repo, branch="dev/x")
    hf.upload_file(repo_id=repo, path_in_repo="a", path_or_fileobj=b"2", revision="dev/x")
    hf.create_tag(repo, tag="v1", revision="dev/x")
    assert (
        hf.model_info(repo, revision="v1").sha
        == hf.model_info(repo, revision="dev/x").sha
        != hf.model_info(repo).sha
    )
    for call, status in (
        (lambda: hf.create_branch(repo, branch="dev/x"), 409), (lambda: hf.create_tag(repo, tag="v1"), 409),
        (lambda: hf.create_branch(repo, branch="a b~"), 400),
        (lambda: hf.delete_branch(repo, branch="main"), 403),
        (lambda: hf.create_tag(repo, tag="v2", revision="none"), 404),
    ):  # fmt: skip
        with pytest.raises(HfHubHTTPError) as told:
            call()
        assert told.value.response.status_code == status
    hf.delete_branch(repo, branch="dev/x")
    hf.delete_tag(repo, tag="v1")
    assert [each.name for each in hf.list_repo_refs(repo).branches + hf.list_repo_refs(repo).tags] == ["main"]


def test_a_repo_is_made_hidden_moved_and_deleted(hf: HfApi, anonymous: HfApi) -> None:
    url = hf.create_repo("lab/y", repo_type="dataset")
    assert url.repo_id == "lab/y"
    with pytest.raises(HfHubHTTPError) as told:
        hf.create_repo("lab/Y", repo_type="dataset")
    assert told.value.response.status_code == 409
    assert hf.create_repo("lab/y", repo_type="dataset", exist_ok=True).repo_id == "lab/y"
    hf.update_repo_settings("lab/y", repo_type="dataset", visibility="private", gated="manual")
    assert not anonymous.repo_exists("lab/y", repo_type="dataset")
    hf.move_repo("lab/y", "ada/z", repo_type="dataset")
    assert hf.dataset_info("ada/z").gated == "manual"
    hf.delete_repo("ada/z", repo_type="dataset")
    with pytest.raises(RepositoryNotFoundError):
        hf.dataset_info("ada/z")


def test_a_space_needs_an_sdk(hf: HfApi) -> None:
    hf.create_repo("ada/s", repo_type="space", space_sdk="gradio")
    assert hf.space_info("ada/s").sdk == "gradio"


def test_a_bad_card_is_refused_and_an_empty_one_warned_of(hf: HfApi, repo: str) -> None:
    with pytest.raises(ValueError, match="Invalid metadata"):
        hf.upload_file(repo_id=repo, path_in_repo="README.md", path_or_fileobj=b"---\na: [\n---\n")
    with pytest.warns(UserWarning, match="empty or missing yaml metadata"):
        hf.upload_file(repo_id=repo, path_in_repo="README.md", path_or_fileobj=b"# x\n")
    hf.upload_file(
        repo_id=repo, path_in_repo="README.md", path_or_fileobj=b"---\nlicense: mit\ntags: [t]\n---\n"
    )
    assert hf.model_info(repo).tags == ["t", "license:mit", "region:us"]
