"""What a repo says of itself in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A repo's README: metadata in YAML, then Markdown, from a stranger."""

    path: str
    text: str
    is_whole: bool = True
    """False: it goes on where reading stopped."""
