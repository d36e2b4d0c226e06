"""The memory of content facts: which sha256 a git blob has. Learned when a file is read, true for ever."""

from __future__ import annotations

import threading

from hubtui.jobs.journal import Journal


class Hashes:
    """Git oid and size to sha256, kept in the journal; what is learned is written in batches."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._fresh: dict[tuple[str, int], str] = {}

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

    def save(self) -> None:
        """Write what was learned since the last time."""
        with self._lock:
            fresh, self._fresh = self._fresh, {}
        self._journal.remember_hashes([(oid, size, sha256) for (oid, size), sha256 in fresh.items()])
