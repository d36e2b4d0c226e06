"""Listings as they are read: page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What one request of a listing brought."""

    items: Sequence[T]
    total: int | None = None
    """How many the whole listing has, where the hub tells."""
    note: str = ""
    """Words for the user when the hub cut the listing short."""


def items(pages: Iterator[Page[T]]) -> Iterator[T]:
    """Every item of a paged listing, each page asked for when it is reached."""
    for page in pages:
        yield from page.items
