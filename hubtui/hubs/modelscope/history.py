"""ModelScope's commits, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hubtui.errors import NotFound, Unsupported
from hubtui.hubs.answers import numbered
from hubtui.hubs.comparing import compare_trees
from hubtui.hubs.modelscope.answers import seconds
from hubtui.hubs.modelscope.connection import translated
from hubtui.hubs.modelscope.refs import Refs
from hubtui.model import Commit, Comparison, Page, RepoKey, RepoType

_PAGE = 50


class History(Refs):
    @translated()
    def resolve(self, repo: RepoKey, revision: str) -> str:
        for ref in self.list_refs(repo):
            if ref.name == revision and ref.oid:
                return ref.oid
        page = self._commit_page(repo, revision, 1, size=1)
        if not page.items:
            raise NotFound(f"no revision {revision!r} in {repo.repo_id}", status=404, hub=self.title)
        return page.items[0].oid

    def list_commits(self, repo: RepoKey, revision: str) -> Iterator[Page[Commit]]:
        """By the route that modelscope 1.35 used and modelscope_hub 0.5 no longer has."""
        if repo.repo_type is RepoType.SPACE:
            raise Unsupported("cannot list the commits of studios", hub=self.title)
        return numbered(lambda number: self._commit_page(repo, revision, number), first=1, size=_PAGE)

    def compare(self, repo: RepoKey, base: str, head: str) -> Comparison:
        """By the trees and the files' text, for ModelScope compares nothing itself."""
        if repo.repo_type is RepoType.SPACE:
            raise Unsupported("cannot compare revisions of studios", hub=self.title)
        return compare_trees(self, repo, base or self._parent(repo, head), head)

    def _parent(self, repo: RepoKey, head: str) -> str:
        """The commit before `head` in its history; empty when it is the first."""
        commits = self._commit_page(repo, head, 1, size=2).items
        return commits[1].oid if len(commits) > 1 else ""

    @translated()
    def _commit_page(self, repo: RepoKey, revision: str, number: int, size: int = _PAGE) -> Page[Commit]:
        params = {"Ref": revision, "PageNumber": number, "PageSize": size}
        body = self._get(self._route(repo, "commits"), params)
        data = body.get("Data") or {}
        total = body.get("TotalCount") or data.get("TotalCount")
        return Page([_commit(record) for record in data.get("Commit") or []], total)


def _commit(record: Mapping[str, Any]) -> Commit:
    message = record.get("Message") or ""
    title = record.get("Title") or message.partition("\n")[0]
    return Commit(
        oid=record["Id"],
        title=title,
        message=message.removeprefix(title).strip(),
        authors=(record["AuthorName"],) if record.get("AuthorName") else (),
        date=seconds(record.get("CommittedDate") or record.get("AuthoredDate")),
    )
