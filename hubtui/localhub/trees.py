"""Directories as immutable records: a commit writes only those on the way to what it changes."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hubtui.localhub import gitobjects
from hubtui.localhub.records import Content, Entry, Found

CACHED_ENTRIES = 30_000
Change = Callable[[Entry], Entry | None]


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory: its entries by name, in listing order (directories first)."""

    id: int
    oid: str
    size: int
    files: int
    entries: Mapping[str, Entry]


class Trees:
    """All directories of all repos."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._cache: OrderedDict[int, Directory] = OrderedDict()
        self._cached = 0
        self._large: Directory | None = None
        """The last one that would have pushed everything else out: its pages are asked for in a row."""

    def get(self, tree: int) -> Directory:
        if self._large is not None and self._large.id == tree:
            return self._large
        found = self._cache.get(tree)
        if found is not None:
            self._cache.move_to_end(tree)
            return found
        row = self._db.execute("SELECT * FROM trees WHERE id = ?", (tree,)).fetchone()
        entries = {each[0]: Entry(*each) for each in json.loads(row["entries"])}
        return self._remember(Directory(tree, row["oid"], row["size"], row["files"], entries))

    def find(self, tree: int, path: str) -> Entry | None:
        """The entry at a path below a tree."""
        entry: Entry | None = None
        for name in path.split("/"):
            if entry is not None:
                tree = entry.subtree
            if not tree:
                return None
            entry = self.get(tree).entries.get(name)
            if entry is None:
                return None
        return entry

    def walk(self, tree: int, prefix: str = "", after: str = "") -> Iterator[Found]:
        """Everything below a tree, directories first; only what follows the path `after`."""
        wanted, _, rest = after.partition("/")
        for entry in self.get(tree).entries.values():
            path = prefix + entry.name
            if not wanted:
                yield Found(path, entry)
            elif entry.name != wanted:
                continue
            if entry.is_tree:
                yield from self.walk(entry.subtree, path + "/", rest)
            wanted = rest = ""

    def files(self, tree: int) -> Iterator[Found]:
        """Every file below a tree."""
        return (found for found in self.walk(tree) if not found.entry.is_tree)

    def apply(self, tree: int | None, changes: Mapping[str, Content | None], commit: int) -> Directory:
        """The tree after these changes; None deletes a file or a whole directory."""
        before = dict(self.get(tree).entries) if tree else {}
        below: dict[str, dict[str, Content | None]] = {}
        for path, content in changes.items():
            name, slash, rest = path.partition("/")
            if slash:
                below.setdefault(name, {})[rest] = content
            elif content is None:
                before.pop(name, None)
            else:
                before[name] = _placed(name, content, commit, before.get(name))
        for name, inner in below.items():
            self._descend(before, name, inner, commit)
        return self._write(before)

    def rewrite(self, tree: int, change: Change, done: dict[int, Directory]) -> Directory:
        """The tree after every entry of it became what `change` makes of it; None takes one out."""
        if tree in done:
            return done[tree]
        before = self.get(tree)
        after: dict[str, Entry] = {}
        for name, entry in before.entries.items():
            new = change(entry)
            if new is not None and entry.is_tree:
                below = self.rewrite(entry.subtree, change, done)
                new = new._replace(oid=below.oid, size=below.size, subtree=below.id) if below.files else None
            if new is not None:
                after[name] = new
        done[tree] = before if after == before.entries else self._write(after)
        return done[tree]

    def _descend(
        self, entries: dict[str, Entry], name: str, changes: Mapping[str, Content | None], commit: int
    ) -> None:
        old = entries.get(name)
        if (old is None or not old.is_tree) and not any(changes.values()):
            return
        subtree = self.apply(old.subtree if old and old.is_tree else None, changes, commit)
        if not subtree.entries:
            entries.pop(name, None)
        elif old is None or subtree.oid != old.oid:
            entries[name] = Entry(name, "tree", subtree.oid, subtree.size, "", commit, subtree.id)

    def _write(self, entries: Mapping[str, Entry]) -> Directory:
        ordered = dict(sorted(entries.items(), key=lambda item: (not item[1].is_tree, item[0])))
        oid = gitobjects.tree_oid((each.name, each.is_tree, each.oid) for each in ordered.values())
        size = sum(each.size for each in ordered.values())
        files = sum(self.get(each.subtree).files if each.is_tree else 1 for each in ordered.values())
        row = (oid, size, files, json.dumps(list(ordered.values()), separators=(",", ":")))
        done = self._db.execute("INSERT INTO trees (oid, size, files, entries) VALUES (?, ?, ?, ?)", row)
        assert done.lastrowid is not None
        return self._remember(Directory(done.lastrowid, oid, size, files, ordered))

    def _remember(self, directory: Directory) -> Directory:
        if len(directory.entries) > CACHED_ENTRIES // 2:
            self._large = directory
            return directory
        replaced = self._cache.pop(directory.id, None)
        self._cached -= len(replaced.entries) if replaced else 0
        self._cache[directory.id] = directory
        self._cached += len(directory.entries)
        while self._cached > CACHED_ENTRIES:
            _, dropped = self._cache.popitem(last=False)
            self._cached -= len(dropped.entries)
        return directory


def _placed(name: str, content: Content, commit: int, old: Entry | None) -> Entry:
    kind = "lfs" if content.lfs else "file"
    if old is not None and (old.kind, old.oid) == (kind, content.oid):
        return old
    return Entry(name, kind, content.oid, content.size, content.sha256, commit, 0)
