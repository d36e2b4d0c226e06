"""Requests to read what a gated repo holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AccessStatus(StrEnum):
    """What became of a request."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """Somebody asks to be let in."""

    request_id: str
    """What the hub finds it by."""
    user: str
    status: AccessStatus
    display_name: str = ""
    email: str = ""
    asked: datetime | None = None
    reason: str = ""
    """Why it was rejected, in the owner's words."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What was filled in, by the form's own names."""
