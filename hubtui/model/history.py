"""What a repo holds: trees, refs, commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class EntryType(Enum):
    FILE = "file"
    DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file or directory of a tree."""

    path: str
    """Inside the repo, `/` between segments, never a leading or trailing one."""
    entry_type: EntryType = EntryType.FILE
    size: int = 0
    oid: str = ""
    """Git object id (sha1): of an LFS file, that of its pointer. ModelScope does not tell it."""
    sha256: str = ""
    """Of the content. Hugging Face tells it of LFS files only, ModelScope of every file."""
    lfs: bool = False
    xet_hash: str = ""
    last_commit: Commit | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_directory(self) -> bool:
        return self.entry_type is EntryType.DIRECTORY


class RefType(Enum):
    BRANCH = "branch"
    TAG = "tag"
    PULL_REQUEST = "pull request"


@dataclass(frozen=True, slots=True)
class Ref:
    """A named pointer into a repo's history."""

    name: str
    """As it is passed for a revision: `main`, `v1.0`, `refs/pr/3`."""
    ref_type: RefType
    oid: str


@dataclass(frozen=True, slots=True)
class Commit:
    oid: str
    title: str
    message: str = ""
    """What follows the title."""
    authors: tuple[str, ...] = ()
    date: datetime | None = None
