"""Repos and their owners, and what a hub can do with each type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Flag, StrEnum, auto


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

    def is_wider(self, other: Visibility) -> bool:
        """Whether more people see what is so than what is `other`."""
        ranks = list(Visibility)
        return ranks.index(self) > ranks.index(other)


class Gating(StrEnum):
    """Who is let in to the content of a repo that everybody can find."""

    OFF = ""
    """Everybody."""
    AUTO = "auto"
    """Whoever asks."""
    MANUAL = "manual"
    """Whom the owner lets in."""


class Capability(Flag):
    """What a hub can do with one type of repo, beyond listing and reading it."""

    NONE = 0
    WRITE = auto()
    """`missing`, `put`, `commit` and `create_repo`."""
    COMMITS = auto()
    """`list_commits`."""
    DISCUSSIONS = auto()
    """`list_discussions` and `read_discussion`."""
    DISCUSS = auto()
    """Write in them: `create_discussion`, `comment` and what follows it in `Hub`."""
    COMPARE = auto()
    """`compare`."""
    CREATE_BRANCH = auto()
    """`create_ref` of a branch."""
    CREATE_TAG = auto()
    """`create_ref` of a tag."""
    DELETE_REF = auto()
    """`delete_ref`."""
    SEARCH = auto()
    """`search_repos`."""
    SEARCH_USERS = auto()
    """`search_namespaces`; a hub has it for models when it has it at all, as with the two below."""
    LIKED = auto()
    """`list_liked`."""
    COLLECTIONS = auto()
    """`list_collections` and `list_collection`."""
    SET_VISIBILITY = auto()
    """`set_visibility`, to one of `Hub.visibilities`."""
    SET_GATING = auto()
    """`set_gating`, to one of `Hub.gatings`."""
    SET_DISCUSSIONS = auto()
    """`set_discussions`."""
    DELETE_REPO = auto()
    """`delete_repo`."""
    MOVE = auto()
    """`move_repo`."""
    DUPLICATE = auto()
    """`duplicate_repo`."""
    RUN = auto()
    """`pause_space` and what follows it in `Hub`."""
    SQUASH = auto()
    """`squash`."""
    LIKE = auto()
    """`set_liked`."""
    ADD_TO_COLLECTION = auto()
    """`add_to_collection`."""
    ACCESS_REQUESTS = auto()
    """`list_access_requests` and `answer_access_request`."""
    LARGE_FILES = auto()
    """`list_large_files` and `delete_large_files`."""
    PROPOSE = auto()
    """`propose`: a commit as a pull request."""
    SHARE = auto()
    """`share`: contents of one repo for another, on the hub's own side."""


@dataclass(frozen=True, slots=True, order=True)
class RepoKey:
    """A repo on some hub: its type and its `namespace/name`. A folder of this machine is a model whose id is
    its absolute path."""

    repo_type: RepoType
    repo_id: str

    @property
    def namespace(self) -> str:
        return self.repo_id.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.repo_id.rpartition("/")[2]

    @property
    def is_folder(self) -> bool:
        return self.repo_id.startswith("/") or self.repo_id[1:3] == ":/"

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
    runtime: str = ""
    """Of a space: its state and hardware in the hub's words, such as `RUNNING on cpu-basic`."""

    @property
    def hardware(self) -> str:
        """What a space runs on, or is to."""
        return self.runtime.partition(" on ")[2]

    @property
    def widest(self) -> Visibility:
        """What a copy of it may be without being open to more people: what is gated or unknown is private."""
        is_open = self.visibility is Visibility.PUBLIC and not self.gated
        return Visibility.PUBLIC if is_open else Visibility.PRIVATE


class RepoSort(StrEnum):
    """The orders in which hubs list repos, each with the most first."""

    TRENDING = "trending"
    UPDATED = "updated"
    CREATED = "created"
    DOWNLOADS = "downloads"
    LIKES = "likes"


@dataclass(frozen=True, slots=True)
class RepoQuery:
    """What is searched for on a hub: a text in the repo's name, tags it must all have, an order.

    A hub that cannot sort so uses its own order; one that knows no tags ignores them and says so in the
    page's note.
    """

    text: str = ""
    sort: RepoSort | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """A named list of repos that a user or organisation keeps."""

    slug: str
    """What the hub finds it by: `owner/title-id`."""
    title: str
    owner: str
    description: str = ""
    count: int | None = None
    """How many items it has."""
    visibility: Visibility | None = None
    updated: datetime | None = None
