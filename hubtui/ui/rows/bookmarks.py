"""Bookmarks as rows."""

from __future__ import annotations

from dataclasses import dataclass

from hubtui.bookmarks import Bookmark
from hubtui.text import safe
from hubtui.ui.rows.table import AnyCell, Cell, Column, Table, Tone


@dataclass(frozen=True, slots=True)
class BookmarkRow:
    bookmark: Bookmark
    words: str
    """Where it leads."""
    reason: str = ""
    """Why it leads nowhere now."""


def bookmark_row(row: BookmarkRow) -> tuple[AnyCell, ...]:
    return (
        Cell(row.bookmark.letter, Tone.ACCENT),
        Cell(safe(row.bookmark.account), Tone.DIM),
        Cell(row.words, Tone.DIM if row.reason else Tone.PLAIN),
        Cell(row.reason or row.bookmark.view, Tone.DIM),
    )


BOOKMARKS: Table[BookmarkRow] = Table(
    "bookmark",
    (
        Column("", 2),
        Column("account", 14, priority=1),
        Column("place", least=24),
        Column("shows", 16, priority=2, prose=True),
    ),
    bookmark_row,
    key=lambda row: row.bookmark.letter,
    text=lambda row: f"{row.bookmark.letter} {row.bookmark.account} {row.words}",
)
