"""ModelScope's SDK against an empty hub and the demo's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from modelscope_hub import HubApi
from modelscope_hub.constants import Visibility
from modelscope_hub.errors import AuthenticationError, NotExistError, PermissionDeniedError

from hubtui.localhub.seed import DEMO_ACCOUNTS
from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import TOKENS, bearer

Open = Callable[[str, str], HubApi]
BIG = bytes(range(256)) * 4_000
SHA = hashlib.sha256(BIG).hexdigest()


@pytest.fixture
def repo(ms: HubApi) -> str:
    ms.create_repo("lab/x", "model", visibility="public", license="mit")
    return "lab/x"


@pytest.fixture
def demo_ms(seeded: LocalHub, open_ms: Open) -> HubApi:
    return open_ms(seeded.ms, DEMO_ACCOUNTS[2].token)


def commit(api: HubApi, repo: str, actions: list[dict[str, Any]]) -> str:
    return str(api.legacy.create_commit(repo, "model", actions, "Change")["oid"])


def test_signing_in(hub: LocalHub, ms: HubApi, open_ms: Open, http: requests.Session) -> None:
    assert ms.whoami().username == "ada"
    told = http.post(f"{hub.ms}/api/v1/login", json={"AccessToken": TOKENS["ms", "ada"]})
    assert (told.json()["Data"]["Username"], "m_session_id" in told.cookies) == ("ada", True)
    refused = http.post(f"{hub.ms}/api/v1/login", json={"AccessToken": "none"})
    assert (refused.status_code, refused.json()["Code"]) == (400, 10010103009)
    with pytest.raises(AuthenticationError):
        open_ms(hub.ms, "ms-wrong-0000").whoami()
    with pytest.raises(AuthenticationError):
        open_ms(hub.ms, "").whoami()


def test_what_is_uploaded_comes_back(ms: HubApi, repo: str, tmp_path: Path) -> None:
    sent = {"config.json": b"{}", "weights.bin": BIG, "a b/ü#%.txt": b"text", "empty.bin": b""}
    for path, data in sent.items():
        ms.upload_file(repo_id=repo, repo_type="model", path_or_fileobj=data, path_in_repo=path)
    files = {each.path: each for each in ms.list_repo_files(repo, "model") if each.type != "tree"}
    for path, data in sent.items():
        assert files[path].sha256 == hashlib.sha256(data).hexdigest()
        got = ms.download_file(repo, repo_type="model", file_path=path, local_dir=tmp_path / "down")
        assert Path(got).read_bytes() == data


def test_a_folder_goes_up_and_comes_down(ms: HubApi, tmp_path: Path) -> None:
    ms.create_repo("ada/d", "dataset", visibility="private", license="mit")
    folder = tmp_path / "up"
    for number in range(20):
        (folder / f"{number % 3}").mkdir(parents=True, exist_ok=True)
        (folder / f"{number % 3}/{number}.csv").write_bytes(b"%d," % number * 9_000 * (number % 2))
    ms.upload_folder(repo_id="ada/d", repo_type="dataset", folder_path=folder, use_cache=False)
    got = Path(ms.download_repo("ada/d", repo_type="dataset", local_dir=tmp_path / "down"))
    for path in folder.rglob("*.csv"):
        assert (got / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_content_is_known_in_all_repos_of_this_world_and_only_here(
    hub: LocalHub, ms: HubApi, repo: str, http: requests.Session
) -> None:
    http.post(f"{hub.hf}/api/repos/create", json={"name": "h", "type": "model"}, headers=bearer("hf", "ada"))
    ask = {"operation": "upload", "transfers": ["basic"], "objects": [{"oid": SHA, "size": len(BIG)}]}
    url = f"{hub.hf}/ada/h.git/info/lfs/objects/batch"
    (told,) = http.post(url, json=ask, headers=bearer("hf", "ada")).json()["objects"]
    assert http.put(told["actions"]["upload"]["href"], data=BIG).ok
    assert ms.legacy.validate_blobs(repo, "model", ask["objects"])[SHA]
    ms.upload_file(repo_id=repo, repo_type="model", path_or_fileobj=BIG, path_in_repo="w.bin")
    ms.create_repo("ada/y", "model", visibility="public", license="mit")
    assert ms.legacy.validate_blobs("ada/y", "model", ask["objects"]) == {SHA: None}


def test_a_commit_that_names_missing_content_is_refused(
    hub: LocalHub, ms: HubApi, repo: str, http: requests.Session
) -> None:
    action = {
        "action": "create",
        "path": "w.bin",
        "type": "lfs",
        "size": len(BIG),
        "sha256": SHA,
        "content": "",
    }
    url = f"{hub.ms}/api/v1/repos/models/{repo}/commit/master"
    answer = http.post(url, json={"commit_message": "x", "actions": [action]}, headers=bearer("ms", "ada"))
    assert (answer.status_code, answer.json()["Success"]) == (400, False)
    many = {"commit_message": "x", "actions": [{"action": "delete", "path": "x"}] * 2001}
    assert http.post(url, json=many, headers=bearer("ms", "ada")).status_code == 422
    assert [each.path for each in ms.list_repo_files(repo, "model")] == [".gitattributes"]


def test_content_is_checked_as_it_arrives(
    hub: LocalHub, ms: HubApi, repo: str, http: requests.Session
) -> None:
    href = ms.legacy.validate_blobs(repo, "model", [{"oid": SHA, "size": len(BIG)}])[SHA]
    assert href
    assert http.put(href, data=b"x" + BIG[1:]).status_code == 400
    assert http.put(href.replace("signature=", "signature=0"), data=BIG).status_code == 403
    assert http.put(href, data=BIG).status_code == 200
    assert commit(
        ms, repo, [{"action": "create", "path": "w", "type": "lfs", "size": len(BIG), "sha256": SHA}]
    )


def test_files_are_deleted(ms: HubApi, repo: str) -> None:
    ms.upload_file(repo_id=repo, repo_type="model", path_or_fileobj=b"1", path_in_repo="config.json")
    commit(ms, repo, [{"action": "delete", "path": "config.json"}])
    assert [each.path for each in ms.list_repo_files(repo, "model")] == [".gitattributes"]


def test_private_repos_do_not_exist_for_others(hub: LocalHub, ms: HubApi, open_ms: Open, repo: str) -> None:
    grace = open_ms(hub.ms, TOKENS["ms", "grace"])
    assert grace.get_repo(repo, "model").visibility == Visibility.PUBLIC
    with pytest.raises(PermissionDeniedError):
        commit(grace, repo, [{"action": "create", "path": "a", "type": "normal", "content": ""}])
    ms.create_repo("lab/hidden", "model", visibility="private", license="mit")
    for who in (grace, open_ms(hub.ms, "")):
        with pytest.raises(NotExistError):
            who.get_repo("lab/hidden", "model")
        assert [each.name for each in who.list_repos("model", owner="lab").items] == ["x"]
    assert ms.get_repo("LAB/hidden", "model").private


def test_visibility_is_set_with_the_full_record(
    hub: LocalHub, ms: HubApi, repo: str, http: requests.Session
) -> None:
    url = f"{hub.ms}/api/v1/models/{repo}"
    record = http.get(url).json()["Data"]
    assert (record["Visibility"], record["License"]) == (5, "mit")
    told = http.put(url, json={**record, "Visibility": 1}, headers=bearer("ms", "ada"))
    assert told.json()["Data"]["Visibility"] == 1
    assert http.get(url).status_code == 404
    ms.create_repo("ada/d", "dataset", visibility="public", license="mit")
    number = http.get(f"{hub.ms}/api/v1/datasets/ada/d").json()["Data"]["Id"]
    numbered = f"{hub.ms}/api/v1/datasets/{number}"
    assert http.put(numbered, json={"Visibility": 3, "ProtectedMode": 2}, headers=bearer("ms", "ada")).ok
    assert http.get(numbered).status_code == 404
    assert http.get(numbered, headers=bearer("ms", "grace")).json()["Data"]["Visibility"] == 3


def test_a_model_listing_ends_at_3000_and_a_dataset_one_pages(
    hub: LocalHub, ms: HubApi, repo: str, http: requests.Session
) -> None:
    ms.create_repo("ada/d", "dataset", visibility="public", license="mit")
    actions = [
        {"action": "create", "path": f"{n % 4}/{n}", "type": "normal", "content": "", "encoding": "base64"}
        for n in range(3996)
    ]
    for kind, name in (("models", repo), ("datasets", "ada/d")):
        for part in (actions[:2000], actions[2000:]):
            url = f"{hub.ms}/api/v1/repos/{kind}/{name}/commit/master"
            body = {"commit_message": "x", "actions": part}
            assert http.post(url, json=body, headers=bearer("ms", "ada")).ok
    listed = f"{hub.ms}/api/v1/models/{repo}/repo/files?Revision=master&Recursive=True"
    assert len(http.get(listed).json()["Data"]["Files"]) == 3000
    assert len(http.get(listed + "&Root=2").json()["Data"]["Files"]) == 999
    assert len([each for each in ms.list_repo_files(repo, "model") if each.type != "tree"]) == 3997
    hub.requests.reset()
    assert len(ms.list_repo_files("ada/d", "dataset")) == 4001
    assert len(hub.requests.matching(part="/repo/tree")) == 21
    page = f"{hub.ms}/api/v1/datasets/ada/d/repo/tree?Recursive=True&PageNumber=21&PageSize=200"
    assert (len(http.get(page).json()["Data"]["Files"]), http.get(page).json()["TotalCount"]) == (1, 4001)


def test_commits_revisions_and_tags(hub: LocalHub, ms: HubApi, repo: str, http: requests.Session) -> None:
    oids = [
        commit(ms, repo, [{"action": "create", "path": "a", "type": "normal", "content": str(n)}])
        for n in range(5)
    ]
    ms.create_repo_tag(repo, repo_type="model", tag="v1", revision=oids[2])
    branches, tags = ms.legacy.list_revisions_detail(repo, "model")
    assert [(each["Revision"], each["CommitId"]) for each in (*branches, *tags)] == [
        ("master", oids[4]),
        ("v1", oids[2]),
    ]
    url = f"{hub.ms}/api/v1/models/{repo}/commits"
    told = http.get(url, params={"Ref": "master", "PageNumber": 2, "PageSize": 2}).json()
    assert ([each["Id"] for each in told["Data"]["Commit"]], told["TotalCount"]) == ([oids[2], oids[1]], 6)
    assert http.get(url, params={"Ref": "v1"}).json()["TotalCount"] == 4
    assert http.get(url, params={"Ref": "none"}).status_code == 404


def test_parts_of_a_file(hub: LocalHub, ms: HubApi, repo: str, http: requests.Session) -> None:
    ms.upload_file(repo_id=repo, repo_type="model", path_or_fileobj=BIG, path_in_repo="w.bin")
    url = f"{hub.ms}/api/v1/models/{repo}/repo?Revision=master&FilePath=w.bin"
    part = http.get(url, headers={"Range": "bytes=1000000-"})
    assert (part.status_code, part.content, part.headers["X-Linked-ETag"]) == (206, BIG[1_000_000:], SHA)
    assert http.get(url, headers={"Range": f"bytes={len(BIG)}-"}).status_code == 416
    assert http.get(f"{url}x").status_code == 404


def test_the_demo_on_this_side(demo_ms: HubApi, seeded: LocalHub, http: requests.Session) -> None:
    for kind, count in (("model", 12), ("dataset", 4), ("studio", 2)):
        assert demo_ms.list_repos(kind, owner="rosalind").total_count == count
    info = demo_ms.get_repo("rosalind/bert-tiny-ner", "model")
    assert (info.license, info.tasks, info.downloads) == ("apache-2.0", ["token-classification"], 310)
    assert demo_ms.get_repo("rosalind/plankton-viewer", "studio").sdk_type == "gradio"
    assert {each["Path"] for each in demo_ms.legacy.list_repo_files("rosalind/haiku-machine", "studio")} >= {
        "app.js"
    }
    assert demo_ms.legacy.list_datasets(owner="rosalind")["total_count"] == 4
    pages = [
        demo_ms.list_repos("model", owner="rosalind", page_number=n, page_size=5).items for n in (1, 2, 3)
    ]
    assert [len(each) for each in pages] == [5, 5, 2]
    assert http.get(f"{seeded.ms}/api/v1/repos/internalAccelerationInfo").json()["Data"] == {}
