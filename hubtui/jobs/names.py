"""Which paths a copy can carry: names that mean something else to a file system or to git are refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PLATFORM_FILES = frozenset({".gitattributes"})
"""Written by each hub for itself: neither copied nor verified."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DRIVE = re.compile(r"[A-Za-z]:")
_MAX_SEGMENT = 255
_MAX_PATH = 1024


@dataclass(frozen=True, slots=True)
class PathMap:
    """Where files go: from below `source` in one repo to below `target` in the other. Both empty: a path
    stays as it is."""

    source: str = ""
    target: str = ""

    def covers(self, path: str) -> bool:
        """Whether it is a path of the source that goes anywhere."""
        return not self.source or path.startswith(f"{self.source}/")

    def to_target(self, path: str) -> str:
        return _moved(path, self.source, self.target)

    def to_source(self, path: str) -> str:
        return _moved(path, self.target, self.source)


def _moved(path: str, old: str, new: str) -> str:
    below = path[len(old) + 1 :] if old else path
    return f"{new}/{below}" if new else below


def folded(path: str) -> str:
    """The same for names that a file system may take for one: of other case or other composition."""
    return unicodedata.normalize("NFC", path).casefold()


def why_not(path: str) -> str:
    """Why no file can have this path, in words; empty when it can."""
    if not path:
        return "the name is empty"
    if _CONTROL.search(path):
        return "the name has control characters"
    if path.startswith("/") or _DRIVE.match(path):
        return "the name is an absolute path"
    if "\\" in path:
        return "the name has a backslash"
    if len(path.encode()) > _MAX_PATH:
        return f"the name is longer than {_MAX_PATH:,} bytes"
    return next((why for segment in path.split("/") if (why := _why_not_segment(segment))), "")


def _why_not_segment(segment: str) -> str:
    if segment in ("", ".", ".."):
        return f"the name has a segment {segment!r}"
    if segment.lower() == ".git":
        return "the name leads into git's own folder"
    if len(segment.encode()) > _MAX_SEGMENT:
        return f"a segment of the name is longer than {_MAX_SEGMENT} bytes"
    return ""
