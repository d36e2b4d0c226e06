"""What happened, as rows: requests, what was said, what went wrong."""

from __future__ import annotations

import logging

from hubtui import format
from hubtui.logs import Exchange, LogLine
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone


def sign(line: LogLine) -> Cell:
    """`✗` for errors, `!` for warnings."""
    if line.level >= logging.ERROR:
        return Cell("✗", Tone.BAD)
    return Cell("!", Tone.WARN) if line.level >= logging.WARNING else Cell("")


def log_row(line: LogLine) -> tuple[AnyCell, ...]:
    told = sign(line)
    time = Cell(line.when.astimezone().strftime("%H:%M:%S"), Tone.DIM)
    found = line.exchange
    if found is None:
        tone = told.tone if told.text else Tone.PLAIN
        words = Cell(safe(line.words.replace("\n", " · ")), tone)
        return (time, told, Cell(safe(line.source), Tone.DIM), words, Cell(""), Cell(""), Cell(""))
    return (
        time,
        told,
        Cell(safe(found.account) or "-", Tone.ACCENT),
        Cell(_asked(found)),
        Cell(str(found.status or "-"), told.tone if told.text else Tone.GOOD),
        Cell(f"{format.exact(found.milliseconds)} ms", Tone.DIM),
        Cell("" if found.size is None else format.size(found.size), Tone.DIM),
    )


def _asked(found: Exchange) -> str:
    words = f"{found.method} {found.host}{found.path}"
    return safe(f"{words} · {found.failure}" if found.failure else words)


LOG: Table[LogLine] = Table(
    "line",
    (
        Column("time", 8, sort="modified"),
        Column("", 1),
        Column("who", 14, priority=2),
        Column("what", least=30, sort="name"),
        Column("", 3, right=True),
        Column("took", 9, right=True, priority=3),
        Column("size", 8, right=True, priority=4, sort="size"),
    ),
    log_row,
    key=lambda line: line.number,
    text=lambda line: f"{line.source} {line.words}",
    sorts={
        "name": Sort(lambda line: natural(line.words)),
        "modified": Sort(lambda line: line.number, descending=True),
        "size": Sort(lambda line: line.exchange.size if line.exchange else None, descending=True),
    },
)
