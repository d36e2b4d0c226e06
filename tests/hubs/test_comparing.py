"""Comparing by trees, for hubs that do not compare: what it says, and what it says that it left out."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.hubs.comparing import LARGEST, MOST_FILES, compare_trees
from hubtui.hubs.diffs import changed_files
from hubtui.model import ChangeType, Comparison, FileChange, RepoKey, RepoType
from tests.jobs.memory_hub import HfLike, MemoryHub, MsLike

REPO = RepoKey(RepoType.MODEL, "me/x")
Tree = Mapping[str, bytes]


def compared(old: Tree | None, new: Tree, hub: MemoryHub | None = None) -> Comparison:
    hub = hub or MsLike()
    base = hub.add(REPO, dict(old)) if old is not None else ""
    head = hub.add(REPO, {**new, ".second": b""})
    found = compare_trees(hub, REPO, base, head)
    return Comparison(tuple(each for each in found.files if each.path != ".second"), found.diff, found.note)


def test_a_file_that_moved_as_it_is_is_renamed() -> None:
    found = compared({"a.txt": b"text\n", "b.bin": b"\0" * 9}, {"c/a.txt": b"text\n", "b.bin": b"\0" * 9})
    assert found.files == (FileChange("c/a.txt", ChangeType.RENAMED, "a.txt", 0, 0),)
    assert "rename from a.txt\nrename to c/a.txt\n" in found.diff


def test_a_file_that_is_no_text_is_named_as_such() -> None:
    found = compared({"a.bin": b"\0one"}, {"a.bin": b"\0two", "latin": b"\xe9\n"})
    assert found.files == (FileChange("a.bin", ChangeType.MODIFIED), FileChange("latin", ChangeType.ADDED))
    assert "Binary files a/a.bin and b/a.bin differ\n" in found.diff
    assert "Binary files /dev/null and b/latin differ\n" in found.diff


def test_a_file_that_became_large_shows_its_text_go_and_its_pointer_come() -> None:
    found = compared({"a": b"text\n"}, {"a": b"x" * 70_000})
    assert found.files == (FileChange("a", ChangeType.MODIFIED),)
    assert "-text\n" in found.diff
    assert "+size 70000\n" in found.diff


def test_what_is_too_large_is_not_read_and_is_told() -> None:
    class AllPlain(MsLike):
        def _entry(self, path: str, content: bytes):  # type: ignore[no-untyped-def]
            from dataclasses import replace

            return replace(super()._entry(path, content), lfs=False)

    hub = AllPlain()
    found = compared({"a": b"a"}, {"a": b"x" * (LARGEST + 1)}, hub)
    assert found.files == (FileChange("a", ChangeType.MODIFIED),)
    assert found.note == "1 larger than 128 KiB are not shown line by line"
    assert hub.calls["read"] == 0


def test_no_more_than_some_files_are_read() -> None:
    hub = MsLike()
    found = compared({}, {f"{n:03}": b"%d\n" % n for n in range(MOST_FILES + 5)}, hub)
    assert [change.added for change in found.files] == [1] * MOST_FILES + [None] * 5
    assert found.note == f"beyond {MOST_FILES} files, 5 are only named"
    assert hub.calls["read"] == MOST_FILES


def test_the_hub_s_own_limit_is_told() -> None:
    hub = MsLike()
    hub.note = "the listing was cut"
    assert compared({"a": b"a"}, {"a": b"a"}, hub).note == "the listing was cut"


def test_a_path_that_breaks_lines_does_not_break_the_diff() -> None:
    odd = 'a"\n+++ b/evil'
    found = compared({}, {odd: b"x\n", "plain.txt": b"y\n"})
    assert [change.path for change in found.files] == [odd, "plain.txt"]
    assert [change.path for change in changed_files(found.diff)] == [".second", odd, "plain.txt"]


PATHS = st.sampled_from(["a", "b", "c/d", "e f", 'g"h', "tab\there", "ü"])
CONTENTS = st.sampled_from(
    [b"", b"x", b"x\n", b"y\n" * 3, b"\0bin", b"z" * 70_000, b"-- \n++ \n", b"\r\x0c\n"]
)
TREES = st.dictionaries(PATHS, CONTENTS | st.text("ab\n", max_size=12).map(str.encode))


@settings(deadline=None)
@given(st.none() | TREES, TREES, st.sampled_from([HfLike, MsLike]))
def test_the_diff_tells_the_same_as_the_files(old: Tree | None, new: Tree, kind: type[MemoryHub]) -> None:
    hub = kind()
    base = hub.add(REPO, dict(old)) if old is not None else ""
    head = hub.add(REPO, {**new, "second": b""})
    found = compare_trees(hub, REPO, base, head)
    assert changed_files(found.diff) == found.files
