"""Jobs and their files as rows."""

from __future__ import annotations

from hubtui import format
from hubtui.jobs.job import ItemState, ItemView, JobState, JobView
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Bar, Cell, Column, Sort, Table, Tone

STATE_TONES = {
    JobState.QUEUED: Tone.DIM,
    JobState.RUNNING: Tone.ACCENT,
    JobState.DONE: Tone.GOOD,
    JobState.FAILED: Tone.BAD,
    JobState.CANCELLED: Tone.DIM,
    JobState.INTERRUPTED: Tone.WARN,
}
ITEM_TONES = {
    ItemState.WAITING: Tone.DIM,
    ItemState.MOVING: Tone.ACCENT,
    ItemState.STORED: Tone.ACCENT,
    ItemState.COMMITTED: Tone.GOOD,
    ItemState.VERIFIED: Tone.GOOD,
    ItemState.SKIPPED: Tone.DIM,
    ItemState.FAILED: Tone.BAD,
}


def job_fraction(job: JobView) -> float:
    if job.state is JobState.DONE:
        return 1.0
    if job.bytes_total:
        return job.bytes_done / job.bytes_total
    return job.items_done / job.items_total if job.items_total else 0.0


def job_row(job: JobView) -> tuple[AnyCell, ...]:
    """State and phase, title, bar, numbers; once it is over its outcome in words."""
    state = f"{job.phase}" if job.state is JobState.RUNNING and job.phase else str(job.state)
    tone = STATE_TONES[job.state]
    if job.state.is_over:
        outcome, left = Cell(safe(job.message), Tone.DIM if job.state is JobState.DONE else tone), ""
    else:
        outcome = Cell(format.rate(job.rate), Tone.DIM)
        left = format.duration(job.eta) if job.state is JobState.RUNNING else ""
    return (
        Cell(str(job.job_id), Tone.DIM),
        Cell(state, tone),
        Cell(safe(job.title)),
        Bar(job_fraction(job), tone if job.state is not JobState.CANCELLED else Tone.DIM),
        Cell(f"{int(job_fraction(job) * 100)} %", Tone.DIM),
        Cell(format.size(job.bytes_total), Tone.DIM),
        Cell(left, Tone.DIM),
        outcome,
    )


JOBS: Table[JobView] = Table(
    "job",
    (
        Column("", 3, right=True, id="number"),
        Column("state", 11, id="state"),
        Column("job", least=24, sort="name", id="title"),
        Column("", 12, priority=1, id="bar"),
        Column("", 5, right=True, id="percent"),
        Column("size", 8, right=True, priority=3, sort="size", id="size"),
        Column("left", 7, right=True, priority=4, id="left"),
        Column("", 34, priority=2, prose=True, id="outcome"),
    ),
    job_row,
    key=lambda job: job.job_id,
    text=lambda job: f"{job.title} {job.state} {job.message}",
    sorts={
        "name": Sort(lambda job: natural(job.title)),
        "size": Sort(lambda job: job.bytes_total, descending=True),
    },
    weight=lambda job: job.bytes_total,
)


def item_row(item: ItemView) -> tuple[AnyCell, ...]:
    return (
        Cell(item.state.value, ITEM_TONES[item.state]),
        Cell(item.action, Tone.DIM),
        Cell(f"{safe(item.repo.name)}/{safe(item.path)}"),
        Cell(format.size(item.size), Tone.DIM),
        Cell(safe(item.error), Tone.BAD if item.state is ItemState.FAILED else Tone.DIM),
    )


ITEMS: Table[ItemView] = Table(
    "file",
    (
        Column("state", 9),
        Column("", 9, priority=2),
        Column("path", least=30, sort="name"),
        Column("size", 8, right=True, sort="size"),
        Column("why", 36, priority=1, prose=True),
    ),
    item_row,
    key=lambda item: (item.repo, item.path),
    text=lambda item: f"{item.state} {item.repo.name}/{item.path} {item.error}",
    sorts={
        "name": Sort(lambda item: natural(f"{item.repo.name}/{item.path}")),
        "size": Sort(lambda item: item.size, descending=True),
    },
    weight=lambda item: item.size,
)
