"""Where a pane is: account, namespace, repo, revision, path, and which listing of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from hubtui.commands import Scope
from hubtui.model import RepoKey, RepoType


class View(StrEnum):
    """Which listing a pane shows."""

    NAMESPACES = "namespaces"
    REPOS = "repos"
    FILES = "files"
    COMMITS = "commits"
    REFS = "refs"
    DISCUSSIONS = "discussions"

    @property
    def scope(self) -> Scope:
        return Scope[self.name]


REPO_VIEWS = (View.FILES, View.COMMITS, View.REFS, View.DISCUSSIONS)


@dataclass(frozen=True, slots=True)
class Location:
    account: str
    view: View = View.NAMESPACES
    namespace: str = ""
    repo_type: RepoType = RepoType.MODEL
    repo: RepoKey | None = None
    revision: str = ""
    """Always given inside a repo."""
    path: str = ""

    def of_type(self, repo_type: RepoType) -> Location:
        """The namespace's repos of this type."""
        return Location(self.account, View.REPOS, self.namespace, repo_type)

    def in_repo(self, repo: RepoKey, revision: str, path: str = "") -> Location:
        return Location(self.account, View.FILES, repo.namespace, repo.repo_type, repo, revision, path)

    def tab(self, view: View) -> Location:
        """Another listing of the same repo."""
        return replace(self, view=view, path="")

    @property
    def outside(self) -> Location | None:
        """What holds this; None at the top."""
        match self.view:
            case View.NAMESPACES:
                return None
            case View.REPOS:
                return Location(self.account)
            case View.FILES if self.path:
                return replace(self, path=self.path.rpartition("/")[0])
            case _:
                return self.of_type(self.repo_type)
