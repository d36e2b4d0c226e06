"""Hugging Face's repos, trees, refs and commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from hubtui.errors import Unauthorized
from hubtui.hubs.answers import numbered
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import (
    Commit,
    EntryType,
    Namespace,
    Page,
    Ref,
    RefType,
    RepoInfo,
    RepoKey,
    RepoQuery,
    RepoSort,
    RepoType,
    TreeEntry,
    User,
    Visibility,
)

_PAGE = 100
_COMMITS_PAGE = 50
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
    RepoType.SPACE: (*_COMMON, "sdk"),
}


class Reads(Connection):
    @translated()
    def whoami(self) -> User:
        if self.is_anonymous:
            raise Unauthorized("no token: browsing without an account", hub=self.title)
        record = self._api.whoami()
        role = record.get("auth", {}).get("accessToken", {}).get("role", "")
        return User(
            name=record["name"],
            display_name=record.get("fullname") or "",
            email=record.get("email") or "",
            organisations=tuple(_organisation(item) for item in record.get("orgs") or ()),
            token_role=role or "",
        )

    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        return self._list(repo_type, [("author", namespace)])

    def search_repos(self, repo_type: RepoType, query: RepoQuery) -> Iterator[Page[RepoInfo]]:
        params = [("search", query.text)] if query.text else []
        params += [("sort", _SORTS[query.sort])] if query.sort else []
        return self._list(repo_type, [*params, *(("filter", tag) for tag in query.tags)])

    def _list(self, repo_type: RepoType, params: list[tuple[str, str]]) -> Iterator[Page[RepoInfo]]:
        params = [*params, ("limit", str(_PAGE)), *(("expand", name) for name in _EXPAND[repo_type])]
        with translated():
            for response in self._pages(f"{self.endpoint}/api/{repo_type.plural}", params):
                yield Page([_repo_info(repo_type, record) for record in response.json()])

    @translated()
    def repo_info(self, repo: RepoKey) -> RepoInfo:
        params = [("expand", name) for name in _EXPAND[repo.repo_type]]
        return _repo_info(repo.repo_type, self._get(self._repo_url(repo), params).json())

    @translated()
    def resolve(self, repo: RepoKey, revision: str) -> str:
        record = self._get(self._repo_url(repo, "revision", revision), [("expand", "sha")]).json()
        return str(record["sha"])

    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        below = f"/{quote(path, safe='/')}" if path else ""
        params = [("recursive", _flag(recursive)), ("expand", _flag(last_commits))]
        with translated():
            for response in self._pages(self._repo_url(repo, "tree", revision) + below, params):
                yield Page([_tree_entry(record) for record in response.json()])

    @translated()
    def list_refs(self, repo: RepoKey) -> list[Ref]:
        record = self._get(self._repo_url(repo, "refs"), [("include_prs", "1")]).json()
        branches = [_ref(item, RefType.BRANCH) for item in record.get("branches") or ()]
        branches.sort(key=lambda ref: ref.name != self.default_revision)
        tags = [_ref(item, RefType.TAG) for item in record.get("tags") or ()]
        pulls = [_ref(item, RefType.PULL_REQUEST) for item in record.get("pullRequests") or ()]
        return [*branches, *tags, *pulls]

    def list_commits(self, repo: RepoKey, revision: str) -> Iterator[Page[Commit]]:
        """By pages: the SDK's `list_repo_commits` walks the whole history before it returns."""
        url = self._repo_url(repo, "commits", revision)
        return numbered(lambda number: self._commit_page(url, number), first=0, size=_COMMITS_PAGE)

    @translated()
    def _commit_page(self, url: str, number: int) -> Page[Commit]:
        response = self._get(url, [("p", str(number)), ("limit", str(_COMMITS_PAGE))])
        count = response.headers.get("X-Total-Count", "")
        total = int(count) if count.isdigit() else None
        return Page([_commit(record) for record in response.json()], total)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _organisation(record: Mapping[str, Any]) -> Namespace:
    return Namespace(
        record["name"],
        is_organisation=True,
        display_name=record.get("fullname") or "",
        role=record.get("roleInOrg") or "",
    )


def _repo_info(repo_type: RepoType, record: Mapping[str, Any]) -> RepoInfo:
    tags = tuple(record.get("tags") or ())
    private = record.get("private")
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
    )


def _tree_entry(record: Mapping[str, Any]) -> TreeEntry:
    lfs = record.get("lfs") or {}
    commit = record.get("lastCommit")
    return TreeEntry(
        path=record["path"],
        entry_type=EntryType.DIRECTORY if record["type"] == "directory" else EntryType.FILE,
        size=lfs.get("size", record.get("size", 0)),
        oid=record.get("oid") or "",
        sha256=lfs.get("oid", ""),
        lfs=bool(lfs),
        xet_hash=record.get("xetHash") or "",
        last_commit=_last_commit(commit) if commit else None,
    )


def _last_commit(record: Mapping[str, Any]) -> Commit:
    return Commit(record["id"], record.get("title") or "", date=moment(record.get("date")))


def _ref(record: Mapping[str, Any], ref_type: RefType) -> Ref:
    name = record["ref"] if ref_type is RefType.PULL_REQUEST else record["name"]
    return Ref(name, ref_type, record["targetCommit"])


def _commit(record: Mapping[str, Any]) -> Commit:
    return Commit(
        oid=record["id"],
        title=record.get("title") or "",
        message=record.get("message") or "",
        authors=tuple(author["user"] for author in record.get("authors") or () if author.get("user")),
        date=moment(record.get("date")),
    )


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 time, as the hub writes it."""
    return datetime.fromisoformat(text) if text else None
