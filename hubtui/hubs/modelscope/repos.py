"""ModelScope's repos: lists of them, and each one's own record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from modelscope_hub import HubApi
from modelscope_hub.constants import RepoType as Kind

from hubtui.errors import Forbidden, NotFound, Refused
from hubtui.hubs.answers import numbered
from hubtui.hubs.modelscope.answers import seconds
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import Page, RepoInfo, RepoKey, RepoQuery, RepoSort, RepoType, Visibility

_PAGE = 50
_LAST = 3000
"""Repos of one listing that ModelScope shows (modelscope_hub 0.5 refuses pages beyond it)."""
_SORT_WORDS = {
    RepoSort.TRENDING: "default",
    RepoSort.UPDATED: "last_modified",
    RepoSort.DOWNLOADS: "downloads",
    RepoSort.LIKES: "likes",
}
_SORTS: Mapping[RepoType, Mapping[RepoSort, str]] = {
    RepoType.MODEL: _SORT_WORDS,
    RepoType.DATASET: _SORT_WORDS,
    RepoType.SPACE: {sort: word for sort, word in _SORT_WORDS.items() if sort is not RepoSort.DOWNLOADS},
}
_FILTERS: Mapping[RepoType, Sequence[str]] = {
    RepoType.MODEL: ("task", "library", "model_type", "license", "custom_tag"),
    RepoType.DATASET: ("task", "license"),
    RepoType.SPACE: (),
}
"""What each kind can be filtered by (modelscope_hub 0.5 `list_models`, `list_datasets`)."""
_VISIBILITY = {
    1: Visibility.PRIVATE,
    3: Visibility.INTERNAL,
    5: Visibility.PUBLIC,
    "private": Visibility.PRIVATE,
    "protected": Visibility.PROTECTED,
    "public": Visibility.PUBLIC,
}


class Repos(Connection):
    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        seen: set[str] = set()
        pages = numbered(lambda number: self._repo_page(repo_type, number, namespace), first=1, size=_PAGE)
        for page in pages:
            seen.update(info.key.repo_id for info in page.items)
            yield page
        if repo_type is RepoType.DATASET and not self.is_anonymous:
            yield from self._unlisted_datasets(namespace, seen)

    def search_repos(self, repo_type: RepoType, query: RepoQuery) -> Iterator[Page[RepoInfo]]:
        """`license:mit`, `task:`, `library:` and `model_type:` are looked for as such, another tag as a
        custom tag; one of each, and of datasets licence and task only."""
        return numbered(lambda number: self._repo_page(repo_type, number, query=query), first=1, size=_PAGE)

    @translated()
    def repo_info(self, repo: RepoKey) -> RepoInfo:
        if repo.repo_type is RepoType.SPACE:
            return _studio(self._api.openapi.get_studio(repo.namespace, repo.name))
        info = _repo_info(repo.repo_type, self._api.get_repo(repo.repo_id, self._kind(repo.repo_type)))
        return info if self.is_anonymous else replace(info, visibility=self._visibility(repo, info))

    def _visibility(self, repo: RepoKey, info: RepoInfo) -> Visibility | None:
        """As the older record tells it: the newer one says no more than private or not, and what is internal
        would pass for public."""
        if info.visibility is not Visibility.PUBLIC:
            return info.visibility
        try:
            record = self._get(self._route(repo)).get("Data") or {}
        except (NotFound, Refused, Forbidden):
            return info.visibility
        return _VISIBILITY.get(record.get("Visibility", 0), info.visibility)

    @translated()
    def _repo_page(
        self, repo_type: RepoType, number: int, namespace: str = "", query: RepoQuery = RepoQuery()
    ) -> Page[RepoInfo]:
        if number * _PAGE > _LAST:
            return Page([], note=f"ModelScope shows no more than {_LAST:,} of a list")
        filters, notes = _filters(repo_type, query.tags)
        if query.sort and query.sort not in _SORTS[repo_type]:
            notes.append(f"ModelScope does not sort {self._kind(repo_type)}s by {query.sort}")
        found = self._api.list_repos(
            self._kind(repo_type),
            owner=namespace or None,
            search=query.text or None,
            sort=_SORTS[repo_type].get(query.sort) if query.sort else None,
            page_number=number,
            page_size=_PAGE,
            **filters,
        )
        infos = [_repo_info(repo_type, item) for item in found.items]
        return Page(infos, found.total_count, "; ".join(notes))

    def _unlisted_datasets(self, namespace: str, seen: set[str]) -> Iterator[Page[RepoInfo]]:
        """Private datasets, which the OpenAPI listing may leave out and the older one shows."""
        try:
            for page in numbered(lambda n: self._older_page(namespace, n), first=1, size=_PAGE):
                fresh = [
                    info for info in page.items if _owned(info, namespace) and info.key.repo_id not in seen
                ]
                seen.update(info.key.repo_id for info in fresh)
                yield Page(fresh, len(seen))
        except (NotFound, Refused):
            return

    @translated()
    def _older_page(self, namespace: str, number: int) -> Page[RepoInfo]:
        found = self._api.legacy.list_datasets(owner=namespace, page_number=number, page_size=_PAGE)
        return Page([_older_dataset(item) for item in found["items"]], found["total_count"])


def _filters(repo_type: RepoType, tags: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Tags as ModelScope's filters, and words for those that it cannot look for."""
    known = _FILTERS[repo_type]
    filters = {"status": "all"} if repo_type is RepoType.SPACE else {}
    left = []
    for tag in tags:
        name, _, value = tag.partition(":")
        name, value = (name, value) if value and name in known else ("custom_tag", tag)
        if name in known and name not in filters:
            filters[name] = value
        else:
            left.append(tag)
    return filters, [f"ModelScope cannot look for {tag} here: it is ignored" for tag in left]


