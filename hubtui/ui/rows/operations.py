"""What was done to repos, as rows."""

from __future__ import annotations

from hubtui import format
from hubtui.jobs.job import ItemState
from hubtui.jobs.operation_log import OperationRecord
from hubtui.text import safe
from hubtui.ui.rows.jobs import ITEM_TONES
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

NAMED = 20
"""Files that are named before they are counted."""


def _row(record: OperationRecord) -> tuple[AnyCell, ...]:
    row = record.row
    state = "undone" if record.is_undone else row.state.value
    return (
        Cell(format.date(record.at), Tone.DIM),
        Cell(state, Tone.DIM if record.is_undone else ITEM_TONES[row.state]),
        Cell(safe(_words(record))),
        Cell(safe(row.name), Tone.ACCENT),
        Cell(safe(row.account), Tone.DIM),
        Cell("" if record.why_final else "z", Tone.GOOD),
        Cell(safe(row.words), Tone.BAD if row.state is ItemState.FAILED else Tone.DIM),
    )


def _words(record: OperationRecord) -> str:
    return f"undo: {record.row.operation}" if record.row.undoes else str(record.row.operation)


def facts(record: OperationRecord) -> list[tuple[str, str]]:
    """All of it, one by one."""
    row = record.row
    found = [
        ("when", f"{record.at.astimezone():%Y-%m-%d %H:%M:%S}"),
        ("what", _words(record)),
        ("text", row.operation.value if row.operation.num else ""),
        ("on", row.name),
        ("account", row.account),
        ("of it", ", ".join(format.few(row.operation.paths, NAMED, str)) if row.operation.paths else ""),
        ("reason", row.operation.message),
        ("outcome", row.state.value),
        ("words", row.words),
        ("before", ", ".join(filter(None, (row.seen.visibility, row.seen.gated, row.seen.status)))),
        ("commits", ", ".join(row.commits)),
        ("job", str(record.job_id)),
        (
            "way back",
            record.why_final or ("yes" if row.state is ItemState.DONE else "of what was done of it"),
        ),
    ]
    return [(label, value) for label, value in found if value]


OPERATIONS: Table[OperationRecord] = Table(
    "operation",
    (
        Column("when", 9, right=True, sort="modified", date=True),
        Column("outcome", 8),
        Column("what", 20, prose=True),
        Column("on", least=24, sort="name"),
        Column("account", 13, priority=2),
        Column("↶", 1),
        Column("", 30, priority=1, prose=True),
    ),
    _row,
    key=lambda record: (record.job_id, record.row.n),
    text=lambda record: f"{_words(record)} {record.row.name} {record.row.account} {record.row.words}",
    sorts={
        "name": Sort(lambda record: natural(record.row.name)),
        "modified": Sort(lambda record: record.at, descending=True),
    },
)
