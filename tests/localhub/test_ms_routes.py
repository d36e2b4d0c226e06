"""Every route of ModelScope's protocol, driven by its two SDKs as they are; named after the routes."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import modelscope_hub.config
import pytest
import requests
from modelscope.hub.api import HubApi as OldApi
from modelscope_hub import HubApi
from modelscope_hub.constants import Visibility
from modelscope_hub.errors import NotExistError

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import TOKENS, bearer

Open = Callable[[str, str], HubApi]
ADA = bearer("ms", "ada")
SENT = {
    "README.md": b"---\nlicense: mit\ntags:\n- tiny\n---\n# x\n",
    "config.json": b'{"model_type": "bert"}',
    "sub/weights.bin": bytes(range(256)) * 600,
    "empty.bin": b"",
    "sub/deep/a b#%ü.txt": "ü".encode() * 50_000,
}


@pytest.fixture
def old(hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OldApi:
    """The older SDK, which keeps its things where the environment says."""
    monkeypatch.setenv("MODELSCOPE_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("MODELSCOPE_CACHE", str(tmp_path / "old-cache"))
    monkeypatch.setattr(modelscope_hub.config, "_default_config", None, raising=False)
    return OldApi(endpoint=hub.ms, token=TOKENS["ms", "ada"])


@pytest.fixture(params=["model", "dataset"])
def full(request: pytest.FixtureRequest, ms: HubApi) -> tuple[str, str]:
    """A repo with all of `SENT`, and its type."""
    kind = request.param
    ms.create_repo("lab/x", kind, visibility="public", license="mit")
    for path, data in SENT.items():
        ms.upload_file(repo_id="lab/x", repo_type=kind, path_or_fileobj=data, path_in_repo=path)
    return "lab/x", kind


def names(found: Any) -> list[str]:
    return [each.name for each in found.items]


# signing in


def test_post_login(hub: LocalHub, old: OldApi) -> None:
    git_token, cookies = old.login(TOKENS["ms", "ada"])
    assert (git_token, cookies["m_session_id"]) == (TOKENS["ms", "ada"], TOKENS["ms", "ada"])


def test_get_users_me(ms: HubApi) -> None:
    me = ms.whoami()
    assert (me.username, me.email) == ("ada", "ada@example.org")


def test_a_cookie_signs_in_as_well(hub: LocalHub, http: requests.Session) -> None:
    for name in ("m_session_id", "modelscope_session"):
        told = http.get(f"{hub.ms}/openapi/v1/users/me", cookies={name: TOKENS["ms", "grace"]})
        assert told.json()["data"]["username"] == "grace"
        http.cookies.clear()


def test_get_internal_acceleration_info(hub: LocalHub, http: requests.Session) -> None:
    told = http.get(f"{hub.ms}/api/v1/repos/internalAccelerationInfo").json()
    assert (told["Code"], told["Data"], told["Success"], told["Message"]) == (200, {}, True, "success")


# lists


def test_get_models_is_searched_filtered_sorted_and_paged(hub: LocalHub, ms: HubApi) -> None:
    for number in range(7):
        owner = ("ada", "lab")[number % 2]
        ms.create_repo(f"{owner}/tiny-{number}", "model", license=("mit", "apache-2.0")[number % 2])
    card = b"---\nlicense: gpl-3.0\npipeline_tag: fill-mask\nlibrary_name: timm\ntags: [rare]\n---\n"
    ms.upload_file(repo_id="ada/tiny-4", repo_type="model", path_or_fileobj=card, path_in_repo="README.md")
    assert ms.list_repos("model").total_count == 7
    assert set(names(ms.list_repos("model", owner="LAB"))) == {"tiny-1", "tiny-3", "tiny-5"}
    assert names(ms.list_repos("model", search="tiny 3")) == ["tiny-3"]
    for key, value in {
        "task": "fill-mask",
        "library": "timm",
        "custom_tag": "rare",
        "license": "GPL-3.0",
    }.items():
        assert names(ms.list_repos("model", **{key: value})) == ["tiny-4"]
    assert ms.list_repos("model", license="mit").total_count == 3
    page = ms.list_repos("model", license="mit", page_size=2, page_number=2)
    assert (len(page.items), page.total_count) == (1, 3)
    for sort in ("default", "downloads", "likes", "last_modified"):
        assert len(ms.list_repos("model", sort=sort, page_size=50).items) == 7
    pages = [names(ms.list_repos("model", page_size=3, page_number=number)) for number in (1, 2, 3, 4)]
    assert [len(each) for each in pages] == [3, 3, 1, 0]
    assert len({name for page in pages for name in page}) == 7


def test_a_page_holds_50_at_most_and_the_last_item_is_the_3000th(
    hub: LocalHub, ms: HubApi, http: requests.Session
) -> None:
    for number in range(51):
        ms.create_repo(f"ada/d{number}", "dataset", license="mit")
    told = http.get(f"{hub.ms}/openapi/v1/datasets?page_size=1000").json()["data"]
    assert (len(told["datasets"]), told["page_size"], told["total_count"]) == (50, 50, 51)
    beyond = http.get(f"{hub.ms}/openapi/v1/datasets?page_size=50&page_number=61")
    assert (beyond.status_code, beyond.json()["code"]) == (400, "InputParameterError")


def test_get_legacy_datasets_shows_private_ones_and_fails_past_the_end(
    hub: LocalHub, ms: HubApi, http: requests.Session, old: OldApi
) -> None:
    for number, visibility in enumerate(("public", "private", "private")):
        ms.create_repo(f"ada/d{number}", "dataset", visibility=visibility, license="mit")
    found = ms.legacy.list_datasets(owner="ada")
    assert ({each["Name"] for each in found["items"]}, found["total_count"]) == ({"d0", "d1", "d2"}, 3)
    url = f"{hub.ms}/api/v1/datasets"
    assert [each["Name"] for each in http.get(url).json()["Data"]] == ["d0"]
    assert [each["Name"] for each in http.get(url, params={"Query": "D2"}, headers=ADA).json()["Data"]] == [
        "d2"
    ]
    beyond = http.get(url, params={"PageNumber": 3, "PageSize": 2})
    assert (beyond.status_code, beyond.json()["Message"]) == (400, "fromIndex(4) > toIndex(1)")
    assert ms.legacy.list_datasets(page_number=9)["items"] == []
    with pytest.warns(DeprecationWarning, match="list_repos"):
        assert old.list_datasets("ada").total_count == 3


def test_get_models_with_the_old_sdk(ms: HubApi, old: OldApi) -> None:
    ms.create_repo("lab/m", "model", license="mit")
    assert old.list_models("lab")["TotalCount"] == 1


# repos


@pytest.mark.parametrize("kind", ["model", "dataset"])
def test_post_get_put_and_delete_a_repo(hub: LocalHub, ms: HubApi, http: requests.Session, kind: str) -> None:
    ms.create_repo("ada/x", kind, visibility="private", license="mit", chinese_name="X", description="d")
    info = ms.get_repo("Ada/X", kind)
    assert (info.repo_id, info.visibility, info.license) == ("ada/x", Visibility.PRIVATE, "mit")
    assert (info.display_name, info.description) == ("X", "d")
    record = ms.legacy.get_repo_info("ada/x", kind)
    assert (record["Visibility"], record["ChineseName"], record["ProtectedMode"]) == (1, "X", 2)
    place = "ada/x" if kind == "model" else record["Id"]
    url = f"{hub.ms}/api/v1/{kind}s/{place}"
    assert http.put(url, json={**record, "Visibility": 5}, headers=ADA).json()["Data"]["Visibility"] == 5
    assert http.get(f"{hub.ms}/openapi/v1/{kind}s/ada/x").json()["data"]["description"] == "d"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        ms.delete_repo("ada/x", kind)
    assert not ms.repo_exists("ada/x", kind)


def test_put_a_model_writes_the_whole_record(hub: LocalHub, ms: HubApi, http: requests.Session) -> None:
    ms.create_repo("ada/x", "model", license="mit", chinese_name="X", description="d")
    url = f"{hub.ms}/api/v1/models/ada/x"
    told = http.put(url, json={"Visibility": 1, "ProtectedMode": 2}, headers=ADA).json()["Data"]
    assert (told["Visibility"], told["License"], told["Description"]) == (1, "", "")
    assert http.put(url, json={"License": "mit"}, headers=ADA).status_code == 400


def test_put_a_dataset_by_number_changes_only_what_is_given(
    hub: LocalHub, ms: HubApi, http: requests.Session
) -> None:
    ms.create_repo("ada/d", "dataset", license="mit", description="d")
    number = ms.legacy.get_repo_info("ada/d", "dataset")["Id"]
    url = f"{hub.ms}/api/v1/datasets/{number}"
    told = http.put(url, json={"Visibility": 1, "ProtectedMode": 1}, headers=ADA).json()["Data"]
    assert (told["Visibility"], told["License"], told["ProtectedMode"]) == (1, "mit", 1)
    assert ms.get_repo("ada/d", "dataset").gated
    assert http.delete(url, headers=ADA).json()["Success"]
    assert http.get(url, headers=ADA).status_code == 404


def test_a_gated_repo_is_created(ms: HubApi) -> None:
    ms.create_repo("ada/g", "model", visibility="private", gated_mode=True, license="mit")
    assert ms.get_repo("ada/g", "model").gated


# files


def test_files_come_back_as_they_went_up(ms: HubApi, full: tuple[str, str], tmp_path: Path) -> None:
    got = Path(ms.download_repo(full[0], repo_type=full[1], local_dir=tmp_path / "down"))
    assert {path: (got / path).read_bytes() for path in SENT} == SENT
    listed = {each["Path"]: each for each in ms.legacy.list_repo_files(*full) if each["Type"] == "blob"}
    assert {path: listed[path]["Sha256"] for path in SENT} == {
        path: hashlib.sha256(data).hexdigest() for path, data in SENT.items()
    }
    assert [listed[path]["IsLFS"] for path in ("config.json", "sub/weights.bin", "empty.bin")] == [
        False, True, True,
    ]  # fmt: skip


def test_get_files_below_a_root(ms: HubApi, full: tuple[str, str]) -> None:
    flat = ms.legacy.list_repo_files(*full, recursive=False, root="sub")
    assert [(each["Path"], each["Type"]) for each in flat] == [
        ("sub/deep", "tree"),
        ("sub/weights.bin", "blob"),
    ]
    deep = ms.legacy.list_repo_files(*full, root="sub")
    assert {each["Path"] for each in deep} == {"sub/deep", "sub/weights.bin", "sub/deep/a b#%ü.txt"}
    with pytest.raises(NotExistError):
        ms.legacy.list_repo_files(*full, root="nowhere")


def test_the_old_sdk_reads_the_same_files(ms: HubApi, old: OldApi, tmp_path: Path) -> None:
    data = SENT["sub/weights.bin"]
    for kind in ("model", "dataset"):
        ms.create_repo(f"lab/{kind}", kind, license="mit")
        ms.upload_file(repo_id=f"lab/{kind}", repo_type=kind, path_or_fileobj=data, path_in_repo="w.bin")
    assert {each["Path"] for each in old.get_model_files("lab/model")} == {".gitattributes", "w.bin"}
    assert {each["Path"] for each in old.get_dataset_files("lab/dataset")} == {".gitattributes", "w.bin"}
    got = old.download_model("lab/model", local_dir=str(tmp_path / "old-down"))
    assert (Path(got) / "w.bin").read_bytes() == SENT["sub/weights.bin"]
    assert old.repo_exists("lab/dataset", repo_type="dataset")
    assert not old.repo_exists("lab/none")


def test_get_a_part_of_a_file(
    hub: LocalHub, ms: HubApi, full: tuple[str, str], http: requests.Session
) -> None:
    data = SENT["sub/weights.bin"]
    answer = ms.legacy.download_stream(*full, "sub/weights.bin", headers={"Range": "bytes=150000-150009"})
    assert (answer.status_code, answer.content) == (206, data[150000:150010])
    assert answer.headers["X-Linked-ETag"] == hashlib.sha256(data).hexdigest()
    head = http.head(f"{hub.ms}/api/v1/{full[1]}s/{full[0]}/repo?FilePath=sub/weights.bin")
    assert (head.headers["Content-Length"], head.content) == (str(len(data)), b"")


def test_delete_a_file_by_each_way(ms: HubApi, full: tuple[str, str], old: OldApi) -> None:
    repo, kind = full
    ms.legacy.delete_file(repo, kind, "config.json")
    ms.delete_files(repo, kind, delete_patterns=["sub/*"])
    old.delete_files(repo, kind, file_paths=["empty.bin"])
    left = [each.path for each in ms.list_repo_files(repo, kind) if each.type != "tree"]
    assert sorted(left) == [".gitattributes", "README.md"]


def test_a_folder_goes_up_again_only_where_it_changed(hub: LocalHub, ms: HubApi, tmp_path: Path) -> None:
    ms.create_repo("ada/f", "model", license="mit")
    for path, data in SENT.items():
        (tmp_path / "up" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "up" / path).write_bytes(data)
    for _ in range(2):
        ms.upload_folder(repo_id="ada/f", repo_type="model", folder_path=tmp_path / "up", use_cache=False)
    assert len(hub.requests.matching("PUT", "/lfs/")) == 3
    got = Path(ms.download_repo("ada/f", repo_type="model", local_dir=tmp_path / "down"))
    assert {path: (got / path).read_bytes() for path in SENT} == SENT


# history


def test_get_commits_by_page(hub: LocalHub, full: tuple[str, str], http: requests.Session) -> None:
    url = f"{hub.ms}/api/v1/{full[1]}s/{full[0]}/commits"
    told = http.get(url, params={"Ref": "master", "PageNumber": 1, "PageSize": 2}).json()
    assert (len(told["Data"]["Commit"]), told["TotalCount"]) == (2, 6)
    first = http.get(url, params={"PageNumber": 3, "PageSize": 2}).json()["Data"]["Commit"][-1]
    assert (first["Title"], first["AuthorName"], len(first["Id"])) == ("initial commit", "ada", 40)


def test_post_a_tag_and_get_revisions(
    hub: LocalHub, ms: HubApi, full: tuple[str, str], http: requests.Session
) -> None:
    repo, kind = full
    ms.create_repo_tag(repo, repo_type=kind, tag="v1", revision="master")
    ms.legacy.delete_file(repo, kind, "README.md")
    branches, tags = ms.legacy.list_revisions_detail(repo, kind)
    assert ([each["Revision"] for each in branches], [each["Revision"] for each in tags]) == (
        ["master"],
        ["v1"],
    )
    assert {each["Revision"] for each in ms.list_repo_revisions(repo, kind)} == {"master", "v1"}
    assert ms.legacy.list_revisions_detail(repo, kind, end_time=tags[0]["CreatedAt"] - 1)[1] == []
    paths = {each["Path"] for each in ms.legacy.list_repo_files(repo, kind, revision="v1")}
    assert "README.md" in paths


def test_tags_with_the_old_sdk(ms: HubApi, old: OldApi) -> None:
    ms.create_repo("lab/m", "model", license="mit")
    old.create_model_tag("lab/m", "v2")
    assert old.get_model_branches_and_tags("lab/m") == (["master"], ["v2"])
    assert old.get_valid_revision("lab/m", "v2") == "v2"


# studios


def test_studios_are_created_listed_set_and_run(hub: LocalHub, ms: HubApi, open_ms: Open) -> None:
    ms.create_repo("ada/app", "studio", visibility="protected", chinese_name="App", sdk_type="static")
    info = ms.get_repo("ada/app", "studio")
    assert (info.sdk_type, info.display_name, info.visibility) == ("static", "App", "protected")
    assert ms.list_repos("studio").total_count == 0
    assert ms.list_repos("studio", status="all").total_count == 1
    assert ms.list_repos("studio", owner="ada").total_count == 1
    ms.deploy_repo("ada/app", "studio")
    assert ms.list_repos("studio", sort="view_num").total_count == 1
    ms.update_repo_settings("ada/app", "studio", visibility="private", description="An app", hardware="xgpu")
    assert ms.list_repos("studio", hardware_type="xgpu").total_count == 1
    assert ms.list_repos("studio", mcp_support=True).total_count == 0
    changed = ms.get_repo("ada/app", "studio")
    assert (changed.visibility, changed.description, changed.sdk_type) == (
        Visibility.PRIVATE, "An app", "static",
    )  # fmt: skip
    assert not open_ms(hub.ms, TOKENS["ms", "grace"]).repo_exists("ada/app", "studio")
    ms.stop_repo("ada/app", "studio")
    assert ms.list_repos("studio").total_count == 0


def test_a_studios_files(ms: HubApi) -> None:
    ms.create_repo("ada/app", "studio")
    action = {"action": "create", "path": "app.py", "type": "normal", "content": "print(1)"}
    ms.legacy.create_commit("ada/app", "studio", [action], "Add app")
    assert {each["Path"] for each in ms.legacy.list_repo_files("ada/app", "studio")} >= {"app.py"}
    assert ms.legacy.download_stream("ada/app", "studio", "app.py").content == b"print(1)"


def test_a_studios_variables_and_secrets(ms: HubApi) -> None:
    ms.create_repo("ada/app", "studio")
    ms.add_secret("ada/app", key="TOKEN", value="hidden")
    ms.add_variable("ada/app", key="MODE", value="fast")
    ms.update_variable("ada/app", key="MODE", value="slow")
    assert ms.list_secrets("ada/app") == [{"key": "TOKEN"}]
    assert ms.list_variables("ada/app") == [{"key": "MODE", "value": "slow"}]
    ms.delete_secret("ada/app", key="TOKEN")
    ms.delete_variable("ada/app", key="MODE")
    assert (ms.list_secrets("ada/app"), ms.list_variables("ada/app")) == ([], [])


def test_what_a_studio_can_run_on(ms: HubApi) -> None:
    assert ms.list_studio_hardware()
    assert ms.list_studio_base_images()
    assert ms.list_studio_sdk_versions(sdk_type="gradio")
    assert ms.list_studio_sdk_versions(sdk_type="static") == []
