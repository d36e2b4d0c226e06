"""Discussions and pull requests as rows."""

from __future__ import annotations

from hubtui import format
from hubtui.model import Discussion, DiscussionQuery, DiscussionStatus
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

STATUS = {
    DiscussionStatus.OPEN: Cell("○ open", Tone.GOOD),
    DiscussionStatus.CLOSED: Cell("● closed", Tone.DIM),
    DiscussionStatus.MERGED: Cell("◆ merged", Tone.ACCENT),
    DiscussionStatus.DRAFT: Cell("◌ draft", Tone.DIM),
}


def query_words(query: DiscussionQuery) -> str:
    """`open · pull requests · by kenji`; empty for all of them."""
    kinds = {True: "pull requests", False: "discussions", None: ""}
    author = f"by {safe(query.author, 40)}" if query.author else ""
    return " · ".join(filter(None, (query.status, kinds[query.is_pull_request], author)))


def discussion_row(discussion: Discussion) -> tuple[AnyCell, ...]:
    return (
        Cell(f"#{discussion.num}", Tone.DIM),
        STATUS[discussion.status],
        Cell("PR" if discussion.is_pull_request else "", Tone.ACCENT),
        Cell(safe(discussion.title)),
        Cell(safe(discussion.author), Tone.DIM),
        Cell(format.count(discussion.comments), Tone.DIM),
        Cell(format.date(discussion.created), Tone.DIM),
    )


DISCUSSIONS: Table[Discussion] = Table(
    "discussion",
    (
        Column("#", 5, right=True, sort="number", id="number"),
        Column("status", 8, id="status"),
        Column("", 2, id="kind"),
        Column("title", least=24, prose=True, sort="name", id="title"),
        Column("author", 12, priority=1, id="author"),
        Column("✎", 4, right=True, priority=2, sort="comments", id="comments"),
        Column("opened", 9, right=True, sort="modified", id="opened", date=True),
    ),
    discussion_row,
    key=lambda discussion: discussion.num,
    text=lambda discussion: f"#{discussion.num} {discussion.title} {discussion.author} {discussion.status}",
    sorts={
        "name": Sort(lambda discussion: natural(discussion.title)),
        "modified": Sort(lambda discussion: discussion.created, descending=True),
        "number": Sort(lambda discussion: discussion.num),
        "comments": Sort(lambda discussion: discussion.comments, descending=True),
    },
)
