"""One folder: what is in it, and which paths it can hold. Nothing here writes."""

from __future__ import annotations

import os
import stat
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from hubtui.hubs.local.errors import refused, translated
from hubtui.model import Commit, EntryType, Page, TreeEntry

STAGING = ".hubtui"
"""Where contents wait, inside the folder that they are for, until a commit moves them into place."""
LEFT_OUT = (".git", ".cache/huggingface", STAGING)
"""Other programs' own folders: shown, but no part of what a folder holds."""
PAGE = 1000

_COARSE = 2_000_000_000
"""Nanoseconds: the step of the clock of file systems that keep whole seconds, and of FAT."""
_FINE = 50_000_000
_WINDOWS_PORTS = {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
_WINDOWS_NAMES = {"con", "prn", "aux", "nul"} | _WINDOWS_PORTS
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

Signature = tuple[int, int, int, int, int]
"""What changes when a file's content does: device, inode, size and both times."""


def signature(found: os.stat_result) -> Signature:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def entry_of(path: str, found: os.stat_result, *, is_directory: bool) -> TreeEntry:
    date = datetime.fromtimestamp(max(0, found.st_mtime), UTC)
    if is_directory:
        return TreeEntry(path, EntryType.DIRECTORY, last_commit=Commit("", "", date=date))
    version = _version(found)
    return TreeEntry(path, size=found.st_size, last_commit=Commit("", "", date=date), version=version)


def _version(found: os.stat_result) -> str:
    """Empty while the file could change again without its times telling."""
    latest = max(found.st_mtime_ns, found.st_ctime_ns)
    step = _FINE if found.st_mtime_ns % 1_000_000_000 else _COARSE
    if latest + step > time.time_ns():
        return ""
    device, inode, _, changed, touched = signature(found)
    return f"{device:x}-{inode:x}-{changed:x}-{touched:x}"


class Folder:
    """A folder by its absolute path. Paths inside it are as in a repo: `/` between segments."""

    def __init__(self, root: str) -> None:
        self.root = Path(root)
        self._real = os.path.realpath(root)

    def full(self, path: str) -> Path:
        return self.root / path if path else self.root

    def holds(self, full: Path) -> bool:
        """Whether the real path is below the folder's, whatever links are on the way."""
        real = os.path.realpath(full)
        return real == self._real or real.startswith(self._real.rstrip(os.sep) + os.sep)

    # What is there

    def entries(self, path: str) -> Iterator[Page[TreeEntry]]:
        """The folder at `path`, by name. A link shows as what it leads to."""
        with translated(str(self.full(path))):
            names = sorted(os.listdir(self.full(path)))
        for start in range(0, max(1, len(names)), PAGE):
            page = _page(self._described(path, names[start : start + PAGE], follow=True))
            yield replace(page, total=len(names))

    def all_entries(self, path: str) -> Iterator[Page[TreeEntry]]:
        """Everything below, folder by folder, but other programs' own. Links to folders are not followed:
        they stand there as files that cannot be read."""
        waiting = [path]
        while waiting:
            here = waiting.pop()
            try:
                names = sorted(os.listdir(self.full(here)))
            except OSError as error:
                if here == path:
                    with translated(str(self.full(here))):
                        raise
                yield Page((), note=f"cannot read {here}: {error.strerror}")
                continue
            for start in range(0, len(names), PAGE):
                page = _page(self._described(here, names[start : start + PAGE], follow=False))
                waiting += [entry.path for entry in page.items if entry.is_directory]
                yield page

    def _described(self, path: str, names: Iterable[str], *, follow: bool) -> Iterator[TreeEntry | str]:
        for name in names:
            inside = f"{path}/{name}" if path else name
            if not follow and is_left_out(inside):
                continue
            try:
                yield self._entry(inside, follow=follow)
            except FileNotFoundError:
                continue
            except OSError as error:
                yield f"cannot read {inside}: {error.strerror}"

    def _entry(self, path: str, *, follow: bool) -> TreeEntry:
        full = self.full(path)
        found = os.lstat(full)
        if not stat.S_ISLNK(found.st_mode):
            return entry_of(path, found, is_directory=stat.S_ISDIR(found.st_mode))
        try:
            there = os.stat(full)
        except OSError:
            return entry_of(path, found, is_directory=False)
        return entry_of(path, there, is_directory=follow and stat.S_ISDIR(there.st_mode))

    def look_up(self, paths: Iterable[str]) -> list[TreeEntry]:
        """What stands at these paths, and files where one of them needs a folder."""
        seen: dict[str, TreeEntry | None] = {}
        wanted = [path for path in paths if not _leads_out(path)]
        for path in wanted:
            for inside in _steps(path):
                if inside not in seen:
                    seen[inside] = self._entry_if_any(inside)
        asked = set(wanted)
        found = ((path, entry) for path, entry in seen.items() if entry is not None)
        return [entry for path, entry in found if path in asked or not entry.is_directory]

    def _entry_if_any(self, path: str) -> TreeEntry | None:
        try:
            return self._entry(path, follow=True)
        except (OSError, ValueError):
            return None

    def opened(self, path: str) -> BinaryIO:
        """The file's content. Refused for what is no ordinary file, and for links that lead out."""
        full = self.full(path)
        with translated(path):
            if not self.holds(full):
                raise refused(f"{path} is a link that leads out of the folder")
            descriptor = os.open(full, _READ)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                is_link = os.path.islink(full)
                raise refused(f"{path} is {'a link to a folder' if is_link else 'not an ordinary file'}")
            return os.fdopen(descriptor, "rb", buffering=0)

    # What can be there

    def unfit(self, paths: Sequence[str]) -> Mapping[str, str]:
        """The paths that cannot be files here, each with the reason. The folder need not exist."""
        reasons = {path: why for path in paths if (why := self._why_not(path))}
        if self.ignores_case():
            firsts: dict[str, str] = {}
            for path in paths:
                first = firsts.setdefault(_folded(path), path)
                if first != path:
                    reasons.setdefault(path, f"this folder cannot tell the name from {first}")
        return reasons

    def _why_not(self, path: str) -> str:
        if "\0" in path:
            return "the name is no path"
        if _leads_out(path):
            return "the name leads out of the folder"
        if (_folded(path) != path and is_left_out(_folded(path))) or is_left_out(path):
            return "the name leads into another program's own folder"
        if os.name == "nt" and any(map(_is_reserved, path.split("/"))):
            return "the name means something else to Windows"
        try:
            inside = self.holds(self.full(path).parent)
        except (OSError, ValueError):
            return "the name is no path"
        return "" if inside else "a link on the way leads out of the folder"

    def ignores_case(self) -> bool:
        """Whether names that differ in case are one file here; found out without writing."""
        for place in (self.root, *self.root.parents):
            other = place.name.swapcase()
            if other != place.name and place.exists():
                try:
                    return os.path.samefile(place, place.with_name(other))
                except OSError:
                    return False
        return False


def is_left_out(path: str) -> bool:
    """Whether it is, or is below, a folder that belongs to another program."""
    padded = f"/{path}/"
    return any(f"/{own}/" in padded for own in LEFT_OUT)


def _leads_out(path: str) -> bool:
    return os.path.isabs(path) or any(segment in ("", ".", "..") for segment in path.split("/"))


def _page(described: Iterable[TreeEntry | str]) -> Page[TreeEntry]:
    found = list(described)
    notes = [one for one in found if isinstance(one, str)]
    more = f" and {len(notes) - 1} more" if len(notes) > 1 else ""
    return Page([one for one in found if not isinstance(one, str)], note=f"{notes[0]}{more}" if notes else "")


def _steps(path: str) -> Iterator[str]:
    """`a`, `a/b`, `a/b/c`."""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)
    yield path


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _is_reserved(segment: str) -> bool:
    return segment.split(".")[0].lower() in _WINDOWS_NAMES or segment[-1] in " ." or ":" in segment
