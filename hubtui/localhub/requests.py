"""The record of what was asked of the embedded hub, for tests to read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

KEPT = 100_000


class Seen(NamedTuple):
    """One answered request."""

    hub: str
    method: str
    path: str
    status: int
    """0 if the connection ended without an answer."""
    received: int
    """Bytes of its body."""
    sent: int
    """Bytes of the answer's body."""
    account: str = ""
    """Whose tokens it carried, anywhere in its head: a name of this hub's, `ms:name` of the other one's, `?`
    for a token that is nobody's; several are joined by `+`. Empty: none."""


class RequestLog:
    """The latest requests, oldest first, and how many there were since the last reset."""

    def __init__(self) -> None:
        self._seen: deque[Seen] = deque(maxlen=KEPT)
        self.count = 0
        self.received = 0
        self.sent = 0

    def add(self, seen: Seen) -> None:
        self._seen.append(seen)
        self.count += 1
        self.received += seen.received
        self.sent += seen.sent

    def reset(self) -> None:
        self._seen.clear()
        self.count = self.received = self.sent = 0

    def matching(self, method: str = "", part: str = "", hub: str = "") -> list[Seen]:
        """Those of this method and hub whose path contains `part`."""
        return [
            each
            for each in self
            if (not method or each.method == method) and (not hub or each.hub == hub) and part in each.path
        ]

    def __iter__(self) -> Iterator[Seen]:
        return iter(tuple(self._seen))

    def __len__(self) -> int:
        return len(self._seen)
