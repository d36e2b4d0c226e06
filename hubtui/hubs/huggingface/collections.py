"""Lists of repos that people keep at Hugging Face: likes and collections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from hubtui.hubs.huggingface.account import Account
from hubtui.hubs.huggingface.answers import moment
from hubtui.hubs.huggingface.connection import translated
from hubtui.hubs.huggingface.repos import info_of
from hubtui.model import Collection, Page, RepoInfo, RepoKey, RepoType, Visibility

_PAGE = 100
_SHOWN_ITEMS = 4
"""Items that a listing of collections shows of each at most (huggingface_hub 2.4 `list_collections`)."""
_KINDS = frozenset(RepoType)


class Collections(Account):
    def list_liked(self, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        """The hub tells the names of liked repos and nothing more, and no listing takes names: the rows hold
        no more than that. Answers that hold none of this type are passed over."""
        url = f"{self.endpoint}/api/users/{quote(self.whoami().name, safe='')}/likes"
        with translated():
            for response in self._pages(url):
                repos = [like["repo"] for like in response.json()]
                names = [repo["name"] for repo in repos if repo["type"] == repo_type]
                if names:
                    yield Page([RepoInfo(RepoKey(repo_type, name)) for name in names])

    def list_collections(self, namespace: str) -> Iterator[Page[Collection]]:
        params = [("owner", namespace), ("sort", "lastModified"), ("limit", str(_PAGE))]
        with translated():
            for response in self._pages(f"{self.endpoint}/api/collections", params):
                yield Page([_collection(record) for record in response.json()])

    def list_collection(self, slug: str) -> Iterator[Page[RepoInfo]]:
        """One request: the hub tells a collection whole."""
        with translated():
            record = self._get(f"{self.endpoint}/api/collections/{quote(slug, safe='/')}").json()
            repos = [item for item in record["items"] if item["type"] in _KINDS]
            others = len(record["items"]) - len(repos)
            note = f"{others:,} more that {'is no repo' if others == 1 else 'are no repos'}" if others else ""
            yield Page([info_of(RepoType(item["type"]), item) for item in repos], len(repos), note)


def _collection(record: Mapping[str, Any]) -> Collection:
    items = len(record["items"])
    return Collection(
        slug=record["slug"],
        title=record["title"],
        owner=record["owner"]["name"],
        description=record.get("description") or "",
        count=items if items < _SHOWN_ITEMS else None,
        visibility=Visibility.PRIVATE if record.get("private") else Visibility.PUBLIC,
        updated=moment(record.get("lastUpdated")),
    )
