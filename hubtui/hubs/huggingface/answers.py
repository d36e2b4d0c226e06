"""Values that many of Hugging Face's answers hold."""

from __future__ import annotations

from datetime import datetime


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 time, as the hub writes it."""
    return datetime.fromisoformat(text) if text else None
