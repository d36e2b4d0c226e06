"""Folders of this machine keep what applies to them of the contract, and nothing is written outside."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubtui.errors import Conflict, Corrupt, Forbidden, HubError, NoRoom, NotFound, Refused
from hubtui.hubs.local import Local
from hubtui.hubs.local import staging as staging_module
from hubtui.hubs.local.folder import STAGING, Folder
from hubtui.model import AddFile, DeleteFile, EntryType, RepoKey, RepoType, Upload, items
from tests.hubs.contract import LARGE, SMALL, HubContract, blocks, sha256, upload

APPLIES = {
    "test_a_new_repo_is_listed_with_its_visibility",
    "test_a_missing_repo_is_not_found",
    "test_creating_it_twice_is_a_conflict_unless_that_is_fine",
    "test_a_namespace_that_is_not_there_has_nothing",
    "test_what_was_committed_reads_back",
    "test_reading_goes_on_from_an_offset",
    "test_a_part_is_read_and_no_more_is_sent",
    "test_past_the_end_there_is_nothing",
    "test_reading_can_stop_early",
    "test_a_missing_file_is_not_found",
    "test_content_that_is_there_is_not_wanted_again",
    "test_a_put_of_other_bytes_is_refused",
    "test_a_source_that_fails_comes_through_as_it_is",
    "test_a_commit_of_content_the_hub_lacks_is_refused",
    "test_a_tree_is_listed_by_folder_or_whole",
    "test_a_missing_folder_or_revision_is_not_found",
    "test_discussions_are_listed_or_plainly_unsupported",
    "test_an_empty_question_needs_nothing",
    "test_many_uploads_are_asked_about_in_batches",
}
"""What of the contract is not about accounts, types, commits and search."""
OWN = "test_every_file_that_was_written_tells_its_sha256"


def key(folder: Path) -> RepoKey:
    return RepoKey(RepoType.MODEL, folder.as_posix())


class TestLocal(HubContract):
    @pytest.fixture(autouse=True)
    def applies(self, request: pytest.FixtureRequest) -> None:
        if request.node.originalname not in APPLIES | {OWN}:
            pytest.skip("a folder has no accounts, no types, no history and no search")

    @pytest.fixture
    def hub(self, tmp_path: Path) -> Local:
        self.namespace = tmp_path.as_posix()
        return Local(tmp_path)

    def test_every_file_that_was_written_tells_its_sha256(self, hub: Local, repo: RepoKey) -> None:
        self.add(hub, repo, {"README.md": SMALL, "model.safetensors": LARGE})
        assert {path: entry.sha256 for path, entry in self.tree(hub, repo).items()} == {
            "README.md": sha256(SMALL),
            "model.safetensors": sha256(LARGE),
        }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture
def hub(tmp_path: Path) -> Local:
    return Local(tmp_path)


def put(hub: Local, root: Path, path: str, data: bytes) -> AddFile:
    """Have the content wait there; the change that names it."""
    (need,) = hub.missing(key(root), "", [upload(path, data)])
    hub.put(key(root), need, blocks(data))
    return AddFile(path, len(data), sha256(data))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


# -- looking


def test_a_look_around_begins_at_the_home_the_current_folder_and_the_root(hub, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [place.name for place in hub.namespaces()] == [tmp_path.as_posix(), "/"]
    monkeypatch.chdir("/usr")
    assert [place.display_name for place in hub.namespaces()] == ["home", "current folder", "everything"]
    assert hub.whoami().name


def test_a_folder_shows_sizes_dates_and_hidden_files(hub, root):
    (root / "sub").mkdir()
    (root / ".hidden").write_bytes(b"h")
    (root / "model.bin").write_bytes(b"1234")
    entries = {entry.path: entry for entry in items(hub.list_tree(key(root), ""))}
    assert list(entries) == [".hidden", "model.bin", "sub"]
    assert entries["sub"].is_directory
    assert entries["model.bin"].size == 4
    assert entries["model.bin"].last_commit.date is not None
    assert entries["model.bin"].last_commit.oid == ""
    assert entries["model.bin"].sha256 == ""


def test_a_large_folder_comes_by_pages(hub, root):
    for number in range(1001):
        (root / f"{number:04}").touch()
    pages = list(hub.list_tree(key(root), ""))
    assert [(len(page.items), page.total) for page in pages] == [(1000, 1001), (1, 1001)]


def test_other_programs_own_folders_are_no_part_of_what_is_below(hub, root):
    for path in (".git/config", "deep/.git/HEAD", ".cache/huggingface/x", ".cache/mine", "a", f"{STAGING}/x"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    below = [entry.path for entry in items(hub.list_tree(key(root), "", recursive=True))]
    assert {path for path in below if (root / path).is_file()} == {".cache/mine", "a"}


def test_an_entry_that_cannot_be_read_is_a_note_and_no_error(hub, root, monkeypatch):
    (root / "good").touch()
    (root / "bad").touch()
    real = os.lstat

    def lstat(path, **kwargs):
        if str(path).endswith("bad"):
            raise OSError(errno.EIO, "Input/output error")
        return real(path, **kwargs)

    monkeypatch.setattr("hubtui.hubs.local.folder.os.lstat", lstat)
    (page,) = hub.list_tree(key(root), "")
    assert [entry.path for entry in page.items] == ["good"]
    assert page.note == "cannot read bad: Input/output error"


def test_links_show_what_they_lead_to_and_are_not_followed_below(hub, root, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").write_bytes(b"secret")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "file").symlink_to(tmp_path / "outside/secret")
    (root / "inside").symlink_to("real")
    (root / "real").write_bytes(b"real")
    (root / "broken").symlink_to("nowhere")
    shown = {entry.path: entry for entry in items(hub.list_tree(key(root), ""))}
    assert shown["folder"].is_directory
    assert shown["file"].size == 6
    below = {entry.path: entry for entry in items(hub.list_tree(key(root), "", recursive=True))}
    assert below.keys() == {"folder", "file", "inside", "real", "broken"}
    assert b"".join(hub.read(key(root), "", "inside")) == b"real"
    for path, words in (("file", "leads out"), ("folder", "leads out")):
        with pytest.raises(Refused, match=words):
            list(hub.read(key(root), "", path))
    with pytest.raises(NotFound):
        list(hub.read(key(root), "", "broken"))


def test_what_is_no_ordinary_file_is_not_read(hub, root):
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(root / "socket"))
        for name in ("pipe", "socket"):
            with pytest.raises(HubError):
                list(hub.read(key(root), "", name))


@pytest.mark.parametrize("repo_id", ["acme/bert", "relative", "", "/nowhere/at/all"])
def test_what_is_no_folder_is_not_found(hub, repo_id):
    with pytest.raises(NotFound):
        hub.repo_info(RepoKey(RepoType.MODEL, repo_id))
    with pytest.raises(NotFound):
        hub.repo_info(RepoKey(RepoType.DATASET, "/"))


def test_a_version_changes_with_the_content_and_is_empty_while_it_cannot_tell(hub, root):
    file = root / "a"
    file.write_bytes(b"1")
    assert hub.look_up(key(root), "", ["a"])[0].version == "", "it changed just now"
    os.utime(file, ns=(1, 1_000_000_001))
    before = _settled(root)
    file.write_bytes(b"2")
    os.utime(file, ns=(1, 1_000_000_001))
    assert _settled(root) != before, "the same size and date, written anew"


def _settled(root: Path) -> str:
    while not (version := Folder(str(root)).look_up(["a"])[0].version):
        pass
    return version


def test_looking_up_tells_what_stands_there_and_what_is_in_the_way(hub, root):
    (root / "sub").mkdir()
    (root / "sub/a").write_bytes(b"a")
    (root / "file").write_bytes(b"f")
    found = hub.look_up(
        key(root), "", ["sub", "sub/a", "file/below", "absent", "../root/file", "/etc/passwd"]
    )
    assert {(entry.path, entry.entry_type) for entry in found} == {
        ("sub", EntryType.DIRECTORY),
        ("sub/a", EntryType.FILE),
        ("file", EntryType.FILE),
    }


# -- writing


def test_files_appear_whole_all_at_once_and_the_staging_goes(hub, root):
    (root / "model.bin").write_bytes(b"old")
    changes = [put(hub, root, "deep/er/a.txt", b"a"), put(hub, root, "model.bin", LARGE)]
    assert (root / "model.bin").read_bytes() == b"old"
    assert not (root / "deep").exists()
    hub.commit(key(root), "", changes, "Add files")
    assert files(root) == {"deep/er/a.txt": b"a", "model.bin": LARGE}
    assert not (root / STAGING).exists()


def test_one_content_under_many_names(hub, root):
    change = put(hub, root, "a", LARGE)
    others = [AddFile(name, change.size, change.sha256) for name in ("b", "c/d")]
    hub.commit(key(root), "", [change, *others], "Add them")
    later = AddFile("later", change.size, change.sha256)
    assert hub.missing(key(root), "", [upload("later", LARGE)]) == []
    hub.commit(key(root), "", [later], "Name it once more")
    assert files(root) == dict.fromkeys(("a", "b", "c/d", "later"), LARGE)
    assert len({(root / name).stat().st_ino for name in ("a", "b", "c/d", "later")}) == 4, "no links"


def test_a_file_that_was_changed_since_does_not_stand_for_its_content(hub, root):
    change = put(hub, root, "a", LARGE)
    hub.commit(key(root), "", [change], "Add it")
    (root / "a").write_bytes(b"?" + LARGE[1:])
    assert hub.missing(key(root), "", [upload("b", LARGE)]) != []
    with pytest.raises(Refused, match="has not arrived"):
        hub.commit(key(root), "", [AddFile("b", change.size, change.sha256)], "Name it again")
    assert not (root / "b").exists()


def test_when_one_file_cannot_be_placed_none_is(hub, root):
    (root / "a").write_bytes(b"old")
    (root / "folder").mkdir()
    changes = [put(hub, root, "a", b"new"), put(hub, root, "b", b"b"), put(hub, root, "folder", b"f")]
    with pytest.raises(Refused, match="a folder has this name"):
        hub.commit(key(root), "", changes, "Add files")
    assert (root / "a").read_bytes() == b"old"
    assert not (root / "b").exists()
    assert hub.missing(key(root), "", [upload("b", b"b")]) == [], "what has arrived is kept for a retry"


def test_a_move_that_fails_in_the_middle_is_taken_back(hub, root, monkeypatch):
    (root / "a").write_bytes(b"old")
    changes = [put(hub, root, name, name.encode()) for name in ("a", "b", "c")]
    real = os.replace

    def replace(source, target):
        if Path(target).name == "c":
            raise OSError(errno.EACCES, "Permission denied")
        real(source, target)

    monkeypatch.setattr(staging_module.os, "replace", replace)
    with pytest.raises(Forbidden, match="c: Permission denied"):
        hub.commit(key(root), "", changes, "Add files")
    assert {name: data for name, data in files(root).items() if not name.startswith(STAGING)} == {"a": b"old"}
    monkeypatch.undo()
    hub.commit(key(root), "", changes, "Add files")
    assert files(root) == {"a": b"a", "b": b"b", "c": b"c"}


def test_a_full_disk_leaves_nothing_half_done(hub, root, monkeypatch):
    def write(descriptor: int, chunk: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(staging_module.os, "write", write)
    (need,) = hub.missing(key(root), "", [upload("a", LARGE)])
    with pytest.raises(NoRoom, match="No space left") as caught:
        hub.put(key(root), need, blocks(LARGE))
    assert "Make room" in caught.value.advice
    assert list(root.iterdir()) == []


def test_a_source_that_fails_leaves_nothing(hub, root):
    def breaking() -> Iterator[bytes]:
        yield LARGE[:1000]
        raise OSError("of the source, and none of ours")

    (need,) = hub.missing(key(root), "", [upload("a", LARGE)])
    with pytest.raises(OSError, match="none of ours"):
        hub.put(key(root), need, breaking())
    assert list(root.iterdir()) == []


def test_a_file_goes_and_with_it_folders_that_are_empty_then(hub, root):
    (root / "a/b").mkdir(parents=True)
    (root / "a/b/c").write_bytes(b"c")
    (root / "d").write_bytes(b"d")
    hub.commit(key(root), "", [DeleteFile("a/b/c")], "Remove")
    assert [path.name for path in root.iterdir()] == ["d"]


@pytest.mark.parametrize(
    "path", ["../outside", "a/../../outside", "folder", "link/outside", ".git/config", "no"]
)
def test_what_is_no_file_of_the_folder_stays_and_so_does_all_else(hub, root, tmp_path, path):
    outside = tmp_path / "elsewhere" / "outside"
    outside.parent.mkdir()
    outside.write_bytes(b"keep")
    (root.parent / "outside").write_bytes(b"keep")
    (root / "link").symlink_to(outside.parent)
    (root / "folder").mkdir()
    (root / ".git").mkdir()
    (root / ".git/config").write_bytes(b"keep")
    (root / "first").write_bytes(b"first")
    with pytest.raises((Refused, NotFound)):
        hub.commit(key(root), "", [DeleteFile("first"), DeleteFile(path)], "Remove")
    assert (root / "first").read_bytes() == b"first"
    assert outside.read_bytes() == (root.parent / "outside").read_bytes() == b"keep"
    assert (root / ".git/config").exists()
    assert (root / "folder").is_dir()


def test_a_link_goes_and_not_what_it_leads_to(hub, root, tmp_path):
    (tmp_path / "kept").write_bytes(b"keep")
    (root / "link").symlink_to(tmp_path / "kept")
    hub.commit(key(root), "", [DeleteFile("link")], "Remove")
    assert not (root / "link").is_symlink()
    assert (tmp_path / "kept").read_bytes() == b"keep"


def test_nothing_goes_when_something_cannot_come(hub, root):
    (root / "old").write_bytes(b"old")
    (root / "new").mkdir()
    content = b"new"
    change = AddFile("new", len(content), sha256(content), content)
    with pytest.raises(Refused):
        hub.commit(key(root), "", [change, DeleteFile("old")], "Replace")
    assert files(root) == {"old": b"old"}


def test_a_new_folder_is_made_with_those_above_it(hub, root):
    new = RepoKey(RepoType.MODEL, f"{root}/a/b")
    hub.create_repo(new)
    assert (root / "a/b").is_dir()
    with pytest.raises(Conflict):
        hub.create_repo(new)
    (root / "file").touch()
    with pytest.raises(Refused, match="is a file"):
        hub.create_repo(RepoKey(RepoType.MODEL, f"{root}/file"))


# -- never outside

ESCAPES = [
    *("../x", "a/../../x", "/abs", "a//b", "", ".", "..", "a/", "a\0b", "n" * 300, f"{STAGING}/x"),
    *(".git/hooks/post-checkout", "sub/.git/config", ".GIT/x", ".cache/huggingface/x", ".HubTUI/x"),
    *("link/x", "link/deep/x"),
]


@pytest.mark.parametrize("path", ESCAPES, ids=lambda path: ascii(path)[:20])
def test_a_hostile_name_is_told_beforehand_and_writes_nothing(hub, root, tmp_path, path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "link").symlink_to(outside)
    before = sorted(tmp_path.rglob("*"))
    told = hub.unfit(key(root), [path])
    assert told.get(path) or path == "n" * 300, "what is too long any hub refuses"
    change = put(hub, root, path, b"hostile")
    with pytest.raises(HubError):
        hub.commit(key(root), "", [change], "Hostile")
    assert sorted(path for path in tmp_path.rglob("*") if STAGING not in path.parts) == before


@pytest.mark.parametrize("digest", ["", "../../x", "/etc/x", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_hostile_hash_is_no_file_name(hub, root, digest):
    with pytest.raises(Corrupt, match="not a sha256"):
        hub.missing(key(root), "", [Upload("a", 1, digest)])
    with pytest.raises(Corrupt):
        hub.commit(key(root), "", [AddFile("a", 1, digest)], "Hostile")
    assert list(root.iterdir()) == []


def test_a_staging_folder_that_is_a_link_is_not_used(hub, root, tmp_path):
    (tmp_path / "outside").mkdir()
    (root / STAGING).symlink_to(tmp_path / "outside")
    with pytest.raises(Refused, match="is a link"):
        put(hub, root, "a", b"a")
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_is_replaced_and_not_written_through(hub, root, tmp_path):
    (tmp_path / "precious").write_bytes(b"precious")
    (root / "a").symlink_to(tmp_path / "precious")
    hub.commit(key(root), "", [put(hub, root, "a", b"new")], "Replace it")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert (root / "a").read_bytes() == b"new"
    assert not (root / "a").is_symlink()


@given(path=st.text(st.characters(codec="utf-8") | st.sampled_from("/.~\\:\0"), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_not_refused_is_below_the_folder(tmp_path, path):
    folder = Folder(tmp_path.as_posix())
    if not folder.unfit([path]):
        real = os.path.realpath(folder.full(path))
        assert real.startswith(f"{os.path.realpath(tmp_path)}/")


def test_names_that_a_folder_cannot_tell_apart_are_told(root, monkeypatch):
    folder = Folder(root.as_posix())
    paths = ["a/Readme", "a/README", "e\u0301", "\u00e9", "b"]
    assert folder.unfit(paths) == {}
    monkeypatch.setattr(Folder, "ignores_case", lambda self: True)
    assert set(folder.unfit(paths)) == {"a/README", "\u00e9"}
