"""Hugging Face's repos: lists of them, and each one's own record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubtui.hubs.huggingface.answers import moment
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import Page, RepoInfo, RepoKey, RepoQuery, RepoSort, RepoType, Visibility

_PAGE = 100
_SORTS = {
    RepoSort.TRENDING: "trendingScore",
    RepoSort.UPDATED: "lastModified",
    RepoSort.CREATED: "createdAt",
    RepoSort.DOWNLOADS: "downloads",
    RepoSort.LIKES: "likes",
}
_COMMON = ("private", "likes", "lastModified", "createdAt", "sha", "tags", "usedStorage")
_EXPAND = {
    RepoType.MODEL: (*_COMMON, "gated", "downloads", "pipeline_tag"),
    RepoType.DATASET: (*_COMMON, "gated", "downloads"),
    RepoType.SPACE: (*_COMMON, "sdk", "runtime"),
}
_MORE: Mapping[RepoType, Sequence[str]] = {
    RepoType.MODEL: (),
    RepoType.DATASET: ("description",),
    RepoType.SPACE: ("cardData",),
}
"""What only a repo's own record is asked for. Models have no description but their card."""


class Repos(Connection):
    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        return self._list(repo_type, [("author", namespace)])

    def search_repos(self, repo_type: RepoType, query: RepoQuery) -> Iterator[Page[RepoInfo]]:
        params = [("search", query.text)] if query.text else []
        note = ""
        if query.sort is RepoSort.DOWNLOADS and repo_type is RepoType.SPACE:
            note = "Hugging Face counts no downloads of spaces: this is its own order"
        elif query.sort:
            params.append(("sort", _SORTS[query.sort]))
        return self._list(repo_type, [*params, *(("filter", tag) for tag in query.tags)], note)

    def _list(
        self, repo_type: RepoType, params: list[tuple[str, str]], note: str = ""
    ) -> Iterator[Page[RepoInfo]]:
        params = [*params, ("limit", str(_PAGE)), *(("expand", name) for name in _EXPAND[repo_type])]
        with translated():
            for response in self._pages(f"{self.endpoint}/api/{repo_type.plural}", params):
                yield Page([info_of(repo_type, record) for record in response.json()], note=note)

    @translated()
    def repo_info(self, repo: RepoKey) -> RepoInfo:
        wanted = (*_EXPAND[repo.repo_type], *_MORE[repo.repo_type])
        params = [("expand", name) for name in wanted]
        return info_of(repo.repo_type, self._get(self._repo_url(repo), params).json())


def info_of(repo_type: RepoType, record: Mapping[str, Any]) -> RepoInfo:
    """A repo as a list, its own record or a collection tells it."""
    tags = tuple(record.get("tags") or ())
    private = record.get("private")
    card = record.get("cardData") or {}
    return RepoInfo(
        key=RepoKey(repo_type, record["id"]),
        visibility=None if private is None else Visibility.PRIVATE if private else Visibility.PUBLIC,
        gated=record.get("gated") or "",
        size=record.get("usedStorage"),
        downloads=record.get("downloads"),
        likes=record.get("likes"),
        created=moment(record.get("createdAt")),
        updated=moment(record.get("lastModified")),
        head=record.get("sha") or "",
        license=next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), ""),
        task=record.get("pipeline_tag") or "",
        sdk=record.get("sdk") or "",
        tags=tags,
        description=record.get("description") or card.get("short_description") or "",
        runtime=_runtime(record.get("runtime") or {}),
    )


def _runtime(record: Mapping[str, Any]) -> str:
    hardware = record.get("hardware") or {}
    used = hardware.get("current") or hardware.get("requested")
    return " on ".join(word for word in (record.get("stage"), used) if word)
