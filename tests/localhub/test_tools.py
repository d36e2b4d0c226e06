"""Tools that nobody here wrote, as they are, each a process with a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import ACCOUNTS, TOKENS

FILES = {
    "README.md": b"---\nlicense: mit\n---\n# A repo\n",
    "sub/weights.safetensors": bytes(range(256)) * 900,
    "sub/notes é.txt": b"notes\n" * 2000,
}
Tool = Callable[..., str]


@pytest.fixture
def tool(hub: LocalHub, tmp_path: Path) -> Tool:
    """Run a command of this environment; what it prints."""
    return tools_of(hub, tmp_path / "home", HF_HUB_DISABLE_XET="1")


def tools_of(hub: LocalHub, home: Path, **more: str) -> Tool:
    """The tools as somebody with this home, and this hub alone, would run them."""
    home.mkdir()
    environment = {
        "PATH": os.defpath,
        "HOME": str(home),
        "NO_PROXY": "127.0.0.1,localhost",
        "NO_COLOR": "1",
        "HF_ENDPOINT": hub.hf,
        "HF_TOKEN": TOKENS["hf", "ada"],
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "MODELSCOPE_ENDPOINT": hub.ms,
        "MODELSCOPE_API_TOKEN": TOKENS["ms", "ada"],
        "MODELSCOPE_DOWNLOAD_INTRA_CLOUD": "false",
        **more,
    }

    def run(name: str, *arguments: object) -> str:
        program = Path(sys.executable).with_name(name)
        done = subprocess.run(
            [program, *map(str, arguments)], env=environment, cwd=home, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{name} {arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, data in FILES.items():
        place = tmp_path / "folder" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return tmp_path / "folder"


def read(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in FILES}


def test_hf_signs_in_and_lists(tool: Tool) -> None:
    assert "ada" in tool("hf", "auth", "whoami")
    tool("hf", "repos", "create", "lab/tiny", "--private")
    tool("hf", "repos", "create", "notes", "--type", "dataset")
    assert "lab/tiny" in tool("hf", "models", "ls", "--author", "lab")
    listed = tool("hf", "repos", "list")
    assert ("ada/notes" in listed, "lab/tiny" in listed) == (True, False)
    assert json.loads(tool("hf", "models", "info", "lab/tiny"))["private"]


def test_hf_moves_files_both_ways(tool: Tool, folder: Path, tmp_path: Path) -> None:
    tool("hf", "repos", "create", "ada/x")
    tool("hf", "upload", "ada/x", folder, ".")
    tool("hf", "upload", "ada/x", folder / "README.md", "copy.md")
    tool("hf", "download", "ada/x", "--local-dir", tmp_path / "down")
    assert read(tmp_path / "down") == FILES
    assert (tmp_path / "down" / "copy.md").read_bytes() == FILES["README.md"]
    assert "weights.safetensors" in tool("hf", "models", "ls", "ada/x", "--recursive")
    tool("hf", "repos", "delete-files", "ada/x", "copy.md")
    assert "copy.md" not in tool("hf", "models", "ls", "ada/x", "--recursive")


def test_hf_moves_files_both_ways_by_xet(folder: Path, tmp_path: Path) -> None:
    with LocalHub(tmp_path / "hub", accounts=ACCOUNTS, xet=True) as hub:
        tool = tools_of(hub, tmp_path / "home")
        tool("hf", "repos", "create", "ada/x")
        tool("hf", "upload", "ada/x", folder, ".")
        tool("hf", "download", "ada/x", "--local-dir", tmp_path / "down")
        assert read(tmp_path / "down") == FILES
        assert hub.requests.matching("GET", "/xet-write-token/")
        assert hub.requests.matching("GET", "/xet-read-token/")
        assert not hub.requests.matching("PUT")


def test_hf_names_branches_and_tags_and_moves_repos(tool: Tool) -> None:
    tool("hf", "repos", "create", "ada/x")
    tool("hf", "repos", "branch", "create", "ada/x", "dev")
    tool("hf", "repos", "tag", "create", "ada/x", "v1", "-m", "First")
    assert "v1" in tool("hf", "repos", "tag", "list", "ada/x")
    tool("hf", "repos", "settings", "ada/x", "--private")
    tool("hf", "repos", "move", "ada/x", "lab/y")
    assert json.loads(tool("hf", "models", "info", "lab/y"))["private"]
    tool("hf", "repos", "delete", "lab/y", "--yes")
    assert "lab/y" not in tool("hf", "models", "ls", "--author", "lab")


def test_hf_discusses(tool: Tool) -> None:
    tool("hf", "repos", "create", "ada/x")
    tool("hf", "discussions", "create", "ada/x", "--title", "A question", "--body", "Why?")
    tool("hf", "discussions", "comment", "ada/x", "1", "--body", "Because.")
    tool("hf", "discussions", "rename", "ada/x", "1", "An answer")
    assert "An answer" in tool("hf", "discussions", "list", "ada/x")
    assert "An answer" in tool("hf", "discussions", "info", "ada/x", "1")
    tool("hf", "discussions", "close", "ada/x", "1", "--yes")
    assert "An answer" not in tool("hf", "discussions", "list", "ada/x")


def test_hf_opens_and_merges_a_pull_request(tool: Tool, folder: Path) -> None:
    tool("hf", "repos", "create", "ada/x")
    tool("hf", "upload", "ada/x", folder / "README.md", "README.md", "--create-pr")
    assert "A repo" in tool("hf", "discussions", "diff", "ada/x", "1")
    tool("hf", "discussions", "merge", "ada/x", "1", "--yes")
    assert "README.md" in tool("hf", "models", "ls", "ada/x")


def test_ms_hub_does_all_it_offers_for_repos(tool: Tool, folder: Path, tmp_path: Path) -> None:
    assert "ada" in tool("ms-hub", "whoami")
    tool("ms-hub", "create", "ada/x", "--repo-type", "model", "--visibility", "private", "--license", "mit")
    tool("ms-hub", "upload", "ada/x", folder, "--repo-type", "model", "--no-cache")
    assert "ada/x" in tool("ms-hub", "list", "--repo-type", "model", "--owner", "ada")
    assert "ada/x" in tool("ms-hub", "info", "ada/x", "--repo-type", "model")
    tool("ms-hub", "download", "ada/x", "--repo-type", "model", "--local-dir", tmp_path / "down")
    assert read(tmp_path / "down") == FILES
    tool("ms-hub", "upload", "ada/x", folder / "README.md", "docs/copy.md", "--repo-type", "model")
    one = tmp_path / "one"
    tool("ms-hub", "download", "ada/x", "docs/copy.md", "--repo-type", "model", "--local-dir", one)
    assert (one / "docs" / "copy.md").read_bytes() == FILES["README.md"]


def test_git_gives_a_file_the_same_id(
    hub: LocalHub, tool: Tool, folder: Path, http: requests.Session
) -> None:
    tool("hf", "repos", "create", "ada/x")
    tool("hf", "upload", "ada/x", folder, ".")
    tool("ms-hub", "create", "ada/x", "--repo-type", "model", "--license", "mit")
    tool("ms-hub", "upload", "ada/x", folder, "--repo-type", "model", "--no-cache")
    tree = http.get(f"{hub.hf}/api/models/ada/x/tree/main?recursive=true&expand=false").json()
    theirs = {each["path"]: each["oid"] for each in tree if each["type"] == "file" and not each.get("lfs")}
    files = http.get(f"{hub.ms}/api/v1/models/ada/x/repo/files?Recursive=True").json()["Data"]["Files"]
    for path in ("README.md", "sub/notes é.txt"):
        done = subprocess.run(["git", "hash-object", folder / path], capture_output=True, check=True)
        oid = done.stdout.decode().strip()
        assert theirs[path] == oid
        assert next(each["Id"] for each in files if each["Path"] == path) == oid
