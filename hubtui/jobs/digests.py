"""Hashes for hubs that tell none: files of this machine are read for them once, and not again until they
change."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from hubtui import format
from hubtui.errors import HubError
from hubtui.hub import Hub
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.streams import git_blob_hash
from hubtui.model import RepoKey, TreeEntry

_SAY_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Digested:
    """Entries with their hashes, and why the others have none."""

    entries: list[TreeEntry]
    unread: Mapping[str, str]
    """The words for each path that could not be read."""


class Digester:
    """Reads the files of one repo. `on_progress` is told in words; what it raises ends the reading."""

    def __init__(self, hub: Hub, repo: RepoKey, hashes: Hashes, on_progress: Callable[[str], None]) -> None:
        self._hub = hub
        self._repo = repo
        self._hashes = hashes
        self._on_progress = on_progress
        self._said = 0.0

    def digest(
        self, entries: Iterable[TreeEntry], wanted: Callable[[TreeEntry], bool] = lambda _: True
    ) -> Digested:
        """The entries, each wanted file with its sha256 and, where it was read here, its git oid."""
        known = [self._known(entry) for entry in entries]
        unknown = [entry for entry in known if not entry.is_directory and not entry.sha256 and wanted(entry)]
        done, total = 0, sum(entry.size for entry in unknown)
        read: dict[str, TreeEntry] = {}
        unread: dict[str, str] = {}
        for entry in unknown:
            try:
                read[entry.path] = self._read(entry, done, total)
            except HubError as error:
                unread[entry.path] = error.message
            done += entry.size
        self._hashes.save()
        return Digested([read.get(entry.path, entry) for entry in known], unread)

    def _known(self, entry: TreeEntry) -> TreeEntry:
        if entry.is_directory:
            return entry
        sha256, oid = self._hashes.of_file(entry.version, entry.size)
        if sha256:
            return replace(entry, sha256=sha256, oid=oid)
        if entry.sha256:
            self._hashes.learn_file(entry.version, entry.size, entry.sha256, "")
        return entry

    def _read(self, entry: TreeEntry, done: int, total: int) -> TreeEntry:
        sha256, git, size = hashlib.sha256(), git_blob_hash(entry.size), 0
        for block in self._hub.read(self._repo, "", entry.path):
            sha256.update(block)
            git.update(block)
            size += len(block)
            self._say(entry.path, done + size, total)
        if size != entry.size:
            raise HubError("it changes while it is read")
        digests = sha256.hexdigest(), git.hexdigest()
        self._hashes.learn_file(entry.version, entry.size, *digests)
        return replace(entry, sha256=digests[0], oid=digests[1])

    def _say(self, path: str, done: int, total: int) -> None:
        if time.monotonic() - self._said >= _SAY_EVERY:
            self._said = time.monotonic()
            self._on_progress(f"reading {path} ({format.size(done)} of {format.size(total)})")
