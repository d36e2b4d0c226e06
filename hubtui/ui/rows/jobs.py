"""Jobs and their files as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hubtui import format
from hubtui.jobs.job import ItemState, ItemView, JobState, JobView, LogLine, Made, RepoReport
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Bar, Cell, Column, Sort, Table, Tone

STATE_TONES = {
    JobState.QUEUED: Tone.DIM,
    JobState.RUNNING: Tone.ACCENT,
    JobState.WAITING: Tone.WARN,
    JobState.PAUSED: Tone.WARN,
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
    ItemState.DONE: Tone.GOOD,
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
    tone = STATE_TONES[job.state]
    if job.state.is_over or job.state in (JobState.WAITING, JobState.PAUSED):
        outcome = Cell(safe(job.message), Tone.DIM if job.state is JobState.DONE else tone)
    else:
        outcome = Cell(
            "  ".join(filter(None, (format.rate(job.rate), *map(safe, job.current[:1])))), Tone.DIM
        )
    return (
        Cell(str(job.job_id), Tone.DIM),
        Cell(job_state(job), tone),
        Cell(safe(job.title)),
        Bar(job_fraction(job), tone if job.state is not JobState.CANCELLED else Tone.DIM),
        Cell(f"{int(job_fraction(job) * 100)} %", Tone.DIM),
        Cell(format.size(job.bytes_total), Tone.DIM),
        Cell(_time_left(job), Tone.DIM),
        outcome,
    )


def job_state(job: JobView) -> str:
    """A running job's phase, else its state."""
    if job.state is JobState.RUNNING and job.phase:
        return str(job.phase)
    return f"⏸ {job.state}" if job.state is JobState.PAUSED else str(job.state)


def _time_left(job: JobView) -> str:
    """Until it is done; of one that waits, until it asks again."""
    if job.state is JobState.WAITING and job.until is not None:
        return format.duration(max(0.0, (job.until - format.now()).total_seconds()))
    return format.duration(job.eta) if job.state is JobState.RUNNING else ""


def job_words(job: JobView) -> str:
    """What the job does now or what became of it, on one line."""
    return f"in another hubtui: {_words(job)}" if job.elsewhere else _words(job)


def _words(job: JobView) -> str:
    if job.state is JobState.WAITING:
        until = f" · asks again at {job.until.astimezone():%H:%M:%S}" if job.until else ""
        return f"waiting: {safe(job.message, 400)}{until}"
    if job.state is JobState.RUNNING:
        files = f"{format.exact(job.items_done)} of {_items(job)}"
        sizes = f"{format.size(job.bytes_done)} of {format.size(job.bytes_total)}"
        return " · ".join([files, sizes, *(safe(path, 80) for path in job.current[:2])])
    return safe(job.message, 400) or f"{job.state}: {_items(job)}"


def _items(job: JobView) -> str:
    return format.plural(job.items_total, "file" if job.kind.copies else "change")


def report_names(repos: Sequence[RepoReport]) -> list[str]:
    """The targets', with the branch where the job has several of one repo; raw."""
    often = Counter(one.target.repo for one in repos)
    places = [one.target for one in repos]
    return [f"{to.repo.name}@{to.revision}" if often[to.repo] > 1 else to.repo.name for to in places]


def is_told(repo: RepoReport) -> bool:
    """Whether there is something to say of it by now."""
    return repo.verified is not None or bool(repo.error) or repo.made in (Made.ASKED, Made.DONE)


def verified_words(repo: RepoReport) -> tuple[str, Tone]:
    """What the target's own listing said after the copy: `6 same · 1 differs · 2 at the target only`."""
    counts = repo.verified
    if counts is None:
        made = f" · new at the target: {repo.made}" if repo.made in (Made.ASKED, Made.DONE) else ""
        words, tone = (safe(repo.error, 300), Tone.BAD) if repo.error else ("not verified yet", Tone.DIM)
        return words + made, tone
    parts = [
        f"{format.exact(number)} {words}"
        for number, words in (
            (counts.same, "same"),
            (counts.differs, "differ"),
            (counts.missing, "missing"),
            (counts.not_comparable, "not comparable"),
            (counts.extra, "at the target only"),
        )
        if number or words == "same"
    ]
    if repo.commits:
        parts.append(f"commit {', '.join(oid[:8] for oid in repo.commits[:4])}")
    if repo.tags:
        parts.append(f"tags {safe(', '.join(format.few(repo.tags, 4, str)))}")
    bad = counts.differs or counts.missing or repo.error
    if repo.error:
        parts.append(safe(repo.error, 200))
    return " · ".join(parts), Tone.BAD if bad else Tone.WARN if counts.not_comparable else Tone.GOOD


def log_facts(lines: Sequence[LogLine], *, with_path: bool) -> list[tuple[str, str]]:
    """What went wrong on the way, as facts with their times."""
    return [
        (
            f"{line.at.astimezone():%H:%M:%S}",
            " · ".join(
                filter(
                    None,
                    (
                        f"{line.repo.name}/{line.path}".rstrip("/") if with_path else "",
                        line.words,
                        f"request id {line.request_id}" if line.request_id else "",
                    ),
                )
            ),
        )
        for line in lines
    ]


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


def item_name(item: ItemView) -> str:
    """The file and its repo; of a job that changes repos, what is done to which. Raw."""
    branch = f"@{item.branch}" if item.branch else ""
    return f"{item.repo.name}{branch}/{item.path}" if item.path else f"{item.action}: {item.repo}"


def item_row(item: ItemView) -> tuple[AnyCell, ...]:
    return (
        Cell(item.state.value, ITEM_TONES[item.state]),
        Cell(item.action if item.path else "", Tone.DIM),
        Cell(safe(item_name(item))),
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
    key=lambda item: item.number,
    text=lambda item: f"{item.state} {item_name(item)} {item.error}",
    sorts={
        "name": Sort(lambda item: natural(item_name(item))),
        "size": Sort(lambda item: item.size, descending=True),
    },
    weight=lambda item: item.size,
)
