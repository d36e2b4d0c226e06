"""Hugging Face's commits, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from hubtui.hubs.answers import numbered
from hubtui.hubs.comparing import compare_trees
from hubtui.hubs.diffs import changed_files
from hubtui.hubs.huggingface.answers import moment
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import Commit, Comparison, Page, RepoKey

_PAGE = 50
MIB = 1024 * 1024
_DIFF_LIMIT = 16 * MIB


class History(Connection):
    def list_commits(self, repo: RepoKey, revision: str) -> Iterator[Page[Commit]]:
        """By pages: the SDK's `list_repo_commits` walks the whole history before it returns."""
        url = self._repo_url(repo, "commits", revision)
        return numbered(lambda number: self._commit_page(url, number), first=0, size=_PAGE)

    def compare(self, repo: RepoKey, base: str, head: str) -> Comparison:
        """The hub's own comparison; what a first commit brought is taken from its tree, as the hub compares
        two commits only."""
        base = base or self._parent(repo, head)
        if not base:
            return compare_trees(self, repo, "", head)
        between = f"{quote(base, safe='')}..{quote(head, safe='')}"
        text, is_whole = self._text(f"{self._repo_url(repo, 'compare')}/{between}", _DIFF_LIMIT)
        note = "" if is_whole else f"the diff is longer than {_DIFF_LIMIT // MIB} MiB: the rest is left out"
        return Comparison(changed_files(text), text, note)

    def _parent(self, repo: RepoKey, head: str) -> str:
        """The commit before `head` in its history; empty when it is the first."""
        commits = self._commit_page(self._repo_url(repo, "commits", head), 0, limit=2).items
        return commits[1].oid if len(commits) > 1 else ""

    @translated()
    def _commit_page(self, url: str, number: int, limit: int = _PAGE) -> Page[Commit]:
        response = self._get(url, [("p", str(number)), ("limit", str(limit))])
        count = response.headers.get("X-Total-Count", "")
        total = int(count) if count.isdigit() else None
        return Page([_commit(record) for record in response.json()], total)


def _commit(record: Mapping[str, Any]) -> Commit:
    return Commit(
        oid=record["id"],
        title=record.get("title") or "",
        message=record.get("message") or "",
        authors=tuple(author["user"] for author in record.get("authors") or () if author.get("user")),
        date=moment(record.get("date")),
    )
