"""From what was asked for to a plan: pins the sources, lists both sides, and says what does not map."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from threading import Event
from typing import TypeVar

from hubtui import format
from hubtui.errors import BadInput, HubError, HubtuiError, NotFound, RateLimited
from hubtui.hub import Hub
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.plan import Action, Plan, PlanItem, RepoPlan
from hubtui.jobs.refs import (
    Matched,
    brought_once,
    match_refs,
    passing_branch,
    place_tags,
    with_notes,
    with_tags,
)
from hubtui.jobs.repo_scan import CopyRequest, NothingWanted, Scan
from hubtui.jobs.workers import Width, each

T = TypeVar("T")

TRIES = 5
LONGEST_WAIT = 900.0
"""Seconds that a hub may ask planning to wait."""
AT_ONCE = 16
"""Repos that are looked at at the same time, at most."""


def make_plan(
    requests: Sequence[CopyRequest],
    hub: Callable[[str], Hub],
    hashes: Hashes,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Plan:
    """What the copies will do. Only reads, and blocks while it does, several repos at once.

    A repo that cannot be copied stands in the plan with one item, CANNOT, and the hub's words; one without a
    file that is wanted does not stand in it. When no repo can be copied, the first error is raised.
    `on_progress` is told each step in words, on any thread; what it raises ends the planning.
    """
    found: list[list[RepoPlan] | HubtuiError | None] = [None] * len(requests)

    def scan(number: int) -> None:
        request = requests[number]
        on_progress(f"listing {request.source.repo}" + _so_far(found))
        try:
            ends = hub(request.source.account), hub(request.target.account)
            found[number] = _planned(request, *ends, hashes, on_progress)
        except (HubError, BadInput) as error:
            found[number] = error

    each(range(len(requests)), scan, Width(min(4, len(requests)), AT_ONCE), Event())
    errors = [one for one in found if isinstance(one, HubtuiError)]
    if errors and len(errors) == len(requests):
        raise errors[0]
    repos: list[RepoPlan] = []
    for request, one in zip(requests, found, strict=True):
        if one is not None and not isinstance(one, NothingWanted):
            repos += [_impossible(request, one)] if isinstance(one, HubtuiError) else one
    unmatched = [str(one) for one in found if isinstance(one, NothingWanted)]
    return Plan(tuple(_told(repos, unmatched)))


def _planned(
    request: CopyRequest, source: Hub, target: Hub, hashes: Hashes, on_progress: Callable[[str], None]
) -> list[RepoPlan]:
    """A plan a branch that is copied. One that cannot be is said, unless all others build on it."""

    def scanned(one: CopyRequest, *, follows: bool) -> RepoPlan:
        scan = Scan(one, source, target, hashes, on_progress, follows=follows)
        return _patiently(scan.plan, on_progress)

    if not request.options.all_refs:
        return [scanned(request, follows=False)]
    _check_all_refs(request, source, target)
    matched = _patiently(lambda: _matched(request, source, target), on_progress)
    plans: list[RepoPlan] = []
    for name, to in matched.branches:
        on_progress(f"listing {request.source.repo}@{name}")
        places = replace(request.source, revision=name), replace(request.target, revision=to)
        one = replace(request, source=places[0], target=places[1])
        try:
            plans.append(scanned(one, follows=bool(plans)))
        except (HubError, BadInput) as error:
            if not plans:
                raise
            plans.append(_impossible(one, error))
    placed = place_tags(plans, matched)
    plans = with_tags(plans, placed)
    for oid, tags in placed.old.items() if matched.can_pass else ():
        on_progress(f"listing {request.source.repo}@{tags[0]}")
        places = (
            replace(request.source, revision=tags[0], oid=oid),
            replace(request.target, revision=passing_branch(tags[0])),
        )
        one = replace(request, source=places[0], target=places[1])
        plans += _passing(one, tags, lambda one: scanned(one, follows=True))
    return with_notes([*brought_once(plans)], matched, placed)


def _passing(
    request: CopyRequest, tags: Sequence[str], scanned: Callable[[CopyRequest], RepoPlan]
) -> Iterator[RepoPlan]:
    """The plan of tags on an older commit."""
    try:
        plan = scanned(request)
    except (HubError, BadInput) as error:
        yield _impossible(request, error)
        return
    if not plan.new_branch:
        words = BadInput(f"a copy that was ended left the branch {plan.target.revision}: delete it first")
        yield _impossible(request, words)
        return
    yield replace(plan, tags=tuple(tags), passing=True)


def _check_all_refs(request: CopyRequest, source: Hub, target: Hub) -> None:
    if not (source.keeps_history and target.keeps_history):
        raise BadInput("all branches and tags go from hub to hub: a folder has none")
    if request.paths:
        raise BadInput("all branches and tags are those of a whole repo, not of some of its files")
    for place, hub in ((request.source, source), (request.target, target)):
        if place.revision not in ("", hub.default_revision):
            raise BadInput(f"either all branches and tags or one branch: {place.revision!r} is asked for")


def _matched(request: CopyRequest, source: Hub, target: Hub) -> Matched:
    try:
        there = target.list_refs(request.target.repo)
    except NotFound:
        there = []
    return match_refs(
        source, target, source.list_refs(request.source.repo), there, request.target.repo.repo_type
    )


def _patiently(plan: Callable[[], T], on_progress: Callable[[str], None]) -> T:
    """The plan, asked for again when the hub had enough of requests for a while."""
    for attempt in range(1, TRIES):
        try:
            return plan()
        except RateLimited as error:
            seconds = error.retry_after if error.retry_after is not None else 2.0**attempt
            if seconds > LONGEST_WAIT:
                raise
            _wait(seconds, str(error), on_progress)
    return plan()


def _wait(seconds: float, words: str, on_progress: Callable[[str], None]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        on_progress(f"waiting {format.duration(left)}: {words}")
        time.sleep(min(0.2, left))


def _so_far(found: Sequence[object]) -> str:
    done = len(found) - found.count(None)
    return f" ({done:,} of {len(found):,} repos)" if len(found) > 1 else ""


def _impossible(request: CopyRequest, error: HubtuiError) -> RepoPlan:
    why = " ".join(part for part in (str(error), error.advice) if part)
    return RepoPlan(request.source, request.target, (PlanItem(Action.CANNOT, "", why=why),))


def _told(repos: list[RepoPlan], words: list[str]) -> list[RepoPlan]:
    """The plan says which repos are not in it."""
    first = replace(repos[0], notes=(*repos[0].notes, *words))
    return [first, *repos[1:]]


__all__ = ["CopyRequest", "make_plan"]
