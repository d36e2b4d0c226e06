"""Taking a hub's answers apart, for both hubs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TypeVar

from hubtui.errors import Unavailable
from hubtui.model import Page

T = TypeVar("T")
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What taking an answer apart raises when it is not what the hub's API promises."""


def unreadable(error: Exception, hub: str) -> Unavailable:
    """The error for the user; it names what was missing, not what was there."""
    return Unavailable(f"an answer that cannot be read ({type(error).__name__}: {error})", hub=hub)


def numbered(fetch: Callable[[int], Page[T]], *, first: int, size: int) -> Iterator[Page[T]]:
    """The pages of a listing that is asked for by page number, each when it is reached.

    It ends with an empty page, with as many items as the hub counts, or (where it does not count) with fewer
    than a page holds.
    """
    read = 0
    for number in count(first):
        page = fetch(number)
        read += len(page.items)
        yield page
        if not page.items or (len(page.items) < size if page.total is None else read >= page.total):
            return
