"""What hubs say of how many more requests an account may make, and until when that counts."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass

_LIMIT = re.compile(r'"([\w-]{1,40})";r=(\d{1,9});t=(\d{1,9})')
_QUOTA = re.compile(r'"([\w-]{1,40})";q=(\d{1,9})')
API = "api"
"""The kind of request that listings and commits are; contents are counted apart."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many requests are left of so many, until the monotonic time at which all count anew."""

    left: int
    quota: int
    until: float

    @property
    def seconds(self) -> float:
        """Until all count anew; 0 once they do."""
        return max(0.0, self.until - time.monotonic())


_known: dict[tuple[str, str], Budget] = {}
_lock = threading.Lock()


def note(account: str, limit: str, policy: str) -> None:
    """An answer to this account had these `RateLimit` and `RateLimit-Policy` headers."""
    found = _LIMIT.search(limit)
    if found is None:
        return
    kind, left, seconds = found[1], int(found[2]), int(found[3])
    quotas = {name: int(quota) for name, quota in _QUOTA.findall(policy)}
    with _lock:
        _known[account, kind] = Budget(left, quotas.get(kind, 0), time.monotonic() + seconds)


def budget(account: str, kind: str = API) -> Budget | None:
    """What the account's hub said last; None when it never did, or its time is over."""
    with _lock:
        known = _known.get((account, kind))
    return known if known is not None and known.seconds else None


def forget() -> None:
    """Know nothing any more."""
    with _lock:
        _known.clear()
