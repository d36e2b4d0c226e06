"""What the store keeps: git's own ids, trees that share what did not change."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.localhub import gitobjects
from hubtui.localhub.blobs import SMALL
from hubtui.localhub.diff import changes, unified
from hubtui.localhub.gitattributes import default_attributes, ignored, is_lfs, lfs_rules
from hubtui.localhub.records import Repo
from hubtui.localhub.store import Store

NAMES = st.sampled_from(["a", "b", "b-c", "b.d", "é"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def repo(store: Store) -> Repo:
    return store.create_repo("hf", "model", "ada", "x", author="ada")


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.mark.parametrize("data", [b"", b"hello\n", bytes(range(256)) * 300])
def test_a_blob_has_the_oid_that_git_gives_it(tmp_path: Path, data: bytes) -> None:
    assert gitobjects.blob_oid(data) == git(tmp_path, "hash-object", "--stdin", stdin=data)


def test_a_tree_and_a_commit_have_the_oids_that_git_gives_them(store: Store, tmp_path: Path) -> None:
    contents = {"b": b"1", "b.d": b"2", "a/x": b"3", "b-c/y/z": b"4", "ü.txt": b"5"}
    repo = store.create_repo("hf", "model", "ada", "x", author="ada")
    commit = store.commit(
        repo,
        {**{path: store.keep(data) for path, data in contents.items()}, ".gitattributes": None},
        author="ada", title="Say it", message="At length.", date=1_700_000_000,
    )  # fmt: skip
    folder = tmp_path / "git"
    for path, data in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    git(folder, "init", "-q")
    git(folder, "-c", "core.autocrlf=false", "add", ".")
    tree = git(folder, "write-tree")
    assert store.trees.get(commit.tree).oid == tree
    assert commit.parent is not None
    person = "ada <ada@users.noreply.localhub> 1700000000 +0000"
    parent = store.history.by_id(commit.parent).oid
    text = f"tree {tree}\nparent {parent}\nauthor {person}\ncommitter {person}\n\nSay it\n\nAt length.\n"
    assert commit.oid == git(
        folder, "hash-object", "-t", "commit", "--stdin", "--literally", stdin=text.encode()
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(PATHS, st.one_of(st.none(), st.binary(max_size=3)), max_size=6), max_size=5))
def test_a_tree_after_any_changes_holds_what_a_plain_mapping_would(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[dict[str, bytes | None]]
) -> None:
    store = Store(tmp_path_factory.mktemp("store"))
    repo = store.create_repo("hf", "model", "ada", "x", author="ada")
    expected: dict[str, str] = {".gitattributes": gitobjects.blob_oid(default_attributes("model").encode())}
    for edits in rounds:
        clear = {
            p: d
            for p, d in edits.items()
            if not any(p != q and (p + "/" in q + "/" or q + "/" in p + "/") for q in edits)
        }
        head = store.commit(
            repo, {path: None if data is None else store.keep(data) for path, data in clear.items()},
            author="ada", title="t",
        )  # fmt: skip
        for path, data in clear.items():
            parents = {path.rsplit("/", depth)[0] for depth in range(1, path.count("/") + 1)}
            gone = {p for p in expected if p == path or p.startswith(path + "/")}
            gone |= parents & expected.keys() if data is not None else set()
            expected = {p: oid for p, oid in expected.items() if p not in gone}
            if data is not None:
                expected[path] = gitobjects.blob_oid(data)
        found = list(store.trees.walk(head.tree))
        assert {each.path: each.entry.oid for each in found if not each.entry.is_tree} == expected
        assert store.trees.get(head.tree).files == len(expected)
        for index, each in enumerate(found):
            assert list(store.trees.walk(head.tree, after=each.path)) == found[index + 1 :]
    store.close()


def test_only_the_directories_on_the_way_are_written_again(store: Store, repo: Repo) -> None:
    first = store.commit(
        repo, {f"{a}/{b}": store.keep(b"1") for a in "xyz" for b in "123"}, author="ada", title="all"
    )
    second = store.commit(repo, {"x/1": store.keep(b"2")}, author="grace", title="one")
    before, after = (store.trees.get(commit.tree).entries for commit in (first, second))
    assert before["x"].subtree != after["x"].subtree
    assert before["y"] == after["y"]
    last = {path: entry.commit for path, entry in store.trees.walk(second.tree)}
    assert [last[path] for path in ("x", "x/1", "x/2", "y")] == [second.id, second.id, first.id, first.id]


def test_the_same_content_again_is_not_a_change_of_the_file(store: Store, repo: Repo) -> None:
    first = store.commit(repo, {"a": store.keep(b"1")}, author="ada", title="one")
    second = store.commit(repo, {"a": store.keep(b"1")}, author="ada", title="two")
    assert store.trees.get(second.tree).oid == store.trees.get(first.tree).oid
    entry = store.trees.find(second.tree, "a")
    assert entry is not None
    assert entry.commit == first.id


def test_a_failure_inside_a_transaction_leaves_nothing(store: Store, repo: Repo) -> None:
    def fail() -> None:
        with store.transaction():
            store.commit(repo, {"a": store.keep(b"1")}, author="ada", title="one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    head = store.history.ref(repo, "refs/heads/main")
    assert head is not None
    assert head.title == "initial commit"
    again = store.commit(repo, {"b": store.keep(b"2")}, author="ada", title="two")
    assert [path for path, _ in store.trees.walk(again.tree)] == [".gitattributes", "b"]


@pytest.mark.parametrize("size", [0, SMALL, SMALL + 1, 3_000_000])
def test_a_content_comes_back_whole_from_wherever_it_is_kept(store: Store, size: int) -> None:
    data = bytes(size)
    sha256 = store.blobs.put(data)
    assert store.blobs.read(sha256, size) == data
    assert store.blobs.path(sha256).exists() == (size > SMALL)


def test_a_diff_applies(store: Store, repo: Repo, tmp_path: Path) -> None:
    old = store.commit(
        repo, {"a/b": store.keep(b"1\n2\n3"), "gone": store.keep(b"x\n")}, author="ada", title="old"
    )
    new = store.commit(
        repo,
        {"a/b": store.keep(b"1\n2\n4\n"), "gone": None, "new": store.keep(b"n")},
        author="ada",
        title="n",
    )
    folder = tmp_path / "git"
    (folder / "a").mkdir(parents=True)
    (folder / "a/b").write_bytes(b"1\n2\n3")
    (folder / "gone").write_bytes(b"x\n")
    git(folder, "init", "-q")
    git(folder, "apply", "-", stdin=unified(store, old.tree, new.tree).encode())
    assert (folder / "a/b").read_bytes() == b"1\n2\n4\n"
    assert (folder / "new").read_bytes() == b"n"
    assert not (folder / "gone").exists()
    assert [path for path, _, _ in changes(store, old.tree, new.tree)] == ["a/b", "gone", "new"]


@pytest.mark.parametrize(
    ("path", "lfs"),
    [("m.safetensors", True), ("deep/er/m.bin", True), ("README.md", False), ("saved_model/x/y", True),
     ("events.out.tfevents.1", True), ("a.tar.gz", True), ("safetensors", False)],
)  # fmt: skip
def test_gitattributes_decide_what_is_lfs(path: str, lfs: bool) -> None:
    assert is_lfs(path, lfs_rules(default_attributes("model"))) is lfs


def test_gitignore_leaves_out_and_takes_back() -> None:
    rules = "*.log\nbuild/\n!keep.log\n"
    paths = ("a.log", "keep.log", "build/x", "x/build/y", "build")
    assert [path for path in paths if ignored(path, rules)] == ["a.log", "build/x", "x/build/y"]
