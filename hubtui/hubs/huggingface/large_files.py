"""Hugging Face: the contents that a repo ever stored outside git, and deleting them for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubtui.errors import BadInput
from hubtui.hubs.huggingface.answers import moment
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import LargeFile, Page, RepoKey

_MOST = 1000
"""In one request (huggingface_hub 2.4 `permanently_delete_lfs_files`)."""


class LargeFiles(Connection):
    def list_large_files(self, repo: RepoKey) -> Iterator[Page[LargeFile]]:
        with translated():
            for response in self._pages(self._repo_url(repo, "lfs-files")):
                yield Page(
                    [
                        LargeFile(
                            record["fileOid"],
                            record.get("filename") or "",
                            record["size"],
                            moment(record.get("pushedAt")),
                            record.get("ref") or "",
                        )
                        for record in response.json()
                    ]
                )

    def delete_large_files(self, repo: RepoKey, files: Sequence[LargeFile]) -> None:
        if len(files) > _MOST:
            raise BadInput(f"at most {_MOST:,} contents are deleted at once, not {len(files):,}")
        deletions = {"sha": [file.oid for file in files], "rewriteHistory": True}
        self._post(self._repo_url(repo, "lfs-files", "batch"), {"deletions": deletions})
