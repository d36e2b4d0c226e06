"""What is open in many repos, as rows: as in a repo's own list, and whose it is."""

from __future__ import annotations

from hubtui.jobs.inbox import InboxItem
from hubtui.model import DiscussionQuery, DiscussionStatus
from hubtui.text import safe
from hubtui.ui.rows.discussions import DISCUSSIONS, discussion_row
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

CLOSED = (DiscussionStatus.CLOSED, DiscussionStatus.MERGED)


def matches(query: DiscussionQuery, item: InboxItem) -> bool:
    """Whether the query would list it."""
    one = item.discussion
    is_asked_for = not query.status or (query.status == "closed") == (one.status in CLOSED)
    is_kind = query.is_pull_request in (None, one.is_pull_request)
    return is_asked_for and is_kind and (not query.author or one.author == query.author)


def _row(item: InboxItem) -> tuple[AnyCell, ...]:
    number, *cells = discussion_row(item.discussion)
    return (Cell(safe(str(item.repo)), Tone.DIM), number, *cells)


INBOX: Table[InboxItem] = Table(
    "discussion",
    (Column("repo", 26, id="repo"), *DISCUSSIONS.columns),
    _row,
    key=lambda item: (item.repo, item.discussion.num),
    text=lambda item: f"{item.repo} {DISCUSSIONS.text(item.discussion)}",
    sorts={
        "modified": Sort(lambda item: item.discussion.created, descending=True),
        "name": Sort(lambda item: natural(item.discussion.title)),
        "comments": Sort(lambda item: item.discussion.comments, descending=True),
    },
    order="modified",
    path=lambda item: f"{item.repo}#{item.discussion.num}",
)
