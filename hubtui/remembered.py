"""What outlives the process: listings as they were last seen, in a small database of the user's own."""

from __future__ import annotations

import logging
import os
import threading
import time
import zlib
from collections.abc import Callable, Hashable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hubtui.model import Collection, Commit, Discussion, Namespace, Ref, RepoInfo, RepoKey, TreeEntry

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
log = logging.getLogger(__name__)

KINDS: dict[str, type] = {
    kind.__name__: kind for kind in (Namespace, RepoInfo, Collection, TreeEntry, Commit, Ref, Discussion)
}
"""Whose rows are kept. No file's content is among them."""
_VERSION = (
    zlib.crc32(repr([[(f.name, f.type) for f in fields(k)] for k in (*KINDS.values(), RepoKey)]).encode())
    & 0x7FFFFFFF
)
"""Changes with the values: what was written by another version is not read."""
_TABLE = """
create table if not exists listings (
  identity text, subject text, detail text, kind text, items blob, total integer, note text,
  complete integer, as_of real, used real, primary key (identity, subject, detail)
)"""
_PAUSE = 0.5
"""Seconds that writing waits for more to write."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who saw it. Not the account's label, which can come to mean somebody else."""

    hub: str
    endpoint: str
    user: str
    """Empty: without a token."""

    def __str__(self) -> str:
        return f"{self.hub} {self.endpoint} {self.user}\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """A listing as far as it was read at a time."""

    items: Sequence[Any]
    as_of: float
    complete: bool = True
    total: int | None = None
    note: str = ""


_Key = tuple[str, str, str]


class Remembered:
    """Listings by identity, subject and detail. Safe to use from several threads and processes at once.

    `keep` and `forget` never block; what they were told is written soon after, and no later than `close`.
    Whatever is wrong with the file costs only what was remembered: it is logged and begun anew. The file is
    readable by its owner alone, holds at most `most_rows` rows of a listing and about `most_bytes` in all,
    and what is deleted is overwritten.
    """

    def __init__(self, path: Path, *, most_bytes: int = 64_000_000, most_rows: int = 2_000) -> None:
        self._path = path
        self._most_bytes, self.most_rows = most_bytes, most_rows
        self._pending: dict[_Key, Callable[[], Seen]] = {}
        self._forgotten: list[tuple[str, str | None]] = []
        self._waiting = threading.Lock()
        """Guards the two above; held for a moment only."""
        self._database = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._wake, self._closing = threading.Event(), threading.Event()
        self._writer: threading.Thread | None = None

    def recall(self, identity: Identity, subject: Hashable, detail: Hashable) -> Seen | None:
        """What was kept, if anything. Blocks."""

        def read(connection: sqlite3.Connection) -> Seen | None:
            self._write_forgotten(connection)
            return _read(connection, _key(identity, subject, detail))

        return self._with(read)

    def keep(self, identity: Identity, subject: Hashable, detail: Hashable, take: Callable[[], Seen]) -> None:
        """Keep what `take` gives when it is written."""
        with self._waiting:
            self._pending[_key(identity, subject, detail)] = take
        self._write_soon()

    def forget(self, identity: Identity, subject: Hashable | None = None) -> None:
        """Drop what is kept of a subject, or of all that the identity saw."""
        self._forget(str(identity), None if subject is None else repr(subject))

    def forget_endpoint(self, hub: str, endpoint: str) -> None:
        """Drop what anybody saw there."""
        self._forget(f"{hub} {endpoint} ", None)

    def flush(self) -> None:
        """Write what waits to be written. Blocks."""
        self._with(self._write_pending)

    def close(self) -> None:
        """Write the last and let go of the file."""
        self._closing.set()
        self._wake.set()
        if self._pending or self._forgotten:
            self.flush()
        with self._database:
            self._drop_connection()

    # Writing

    def _forget(self, who: str, what: str | None) -> None:
        with self._waiting:
            for key in [k for k in self._pending if k[0].startswith(who) and what in (None, k[1])]:
                del self._pending[key]
            self._forgotten.append((who, what))
        self._write_soon()

    def _write_soon(self) -> None:
        if self._writer is None:
            self._writer = threading.Thread(target=self._write_on, name="remembered", daemon=True)
            self._writer.start()
        self._wake.set()

    def _write_on(self) -> None:
        while self._wake.wait() and not self._closing.wait(_PAUSE):
            self._wake.clear()
            self.flush()

    def _write_pending(self, connection: sqlite3.Connection) -> None:
        self._write_forgotten(connection)
        with self._waiting:
            pending, self._pending = self._pending, {}
        for key, take in pending.items():
            self._write(connection, key, take())
        if pending:
            self._make_room(connection)

    def _write(self, connection: sqlite3.Connection, key: _Key, seen: Seen) -> None:
        import msgspec

        items = list(seen.items[: self.most_rows])
        kinds = {type(item) for item in items} or {Namespace}
        kind = kinds.pop()
        if kinds or KINDS.get(kind.__name__) is not kind:
            return
        complete = seen.complete and len(items) == len(seen.items)
        try:
            data = msgspec.msgpack.encode(items)
            values = (*key, kind.__name__, data, seen.total, seen.note, complete, seen.as_of, time.time())
            connection.execute(
                "insert or replace into listings values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values
            )
        except (TypeError, ValueError, OverflowError) as error:
            log.warning("a listing cannot be remembered: %s", type(error).__name__)

    def _write_forgotten(self, connection: sqlite3.Connection) -> None:
        with self._waiting:
            forgotten, self._forgotten = self._forgotten, []
        for who, what in forgotten:
            where = "substr(identity, 1, ?) = ? and ifnull(? = subject, true)"
            connection.execute(f"delete from listings where {where}", (len(who), who, what))
        if any(what is None for _, what in forgotten):
            connection.execute("pragma wal_checkpoint(truncate)").fetchall()

    def _make_room(self, connection: sqlite3.Connection) -> None:
        """Drop what was not used for the longest time."""
        sizes = connection.execute("select rowid, length(items) from listings order by used desc, rowid desc")
        total, old = 0, []
        for rowid, size in sizes.fetchall():
            total += size
            if total > self._most_bytes:
                old.append((rowid,))
        connection.executemany("delete from listings where rowid = ?", old)

    # The file

    def _with(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What is done with the database; None when that fails, which is logged."""
        import sqlite3

        with self._database:
            try:
                if self._connection is None:
                    self._connection = self._connect()
                return work(self._connection)
            except sqlite3.OperationalError as error:
                log.warning("remembered listings: %s", error)
            except (sqlite3.DatabaseError, OSError) as error:
                log.warning("remembered listings are thrown away: %s", error)
                self._drop_connection()
                self._remove()
            return None

    def _connect(self) -> sqlite3.Connection:
        import sqlite3

        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        self._path.chmod(0o600)
        connection = sqlite3.connect(self._path, timeout=2, isolation_level=None, check_same_thread=False)
        try:
            for pragma in ("journal_mode = wal", "synchronous = normal", "secure_delete = on"):
                connection.execute(f"pragma {pragma}").fetchall()
            if connection.execute("pragma user_version").fetchone() != (_VERSION,):
                connection.execute("drop table if exists listings")
                connection.execute(f"pragma user_version = {_VERSION}")
                connection.execute("pragma wal_checkpoint(truncate)").fetchall()
            connection.execute(_TABLE)
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop_connection(self) -> None:
        import sqlite3

        if self._connection is not None:
            with suppress(sqlite3.Error), closing(self._connection):
                self._connection = None

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self._path}{ending}").unlink(missing_ok=True)


def _key(identity: Identity, subject: Hashable, detail: Hashable) -> _Key:
    return str(identity), repr(subject), repr(detail)


def _read(connection: sqlite3.Connection, key: _Key) -> Seen | None:
    import msgspec

    where = "where identity = ? and subject = ? and detail = ?"
    columns = "kind, items, total, note, complete, as_of"
    row = connection.execute(f"select {columns} from listings {where}", key).fetchone()
    if row is None:
        return None
    kind, data, total, note, complete, as_of = row
    try:
        items = msgspec.msgpack.decode(data, type=list[KINDS[kind]])  # type: ignore[valid-type]
    except (KeyError, TypeError, ValueError) as error:
        log.warning("a remembered listing is thrown away: %s", type(error).__name__)
        connection.execute(f"delete from listings {where}", key)
        return None
    connection.execute(f"update listings set used = ? {where}", (time.time(), *key))
    return Seen(items, as_of, bool(complete), total, note)
