"""Comments as rows, by how they begin."""

from __future__ import annotations

from hubtui import format
from hubtui.model import Comment
from hubtui.text import safe
from hubtui.ui.rows.table import AnyCell, Cell, Column, Table, Tone


def comment_row(comment: Comment) -> tuple[AnyCell, ...]:
    return Cell(_beginning(comment)), Cell(format.age(comment.created), Tone.DIM)


def _beginning(comment: Comment) -> str:
    return safe(" ".join(comment.text[:400].split()), 200)


COMMENTS: Table[Comment] = Table(
    "comment",
    (Column("comment", prose=True), Column("written", 10, right=True)),
    comment_row,
    key=lambda comment: comment.comment_id,
    text=_beginning,
)
