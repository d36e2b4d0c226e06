"""Taking a hub's answers apart, for both hubs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from typing import TypeVar

from hubtui.errors import Unavailable
from hubtui.hubs.traffic import Headers
from hubtui.model import Page

T = TypeVar("T")
_NUMBER = re.compile(r"\[Errno -?\d+\] ")
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What taking an answer apart raises when it is not what the hub's API promises."""


def without_number(words: str) -> str:
    """What the system says went wrong, without the number that it has for it: `Connection refused`."""
    return _NUMBER.sub("", words)


def seconds_asked(headers: Headers) -> float | None:
    """How long `Retry-After` says to wait: so many seconds, or until a date, which is one of the hub's own
    clock. None where it says nothing that can be read."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isdecimal():
        return float(text)
    until = _date(text)
    now = _date(headers.get("Date") or "") or datetime.now(UTC)
    return None if until is None else max(0.0, (until - now).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


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
