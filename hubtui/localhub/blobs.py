"""File contents by their sha256: small ones in sqlite, the rest as files that appear whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

SMALL = 32 * 1024
"""Contents up to this size live in sqlite."""
CHUNK = 1024 * 1024


class Blobs:
    """Every content that either world holds. Who may claim to hold it is for the store to say."""

    def __init__(self, directory: Path, db: sqlite3.Connection) -> None:
        self._db = db
        self._root = directory / "blobs"
        self._incoming = directory / "incoming"
        self._root.mkdir(parents=True, exist_ok=True)
        self._incoming.mkdir(parents=True, exist_ok=True)
        for leftover in self._incoming.iterdir():
            leftover.unlink()

    def path(self, sha256: str) -> Path:
        """Where a content of more than `SMALL` bytes lies."""
        return self._root / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep this content; its sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        if len(data) <= SMALL:
            self._db.execute("INSERT OR IGNORE INTO small_blobs VALUES (?, ?)", (sha256, data))
        elif not self.path(sha256).exists():
            with self.receive() as incoming:
                incoming.write(data)
                self.adopt(incoming)
        return sha256

    def put_small(self, contents: Iterator[tuple[str, bytes]]) -> None:
        """Keep many small contents, each with its sha256, in one go."""
        self._db.executemany("INSERT OR IGNORE INTO small_blobs VALUES (?, ?)", contents)

    def receive(self) -> Incoming:
        """A place for content that arrives in pieces; nothing of it shows before `adopt`."""
        return Incoming(self._incoming / secrets.token_hex(12))

    def adopt(self, incoming: Incoming) -> str:
        """Keep what has arrived; its sha256."""
        sha256 = incoming.finish()
        if incoming.size <= SMALL:
            row = (sha256, incoming.path.read_bytes())
            self._db.execute("INSERT OR IGNORE INTO small_blobs VALUES (?, ?)", row)
            return sha256
        final = self.path(sha256)
        final.parent.mkdir(exist_ok=True)
        os.replace(incoming.path, final)
        return sha256

    def has(self, sha256: str, size: int) -> bool:
        """Whether a content of this size is kept here: what came by xet is not."""
        if size > SMALL:
            return self.path(sha256).exists()
        found = self._db.execute("SELECT 1 FROM small_blobs WHERE sha256 = ?", (sha256,)).fetchone()
        return found is not None

    def small(self, sha256: str) -> bytes:
        """A content of at most `SMALL` bytes."""
        row = self._db.execute("SELECT data FROM small_blobs WHERE sha256 = ?", (sha256,)).fetchone()
        return bytes(row[0])

    def read(self, sha256: str, size: int) -> bytes:
        """A content of this size, whole."""
        return self.small(sha256) if size <= SMALL else self.path(sha256).read_bytes()


class Incoming:
    """Content on its way in: hashed as it is written, gone again unless it is adopted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        self._file: BinaryIO = path.open("wb", buffering=0)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self._digest.update(data)
        self.size += len(data)

    def write_all(self, pieces: Iterable[bytes]) -> None:
        """As they are: joined first, each byte would be copied twice."""
        for data in pieces:
            self.write(data)

    def append_file(self, path: Path) -> None:
        """Write all of another file at the end of this one."""
        with path.open("rb") as part:
            while data := part.read(CHUNK):
                self.write(data)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def finish(self) -> str:
        self._file.close()
        return self.sha256

    def __enter__(self) -> Incoming:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)
