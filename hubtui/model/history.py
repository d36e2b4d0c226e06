"""What a repo holds: trees, refs, commits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum


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
    """Of a file on this machine only the date is told: when it changed."""
    version: str = field(default="", repr=False)
    """Where content is not kept by commit: what changes whenever the content does. Empty when not even that
    can be relied on, for what changed just now."""

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


def is_oid(revision: str) -> bool:
    """Whether a revision is a commit's full oid: what it names never changes."""
    return len(revision) == 40 and all(char in "0123456789abcdef" for char in revision)


class ChangeType(StrEnum):
    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What became of one file between two revisions."""

    path: str
    """Where it is afterwards; of a deleted file, where it was."""
    change_type: ChangeType
    old_path: str = ""
    """Of a renamed file."""
    added: int | None = None
    """Lines; None where the hub does not tell, or the file is not text."""
    deleted: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two revisions of one repo."""

    files: tuple[FileChange, ...]
    diff: str = ""
    """Unified, of the text files; LFS files appear as their pointers."""
    note: str = ""
    """Words for the user when something was left out."""
