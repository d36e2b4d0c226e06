"""ModelScope's trees, at any revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubtui.errors import NotFound
from hubtui.hubs.answers import numbered
from hubtui.hubs.modelscope.answers import seconds
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import Commit, EntryType, Page, RepoKey, RepoType, TreeEntry

_PAGE = 200
_CAP = 3000
"""Entries that a model's tree is cut at, silently (modelscope_hub 0.5 `REPO_FILES_TRUNCATION_LIMIT`)."""


class Trees(Connection):
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

    def _model_tree(
        self, repo: RepoKey, revision: str, path: str, recursive: bool
    ) -> Iterator[Page[TreeEntry]]:
        """One request; where the silent cap cuts a recursive listing, one for each folder instead."""
        entries = self._model_folder(repo, revision, path, recursive)
        if not recursive or len(entries) < _CAP:
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
            size=_PAGE,
        )

    @translated()
    def _dataset_page(
        self, repo: RepoKey, revision: str, path: str, recursive: bool, number: int
    ) -> Page[TreeEntry]:
        params = {
            "Revision": revision,
            "Recursive": str(recursive),
            "PageNumber": number,
            "PageSize": _PAGE,
            **({"Root": path} if path else {}),
        }
        body = self._get(self._route(repo, "repo", "tree"), params)
        data = body.get("Data") or {}
        files = data if isinstance(data, list) else data.get("Files")
        if files is None:
            raise NotFound(f"no revision {revision!r} in {repo.repo_id}", status=404, hub=self.title)
        total = body.get("TotalCount") or (None if isinstance(data, list) else data.get("TotalCount"))
        return Page([_tree_entry(item) for item in files], total)


def _cap_note(path: str, entries: Sequence[TreeEntry]) -> str:
    if len(entries) < _CAP:
        return ""
    return f"ModelScope lists no more than {_CAP:,} entries of {path or 'the top folder'}"


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
