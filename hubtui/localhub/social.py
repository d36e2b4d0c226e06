"""Who likes a repo, and who asked to read a gated one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from hubtui.localhub.records import AccessRequest, Facts, Repo


class Likes:
    """What every user likes. The count beside a repo may be larger: not every liker is known here."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, repo: Repo, user: str, date: int) -> bool:
        """Whether this like is a new one."""
        return bool(
            self._db.execute("INSERT OR IGNORE INTO likes VALUES (?, ?, ?)", (repo.id, user, date)).rowcount
        )

    def remove(self, repo: Repo, user: str) -> bool:
        """Whether there was such a like."""
        done = self._db.execute("DELETE FROM likes WHERE repo = ? AND user = ?", (repo.id, user))
        return bool(done.rowcount)

    def of_repo(self, repo: Repo) -> list[str]:
        """Its likers, the latest first."""
        rows = self._db.execute(
            "SELECT user FROM likes WHERE repo = ? ORDER BY created DESC, user", (repo.id,)
        )
        return [row[0] for row in rows]

    def of_user(self, user: str) -> list[tuple[int, int]]:
        """The ids of the repos that a user likes, each with its date; the latest first."""
        rows = self._db.execute(
            "SELECT repo, created FROM likes WHERE user = ? ORDER BY created DESC, repo DESC", (user,)
        )
        return [(row[0], row[1]) for row in rows]


class AccessRequests:
    """Every request to read a gated repo; a user has at most one for a repo."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, repo: Repo, user: str, status: str, date: int, fields: Facts | None = None) -> None:
        """A new request, in this status."""
        self._db.execute(
            "INSERT INTO access_requests (repo, user, status, created, fields) VALUES (?, ?, ?, ?, ?)",
            (repo.id, user, status, date, json.dumps(fields or {})),
        )

    def of_user(self, repo: Repo, user: str) -> AccessRequest | None:
        return next(iter(self._some("repo = ? AND user = ?", (repo.id, user))), None)

    def by_id(self, repo: Repo, number: int) -> AccessRequest | None:
        return next(iter(self._some("repo = ? AND id = ?", (repo.id, number))), None)

    def list(self, repo: Repo, status: str) -> Sequence[AccessRequest]:
        """Those in a status, the latest first."""
        return self._some("repo = ? AND status = ? ORDER BY id DESC", (repo.id, status))

    def decide(self, request: AccessRequest, status: str, reason: str = "") -> None:
        self._db.execute(
            "UPDATE access_requests SET status = ?, reason = ? WHERE id = ?", (status, reason, request.id)
        )

    def remove(self, request: AccessRequest) -> None:
        self._db.execute("DELETE FROM access_requests WHERE id = ?", (request.id,))

    def _some(self, where: str, values: Sequence[object]) -> Sequence[AccessRequest]:
        rows = self._db.execute(f"SELECT * FROM access_requests WHERE {where}", values)
        return [_request(row) for row in rows]


def _request(row: sqlite3.Row) -> AccessRequest:
    values = list(row)
    values[5] = json.loads(values[5])
    return AccessRequest(*values)
