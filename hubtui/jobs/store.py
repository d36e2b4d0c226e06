"""The file that the journal is kept in: how it is opened, read and written, and what it is made of."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hubtui.errors import BadInput, StateError

VERSION = 5
_SCHEMA = """
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL,
  created TEXT NOT NULL, finished TEXT, message TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,
  items INTEGER NOT NULL, items_done INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL, size_done INTEGER NOT NULL DEFAULT 0);
CREATE TABLE repos (
  job INTEGER NOT NULL, n INTEGER NOT NULL, head TEXT NOT NULL, creating INTEGER NOT NULL DEFAULT 0,
  sent INTEGER NOT NULL DEFAULT 0, commits TEXT NOT NULL DEFAULT '[]', verified TEXT,
  error TEXT NOT NULL DEFAULT '', PRIMARY KEY (job, n)) WITHOUT ROWID;
CREATE TABLE items (
  job INTEGER NOT NULL, repo INTEGER NOT NULL, n INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL,
  action TEXT NOT NULL, sha256 TEXT NOT NULL, oid TEXT NOT NULL, why TEXT NOT NULL, state TEXT NOT NULL,
  error TEXT NOT NULL DEFAULT '', PRIMARY KEY (job, repo, n)) WITHOUT ROWID;
CREATE TABLE hashes (
  oid TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (oid, size)) WITHOUT ROWID;
"""
_SINCE_2 = """
CREATE TABLE files (
  n INTEGER PRIMARY KEY, version TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
  oid TEXT NOT NULL, UNIQUE (version, size));
"""
_SINCE_3 = """
ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'copy';
ALTER TABLE jobs ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
UPDATE jobs SET rank = id;
ALTER TABLE items ADD COLUMN began REAL NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN ended REAL NOT NULL DEFAULT 0;
CREATE TABLE log (
  n INTEGER PRIMARY KEY, job INTEGER NOT NULL, repo INTEGER NOT NULL, item INTEGER NOT NULL, at REAL NOT NULL,
  words TEXT NOT NULL, request_id TEXT NOT NULL);
CREATE INDEX log_of_job ON log (job, n);
"""
_SINCE_4 = """
ALTER TABLE repos ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'
"""
_SINCE_5 = """
CREATE TABLE owners (name TEXT PRIMARY KEY, beat INTEGER NOT NULL) WITHOUT ROWID
"""
_FILES_KEPT = 200_000
"""Hashes of files that are remembered; of the oldest ones the files are changed or gone."""


NETWORK = {
    "nfs", "nfs4", "lustre", "gpfs", "beegfs", "ceph", "glusterfs", "cifs", "smb3", "smbfs", "afs", "9p",
    "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.juicefs", "orangefs", "panfs", "wekafs",
}  # fmt: skip
"""File systems that several machines share: WAL needs memory that they do not."""


class NotKept(StateError, sqlite3.OperationalError):
    """The journal cannot be opened, read or written: sqlite's words, and where."""


class JournalClosed(Exception):
    """Something was to be written after `close`."""


class Store:
    """One sqlite file, one writer at a time. What is written is on disk when `_writing` ends."""

    def __init__(self, path: Path | str) -> None:
        self.folder = None if str(path) == ":memory:" else Path(path).parent
        """Where the file is."""
        self._lock = threading.RLock()
        self._closed = False
        self._path = str(path)
        try:
            if self.folder is not None:
                Path(path).touch(mode=0o600)
            self._db = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=30)
            self._set_up(self._path)
        except (OSError, sqlite3.OperationalError) as error:
            raise self._not_kept(error) from None

    def close(self) -> None:
        """Let go of the file. What a thread that is still stuck in a hub call writes later goes nowhere."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._db.close()

    def data_version(self) -> int:
        """Another number once another program has written to the file."""
        rows = self._rows("PRAGMA data_version")
        return int(rows[0][0]) if rows else 0

    def _set_up(self, path: str) -> None:
        if self.folder is not None:
            mode = "DELETE" if file_system(self.folder) in NETWORK else "WAL"
            self._db.execute(f"PRAGMA journal_mode = {mode}")
        self._db.execute("PRAGMA synchronous = FULL")
        with self._writing() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise BadInput(f"the journal {path} was written by a newer hubtui (format {version})")
            for since, script in enumerate((_SCHEMA, _SINCE_2, _SINCE_3, _SINCE_4, _SINCE_5), 1):
                if version < since:
                    _execute_all(db, script)
            db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("DELETE FROM files WHERE n <= (SELECT max(n) FROM files) - ?", (_FILES_KEPT,))

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._closed:
                return []
            try:
                return self._db.execute(query, values).fetchall()
            except sqlite3.OperationalError as error:
                raise self._not_kept(error) from None

    def _not_kept(self, error: Exception) -> NotKept:
        words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return NotKept(f"the journal of jobs cannot be used: {words}: {self._path}")

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._lock:
            if self._closed:
                yield _Nowhere()
                return
            try:
                with self._transaction():
                    yield self._db
            except sqlite3.OperationalError as error:
                raise self._not_kept(error) from None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


class _Nowhere:
    """Stands for a closed file."""

    def execute(self, *_: object) -> Any:
        raise JournalClosed

    executemany = execute


Connection = sqlite3.Connection | _Nowhere
"""What is written to within `_writing`."""


def file_system(folder: Path) -> str:
    """Of the mount that the folder is in, as Linux calls it; empty where that is not told."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text()
    except OSError:
        return ""
    return kind_of_mount(mounts, folder.resolve())


def kind_of_mount(mounts: str, folder: Path) -> str:
    """By the innermost mount, of those that were mounted there the last."""
    found, depth = "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        place = Path(before.split(" ")[4].replace("\\040", " "))
        if folder.is_relative_to(place) and len(place.parts) >= depth:
            found, depth = after.split(" ")[0], len(place.parts)
    return found


def _execute_all(db: Connection, script: str) -> None:
    for statement in script.split(";"):
        db.execute(statement)
