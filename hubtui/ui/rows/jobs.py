"""Plans, jobs and their files as rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hubtui import format
from hubtui.jobs.job import ItemState, ItemView, JobState, JobView
from hubtui.jobs.plan import Action, Plan, PlanItem, RepoPlan
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Bar, Cell, Column, Sort, Table, Tone

ACTION_TONES = {
    Action.COPY: Tone.GOOD,
    Action.OVERWRITE: Tone.WARN,
    Action.COMPARE: Tone.ACCENT,
    Action.SKIP: Tone.DIM,
    Action.REUSE: Tone.ACCENT,
    Action.CANNOT: Tone.BAD,
}
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
ORDER = (Action.CANNOT, Action.OVERWRITE, Action.COMPARE, Action.COPY, Action.REUSE, Action.SKIP)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One file of a plan, and which repo and place of it that is."""

    repo: int
    place: int
    item: PlanItem
    name: str
    """`repo/path`, raw."""


def plan_lines(plan: Plan) -> list[PlanLine]:
    """Every item, what needs a look first."""
    lines = [
        PlanLine(number, place, item, f"{repo.target.repo.name}/{item.path}".rstrip("/"))
        for number, repo in enumerate(plan.repos)
        for place, item in enumerate(repo.items)
    ]
    lines.sort(key=lambda line: ORDER.index(line.item.action))
    return lines


def settled(plan: Plan, places: set[tuple[int, int]] | None, action: Action) -> Plan:
    """The plan with its conflicts at these places (None: everywhere) to be overwritten or skipped."""
    repos = []
    for number, repo in enumerate(plan.repos):
        items = tuple(
            _settled(item, action) if places is None or (number, place) in places else item
            for place, item in enumerate(repo.items)
        )
        repos.append(replace(repo, items=items))
    return Plan(tuple(repos))


LEFT = "left as it is at the target"
OTHER = "other content at the target"


def _settled(item: PlanItem, action: Action) -> PlanItem:
    if action is Action.SKIP and item.action in (Action.OVERWRITE, Action.COMPARE):
        return replace(item, action=Action.SKIP, why=LEFT)
    if action is Action.OVERWRITE and item.action is Action.SKIP and item.why == LEFT:
        return replace(item, action=Action.OVERWRITE, why=OTHER)
    return item


def plan_row(line: PlanLine) -> tuple[AnyCell, ...]:
    item = line.item
    return (
        Cell(item.action.value, ACTION_TONES[item.action]),
        Cell(safe(line.name)),
        Cell(format.size(item.size) if item.path else "-", Tone.DIM),
        Cell(safe(item.why), Tone.DIM),
    )


PLAN: Table[PlanLine] = Table(
    "file",
    (
        Column("", 9),
        Column("path", least=30, sort="name"),
        Column("size", 8, right=True, sort="size"),
        Column("why", 34, priority=1, prose=True),
    ),
    plan_row,
    key=lambda line: (line.repo, line.place),
    text=lambda line: f"{line.item.action} {line.name} {line.item.why}",
    sorts={
        "name": Sort(lambda line: natural(line.name)),
        "size": Sort(lambda line: line.item.size, descending=True),
    },
    weight=lambda line: line.item.size,
)


def repo_head(repo: RepoPlan) -> str:
    """What happens to the target, on one line."""
    if repo.target.repo.is_folder:
        below = f"/{repo.paths.target}" if repo.paths.target else ""
        return f"{safe(repo.target.repo.repo_id + below)}: {'new folder' if repo.create else 'exists'}"
    words = f"new, {repo.visibility}" if repo.create else "exists"
    licence = f" · licence {safe(repo.license)}" if repo.create and repo.license else ""
    return f"{safe(repo.target.repo.repo_id)}: {words}{licence}"


def plan_notes(plan: Plan, limit: int) -> list[str]:
    """A line for each target, then what does not map, each said once; at most `limit` lines."""
    heads = [repo_head(repo) for repo in plan.repos]
    said = [safe(note) for note in dict.fromkeys(note for repo in plan.repos for note in repo.notes)]
    room = max(1, limit - min(len(said), 2))
    if len(heads) > room:
        rest = format.plural(len(heads) - room + 1, "more repo")
        heads = [*heads[: room - 1], f"and {rest}"]
    left = limit - len(heads)
    if len(said) > left:
        said = [*said[: left - 1], " · ".join(said[left - 1 :])] if left else []
    return [*heads, *said]


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
