"""A copy: what is asked for, the plan, its start, and what the panes show once it is done."""

from __future__ import annotations

import json
from asyncio import Future
from datetime import datetime
from pathlib import Path

from hubtui import format
from hubtui.errors import HubtuiError
from hubtui.jobs.job import Place
from hubtui.jobs.plan import Action, Plan, Totals
from hubtui.jobs.plan_json import plan_to_json
from hubtui.jobs.scan import CopyRequest
from hubtui.model import RepoInfo, RepoKey
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.context import Context
from hubtui.ui.headings import TITLES
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.rows.jobs import PlanLine, plan_lines
from hubtui.ui.screens.plan import PlanScreen, plan_title


@action("copy.start")
async def copy(context: Context) -> None:
    pane, requests = context.pane, copy_requests(context)
    source, target = requests[0].source, requests[0].target
    screen = PlanScreen(plan_title(len(requests), _name(context, source), _name(context, target)))
    answer: Future[Plan | None] = context.app.push_screen(screen, wait_for_dismiss=True)
    await _make_plan(context, screen, requests)
    plan = await answer
    if plan is None:
        return
    job_id = await offload(context.session.engine.submit, plan)
    context.app.dispatch.jobs.started(job_id)
    pane.forget_marks()
    context.say(f"job {job_id} has started; {context.key('jobs.open')} shows it")


def copy_requests(context: Context) -> list[CopyRequest]:
    """What is marked, or under the cursor, as copies into what the other pane shows."""
    here, there = context.location, context.other.location
    assert there is not None
    rows = context.pane.lines.chosen()
    if here.view is View.REPOS:
        repos = [row.key for row in rows if isinstance(row, RepoInfo)]
        return [
            CopyRequest(Place(here.account, key, ""), Place(there.account, _into(there.namespace, key), ""))
            for key in repos
        ]
    assert here.repo is not None
    paths = tuple(row.path for row in rows)
    key = there.repo or _into(there.namespace, here.repo)
    revision = there.revision if there.repo else ""
    return [
        CopyRequest(Place(here.account, here.repo, here.revision), Place(there.account, key, revision), paths)
    ]


def _into(namespace: str, key: RepoKey) -> RepoKey:
    return RepoKey(key.repo_type, f"{namespace}/{key.name}")


def _name(context: Context, place: Place) -> str:
    hub = TITLES.get(context.account(place.account).hub, place.account)
    return f"{hub} · {safe(place.repo.namespace)}"


async def _make_plan(context: Context, screen: PlanScreen, requests: list[CopyRequest]) -> None:
    def make() -> tuple[Plan, list[PlanLine], Totals]:
        plan = context.session.plan_copy(requests, context.progress)
        return plan, plan_lines(plan), context.session.totals(plan)

    await screen.is_ready.wait()
    try:
        made = await offload(make)
    except HubtuiError as error:
        if screen.is_attached:
            screen.show_error(safe(str(error)), error.advice)
        return
    if screen.is_attached:
        screen.show_plan(*made)


@action("plan.start")
def start(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, PlanScreen):
        screen.dismiss(screen.plan)


@action("plan.overwrite")
async def overwrite(context: Context) -> None:
    await _settle(context, Action.OVERWRITE)


@action("plan.skip")
async def skip(context: Context) -> None:
    await _settle(context, Action.SKIP)


async def _settle(context: Context, policy: Action) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen):
        return
    made = await offload(screen.settled, policy)
    if made is None:
        context.say("the plan is not made yet")
        return
    plan, lines = made
    if plan == screen.plan:
        context.say("nothing differs at the target: there is nothing to settle")
        return
    totals = await offload(context.session.totals, plan)
    screen.show_plan(plan, lines, totals)


@action("plan.save")
async def save(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None:
        context.say("the plan is not made yet")
        return
    plan = screen.plan
    path = Path.cwd() / f"hubtui-plan-{datetime.now():%Y%m%d-%H%M%S}.json"

    def write() -> None:
        path.write_text(json.dumps(plan_to_json(plan), indent=1), encoding="utf-8")

    try:
        await offload(write)
    except OSError as error:
        context.say(f"the plan could not be written: {error}", bad=True)
        return
    context.say(f"{format.plural(len(plan.repos), 'repo')} planned in {path.name}", seconds=8)
