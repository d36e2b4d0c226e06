"""The part of the hub interface that is about discussions and pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from hubtui.hub.named import Named
from hubtui.model import Discussion, DiscussionQuery, DiscussionStatus, Page, RepoKey, Thread


class Discussed(Named):
    """What is said about a repo: discussions and pull requests."""

    def list_discussions(
        self, repo: RepoKey, query: DiscussionQuery = DiscussionQuery()
    ) -> Iterator[Page[Discussion]]:
        """Discussions and pull requests, newest first."""
        raise self._unsupported("list discussions", repo.repo_type)

    def read_discussion(self, repo: RepoKey, num: int) -> Thread:
        """One discussion with its events, and of a pull request the diff."""
        raise self._unsupported("read discussions", repo.repo_type)

    def create_discussion(
        self, repo: RepoKey, title: str, text: str, *, is_pull_request: bool = False
    ) -> Discussion:
        """Open a discussion, or a pull request (a draft, without changes)."""
        raise self._unsupported("open discussions", repo.repo_type)

    def comment(self, repo: RepoKey, num: int, text: str) -> None:
        raise self._unsupported("comment on discussions", repo.repo_type)

    def edit_comment(self, repo: RepoKey, num: int, comment_id: str, text: str) -> None:
        """Forbidden when the comment is somebody else's."""
        raise self._unsupported("edit comments", repo.repo_type)

    def rename_discussion(self, repo: RepoKey, num: int, title: str) -> None:
        raise self._unsupported("rename discussions", repo.repo_type)

    def set_discussion_status(self, repo: RepoKey, num: int, status: DiscussionStatus) -> None:
        """Open or close it (of a draft pull request, OPEN publishes it)."""
        raise self._unsupported("close discussions", repo.repo_type)

    def merge(self, repo: RepoKey, num: int) -> None:
        """Merge a pull request. Conflict when it cannot be, with the hub's words."""
        raise self._unsupported("merge pull requests", repo.repo_type)