def _repo_info(repo_type: RepoType, record: Any, status: str = "") -> RepoInfo:
    """From modelscope_hub's `RepoInfo`, whose fields differ by the surface it came from."""
    return RepoInfo(
        key=RepoKey(repo_type, f"{record.owner}/{record.name}"),
        visibility=_VISIBILITY.get(record.visibility),
        gated="manual" if record.gated else "",
        size=record.file_size,
        downloads=record.downloads,
        likes=record.likes,
        created=record.created_at if isinstance(record.created_at, datetime) else None,
        updated=record.last_modified if isinstance(record.last_modified, datetime) else None,
        license=record.license or "",
        task=next(iter(record.tasks or ()), ""),
        sdk=record.sdk_type or "",
        tags=tuple(tag for tag in record.tags or () if isinstance(tag, str)),
        description=record.description or "",
        runtime=" on ".join(word for word in (status, record.hardware) if word),
    )


def _studio(record: Mapping[str, Any]) -> RepoInfo:
    """From a studio's own record: the SDK's `RepoInfo` leaves its status out."""
    info = HubApi._repo_info_from_payload(record, Kind.STUDIO)
    return _repo_info(RepoType.SPACE, info, record.get("status") or "")


def _older_dataset(record: Mapping[str, Any]) -> RepoInfo:
    owner = record.get("Namespace") or record.get("Owner") or record.get("Path") or ""
    return RepoInfo(
        key=RepoKey(RepoType.DATASET, f"{owner}/{record.get('Name', '')}"),
        visibility=_VISIBILITY.get(record.get("Visibility", 0)),
        downloads=record.get("Downloads"),
        likes=record.get("Likes"),
        updated=seconds(record.get("LastUpdatedTime") or record.get("GmtModified")),
        license=record.get("License") or "",
    )


def _owned(info: RepoInfo, namespace: str) -> bool:
    return info.key.namespace.casefold() == namespace.casefold()
