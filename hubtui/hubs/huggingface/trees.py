"""Hugging Face's trees, at any revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from hubtui.hubs.huggingface.answers import moment
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import Commit, EntryType, Page, RepoKey, TreeEntry


class Trees(Connection):
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
                yield Page([tree_entry(record) for record in response.json()])


def _flag(value: bool) -> str:
    return "true" if value else "false"


def tree_entry(record: Mapping[str, Any]) -> TreeEntry:
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
