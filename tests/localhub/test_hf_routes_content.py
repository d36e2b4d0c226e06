"""Files up and down by every way that Hugging Face's SDK has, comparing bytes, for every repo type."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, HfApi, HfFileSystem, RepoCard

from hubtui.localhub import gitobjects
from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import TOKENS, bearer

FILES = {
    "README.md": b"---\nlicense: mit\n---\n# A card\n",
    "a b/ü#%.txt": b"text\n",
    "deep/er/still/x.json": b"{}",
    "empty": b"",
    "large/m.bin": bytes(range(256)) * 5_000,
    "large/n.bin": bytes(range(255)) * 5_000,
}


@pytest.fixture(params=["model", "dataset", "space"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def repo(hf: HfApi, kind: str) -> str:
    hf.create_repo("lab/x", repo_type=kind, space_sdk="static" if kind == "space" else None)
    return "lab/x"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All of `FILES` on disk."""
    for path, data in FILES.items():
        (tmp_path / "up" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "up" / path).write_bytes(data)
    return tmp_path / "up"


def below(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, but for what the SDK and the repo's start put there."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if name != ".gitattributes" and not name.startswith(".cache/")
    }


def test_a_folder_up_and_down(hf: HfApi, repo: str, kind: str, folder: Path, tmp_path: Path) -> None:
    info = hf.upload_folder(repo_id=repo, repo_type=kind, folder_path=folder, commit_message="All")
    assert hf.repo_info(repo, repo_type=kind).sha == info.oid
    assert below(Path(hf.snapshot_download(repo, repo_type=kind, local_dir=tmp_path / "down"))) == FILES
    part = hf.snapshot_download(
        repo, repo_type=kind, revision=info.oid, cache_dir=tmp_path / "cache", allow_patterns="large/*"
    )
    assert set(below(Path(part))) == {"large/m.bin", "large/n.bin"}
    hf.upload_folder(
        repo_id=repo, repo_type=kind, folder_path=folder, allow_patterns="empty", delete_patterns="large/*"
    )
    assert not any(path.startswith("large/") for path in hf.list_repo_files(repo, repo_type=kind))


def test_what_git_would_call_every_file(hf: HfApi, repo: str, kind: str, folder: Path) -> None:
    hf.upload_folder(repo_id=repo, repo_type=kind, folder_path=folder)
    entries = {each.path: each for each in hf.get_paths_info(repo, list(FILES), repo_type=kind, expand=True)}
    for path, data in FILES.items():
        entry = entries[path]
        oid = gitobjects.pointer_oid(entry.lfs.sha256, len(data)) if entry.lfs else gitobjects.blob_oid(data)
        assert (entry.blob_id, entry.size) == (oid, len(data))
        assert entry.last_commit.title == "Upload folder using huggingface_hub"
        assert entry.security is not None
    siblings = {
        each.rfilename: each for each in hf.repo_info(repo, repo_type=kind, files_metadata=True).siblings
    }
    assert {path: siblings[path].size for path in FILES} == {path: len(data) for path, data in FILES.items()}


def test_a_tree_by_directory_and_whole(hf: HfApi, repo: str, kind: str, folder: Path) -> None:
    hf.upload_folder(repo_id=repo, repo_type=kind, folder_path=folder)
    top = [each.path for each in hf.list_repo_tree(repo, repo_type=kind)]
    assert top[:3] == ["a b", "deep", "large"]
    inner = [each.path for each in hf.list_repo_tree(repo, "deep/er", repo_type=kind)]
    assert inner == ["deep/er/still"]
    whole = [each.path for each in hf.list_repo_tree(repo, repo_type=kind, recursive=True, expand=True)]
    assert set(FILES) < set(whole)
    assert {"deep", "deep/er"} < set(whole)


def test_sizes_of_directories(
    hub: LocalHub, hf: HfApi, repo: str, kind: str, folder: Path, http: requests.Session
) -> None:
    hf.upload_folder(repo_id=repo, repo_type=kind, folder_path=folder)
    large = sum(len(data) for path, data in FILES.items() if path.startswith("large/"))
    url = f"{hub.hf}/api/{kind}s/{repo}/treesize/main"
    assert http.get(f"{url}/large").json() == {"path": "large", "size": large}
    assert http.get(url).json()["size"] >= sum(map(len, FILES.values()))


