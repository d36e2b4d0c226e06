"""Which namespaces and repos each account has looked at, the latest first; kept over restarts."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hubtui.json_file import read_json, write_json
from hubtui.model import Account, RepoInfo, RepoKey, RepoType
from hubtui.remembered import Identity

NAMESPACES, REPOS = 30, 100
"""So many are kept of an account."""


@dataclass(frozen=True, slots=True)
class VisitedRepo(RepoInfo):
    """A repo that was opened, and when; what its hub says of it is not kept."""

    visited: datetime | None = None


class Visits:
    """What was opened, by whose eyes it was seen with. Safe to use from several threads.

    A file that cannot be read counts as none, and one that cannot be written is no error: these are
    conveniences.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._kept = read_json(path)

    def namespaces(self, who: Identity | None) -> tuple[str, ...]:
        return tuple(name for name in self._of(who, "namespaces") if isinstance(name, str))

    def repos(self, who: Identity | None) -> list[VisitedRepo]:
        found = (_repo(record) for record in self._of(who, "repos"))
        return [repo for repo in found if repo is not None]

    def add(self, who: Identity, namespace: str, repo: RepoKey | None = None) -> None:
        """Note that these were opened now. Never blocks; `save` writes it."""
        before = self._kept.get(_key(who))
        self._kept[_key(who)] = _with(before if isinstance(before, dict) else {}, namespace, repo)

    def save(self, who: Identity) -> None:
        """Write what was noted for one, and leave the others' as they are in the file. Blocks."""
        with self._lock:
            self._write({**read_json(self._path), _key(who): self._kept.get(_key(who), {})})

    def forget(self, account: Account, who: Identity | None) -> None:
        """Drop what was noted; when it is not known who it is, of all at the endpoint. Blocks."""
        begin = f"{account.hub} {account.endpoint} "

        def stays(key: str) -> bool:
            return key != _key(who) if who is not None else not key.startswith(begin)

        with self._lock:
            self._kept = {key: kept for key, kept in self._kept.items() if stays(key)}
            self._write({key: kept for key, kept in read_json(self._path).items() if stays(key)})

    def _of(self, who: Identity | None, what: str) -> list[Any]:
        kept = self._kept.get(_key(who)) if who is not None else None
        found = kept.get(what) if isinstance(kept, dict) else None
        return found if isinstance(found, list) else []

    def _write(self, content: dict[str, Any]) -> None:
        with suppress(OSError):
            write_json(self._path, content)


def _key(who: Identity) -> str:
    return f"{who.hub} {who.endpoint} {who.user}"


def _with(kept: Mapping[str, Any], namespace: str, repo: RepoKey | None) -> dict[str, Any]:
    names = [name for name in kept.get("namespaces") or () if name != namespace]
    repos = [record for record in kept.get("repos") or () if repo is None or _repo_key(record) != repo]
    if repo is not None:
        repos.insert(0, {"type": repo.repo_type.value, "id": repo.repo_id, "at": int(time.time())})
    return {"namespaces": [namespace, *names][:NAMESPACES], "repos": repos[:REPOS]}


def _repo(record: Any) -> VisitedRepo | None:
    key = _repo_key(record)
    if key is None:
        return None
    try:
        visited = datetime.fromtimestamp(record.get("at"), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        visited = None
    return VisitedRepo(key, visited=visited)


def _repo_key(record: Any) -> RepoKey | None:
    try:
        return RepoKey(RepoType(record["type"]), str(record["id"]))
    except (KeyError, TypeError, ValueError):
        return None
