"""Discussions and pull requests, and what happened in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from hubtui.localhub.records import Commit, Event, Facts, Repo, Thread


class Threads:
    """Every repo's threads; discussions and pull requests share one count."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def open(
        self, repo: Repo, title: str, author: str, date: int, *, base: str = "",
        base_commit: Commit | None = None, status: str = "open",
    ) -> Thread:  # fmt: skip
        """A new thread; a pull request when it names the branch it wants to change."""
        last = self._db.execute(
            "SELECT coalesce(max(num), 0) FROM threads WHERE repo = ?", (repo.id,)
        ).fetchone()
        row = (
            repo.id, last[0] + 1, title, author, status, bool(base), base,
            base_commit.id if base_commit else None, None, date,
        )  # fmt: skip
        self._db.execute("INSERT INTO threads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return Thread(*row)

    def get(self, repo: Repo, num: int) -> Thread | None:
        row = self._db.execute("SELECT * FROM threads WHERE repo = ? AND num = ?", (repo.id, num)).fetchone()
        return _thread(row) if row else None

    def list(
        self, repo: Repo, *, statuses: Sequence[str] = (), is_pull: bool | None = None, author: str = ""
    ) -> list[Thread]:
        """The threads of a repo, newest first."""
        rows = self._db.execute("SELECT * FROM threads WHERE repo = ? ORDER BY num DESC", (repo.id,))
        threads = (_thread(row) for row in rows)
        return [
            each
            for each in threads
            if (not statuses or each.status in statuses)
            and (is_pull is None or each.is_pull == is_pull)
            and (not author or each.author.casefold() == author.casefold())
        ]

    def change(self, repo: Repo, num: int, **changes: Any) -> None:
        """Change some columns of a thread."""
        sets = ", ".join(f"{name} = ?" for name in changes)
        self._db.execute(
            f"UPDATE threads SET {sets} WHERE repo = ? AND num = ?", (*changes.values(), repo.id, num)
        )

    def add(self, repo: Repo, num: int, kind: str, author: str, date: int, data: Facts) -> Event:
        """One more event of a thread."""
        done = self._db.execute(
            "INSERT INTO events (repo, num, type, author, created, data) VALUES (?, ?, ?, ?, ?, ?)",
            (repo.id, num, kind, author, date, json.dumps(data)),
        )
        assert done.lastrowid is not None
        return Event(done.lastrowid, kind, author, date, data)

    def change_event(self, event: Event, data: Facts) -> Event:
        """Put other facts in the place of those that an event told."""
        self._db.execute("UPDATE events SET data = ? WHERE id = ?", (json.dumps(data), event.id))
        return Event(event.id, event.type, event.author, event.created, data)

    def events(self, repo: Repo, num: int) -> Sequence[Event]:
        rows = self._db.execute(
            "SELECT id, type, author, created, data FROM events WHERE repo = ? AND num = ? ORDER BY id",
            (repo.id, num),
        )
        return [
            Event(number, kind, author, date, json.loads(data)) for number, kind, author, date, data in rows
        ]


def _thread(row: sqlite3.Row) -> Thread:
    values = list(row)
    values[5] = bool(values[5])
    return Thread(*values)
