"""Unified diffs between two trees."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from hubtui.localhub import gitobjects
from hubtui.localhub.records import Entry
from hubtui.localhub.store import Store

Change = tuple[str, Entry | None, Entry | None]
LARGEST = 512 * 1024
"""Files above this size are told as differing, not shown."""


def changes(store: Store, old: int, new: int, prefix: str = "") -> Iterator[Change]:
    """The files that differ between two trees; a tree of 0 is empty."""
    before = store.trees.get(old).entries if old else {}
    after = store.trees.get(new).entries if new else {}
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        if one and other and one.oid == other.oid and one.kind == other.kind:
            continue
        path = prefix + name
        if (one and one.is_tree) or (other and other.is_tree):
            yield from changes(store, one.subtree if one else 0, other.subtree if other else 0, path + "/")
        one, other = _file(one), _file(other)
        if one or other:
            yield path, one, other


def unified(store: Store, old: int, new: int) -> str:
    """What `git diff` prints for two trees."""
    return "".join(_one(store, *change) for change in changes(store, old, new))


def _file(entry: Entry | None) -> Entry | None:
    return None if entry is None or entry.is_tree else entry


def _one(store: Store, path: str, old: Entry | None, new: Entry | None) -> str:
    head = f"diff --git a/{path} b/{path}\n"
    if old is None:
        head += "new file mode 100644\n"
    if new is None:
        head += "deleted file mode 100644\n"
    short = [entry.oid if entry else "0" * 40 for entry in (old, new)]
    head += f"index {short[0]}..{short[1]}" + (" 100644\n" if old and new else "\n")
    one, other = _text(store, old), _text(store, new)
    names = ("a/" + path if old else "/dev/null", "b/" + path if new else "/dev/null")
    if one is None or other is None:
        return head + f"Binary files {names[0]} and {names[1]} differ\n"
    lines = difflib.unified_diff(one.splitlines(True), other.splitlines(True), *names)
    return head + "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines
    )


def _text(store: Store, entry: Entry | None) -> str | None:
    if entry is None:
        return ""
    if entry.kind == "lfs":
        return gitobjects.pointer(entry.sha256, entry.size).decode()
    if entry.size > LARGEST:
        return None
    data = store.blobs.read(entry.sha256, entry.size)
    if b"\0" in data[:8000]:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
