"""The embedded hub's values: repos, trees, commits, refs and threads as they are stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Facts = dict[str, Any]


@dataclass(frozen=True)
class LocalAccount:
    """Someone who can sign in."""

    hub: str
    """`hf` or `ms`."""
    name: str
    token: str
    organisations: tuple[str, ...] = ()
    role: str = "write"
    """What the token allows: `read`, `write` or `admin`."""

    def owns(self, namespace: str) -> bool:
        """Whether a namespace is this account's own, or of an organisation it is in."""
        wanted = namespace.casefold()
        return wanted == self.name.casefold() or wanted in (each.casefold() for each in self.organisations)

    def writes(self, namespace: str) -> bool:
        """Whether this account, by this token, may write in a namespace."""
        return self.role != "read" and self.owns(namespace)


@dataclass(frozen=True, slots=True)
class Repo:
    """One repo of one world."""

    id: int
    world: str
    """`hf` or `ms`."""
    type: str
    """`model`, `dataset` or `space` (a studio, on the ms side)."""
    namespace: str
    name: str
    visibility: str
    """`public`, `private`, or `internal` (ms) / `protected` (hf spaces)."""
    gated: str
    """Empty, `auto` or `manual`."""
    created: int
    modified: int
    downloads: int
    likes: int
    trending: int
    tags: list[str]
    facts: Facts
    """What the card and the configuration say, and what the creator gave."""

    @property
    def repo_id(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def default_branch(self) -> str:
        return "main" if self.world == "hf" else "master"

    @property
    def object_id(self) -> str:
        """The 24 hex digits that the hf side shows as `_id`."""
        return f"{self.created:08x}{self.id:016x}"


class Entry(NamedTuple):
    """One name in one directory."""

    name: str
    kind: str
    """`file`, `lfs` or `tree`."""
    oid: str
    size: int
    """Bytes of the content; of everything below, for a directory."""
    sha256: str
    """Empty for a directory."""
    commit: int
    """The commit that last changed it."""
    subtree: int
    """The directory's tree; 0 for a file."""

    @property
    def is_tree(self) -> bool:
        return self.kind == "tree"


class Found(NamedTuple):
    """An entry and its path from the root."""

    path: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Content:
    """What a commit puts at a path."""

    sha256: str
    size: int
    oid: str
    lfs: bool


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of one repo."""

    id: int
    repo: int
    oid: str
    parent: int | None
    depth: int
    """How many commits lead to it, itself included."""
    tree: int
    author: str
    date: int
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A name for a commit, such as `refs/heads/main`."""

    name: str
    target: Commit
    created: int

    @property
    def short(self) -> str:
        return self.name.split("/", 2)[2]


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion or a pull request."""

    repo: int
    num: int
    title: str
    author: str
    status: str
    is_pull: bool
    base: str
    base_commit: int | None
    merge_commit: int | None
    created: int


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a thread."""

    id: int
    type: str
    author: str
    created: int
    data: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """Someone's wish to read what a gated repo holds."""

    id: int
    repo: int
    user: str
    status: str
    """`pending`, `accepted` or `rejected`."""
    created: int
    fields: Facts
    """What the form in front of the repo was answered with."""
    reason: str
    """Why it was rejected."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A titled list of repos and of other collections."""

    id: int
    namespace: str
    title: str
    description: str | None
    private: bool
    theme: str
    position: int
    upvotes: int
    created: int
    modified: int


@dataclass(frozen=True, slots=True)
class CollectionItem:
    """One thing in a collection."""

    id: int
    collection: int
    type: str
    """`model`, `dataset`, `space` or `collection`."""
    target: int
    """The id of that repo or collection."""
    note: str
    position: int
