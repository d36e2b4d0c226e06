"""What a preview is made of. Texts are the file's own: whoever shows them makes them safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Fact = tuple[str, str]
"""A label and what it is: `("tensors", "291")`."""

MAX_ROWS = 1000
"""Rows of a table that are kept; more would not be read by anybody."""


@dataclass(frozen=True, slots=True)
class Source:
    """Text as it is written, highlighted by what the name says it is."""

    text: str
    name: str = ""
    """A file name for the highlighter; empty for plain text."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    """Columns of numbers."""
    note: str = ""
    """What is left out."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A small image: `rgb` has three bytes a pixel, row by row."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Dump:
    """Bytes that are no text."""

    data: bytes


Body = Source | Prose | Grid | Picture | Dump


@dataclass(frozen=True, slots=True)
class Preview:
    """What is known of a file."""

    kind: str
    """The format in the field's words: `safetensors`."""
    facts: tuple[Fact, ...] = ()
    bodies: tuple[Body, ...] = ()
    note: str = ""
    """One sentence when the file is not what its name says, or more of it than shown."""
    rest: bool = False
    """Whether a longer beginning would show more."""


def grid(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    *,
    right: tuple[int, ...] = (),
    what: str = "rows",
) -> Grid:
    """A table of at most `MAX_ROWS` of these rows, which says what it leaves out."""
    left_out = len(rows) - MAX_ROWS
    note = f"{left_out:,} more {what}." if left_out > 0 else ""
    return Grid(columns, tuple(rows[:MAX_ROWS]), frozenset(right), note)
