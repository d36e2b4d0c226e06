"""Comparing two revisions on a hub that has no comparison of its own: by their trees, and the files' text."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff

from hubtui.hub import Hub
from hubtui.model import ChangeType, Comparison, FileChange, RepoKey, TreeEntry

MOST_FILES = 30
"""Files whose text is read; the others are only named."""
LARGEST = 128 * 1024
"""Bytes of a file whose text is read."""
_POINTER = "version https://git-lfs.github.com/spec/v1"
_NO_NEWLINE = "\\ No newline at end of file"
_BREAKING = re.compile(r'[\x00-\x1f\x7f"\\]')

Tree = Mapping[str, TreeEntry]


def compare_trees(hub: Hub, repo: RepoKey, base: str, head: str) -> Comparison:
    """What differs between two revisions, from one whole listing of each and the text of a few small files.

    An empty `base` is an empty tree. The note says what was left out. A file that is moved as it is counts as
    renamed. LFS files appear as their pointers and are not read.
    """
    (old, old_note), (new, new_note) = _tree(hub, repo, base), _tree(hub, repo, head)
    changes = _changes(old, new)
    texts = _Texts(hub, repo, base, head)
    files, parts = [], []
    for change in changes:
        part = texts.diff(change, old.get(change.old_path or change.path), new.get(change.path))
        files.append(part.change)
        parts.append(part.diff)
    notes = dict.fromkeys([old_note, new_note, texts.note])
    return Comparison(tuple(files), "".join(parts), "; ".join(note for note in notes if note))


def text_diff(path: str, old: str, new: str) -> str:
    """How one text becomes the other, as a unified diff of one file."""
    change = FileChange(path, ChangeType.MODIFIED)
    return _header(change) + _unified(change, old, new)


def _tree(hub: Hub, repo: RepoKey, revision: str) -> tuple[Tree, str]:
    """Every file by its path, and what the hub says is missing."""
    if not revision:
        return {}, ""
    notes: list[str] = []

    def noted() -> Iterator[TreeEntry]:
        for page in hub.list_tree(repo, revision, recursive=True):
            notes.append(page.note)
            yield from page.items

    files = {entry.path: entry for entry in noted() if not entry.is_directory}
    return files, next(filter(None, notes), "")


def _changes(old: Tree, new: Tree) -> list[FileChange]:
    moved = _moved(old, new)
    gone = set(moved.values())
    changes = []
    for path in sorted(old.keys() | new.keys()):
        if path in moved:
            changes.append(FileChange(path, ChangeType.RENAMED, moved[path]))
        elif path not in old:
            changes.append(FileChange(path, ChangeType.ADDED))
        elif path not in new:
            changes += [] if path in gone else [FileChange(path, ChangeType.DELETED)]
        elif _content(old[path]) != _content(new[path]):
            changes.append(FileChange(path, ChangeType.MODIFIED))
    return changes


def _moved(old: Tree, new: Tree) -> dict[str, str]:
    """New paths of files that were at another path, with that; each old path once."""
    gone = {_content(entry): path for path, entry in old.items() if path not in new and entry.size}
    moved = {}
    for path, entry in sorted(new.items()):
        if path not in old and (was := gone.pop(_content(entry), "")):
            moved[path] = was
    return moved


def _content(entry: TreeEntry) -> tuple[int, str]:
    return entry.size, entry.sha256 or entry.oid


@dataclass(frozen=True)
class _Part:
    change: FileChange
    diff: str


@dataclass
class _Texts:
    """Reads what a diff is made of, within bounds, and keeps count of what it left out."""

    hub: Hub
    repo: RepoKey
    base: str
    head: str
    read: int = 0
    large: int = 0
    beyond: int = 0

    @property
    def note(self) -> str:
        notes = []
        if self.large:
            notes.append(f"{self.large:,} larger than {LARGEST // 1024} KiB are not shown line by line")
        if self.beyond:
            notes.append(f"beyond {MOST_FILES} files, {self.beyond:,} are only named")
        return "; ".join(notes)

    def diff(self, change: FileChange, old: TreeEntry | None, new: TreeEntry | None) -> _Part:
        header = _header(change)
        if change.change_type is ChangeType.RENAMED:
            return _Part(replace(change, added=0, deleted=0), header)
        if not self._may_read(_plain(old) + _plain(new)):
            return _Part(change, header)
        one, other = self._text(self.base, old), self._text(self.head, new)
        if one is None or other is None:
            return _Part(change, header + "Binary files {} and {} differ\n".format(*_names(change)))
        body = _unified(change, one, other)
        if any(entry.lfs for entry in (old, new) if entry):
            return _Part(change, header + body)
        added, deleted = _counted(body)
        return _Part(replace(change, added=added, deleted=deleted), header + body)

    def _may_read(self, entries: Sequence[TreeEntry]) -> bool:
        if any(entry.size > LARGEST for entry in entries):
            self.large += 1
        elif entries and self.read >= MOST_FILES:
            self.beyond += 1
        else:
            self.read += bool(entries)
            return True
        return False

    def _text(self, revision: str, entry: TreeEntry | None) -> str | None:
        """What the file holds, an LFS file its pointer; None for what is not text."""
        if entry is None or not entry.size:
            return ""
        if entry.lfs:
            return f"{_POINTER}\noid sha256:{entry.sha256}\nsize {entry.size}\n"
        content = b"".join(self.hub.read(self.repo, revision, entry.path, length=LARGEST))
        return None if b"\0" in content else _decoded(content)


def _plain(entry: TreeEntry | None) -> list[TreeEntry]:
    """The file, when its content has to be read."""
    return [entry] if entry and entry.size and not entry.lfs else []


def _decoded(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _header(change: FileChange) -> str:
    old, new = change.old_path or change.path, change.path
    lines = [f"diff --git {_quoted(f'a/{old}')} {_quoted(f'b/{new}')}"]
    match change.change_type:
        case ChangeType.ADDED:
            lines.append("new file mode 100644")
        case ChangeType.DELETED:
            lines.append("deleted file mode 100644")
        case ChangeType.RENAMED:
            lines += [f"rename from {_quoted(old)}", f"rename to {_quoted(new)}"]
        case ChangeType.MODIFIED:
            pass
    return "\n".join(lines) + "\n"


def _names(change: FileChange) -> tuple[str, str]:
    old = "/dev/null" if change.change_type is ChangeType.ADDED else _quoted(f"a/{change.path}")
    new = "/dev/null" if change.change_type is ChangeType.DELETED else _quoted(f"b/{change.path}")
    return old, new


def _quoted(path: str) -> str:
    """As git writes it: in quotes when it would break the line."""
    return json.dumps(path, ensure_ascii=False) if _BREAKING.search(path) else path


def _unified(change: FileChange, old: str, new: str) -> str:
    lines = unified_diff(_lines(old), _lines(new), *_names(change))
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Split at line feeds alone, as git does."""
    return list(io.StringIO(text, newline="\n"))


def _counted(body: str) -> tuple[int, int]:
    firsts = [line[:1] for line in body.split("\n")[2:]]
    return firsts.count("+"), firsts.count("-")
