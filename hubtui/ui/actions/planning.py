"""The plan on the screen: made, changed as its options say, started, saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from hubtui import format
from hubtui.errors import HubtuiError
from hubtui.jobs.bulk import BulkItem
from hubtui.jobs.job import Place
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.jobs.options import Options
from hubtui.jobs.pacing import Stopped
from hubtui.jobs.plan import Plan, Policy, changes, doomed, moves, settled
from hubtui.jobs.plan_json import plan_to_json
from hubtui.jobs.scan import CopyRequest
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.committing import is_own
from hubtui.ui.actions.doing import do_now
from hubtui.ui.context import Context
from hubtui.ui.needs.jobs import proposable
from hubtui.ui.offload import offload
from hubtui.ui.rows.plan import PlanLines
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.plan import Made, PlanScreen, plan_title

SHOWN = 6
"""So many of the files that are to be deleted are named before that is agreed to."""


def title_of(context: Context, requests: Sequence[CopyRequest]) -> str:
    source, target = requests[0].source, requests[0].target
    return plan_title(len(requests), _name(context, source), _name(context, target))


def _name(context: Context, place: Place) -> str:
    name = place.repo.repo_id if place.repo.is_folder else place.repo.namespace
    return f"{context.hub_title(place.account)} · {safe(name)}"


async def make_plan(context: Context, screen: PlanScreen, requests: Sequence[CopyRequest]) -> None:
    """Plan these, and show that; a plan that was being made before is not waited for."""
    serial = screen.begin(requests)

    def progress(words: str) -> None:
        """Reading large folders takes its time: it ends when nobody waits for the plan any more."""
        if screen.serial != serial:
            raise Stopped
        context.progress(words)

    def make() -> tuple[Plan, Made]:
        scanned = [replace(one, options=_scanned(one.options)) for one in requests]
        plan = screen.narrowed(context.session.plan_copy(scanned, progress))
        return plan, made_of(context, screen, plan, requests[0].options)

    try:
        plan, made = await offload(make)
    except Stopped:
        return
    except HubtuiError as error:
        if screen.is_attached and screen.serial == serial:
            screen.show_error(safe(str(error)), error.advice)
        return
    if screen.is_attached and screen.serial == serial:
        is_first = screen.scanned is None
        screen.scanned = plan
        screen.show_plan(made)
        if is_first and _is_others(context, plan) and not proposable(context):
            screen.proposes = True
            screen.show_choices()


def _is_others(context: Context, plan: Plan) -> bool:
    """Whether no target is the account's own, nor an organisation's of its."""
    targets = [repo.target for repo in plan.repos]
    return not any(is_own(context, to.account, to.repo) for to in targets)


def _scanned(options: Options) -> Options:
    """How the sides are looked at, so that every policy can be had without looking again."""
    return replace(options, policy=Policy.DIFFERENT, dated=options.dated or options.policy is Policy.NEWER)


def made_of(context: Context, screen: PlanScreen, scanned: Plan, options: Options) -> Made:
    plan = settled(scanned, options.policy, dict(screen.choices))
    repos = (
        replace(repo, verify=options.verify, visibility=options.visibility or repo.widest)
        for repo in plan.repos
    )
    plan = Plan(tuple(repos))
    return Made(plan, PlanLines(plan), context.session.totals(plan))


@action("plan.start")
async def start(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or not screen.is_settled or screen.plan is None:
        return
    if screen.proposes and (why := proposable(context)):
        context.say(f"no pull request: {why}")
    elif await _agreed(context, screen):
        screen.dismiss(await _proposed(context, screen.plan) if screen.proposes else screen.plan)


@action("plan.propose")
def propose(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, PlanScreen):
        screen.proposes = not screen.proposes
        screen.show_choices()


async def _proposed(context: Context, plan: Plan) -> Plan:
    """The plan with a new pull request in the place of each branch. They are drafts until they are published:
    then everything has arrived in them."""
    repos = []
    for repo in plan.repos:
        to = repo.target
        hub = await offload(context.session.hub_to_write, to.account)
        files = format.plural(sum(changes(item) for item in repo.items), "file")
        title = f"Copy {files} of {repo.source.repo.name if repo.source.repo.is_folder else repo.source.repo}"
        create = partial(hub.create_discussion, to.repo, title, "", is_pull_request=True)
        item = BulkItem(to.account, to.repo, Operation(OperationKind.OPEN, title, is_proposal=True))
        number = (await do_now(context, item, create, lambda made: f"#{made.num}")).num
        context.say(f"pull request #{number} of {to.repo} is a draft until it has everything", seconds=10)
        repos.append(replace(repo, target=replace(to, revision=f"refs/pr/{number}")))
    return replace(plan, repos=tuple(repos))


async def _agreed(context: Context, screen: PlanScreen) -> bool:
    """Whether the user wants what cannot be taken back; true where nothing is deleted."""
    plan, totals = screen.plan, screen.totals
    if plan is None or totals is None or not totals.delete:
        return True
    line = lambda one: f"{safe(one[0].target.repo.repo_id)}: {safe(one[1].path)}"  # noqa: E731
    also = "\nEverything else is copied first." if any(moves(item) for item in plan.items) else ""
    question = (
        f"Delete {format.plural(totals.delete, 'file')}, {format.size(totals.delete_size)}, at the target?"
    )
    details = "\n".join(format.few([*doomed(plan)], SHOWN, line, "file")) + also
    confirm = Confirm(question, details, "delete them", typed=str(totals.delete))
    answer = await context.ask(confirm)
    return answer is True


@action("plan.save")
async def save(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None:
        context.say("the plan is not made yet")
        return
    plan = screen.plan
    path = Path.cwd() / f"hubtui-plan-{datetime.now():%Y%m%d-%H%M%S}.json"

    def write() -> None:
        saved = plan_to_json(plan, lambda name: context.account(name).hub)
        path.write_text(json.dumps(saved, indent=1), encoding="utf-8")

    try:
        await offload(write)
    except OSError as error:
        context.say(f"the plan could not be written: {error}", bad=True)
        return
    context.say(f"{format.plural(len(plan.repos), 'repo')} planned in {path.name}", seconds=8)
