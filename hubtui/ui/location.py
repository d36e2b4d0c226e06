"""Where a pane is: account, namespace, repo, revision, path, and which listing of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePath

from hubtui.commands import Scope
from hubtui.model import DiscussionQuery, RepoKey, RepoQuery, RepoType


class View(StrEnum):
    """Which listing a pane shows."""

    PLACES = "places"
    """What an account can begin at: its namespaces, and lists that are no namespace's."""
    REPOS = "repos"
    COLLECTIONS = "collections"
    FILES = "files"
    CARD = "card"
    COMMITS = "commits"
    REFS = "refs"
    DISCUSSIONS = "discussions"
    ABOUT = "about"

    @property
    def scope(self) -> Scope:
        return Scope[self.name]


class Source(StrEnum):
    """Where the repos of a listing come from."""

    NAMESPACE = "namespace"
    LIKED = "liked"
    TRENDING = "trending"
    SEARCH = "search"
    COLLECTION = "collection"
    RECENT = "recent"

    @property
    def is_mixed(self) -> bool:
        """Whether its repos are of all types at once."""
        return self in (Source.COLLECTION, Source.RECENT)


REPO_VIEWS = (View.FILES, View.CARD, View.COMMITS, View.REFS, View.DISCUSSIONS, View.ABOUT)
"""The tabs of a repo, in order."""


@dataclass(frozen=True, slots=True)
class Location:
    account: str
    view: View = View.PLACES
    namespace: str = ""
    repo_type: RepoType = RepoType.MODEL
    repo: RepoKey | None = None
    revision: str = ""
    """Always given inside a repo."""
    path: str = ""
    source: Source = Source.NAMESPACE
    query: RepoQuery = RepoQuery()
    """Of a search."""
    collection: str = ""
    """The slug of the collection whose repos these are."""
    discussions: DiscussionQuery = DiscussionQuery()
    """Which discussions are listed."""
    title: str = field(default="", compare=False)
    """What people call the collection, where that is known."""
    origin: Location | None = field(default=None, compare=False)
    """The listing that a repo was opened from, when it is not its namespace's."""

    @classmethod
    def of_folder(cls, account: str, path: str) -> Location:
        """A folder of this machine, always shown as a whole repo: its path is the repo's id."""
        repo = RepoKey(RepoType.MODEL, path)
        return cls(account, View.FILES, repo.namespace, repo=repo)

    @classmethod
    def in_collection(cls, account: str, slug: str, title: str = "") -> Location:
        """Its repos; the slug begins with whose it is."""
        owner = slug.partition("/")[0]
        return cls(account, View.REPOS, owner, source=Source.COLLECTION, collection=slug, title=title)

    @property
    def folder(self) -> str:
        """The folder of this machine that is shown; empty where it is none."""
        return self.repo.repo_id if self.repo is not None and self.repo.is_folder else ""

    def of_type(self, repo_type: RepoType) -> Location:
        """The same listing's repos of this type; elsewhere than in such a listing, the namespace's."""
        if self.view is not View.REPOS or self.source.is_mixed:
            return Location(self.account, View.REPOS, self.namespace, repo_type)
        return replace(self, repo_type=repo_type)

    @property
    def collections(self) -> Location:
        """The namespace's collections."""
        return Location(self.account, View.COLLECTIONS, self.namespace, self.repo_type)

    def in_repo(self, repo: RepoKey, revision: str, path: str = "") -> Location:
        origin = self.origin if self.repo else self
        return Location(
            self.account, View.FILES, repo.namespace, repo.repo_type, repo, revision, path, origin=origin
        )

    def tab(self, view: View) -> Location:
        """Another listing of the same repo."""
        return replace(self, view=view, path="", discussions=DiscussionQuery())

    @property
    def for_marks(self) -> Location:
        """What shares its marks: all folders of a repo at a revision; else each listing has its own."""
        return replace(self, path="") if self.view is View.FILES else self

    @property
    def outside(self) -> Location | None:
        """What holds this; None at the top."""
        match self.view:
            case _ if self.folder:
                return self._parent_folder
            case View.PLACES:
                return None
            case View.REPOS if self.source is Source.COLLECTION:
                return self.collections
            case View.REPOS | View.COLLECTIONS:
                return Location(self.account)
            case View.FILES if self.path:
                return replace(self, path=self.path.rpartition("/")[0])
        if self.origin is not None and self.origin.source is not Source.NAMESPACE:
            return self.origin
        return Location(self.account, View.REPOS, self.namespace, self.repo_type)

    @property
    def _parent_folder(self) -> Location:
        parent = PurePath(self.folder).parent.as_posix()
        return Location(self.account) if parent == self.folder else self.of_folder(self.account, parent)
