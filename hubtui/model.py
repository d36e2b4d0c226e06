"""What hubs hold, as frozen values: repos, trees, refs, commits, discussions, in the hubs' own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, Flag, StrEnum, auto
from typing import Generic, TypeVar

T = TypeVar("T")


class RepoType(StrEnum):
    """What a repo is for. ModelScope's *studio* is a space everywhere outside its adapter."""

    MODEL = "model"
    DATASET = "dataset"
    SPACE = "space"

    @property
    def plural(self) -> str:
        return f"{self}s"


class Visibility(StrEnum):
    """Who can see a repo, from the narrowest to the widest."""

    PRIVATE = "private"
    PROTECTED = "protected"
    """Hugging Face: the content is private, a Space's app is public."""
    INTERNAL = "internal"
    """ModelScope: signed-in users of the organisation."""
    PUBLIC = "public"


class Capability(Flag):
    """What a hub can do with one type of repo, beyond listing and reading it."""

    NONE = 0
    WRITE = auto()
    """`missing`, `put`, `commit` and `create_repo`."""
    COMMITS = auto()
    """`list_commits`."""
    DISCUSSIONS = auto()
    """`list_discussions` and `read_discussion`."""


@dataclass(frozen=True, slots=True, order=True)
class RepoKey:
    """A repo on some hub: its type and its `namespace/name`."""

    repo_type: RepoType
    repo_id: str

    @property
    def namespace(self) -> str:
        return self.repo_id.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.repo_id.rpartition("/")[2]

    def __str__(self) -> str:
        return self.repo_id if self.repo_type is RepoType.MODEL else f"{self.repo_type.plural}/{self.repo_id}"


@dataclass(frozen=True, slots=True)
class Namespace:
    """A user or an organisation that owns repos."""

    name: str
    is_organisation: bool = False
    display_name: str = ""
    role: str = ""
    """The account's role in the organisation, in the hub's words; empty when the hub does not say."""


@dataclass(frozen=True, slots=True)
class User:
    """Who an account's token belongs to."""

    name: str
    display_name: str = ""
    email: str = ""
    organisations: tuple[Namespace, ...] = ()
    token_role: str = ""
    """`read`, `write`, `admin` or `fineGrained` where the hub tells; ModelScope does not."""


@dataclass(frozen=True, slots=True)
class RepoInfo:
    """A repo as a listing or its own record shows it; None and empty mean that the hub did not say."""

    key: RepoKey
    visibility: Visibility | None = None
    gated: str = ""
    """Empty (not gated), `auto` or `manual`."""
    size: int | None = None
    """Bytes stored, history included where the hub counts it."""
    downloads: int | None = None
    likes: int | None = None
    created: datetime | None = None
    updated: datetime | None = None
    head: str = ""
    """Commit oid of the default branch."""
    license: str = ""
    task: str = ""
    sdk: str = ""
    """What a space runs on: gradio, streamlit, docker, static."""
    tags: tuple[str, ...] = ()
    description: str = ""


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


class DiscussionStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Discussion:
    """One line of a repo's community tab: a discussion or a pull request."""

    num: int
    title: str
    author: str
    status: DiscussionStatus
    is_pull_request: bool = False
    created: datetime | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    author: str
    created: datetime | None
    text: str
    """Markdown, from a stranger."""
    edited: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class StatusChange:
    author: str
    created: datetime | None
    status: str


@dataclass(frozen=True, slots=True)
class TitleChange:
    author: str
    created: datetime | None
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class CommitPushed:
    """A commit that was added to a pull request."""

    author: str
    created: datetime | None
    oid: str
    title: str


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """Something a hub tells that hubtui has no words of its own for."""

    author: str
    created: datetime | None
    event_type: str


Event = Comment | StatusChange | TitleChange | CommitPushed | OtherEvent


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion with all that happened in it, oldest first."""

    discussion: Discussion
    events: tuple[Event, ...]
    diff: str = ""
    """Of a pull request: unified, against its target branch."""
    target_branch: str = ""
    merge_oid: str = ""
    conflicting_files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is to be at the target: what `Hub.missing` is asked about."""

    path: str
    size: int
    sha256: str
    head: bytes = b""
    """The first 512 bytes where they were read; Hugging Face uses them to tell text from binary."""


@dataclass(frozen=True, slots=True)
class Need:
    """What the target lacks of an `Upload`, and how it wants to get it."""

    upload: Upload
    inline: bool
    """True: the content goes inside the commit. False: it is `put` first."""
    ticket: Mapping[str, object] = field(default_factory=dict)
    """The hub's own: where to put it. Short-lived; after a failure ask `missing` again."""


@dataclass(frozen=True, slots=True)
class AddFile:
    """Write a file: inline content, or content the target already holds under its sha256."""

    path: str
    size: int
    sha256: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class DeleteFile:
    path: str


Change = AddFile | DeleteFile


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What one request of a listing brought."""

    items: Sequence[T]
    total: int | None = None
    """How many the whole listing has, where the hub tells."""
    note: str = ""
    """Words for the user when the hub cut the listing short."""


def items(pages: Iterator[Page[T]]) -> Iterator[T]:
    """Every item of a paged listing, each page asked for when it is reached."""
    for page in pages:
        yield from page.items


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in at one hub endpoint. Its token is kept elsewhere."""

    name: str
    """Unique in the program; shown in pane titles."""
    hub: str
    """Which implementation: `huggingface`, `modelscope`."""
    endpoint: str
    """`https://host`, without a trailing slash."""
    origin: str = ""
    """Where the token comes from, in words: `HF_TOKEN`, `demo`; empty for anonymous."""
