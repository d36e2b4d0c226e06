"""Many files, many repos, many clients, large contents: counted, and weighed in memory, not timed."""

from __future__ import annotations

import hashlib
import io
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import requests
from huggingface_hub import HfApi

from hubtui.localhub.modelscope import paging
from hubtui.localhub.server import LocalHub
from hubtui.localhub.store import Store
from tests.localhub.conftest import TOKENS, bearer
from tests.localhub.serving import HF_TOKEN, MS_TOKEN, STATUS, Serving, serving

FILES, FOLDERS, REPOS = 100_000, 100, 5_000
BLOCK, BLOCKS = 1024 * 1024, 256
MOST_MEMORY = 150
HF, MS = {"Authorization": f"Bearer {HF_TOKEN}"}, {"Authorization": f"Bearer {MS_TOKEN}"}
pytestmark = pytest.mark.skipif(not STATUS.exists(), reason="needs /proc")


class Stream(io.RawIOBase):
    """256 MiB that are nowhere, each block another one."""

    def __init__(self) -> None:
        self._at = 0

    def __len__(self) -> int:
        return BLOCK * BLOCKS

    def read(self, size: int = -1) -> bytes:
        """The next part of a block."""
        block, offset = divmod(self._at, BLOCK)
        if block == BLOCKS:
            return b""
        data = block.to_bytes(4, "big") * (BLOCK // 4)
        part = data[offset : offset + size if size >= 0 else None]
        self._at += len(part)
        return part


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a hub keeps: a repo of 100,000 files on each side, and 5,000 repos of one account."""
    directory = tmp_path_factory.mktemp("large")
    store = Store(directory)
    with store.transaction():
        content = store.keep(b"x")
        files = {f"{n % FOLDERS:02}/{n:06}": content for n in range(FILES)}
        for world in ("hf", "ms"):
            repo = store.create_repo(world, "dataset", "ada", "files", author="ada")
            store.commit(repo, files, author="ada", title="Add files")
            for number in range(REPOS):
                store.create_repo(world, "model", "ada", f"m{number}", author="ada")
    store.close()
    return directory


def test_a_hundred_thousand_files_are_listed_page_by_page(large: Path, http: requests.Session) -> None:
    with serving(large) as hub:
        pages = list(_linked(http, f"{hub.hf}/api/datasets/ada/files/tree/main?recursive=true&expand=false"))
        assert [len(page) for page in pages] == [1000] * 100 + [FOLDERS + 1]
        assert len({each["path"] for page in pages for each in page}) == FILES + FOLDERS + 1
        seen: set[str] = set()
        url = f"{hub.ms}/api/v1/datasets/ada/files/repo/tree?Recursive=True&PageSize=200&PageNumber="
        for number in range(1, 503):
            told = http.get(f"{url}{number}").json()
            seen |= {each["Path"] for each in told["Data"]["Files"]}
            assert told["TotalCount"] == FILES + FOLDERS + 1
        assert len(seen) == FILES + FOLDERS + 1
        assert hub.peak() < MOST_MEMORY


def test_an_account_of_5000_repos_is_listed_page_by_page(large: Path, http: requests.Session) -> None:
    with serving(large) as hub:
        pages = list(_linked(http, f"{hub.hf}/api/models?author=ada&limit=500"))
        assert len({each["id"] for page in pages for each in page}) == REPOS
        url = f"{hub.ms}/openapi/v1/models?owner=ada&page_size=50&page_number="
        listed = [http.get(f"{url}{number}").json()["data"] for number in range(1, 61)]
        assert len({each["id"] for page in listed for each in page["models"]}) == 3000
        assert {page["total_count"] for page in listed} == {REPOS}
        assert http.get(f"{url}61").status_code == 400
        assert hub.peak() < MOST_MEMORY


def _linked(http: requests.Session, url: str) -> Iterator[list[dict[str, str]]]:
    while url:
        answer = http.get(url, headers=HF)
        yield answer.json()
        url = answer.links.get("next", {}).get("url", "")


@pytest.mark.parametrize("skip", [0, 1, 2, 3, 4, 5, 6, 7, 99])
def test_a_walk_starts_in_the_middle(tmp_path: Path, skip: int) -> None:
    store = Store(tmp_path)
    repo = store.create_repo("ms", "dataset", "ada", "x", author="ada")
    paths = ("a/b/1", "a/2", "c/3", "4")
    tree = store.commit(repo, {path: store.keep(b"x") for path in paths}, author="ada", title="x").tree
    whole = [each.path for each in store.trees.walk(tree)]
    assert [each.path for each in paging.walk(store.trees, tree, "", skip)] == whole[skip:]
    assert paging.count(store.trees, tree) == len(whole) == 8
    store.close()


def test_256_mb_go_in_and_out_in_little_memory(tmp_path: Path, http: requests.Session) -> None:
    sha256 = _digest(iter(partial(Stream().read, BLOCK), b""))
    with serving(tmp_path / "hub") as hub:
        href = _hf_link(http, hub, sha256)
        assert http.put(href, data=Stream()).ok
        line = f'{{"key":"lfsFile","value":{{"path":"w","algo":"sha256","oid":"{sha256}"}}}}'
        commit = '{"key":"header","value":{"summary":"Add w"}}\n' + line
        assert http.post(f"{hub.hf}/api/models/ada/x/commit/main", data=commit, headers=HF).ok
        with http.get(f"{hub.hf}/ada/x/resolve/main/w", headers=HF, stream=True) as answer:
            assert _digest(answer.iter_content(BLOCK)) == sha256
        href = _ms_link(http, hub, sha256)
        assert http.put(href, data=Stream()).ok
        action = {"action": "create", "path": "w", "type": "lfs", "size": len(Stream()), "sha256": sha256}
        told = {"commit_message": "Add w", "actions": [action]}
        assert http.post(f"{hub.ms}/api/v1/repos/models/ada/x/commit/master", json=told, headers=MS).ok
        url = f"{hub.ms}/api/v1/models/ada/x/repo?FilePath=w"
        with http.get(url, headers=MS, stream=True) as answer:
            assert _digest(answer.iter_content(BLOCK)) == sha256
        assert hub.peak() < MOST_MEMORY


def _hf_link(http: requests.Session, hub: Serving, sha256: str) -> str:
    http.post(f"{hub.hf}/api/repos/create", json={"name": "x"}, headers=HF)
    ask = {"operation": "upload", "transfers": ["basic"], "objects": [{"oid": sha256, "size": len(Stream())}]}
    told = http.post(f"{hub.hf}/ada/x.git/info/lfs/objects/batch", json=ask, headers=HF).json()
    return str(told["objects"][0]["actions"]["upload"]["href"])


def _ms_link(http: requests.Session, hub: Serving, sha256: str) -> str:
    http.post(f"{hub.ms}/api/v1/models", json={"Path": "ada", "Name": "x"}, headers=MS)
    ask = {"operation": "upload", "objects": [{"oid": sha256, "size": len(Stream())}]}
    url = f"{hub.ms}/api/v1/repos/models/ada/x/info/lfs/objects/batch"
    told = http.post(url, json=ask, headers=MS).json()["Data"]
    return str(told["objects"][0]["actions"]["upload"]["href"])


def _digest(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def test_32_clients_at_once(hub: LocalHub, hf: HfApi) -> None:
    """Each commits to a repo of its own and to a shared one, and reads all of it again."""
    hf.create_repo("ada/shared")

    def work(number: int) -> list[bytes]:
        api = HfApi(endpoint=hub.hf, token=TOKENS["hf", "ada"])
        api.create_repo(f"ada/r{number}")
        data = number.to_bytes(2, "big") * 30_000
        for repo in (f"ada/r{number}", "ada/shared"):
            api.upload_file(repo_id=repo, path_in_repo=f"f{number}.bin", path_or_fileobj=data)
        urls = [f"{hub.hf}/{repo}/resolve/main/f{number}.bin" for repo in (f"ada/r{number}", "ada/shared")]
        with requests.Session() as session:
            session.trust_env = False
            return [session.get(url, headers=bearer("hf", "ada"), timeout=60).content for url in urls]

    with ThreadPoolExecutor(32) as pool:
        for number, got in enumerate(pool.map(work, range(32))):
            assert got == [number.to_bytes(2, "big") * 30_000] * 2
    assert len(hf.list_repo_commits("ada/shared")) == 33
    assert len(hf.list_repo_files("ada/shared")) == 33


def test_a_kill_in_the_middle_of_an_upload_leaves_what_was_committed(
    tmp_path: Path, http: requests.Session
) -> None:
    sha256 = "0" * 64
    with serving(tmp_path / "hub") as hub:
        href = _ms_link(http, hub, sha256)
        action = {"action": "create", "path": "a.txt", "type": "normal", "content": "kept"}
        told = {"commit_message": "Add a", "actions": [action]}
        commit = f"{hub.ms}/api/v1/repos/models/ada/x/commit/master"
        oid = http.post(commit, json=told, headers=MS).json()["Data"]["oid"]
        host, _, path = href.removeprefix("http://").partition("/")
        with socket.create_connection(tuple(host.split(":"))) as connection:  # type: ignore[arg-type]
            head = f"PUT /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(Stream())}\r\n\r\n"
            connection.sendall(head.encode() + bytes(3_000_000))
            hub.process.kill()
            hub.process.wait()
    with serving(tmp_path / "hub") as hub:
        assert list((tmp_path / "hub" / "incoming").iterdir()) == []
        assert http.get(f"{hub.ms}/api/v1/models/ada/x/repo?FilePath=a.txt").content == b"kept"
        assert http.get(f"{hub.ms}/api/v1/models/ada/x/commits").json()["Data"]["Commit"][0]["Id"] == oid
        assert _ms_link(http, hub, sha256)
