"""What the journal keeps of contents: their sha256, by what else tells them apart."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui.jobs.store import Store


class HashRows(Store):
    """Of the journal."""

    def hash_of(self, oid: str, size: int) -> str:
        rows = self._rows("SELECT sha256 FROM hashes WHERE oid = ? AND size = ?", oid, size)
        return str(rows[0][0]) if rows else ""

    def remember_hashes(self, rows: Sequence[tuple[str, int, str]]) -> None:
        if rows:
            with self._writing() as db:
                db.executemany("INSERT OR REPLACE INTO hashes VALUES (?, ?, ?)", rows)

    def file_hashes(self, version: str, size: int) -> tuple[str, str]:
        """The sha256 and git oid of a file of this machine; both empty when they are not known."""
        rows = self._rows("SELECT sha256, oid FROM files WHERE version = ? AND size = ?", version, size)
        return (str(rows[0][0]), str(rows[0][1])) if rows else ("", "")

    def remember_files(self, rows: Sequence[tuple[str, int, str, str]]) -> None:
        if rows:
            with self._writing() as db:
                db.executemany(
                    "INSERT OR REPLACE INTO files (version, size, sha256, oid) VALUES (?, ?, ?, ?)", rows
                )
