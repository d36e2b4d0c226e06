"""ModelScope's repos, trees, refs and commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hubtui.errors import NotFound, Refused, Unauthorized, Unsupported
from hubtui.hubs.answers import numbered
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import (
    Commit,
    EntryType,
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

_PAGE = 50
_TREE_PAGE = 200
_COMMITS_PAGE = 50
_TREE_CAP = 3000
"""Entries that a model's tree is cut at, silently (modelscope_hub 0.5 `REPO_FILES_TRUNCATION_LIMIT`)."""
_SORTS = {
    RepoSort.TRENDING: "default",
    RepoSort.UPDATED: "last_modified",
    RepoSort.DOWNLOADS: "downloads",
    RepoSort.LIKES: "likes",
}
_VISIBILITY = {
    1: Visibility.PRIVATE,
    3: Visibility.INTERNAL,
    5: Visibility.PUBLIC,
    "private": Visibility.PRIVATE,
    "protected": Visibility.PROTECTED,
    "public": Visibility.PUBLIC,
}


class Reads(Connection):
    @translated()
    def whoami(self) -> User:
        """ModelScope tells neither organisations nor the token's role."""
        if self.is_anonymous:
            raise Unauthorized("no token: browsing without an account", hub=self.title)
        user = self._api.whoami()
        return User(name=user.username, email=user.email or "")

    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        seen: set[str] = set()
        pages = numbered(lambda number: self._repo_page(repo_type, number, namespace), first=1, size=_PAGE)
        for page in pages:
            seen.update(info.key.repo_id for info in page.items)
            yield page
        if repo_type is RepoType.DATASET and not self.is_anonymous:
            yield from self._unlisted_datasets(namespace, seen)

    def search_repos(self, repo_type: RepoType, query: RepoQuery) -> Iterator[Page[RepoInfo]]:
        return numbered(lambda number: self._repo_page(repo_type, number, query=query), first=1, size=_PAGE)

    @translated()
    def repo_info(self, repo: RepoKey) -> RepoInfo:
        return _repo_info(repo.repo_type, self._api.get_repo(repo.repo_id, self._kind(repo.repo_type)))

    @translated()
    def resolve(self, repo: RepoKey, revision: str) -> str:
        for ref in self.list_refs(repo):
            if ref.name == revision and ref.oid:
                return ref.oid
        page = self._commit_page(repo, revision, 1, size=1)
        if not page.items:
            raise NotFound(f"no revision {revision!r} in {repo.repo_id}", status=404, hub=self.title)
        return page.items[0].oid

    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        if repo.repo_type is RepoType.DATASET:
            return self._dataset_tree(repo, revision, path, recursive)
        return self._model_tree(repo, revision, path, recursive)

    @translated()
    def list_refs(self, repo: RepoKey) -> list[Ref]:
        data = self._get(self._route(repo, "revisions")).get("Data") or {}
        found = data.get("RevisionMap") or {}
        branches = [_ref(item, RefType.BRANCH) for item in found.get("Branches") or ()]
        branches.sort(key=lambda ref: ref.name != self.default_revision)
        return [*branches, *(_ref(item, RefType.TAG) for item in found.get("Tags") or ())]

    def list_commits(self, repo: RepoKey, revision: str) -> Iterator[Page[Commit]]:
        """By the route that modelscope 1.35 used and modelscope_hub 0.5 no longer has."""
        if repo.repo_type is RepoType.SPACE:
            raise Unsupported("cannot list the commits of studios", hub=self.title)
        return numbered(lambda number: self._commit_page(repo, revision, number), first=1, size=_COMMITS_PAGE)

    @translated()
    def _repo_page(
        self, repo_type: RepoType, number: int, namespace: str = "", query: RepoQuery = RepoQuery()
    ) -> Page[RepoInfo]:
        filters = {"status": "all"} if repo_type is RepoType.SPACE else {}
        found = self._api.list_repos(
            self._kind(repo_type),
            owner=namespace or None,
            search=query.text or None,
            sort=_SORTS.get(query.sort) if query.sort else None,
            page_number=number,
            page_size=_PAGE,
            **filters,
        )
        return Page([_repo_info(repo_type, item) for item in found.items], found.total_count)

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

    def _model_tree(
        self, repo: RepoKey, revision: str, path: str, recursive: bool
    ) -> Iterator[Page[TreeEntry]]:
        """One request; where the silent cap cuts a recursive listing, one for each folder instead."""
        entries = self._model_folder(repo, revision, path, recursive)
        if not recursive or len(entries) < _TREE_CAP:
            yield Page(entries, note=_cap_note(path, entries))
            return
        folders = [path]
        while folders:
            folder = folders.pop(0)
            entries = self._model_folder(repo, revision, folder, recursive=False)
            folders += [entry.path for entry in entries if entry.is_directory]
            yield Page(entries, note=_cap_note(folder, entries))

    @translated()
    def _model_folder(self, repo: RepoKey, revision: str, path: str, recursive: bool) -> list[TreeEntry]:
        params = {"Revision": revision, "Recursive": str(recursive), **({"Root": path} if path else {})}
        data = self._get(self._route(repo, "repo", "files"), params).get("Data") or {}
        if data.get("Files") is None:
            raise NotFound(f"no revision {revision!r} in {repo.repo_id}", status=404, hub=self.title)
        return [_tree_entry(item) for item in data["Files"]]

    def _dataset_tree(
        self, repo: RepoKey, revision: str, path: str, recursive: bool
    ) -> Iterator[Page[TreeEntry]]:
        return numbered(
            lambda number: self._dataset_page(repo, revision, path, recursive, number),
            first=1,
            size=_TREE_PAGE,
        )

    @translated()
    def _dataset_page(
        self, repo: RepoKey, revision: str, path: str, recursive: bool, number: int
    ) -> Page[TreeEntry]:
        params = {
            "Revision": revision,
            "Recursive": str(recursive),
            "PageNumber": number,
            "PageSize": _TREE_PAGE,
            **({"Root": path} if path else {}),
        }
        body = self._get(self._route(repo, "repo", "tree"), params)
        data = body.get("Data") or {}
        files = data if isinstance(data, list) else data.get("Files")
        if files is None:
            raise NotFound(f"no revision {revision!r} in {repo.repo_id}", status=404, hub=self.title)
        total = body.get("TotalCount") or (None if isinstance(data, list) else data.get("TotalCount"))
        return Page([_tree_entry(item) for item in files], total)

    @translated()
    def _commit_page(
        self, repo: RepoKey, revision: str, number: int, size: int = _COMMITS_PAGE
    ) -> Page[Commit]:
        params = {"Ref": revision, "PageNumber": number, "PageSize": size}
        body = self._get(self._route(repo, "commits"), params)
        data = body.get("Data") or {}
        total = body.get("TotalCount") or data.get("TotalCount")
        return Page([_commit(record) for record in data.get("Commit") or []], total)


