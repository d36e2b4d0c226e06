"""Jobs at one moment: added up, at rest, told apart, named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hubtui.format import plural
from hubtui.jobs.job import EngineView, JobState, JobView
from hubtui.jobs.plan import Plan


def summed(views: Iterable[JobView], bandwidth: int | None = None) -> EngineView:
    """All of them in their order, with the totals of those that run or are queued."""
    jobs = tuple(sorted(views, key=lambda view: (view.rank, view.job_id)))
    moving = [view for view in jobs if view.state.is_active or view.state is JobState.QUEUED]
    rates = [view.rate for view in moving if view.rate is not None]
    counts = Counter(view.state for view in jobs)
    return EngineView(
        jobs,
        running=counts[JobState.RUNNING] + counts[JobState.WAITING],
        queued=counts[JobState.QUEUED],
        paused=counts[JobState.PAUSED],
        interrupted=sum(view.state is JobState.INTERRUPTED and view.kind.is_taken_over for view in jobs),
        bytes_done=sum(view.bytes_done for view in moving),
        bytes_total=sum(view.bytes_total for view in moving),
        rate=sum(rates) if rates else None,
        eta=_whole_eta(moving),
        bandwidth=bandwidth,
    )


def _whole_eta(moving: Sequence[JobView]) -> float | None:
    """Of all that is to be moved at the rate there is; None before that means anything."""
    rate = sum(view.rate or 0.0 for view in moving)
    left = sum(max(0, view.bytes_total - view.bytes_done) for view in moving)
    return left / rate if rate else None


def differs(before: JobView | None, after: JobView | None) -> bool:
    """Whether watchers are told."""
    if before is None or after is None:
        return before is not after
    return (before.state, before.phase, before.rank) != (after.state, after.phase, after.rank)


def at_rest(view: JobView, state: JobState) -> JobView:
    finished = datetime.now(UTC) if state.is_over else None
    return replace(view, state=state, phase=None, rate=None, eta=None, finished=finished)


def title_of(plan: Plan) -> str:
    pairs = list(dict.fromkeys((repo.source.repo, repo.target.repo) for repo in plan.repos))
    if len(pairs) == 1:
        branches = sum(not repo.passing for repo in plan.repos)
        of = f" ({branches} branches)" if branches > 1 else ""
        return f"copy {pairs[0][0]} to {pairs[0][1]}{of}"
    first = pairs[0][1].namespace if pairs else "nowhere"
    return f"copy {plural(len(pairs), 'repo')} to {first}"
