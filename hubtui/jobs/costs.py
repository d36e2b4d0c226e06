"""What a plan asks of the hubs' limits, and in words when they do not let it through in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hubtui import format
from hubtui.budgets import Budget
from hubtui.hub import Hub
from hubtui.jobs.plan import Plan, RepoPlan, changes, moves
from hubtui.jobs.totals import commits_of

_ASKED_AT_ONCE = 256
"""Files in one question to a hub: what it lacks, and how it wants it."""
_LISTED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one account's hub is asked for, without the contents: hubs count those apart."""

    requests: int = 0
    commits: int = 0
    """In the repo that needs the most of them."""


def costs(plan: Plan, hub: Callable[[str], Hub]) -> dict[str, Cost]:
    """By account; at least so much, for waits and what fails on the way come on top."""
    found: dict[str, Cost] = {}
    for repo in plan.repos:
        target = hub(repo.target.account)
        if not target.keeps_history or not (repo.makes or any(changes(item) for item in repo.items)):
            continue
        commits = commits_of(repo, target.commit_limit, target.commit_inline_limit)
        old = found.get(repo.target.account, Cost())
        requests = old.requests + _requests(repo, commits)
        found[repo.target.account] = Cost(requests, max(old.commits, commits))
    return found


def _requests(repo: RepoPlan, commits: int) -> int:
    """Its head, what it lacks twice over (the way to send and where to), the commits, the listing after."""
    sent = sum(moves(item) for item in repo.items)
    asked = 2 * -(-sent // _ASKED_AT_ONCE)
    made = repo.create + repo.new_branch + len(repo.tags)
    return 1 + made + asked + commits + -(-len(repo.items) // _LISTED_AT_ONCE)


def warnings(cost: Cost, hub: Hub, budget: Budget | None) -> Iterator[str]:
    """Why it will take longer than the bytes do."""
    if hub.commits_an_hour and cost.commits > hub.commits_an_hour:
        hours = cost.commits / hub.commits_an_hour
        yield (
            f"about {format.duration(hours * 3600)} at {hub.commits_an_hour} commits an hour and repo: "
            f"{format.exact(cost.commits)} commits are needed"
        )
    left, quota, seconds = _let_through(hub, budget)
    if quota and cost.requests > left:
        wait = -(-(cost.requests - left) // quota) * seconds
        yield (
            f"about {format.duration(wait)} of waiting: {format.exact(cost.requests)} requests are needed, "
            f"{hub.title} lets {format.exact(left)} through now"
        )


def _let_through(hub: Hub, budget: Budget | None) -> tuple[int, int, float]:
    """How many requests now, how many each time they count anew, and after how many seconds."""
    quota, seconds = hub.requests_in or (0, 0)
    if budget is None:
        return quota, quota, seconds
    return budget.left, budget.quota or quota, seconds or budget.seconds
