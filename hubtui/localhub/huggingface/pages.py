"""Hugging Face: long answers by pages, each naming the next in its Link header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import quote, urlencode

from hubtui.localhub.web import Call

T = TypeVar("T")


def page_of(call: Call, items: Sequence[T], size: int) -> tuple[Sequence[T], dict[str, str]]:
    """The page of a list that was asked for, and the header that names the next."""
    limit = call.number("limit", size, 1, size)
    start = call.number("cursor", 0)
    headers = {"Link": next_link(call, cursor=str(start + limit))} if start + limit < len(items) else {}
    return items[start : start + limit], headers


def next_link(call: Call, **changes: str) -> str:
    """The Link header of the page that follows this one."""
    kept = [(name, value) for name, value in call.query.multi_items() if name not in changes]
    query = urlencode([*kept, *changes.items()])
    raw = quote(call.request.scope["raw_path"].decode("latin-1"), safe="/%!$&'()*+,;=:@~")
    return f'<{call.url(raw)}?{query}>; rel="next"'
