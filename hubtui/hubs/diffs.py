"""Reading a unified diff, as `git diff` prints it: which files it is about, and how many lines of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hubtui.model import ChangeType, FileChange

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_BINARY = re.compile(r"Binary files (?P<old>.+) and (?P<new>.+) differ")
_ESCAPE = re.compile(r"\\(?:([0-7]{3})|(.))")
_CONTROL = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_POINTER = "version https://git-lfs.github.com/spec/v1"


def changed_files(diff: str) -> tuple[FileChange, ...]:
    """The files in the order of the diff. Lines that cannot be understood are passed over."""
    return tuple(change for found in _files(diff) if (change := found.change()) is not None)


@dataclass
class _File:
    """One file's part of a diff, as far as it was read."""

    old: str = ""
    new: str = ""
    """Empty stands for `/dev/null`, once `is_named`."""
    is_named: bool = False
    is_new: bool = False
    is_deleted: bool = False
    is_rename: bool = False
    is_text: bool = True
    added: int = 0
    deleted: int = 0

    def change(self) -> FileChange | None:
        path = self.new or self.old
        if not path:
            return None
        kind = self._kind()
        renamed_from = self.old if kind is ChangeType.RENAMED else ""
        added, deleted = (self.added, self.deleted) if self.is_text else (None, None)
        return FileChange(path, kind, renamed_from, added, deleted)

    def _kind(self) -> ChangeType:
        if self.is_new or not self.old:
            return ChangeType.ADDED
        if self.is_deleted or not self.new:
            return ChangeType.DELETED
        return ChangeType.RENAMED if self.is_rename or self.old != self.new else ChangeType.MODIFIED

    def read_header(self, line: str) -> None:
        """One line between `diff --git` and the first hunk."""
        if line.startswith("--- "):
            self.old, self.is_named = _side(line[4:]), True
        elif line.startswith("+++ "):
            self.new, self.is_named = _side(line[4:]), True
        elif line.startswith(("rename from ", "copy from ")):
            self.old, self.is_rename = _name(line.partition(" from ")[2]), True
        elif line.startswith(("rename to ", "copy to ")):
            self.new, self.is_rename = _name(line.partition(" to ")[2]), True
        elif line.startswith("new file mode"):
            self.is_new = True
        elif line.startswith("deleted file mode"):
            self.is_deleted = True
        elif found := _BINARY.fullmatch(line):
            self.is_text = False
            if not self.is_rename:
                self.old, self.new = _side(found["old"]), _side(found["new"])
        elif line.startswith("GIT binary patch"):
            self.is_text = False

    def read_line(self, line: str) -> tuple[int, int]:
        """One line of a hunk; how many lines of the old and of the new file it is."""
        if line[1:].rstrip("\r") == _POINTER:
            self.is_text = False
        if line.startswith("+"):
            self.added += 1
            return 0, 1
        if line.startswith("-"):
            self.deleted += 1
            return 1, 0
        return (0, 0) if line.startswith("\\") else (1, 1)


def _files(diff: str) -> Iterator[_File]:
    found: _File | None = None
    old = new = 0
    for line in diff.split("\n"):
        if found is not None and (old > 0 or new > 0):
            of_old, of_new = found.read_line(line)
            old, new = old - of_old, new - of_new
        elif line.startswith("diff --git ") or (line.startswith("--- ") and (not found or found.is_named)):
            if found is not None:
                yield found
            found = _begun(line)
        elif found is not None and (hunk := _HUNK.match(line)):
            old, new = int(hunk[1] or 1), int(hunk[2] or 1)
        elif found is not None:
            found.read_header(line)
    if found is not None:
        yield found


def _begun(line: str) -> _File:
    found = _File()
    if not line.startswith("diff --git "):
        found.read_header(line)
        found.is_named = False
        return found
    names = line.removeprefix("diff --git ")
    half = len(names) // 2
    one, other = _side(names[:half]), _side(names[half + 1 :])
    if one == other:
        found.old = found.new = one
    return found


def _side(text: str) -> str:
    """A path without its `a/` or `b/`; empty for `/dev/null`."""
    name = _name(text)
    return "" if name == "/dev/null" else name[2:] if name.startswith(("a/", "b/")) else name


def _name(text: str) -> str:
    """A path as git writes it: in quotes and escaped, or plain and with a tab behind it."""
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        plain = _ESCAPE.sub(_unescaped, text[1:-1])
        return plain.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text.partition("\t")[0]


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        byte = int(found[1], 8) & 0xFF
        return chr(byte) if byte < 0x80 else chr(0xDC00 + byte)
    return _CONTROL.get(found[2], found[2])