def _cap_note(path: str, entries: Sequence[TreeEntry]) -> str:
    if len(entries) < _TREE_CAP:
        return ""
    return f"ModelScope lists no more than {_TREE_CAP:,} entries of {path or 'the top folder'}"


def _repo_info(repo_type: RepoType, record: Any) -> RepoInfo:
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
    )


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


def _tree_entry(record: Mapping[str, Any]) -> TreeEntry:
    title = record.get("CommitMessage") or ""
    return TreeEntry(
        path=record["Path"],
        entry_type=EntryType.DIRECTORY if record.get("Type") == "tree" else EntryType.FILE,
        size=record.get("Size") or 0,
        sha256=record.get("Sha256") or "",
        lfs=bool(record.get("IsLFS")),
        last_commit=Commit(
            record.get("Revision") or "",
            title.partition("\n")[0],
            date=seconds(record.get("CommittedDate")),
        ),
    )


def _ref(record: Mapping[str, Any], ref_type: RefType) -> Ref:
    return Ref(record["Revision"], ref_type, record.get("CommitId") or "")


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


def seconds(value: object) -> datetime | None:
    """A time as ModelScope writes it: seconds or milliseconds since the epoch, or ISO 8601."""
    if isinstance(value, int | float) and value > 0:
        return datetime.fromtimestamp(value / 1000 if value > 1e12 else value, UTC)
    if isinstance(value, str) and value:
        return datetime.fromisoformat(value)
    return None
