"""The memory of content facts: which sha256 a git blob has, and what a file of this machine has in it.
Learned when a file is read, true for ever: a file's version is another once its content is."""

from __future__ import annotations

import threading

from hubtui.jobs.journal import Journal


class Hashes:
    """Git oid and size to sha256, kept in the journal; what is learned is written in batches."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._fresh: dict[tuple[str, int], str] = {}
        self._fresh_files: dict[tuple[str, int], tuple[str, str]] = {}

    def sha256(self, oid: str, size: int) -> str:
        """The content's sha256; empty when no such content was read yet."""
        if not oid:
            return ""
        with self._lock:
            fresh = self._fresh.get((oid, size))
        return fresh or self._journal.hash_of(oid, size)

    def learn(self, oid: str, size: int, sha256: str) -> None:
        """Remember it; on disk with the next `save`."""
        with self._lock:
            self._fresh[oid, size] = sha256

    def of_file(self, version: str, size: int) -> tuple[str, str]:
        """The sha256 and git oid of a file of this version; both empty when it was not read yet."""
        if not version:
            return "", ""
        with self._lock:
            fresh = self._fresh_files.get((version, size))
        return fresh or self._journal.file_hashes(version, size)

    def learn_file(self, version: str, size: int, sha256: str, oid: str) -> None:
        """Remember both, also that such a git blob has this sha256."""
        if oid:
            self.learn(oid, size, sha256)
        if version:
            with self._lock:
                self._fresh_files[version, size] = sha256, oid

    def save(self) -> None:
        """Write what was learned since the last time."""
        with self._lock:
            fresh, self._fresh = self._fresh, {}
            files, self._fresh_files = self._fresh_files, {}
        self._journal.remember_files([(version, size, *both) for (version, size), both in files.items()])
        self._journal.remember_hashes([(oid, size, sha256) for (oid, size), sha256 in fresh.items()])
