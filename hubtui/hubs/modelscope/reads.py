"""ModelScope's repos, trees, refs and commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hubtui.errors import NotFound, Refused, Unauthorized, Unsupported
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import (
    Commit,
    EntryType,
    Page,
    Ref,
    RefType,
    RepoInfo,
    RepoKey,
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
_SORTS = {"updated": "last_modified", "downloads": "downloads", "likes": "likes"}
_VISIBILITY = {
    1: Visibility.PRIVATE,
    3: Visibility.INTERNAL,
    5: Visibility.PUBLIC,
    "private": Visibility.PRIVATE,
    "protected": Visibility.PROTECTED,
    "public": Visibility.PUBLIC,
}


class Reads(Connection):
    def whoami(self) -> User:
        """ModelScope tells neither organisations nor the token's role."""
        if self.is_anonymous:
            raise Unauthorized("no token: browsing without an account", hub=self.title)
        with translated():
            user = self._api.whoami()
        return User(name=user.username, email=user.email or "")

    def list_repos(
        self, namespace: str, repo_type: RepoType, *, search: str = "", sort: str = ""
    ) -> Iterator[Page[RepoInfo]]:
        seen: set[str] = set()
        for page in self._open_listing(namespace, repo_type, search, sort):
            seen.update(info.key.repo_id for info in page.items)
            yield page
        if repo_type is RepoType.DATASET and not self.is_anonymous and not search:
            yield from self._unlisted_datasets(namespace, seen)

    def repo_info(self, repo: RepoKey) -> RepoInfo:
        with translated():
            return _repo_info(repo.repo_type, self._api.get_repo(repo.repo_id, self._kind(repo.repo_type)))

    def resolve(self, repo: RepoKey, revision: str) -> str:
        for ref in self.list_refs(repo):
            if ref.name == revision and ref.oid:
                return ref.oid
        page = next(self._commit_pages(repo, revision, page_size=1), None)
        if page is None or not page.items:
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
        return self._commit_pages(repo, revision, _COMMITS_PAGE)

    def _open_listing(
        self, namespace: str, repo_type: RepoType, search: str, sort: str
    ) -> Iterator[Page[RepoInfo]]:
        filters = {"status": "all"} if repo_type is RepoType.SPACE else {}
        number = 1
        while True:
            with translated():
                found = self._api.list_repos(
                    self._kind(repo_type),
                    owner=namespace,
                    search=search or None,
                    sort=_SORTS.get(sort),
                    page_number=number,
                    page_size=_PAGE,
                    **filters,
                )
            total = found.total_count
            yield Page([_repo_info(repo_type, item) for item in found.items], total)
            if not found.items or number * _PAGE >= total:
                return
            number += 1

    def _unlisted_datasets(self, namespace: str, seen: set[str]) -> Iterator[Page[RepoInfo]]:
        """Private datasets, which the OpenAPI listing may leave out and the older one shows."""
        number = 1
        while True:
            try:
                with translated():
                    found = self._api.legacy.list_datasets(
                        owner=namespace, page_number=number, page_size=_PAGE
                    )
            except (NotFound, Refused):
                return
            infos = [_older_dataset(item) for item in found["items"]]
            fresh = [info for info in infos if _owned(info, namespace) and info.key.repo_id not in seen]
            if fresh:
                yield Page(fresh, len(seen) + len(fresh))
                seen.update(info.key.repo_id for info in fresh)
            if not infos or number * _PAGE >= found["total_count"]:
                return
            number += 1

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

    def _model_folder(self, repo: RepoKey, revision: str, path: str, recursive: bool) -> list[TreeEntry]:
        params = {"Revision": revision, "Recursive": str(recursive), **({"Root": path} if path else {})}
        data = self._get(self._route(repo, "repo", "files"), params).get("Data") or {}
        if data.get("Files") is None:
            raise NotFound(f"no revision {revision!r} in {repo.repo_id}", status=404, hub=self.title)
        return [_tree_entry(item) for item in data["Files"]]

    def _dataset_tree(
        self, repo: RepoKey, revision: str, path: str, recursive: bool
    ) -> Iterator[Page[TreeEntry]]:
        params: dict[str, Any] = {"Revision": revision, "Recursive": str(recursive), "PageSize": _TREE_PAGE}
        if path:
            params["Root"] = path
        number, read = 1, 0
        while True:
            body = self._get(self._route(repo, "repo", "tree"), {**params, "PageNumber": number})
            data = body.get("Data") or {}
            files = data if isinstance(data, list) else data.get("Files")
            if files is None:
                raise NotFound(f"no revision {revision!r} in {repo.repo_id}", status=404, hub=self.title)
            total = body.get("TotalCount") or (None if isinstance(data, list) else data.get("TotalCount"))
            read += len(files)
            yield Page([_tree_entry(item) for item in files], total)
            if len(files) < _TREE_PAGE or (total is not None and read >= total):
                return
            number += 1

    def _commit_pages(self, repo: RepoKey, revision: str, page_size: int) -> Iterator[Page[Commit]]:
        number, read = 1, 0
        while True:
            params = {"Ref": revision, "PageNumber": number, "PageSize": page_size}
            body = self._get(self._route(repo, "commits"), params)
            data = body.get("Data") or {}
            records = data.get("Commit") or []
            total = body.get("TotalCount") or data.get("TotalCount")
            read += len(records)
            yield Page([_commit(record) for record in records], total)
            if not records or (read >= total if total else len(records) < page_size):
                return
            number += 1


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
