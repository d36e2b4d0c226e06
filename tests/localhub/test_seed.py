"""The demo's content: the same every time, true in what it declares."""

from __future__ import annotations

import hashlib
import json
import struct
from math import prod
from pathlib import Path

import pytest

from hubtui.localhub import gitobjects
from hubtui.localhub.records import Repo
from hubtui.localhub.seed import seed
from hubtui.localhub.seed.build import build
from hubtui.localhub.store import Store

TODAY = 1_760_000_000 // 86_400 * 86_400
COUNTS = {
    ("hf", "model"): 28, ("hf", "dataset"): 11, ("hf", "space"): 4,
    ("ms", "model"): 12, ("ms", "dataset"): 4, ("ms", "space"): 2,
}  # fmt: skip


def built(directory: Path) -> Store:
    store = Store(directory)
    with store.transaction():
        build(store, TODAY)
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return built(tmp_path_factory.mktemp("demo"))


def all_repos(store: Store) -> list[Repo]:
    return [
        repo for world in ("hf", "ms") for namespace in sorted(store.repos.namespaces(world))
        for repo in store.repos.owned(world, namespace)
    ]  # fmt: skip


def heads(store: Store) -> dict[str, str]:
    return {
        f"{repo.world}:{repo.type}:{repo.repo_id}:{ref.name}": ref.target.oid
        for repo in all_repos(store)
        for ref in store.history.refs(repo)
    }


def test_it_is_the_same_every_time(store: Store, tmp_path: Path) -> None:
    assert heads(store) == heads(built(tmp_path))


def test_it_is_sown_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    seed(store)
    before = heads(store)
    seed(store)
    assert heads(store) == before


def test_it_has_as_many_repos_as_it_says(store: Store) -> None:
    kinds = [(repo.world, repo.type) for repo in all_repos(store)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == COUNTS
    assert {repo.visibility for repo in all_repos(store)} == {"public", "private", "internal"}
    assert any(repo.gated for repo in all_repos(store))


def test_every_declared_size_hash_and_oid_is_true(store: Store) -> None:
    seen = set()
    for repo in all_repos(store):
        for ref in store.history.refs(repo):
            for path, entry in store.trees.files(ref.target.tree):
                if (entry.sha256, entry.kind) in seen:
                    continue
                seen.add((entry.sha256, entry.kind))
                data = store.blobs.read(entry.sha256, entry.size)
                assert (len(data), hashlib.sha256(data).hexdigest()) == (entry.size, entry.sha256), path
                text = gitobjects.pointer(entry.sha256, entry.size) if entry.kind == "lfs" else data
                assert gitobjects.blob_oid(text) == entry.oid, path


def test_every_lfs_file_is_held_by_its_repo(store: Store) -> None:
    for repo in all_repos(store):
        scope = "ms" if repo.world == "ms" else f"hf:{repo.id}"
        for ref in store.history.refs(repo):
            for path, entry in store.trees.files(ref.target.tree):
                assert entry.kind != "lfs" or store.held(scope, entry.sha256) == entry.size, path


def test_the_tensors_are_valid(store: Store) -> None:
    for repo in all_repos(store):
        head = store.history.resolve(repo, repo.default_branch)
        assert head is not None
        entry = store.trees.find(head.tree, "model.safetensors")
        if entry is None:
            continue
        data = store.blobs.read(entry.sha256, entry.size)
        (length,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8 : 8 + length])
        del header["__metadata__"]
        end = 0
        for tensor in header.values():
            first, last = tensor["data_offsets"]
            assert (first, last - first) == (end, 4 * prod(tensor["shape"]))
            end = last
        assert 8 + length + end == entry.size


def test_histories_run_forward(store: Store) -> None:
    for repo in all_repos(store):
        for ref in store.history.refs(repo):
            dates = [commit.date for commit in store.history.log(ref.target)]
            assert dates == sorted(dates, reverse=True), (repo.repo_id, ref.name)
            assert dates[0] <= TODAY
