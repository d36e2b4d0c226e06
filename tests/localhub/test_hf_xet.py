"""Large files by xet, as hf_xet itself sends and fetches them; in a process of its own, with xet on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from huggingface_hub import HfApi

from hubtui.localhub.server import LocalHub
from hubtui.localhub.shards import XetStore
from tests.localhub.conftest import TOKENS, bearer

BIG = bytes(number * number % 251 for number in range(300_000)) * 4
SCRIPT = """
import sys
from pathlib import Path
from huggingface_hub import CommitOperationCopy, HfApi
endpoint, token, folder = sys.argv[1:]
api = HfApi(endpoint=endpoint, token=token)
api.create_repo("lab/x")
sent = Path(folder, "up")
api.upload_folder(repo_id="lab/x", folder_path=sent)
entries = {each.path: each for each in api.get_paths_info("lab/x", ["m.bin", "a.txt"])}
assert entries["m.bin"].xet_hash and not entries["a.txt"].xet_hash, entries
for name in ("m.bin", "n.bin", "a.txt"):
    got = api.hf_hub_download("lab/x", name, cache_dir=Path(folder, "cache"))
    assert Path(got).read_bytes() == (sent / name).read_bytes(), name
api.create_repo("lab/y")
api.upload_file(repo_id="lab/y", path_in_repo="again.bin", path_or_fileobj=sent / "m.bin")
api.create_commit(
    "lab/y",
    [CommitOperationCopy("n.bin", "copied.bin", src_repo_id="lab/x", src_repo_type="model")],
    commit_message="Copy from x",
)
snapshot = api.snapshot_download("lab/y", local_dir=Path(folder, "down"))
assert Path(snapshot, "again.bin").read_bytes() == (sent / "m.bin").read_bytes()
assert Path(snapshot, "copied.bin").read_bytes() == (sent / "n.bin").read_bytes()
"""


@pytest.fixture
def xet(hub: LocalHub, tmp_path: Path) -> LocalHub:
    store = hub._store
    assert store is not None
    store.xet = XetStore(tmp_path / "xet")
    return hub


def test_large_files_come_and_go_by_xet(xet: LocalHub, tmp_path: Path) -> None:
    (tmp_path / "up").mkdir()
    for name, data in (("m.bin", BIG), ("n.bin", BIG[::-1]), ("a.txt", b"text")):
        (tmp_path / "up" / name).write_bytes(data)
    environment = {
        **os.environ, "HF_HUB_DISABLE_XET": "0", "HF_HOME": str(tmp_path / "home"), "HF_ENDPOINT": xet.hf,
    }  # fmt: skip
    command = [sys.executable, "-c", SCRIPT, xet.hf, TOKENS["hf", "ada"], str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert xet.requests.matching("GET", "/xet-write-token/")
    assert xet.requests.matching("GET", "/xet-read-token/")
    assert not xet.requests.matching("PUT")


def test_who_is_given_a_token(xet: LocalHub, hf: HfApi, http: requests.Session) -> None:
    hf.create_repo("lab/x")
    hf.update_repo_settings("lab/x", gated="manual")
    url = f"{xet.hf}/api/models/lab/x"
    for path, name, status in (
        ("xet-write-token/main", "ada", 200),
        ("xet-write-token/main", "grace", 403),
        ("xet-write-token/main?create_pr=1", "grace", 200),
        ("xet-write-token/none", "ada", 404),
        ("xet-read-token/main", "ada", 200),
        ("xet-read-token/main", "grace", 403),
    ):
        answer = http.get(f"{url}/{path}", headers=bearer("hf", name))
        assert answer.status_code == status
        if answer.ok:
            assert answer.headers["X-Xet-Cas-Url"] == answer.json()["casUrl"]
    assert http.get(f"{url}/xet-read-token/main").status_code == 401


def test_without_xet_there_is_no_token(hub: LocalHub, hf: HfApi, http: requests.Session) -> None:
    hf.create_repo("lab/x")
    hf.upload_file(repo_id="lab/x", path_in_repo="m.bin", path_or_fileobj=BIG)
    for what in ("read", "write"):
        url = f"{hub.hf}/api/models/lab/x/xet-{what}-token/main"
        assert http.get(url, headers=bearer("hf", "ada")).status_code == 404
    head = http.head(f"{hub.hf}/lab/x/resolve/main/m.bin")
    assert not {"X-Xet-Hash", "Link"} & set(head.headers)


def test_what_came_without_xet_is_fetched_without_it(
    xet: LocalHub, hf: HfApi, http: requests.Session
) -> None:
    hf.create_repo("lab/x")
    hf.upload_file(repo_id="lab/x", path_in_repo="m.bin", path_or_fileobj=BIG)
    url = f"{xet.hf}/lab/x/resolve/main/m.bin"
    assert "X-Xet-Hash" not in http.head(url).headers
    assert http.get(url).content == BIG