def test_a_file_system_reads_and_writes(hub: LocalHub, hf: HfApi, repo: str, kind: str) -> None:
    root = {"model": "", "dataset": "datasets/", "space": "spaces/"}[kind] + repo
    files = HfFileSystem(endpoint=hub.hf, token=TOKENS["hf", "ada"], skip_instance_cache=True)
    big = FILES["large/m.bin"]
    for path, data in (("notes/a.txt", b"one\ntwo\n"), ("m.bin", big)):
        with files.open(f"{root}/{path}", "wb") as file:
            file.write(data)
    assert files.cat_file(f"{root}/notes/a.txt") == b"one\ntwo\n"
    with files.open(f"{root}/m.bin", "rb") as file:
        file.seek(1_000_000)
        assert file.read(1000) == big[1_000_000:1_001_000]
    assert files.glob(f"{root}/**/*.txt") == [f"{root}/notes/a.txt"]
    assert files.info(f"{root}/m.bin")["size"] == len(big)
    files.cp_file(f"{root}/m.bin", f"{root}/n.bin")
    files.mv(f"{root}/notes/a.txt", f"{root}/b.txt")
    assert {path.rsplit("/", 1)[-1] for path in files.find(root)} == {
        ".gitattributes",
        "m.bin",
        "n.bin",
        "b.txt",
    }
    files.rm(f"{root}/n.bin")
    assert not files.exists(f"{root}/n.bin")


def test_files_are_copied_within_a_repo(
    hf: HfApi, repo: str, kind: str, folder: Path, tmp_path: Path
) -> None:
    first = hf.upload_folder(repo_id=repo, repo_type=kind, folder_path=folder)
    hf.delete_file("large/m.bin", repo, repo_type=kind)
    hf.create_commit(
        repo,
        [
            CommitOperationCopy("large/m.bin", "again.bin", src_revision=first.oid),
            CommitOperationCopy("empty", "also empty"),
            CommitOperationAdd("new", b"new"),
        ],
        repo_type=kind,
        commit_message="Copy",
    )
    got = hf.hf_hub_download(repo, "again.bin", repo_type=kind, cache_dir=tmp_path / "cache")
    assert Path(got).read_bytes() == FILES["large/m.bin"]


def test_a_file_is_there_or_not(hf: HfApi, repo: str, kind: str, folder: Path) -> None:
    hf.upload_folder(repo_id=repo, repo_type=kind, folder_path=folder)
    assert hf.file_exists(repo, "deep/er/still/x.json", repo_type=kind)
    assert not hf.file_exists(repo, "deep/er", repo_type=kind)
    hf.delete_folder("deep", repo, repo_type=kind)
    assert not hf.file_exists(repo, "deep/er/still/x.json", repo_type=kind)
    hf.delete_files(repo, ["large/*"], repo_type=kind)
    assert "large/m.bin" not in hf.list_repo_files(repo, repo_type=kind)


def test_a_card_is_checked(hub: LocalHub, http: requests.Session) -> None:
    url = f"{hub.hf}/api/validate-yaml"
    good = http.post(url, json={"content": str(RepoCard("---\nlicense: mit\n---\n")), "repoType": "model"})
    assert good.json() == {"errors": [], "warnings": []}
    bad = http.post(url, json={"content": "---\n- x\n---\n", "repoType": "model"})
    assert (bad.status_code, len(bad.json()["errors"])) == (400, 1)


def test_small_calls_that_name_no_repo(hub: LocalHub, hf: HfApi, http: requests.Session) -> None:
    assert http.get(f"{hub.hf}/api/agent-harnesses").json() == {"standardEnvVars": [], "harnesses": {}}
    hf.create_repo("lab/x")
    assert hf.get_organization_overview("lab").num_models == 1
    assert [each.username for each in hf.list_organization_members("lab")] == ["ada"]
    assert [each.name for each in hf.get_user_overview("ada").orgs] == ["lab"]
    assert hf.get_user_overview("ada").num_models == 0
    for write in ("", "/write"):
        assert http.get(f"{hub.hf}/api/models/lab/x/auth-check{write}", headers=bearer("hf", "ada")).ok
