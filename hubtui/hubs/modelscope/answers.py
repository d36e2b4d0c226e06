"""Values that many of ModelScope's answers hold."""

from __future__ import annotations

from datetime import UTC, datetime


def seconds(value: object) -> datetime | None:
    """A time as ModelScope writes it: seconds or milliseconds since the epoch, or ISO 8601."""
    if isinstance(value, int | float) and value > 0:
        return datetime.fromtimestamp(value / 1000 if value > 1e12 else value, UTC)
    if isinstance(value, str) and value:
        return datetime.fromisoformat(value)
    return None
