"""Commits, refs and discussions as rows."""

from __future__ import annotations

from hubtui import format
from hubtui.model import Commit, Discussion, DiscussionStatus, Ref, RefType
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

STATUS = {
    DiscussionStatus.OPEN: Cell("○ open", Tone.GOOD),
    DiscussionStatus.CLOSED: Cell("● closed", Tone.DIM),
    DiscussionStatus.MERGED: Cell("◆ merged", Tone.ACCENT),
    DiscussionStatus.DRAFT: Cell("◌ draft", Tone.DIM),
}
REF_TONES = {RefType.BRANCH: Tone.GOOD, RefType.TAG: Tone.ACCENT, RefType.PULL_REQUEST: Tone.DIM}


def commit_row(commit: Commit) -> tuple[AnyCell, ...]:
    return (
        Cell(commit.oid[:8], Tone.ACCENT),
        Cell(safe(commit.title)),
        Cell(safe(", ".join(commit.authors)), Tone.DIM),
        Cell(format.age(commit.date), Tone.DIM),
    )


def ref_row(ref: Ref) -> tuple[AnyCell, ...]:
    return (
        Cell(safe(ref.name)),
        Cell(ref.ref_type.value, REF_TONES[ref.ref_type]),
        Cell(ref.oid[:8] or "-", Tone.DIM),
    )


def discussion_row(discussion: Discussion) -> tuple[AnyCell, ...]:
    return (
        Cell(f"#{discussion.num}", Tone.DIM),
        STATUS[discussion.status],
        Cell("PR" if discussion.is_pull_request else "", Tone.ACCENT),
        Cell(safe(discussion.title)),
        Cell(safe(discussion.author), Tone.DIM),
        Cell(format.count(discussion.comments), Tone.DIM),
        Cell(format.age(discussion.created), Tone.DIM),
    )


COMMITS: Table[Commit] = Table(
    "commit",
    (
        Column("commit", 8),
        Column("title", least=24, prose=True, sort="name"),
        Column("author", 14, priority=1),
        Column("when", 9, right=True, sort="modified"),
    ),
    commit_row,
    key=lambda commit: commit.oid,
    text=lambda commit: f"{commit.title} {commit.oid} {' '.join(commit.authors)}",
    sorts={
        "name": Sort(lambda commit: natural(commit.title)),
        "modified": Sort(lambda commit: commit.date, descending=True),
    },
)

REFS: Table[Ref] = Table(
    "ref",
    (Column("name", sort="name"), Column("kind", 12), Column("commit", 8)),
    ref_row,
    key=lambda ref: ref.name,
    text=lambda ref: ref.name,
    sorts={"name": Sort(lambda ref: natural(ref.name))},
)

DISCUSSIONS: Table[Discussion] = Table(
    "discussion",
    (
        Column("", 5, right=True),
        Column("status", 8),
        Column("", 2),
        Column("title", least=24, prose=True, sort="name"),
        Column("author", 12, priority=1),
        Column("✎", 3, right=True, priority=2),
        Column("opened", 9, right=True, sort="modified"),
    ),
    discussion_row,
    key=lambda discussion: discussion.num,
    text=lambda discussion: f"#{discussion.num} {discussion.title} {discussion.author} {discussion.status}",
    sorts={
        "name": Sort(lambda discussion: natural(discussion.title)),
        "modified": Sort(lambda discussion: discussion.created, descending=True),
    },
)
