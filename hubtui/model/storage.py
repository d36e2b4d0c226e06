"""What takes a repo's space."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LargeFile:
    """One content that a repo stores outside git, in its present files or only in its history."""

    oid: str
    """What the hub deletes it by; Hugging Face: the content's sha256."""
    path: str
    """Where it is, or was last; empty when no commit names it any more."""
    size: int
    pushed: datetime | None = None
    ref: str = ""
    """The full name of a ref that has it now, such as `refs/heads/main`; empty: history alone."""
