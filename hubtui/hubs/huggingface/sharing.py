"""Hugging Face lets one repo hold the large files of another, without their bytes going anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from huggingface_hub.utils import get_session, hf_raise_for_status

from hubtui.errors import Forbidden, Gated, NotFound, Refused
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.hubs.huggingface.trees import tree_entry
from hubtui.model import RepoKey, TreeEntry

_BATCH = 500
"""Files in one question (huggingface_hub 2.4)."""


class Sharing(Connection):
    def share(self, source: RepoKey, revision: str, paths: Sequence[str], target: RepoKey) -> set[str]:
        """As `copy_files` of the SDK does it: by xet, and between repos of one region only."""
        shared: set[str] = set()
        try:
            for start in range(0, len(paths), _BATCH):
                entries = self._at(source, revision, paths[start : start + _BATCH])
                shared |= self._shared(source, [entry for entry in entries if entry.xet_hash], target)
        except (NotFound, Forbidden, Gated, Refused):
            return shared
        return shared

    @translated()
    def _at(self, repo: RepoKey, revision: str, paths: Sequence[str]) -> list[TreeEntry]:
        response = get_session().post(
            self._repo_url(repo, "paths-info", revision),
            data={"paths": list(paths), "expand": "false"},
            headers=self._headers,
        )
        hf_raise_for_status(response)
        return [tree_entry(record) for record in response.json()]

    def _shared(self, source: RepoKey, entries: Sequence[TreeEntry], target: RepoKey) -> set[str]:
        if not entries:
            return set()
        files = {
            entry.sha256: {"xetHash": entry.xet_hash, "sha256": entry.sha256, "filename": entry.path}
            for entry in entries
        }
        named = {"type": target.repo_type.value, "name": target.repo_id}
        body = {"target": named, "files": list(files.values())}
        answer = self._post(self._repo_url(source, "lfs-files", "duplicate"), body)
        with translated():
            failed = {each["sha256"] for each in answer.get("failed") or ()}
            return files.keys() - failed
