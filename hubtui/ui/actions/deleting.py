"""Deleting repos for good, the copy that may be made first, and the question after it."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui import format
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkPlan, look_at, make_bulk
from hubtui.jobs.job import JobState, JobView, RepoReport
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.model import RepoInfo
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.copying import plan_and_start
from hubtui.ui.actions.repos import agreed_by, chosen_repos, counted_out, submit
from hubtui.ui.context import Context
from hubtui.ui.needs.rows import target
from hubtui.ui.offload import offload
from hubtui.ui.rows.owning import repo_lines, total
from hubtui.ui.screens.deletion import Deletion
from hubtui.ui.transfers import copy_requests

GONE = "No hub gives a deleted repo back."


@action("repos.delete")
async def delete(context: Context) -> None:
    await _ask(context, context.location.account, await chosen_repos(context))


async def _ask(
    context: Context, account: str, infos: Sequence[RepoInfo], besides: Sequence[str] = ()
) -> None:
    """About what is there now; `besides` is told first."""
    hub = await context.hub(account)
    now = await _as_now(hub, infos)
    plan = make_bulk(account, hub, now, lambda _: Operation(OperationKind.DELETE))
    if all(item.why for item in plan.items):
        context.say(plan.items[0].why)
        return
    question = f"Delete {total(now)} for good?"
    screen = _question(context, question, account, now, plan, besides)
    if await context.ask(screen) and await counted_out(context, question, "delete", plan):
        await submit(context, plan)
    elif screen.copies:
        await _copy_first(context, account, now)


def _question(
    context: Context,
    question: str,
    account: str,
    now: Sequence[RepoInfo],
    plan: BulkPlan,
    besides: Sequence[str],
) -> Deletion:
    there = context.other.location
    why_not = target(context) if context.location.account == account else "the pane shows another account"
    lines = [context.whose(account), *besides, *repo_lines(now, plan), GONE]
    where = context.hub_title(there.account) if there is not None else ""
    return Deletion(question, "\n".join(lines), typed=agreed_by(plan), where=where, why_not=why_not)


async def _as_now(hub: Hub, infos: Sequence[RepoInfo]) -> Sequence[RepoInfo]:
    """With the commits that would be lost: of one, and of many where a listing tells none."""
    if len(infos) == 1:
        return [await offload(hub.repo_info, infos[0].key)]
    return infos if all(info.head for info in infos) else await offload(look_at, hub, infos)


async def _copy_first(context: Context, account: str, infos: Sequence[RepoInfo]) -> None:
    """To the other pane, by a plan like any other. Once it is verified the deletion is asked about again."""
    there = context.other.location
    assert there is not None
    job_id = await plan_and_start(context, copy_requests(context.location, there, infos))
    if job_id is not None:
        context.when_over[job_id] = lambda job: _ask_again(context, job, account, infos)


async def _ask_again(context: Context, job: JobView, account: str, infos: Sequence[RepoInfo]) -> None:
    """Nothing is asked where not every file is known to be there, or while something else is looked at."""
    reports = await offload(context.session.engine.repos, job.job_id)
    if job.state is not JobState.DONE or not all(map(_is_verified, reports)):
        context.say(f"{total(infos)} stay: not all of the copy is verified", bad=True, seconds=10)
        return
    same = sum(report.verified.same for report in reports if report.verified)
    place = f"{context.whose(reports[0].target.account)} · {safe(reports[0].target.repo.namespace)}"
    words = f"Copied and verified: {format.plural(same, 'file')} the same at {place}."
    if context.screen is not context.explorer:
        context.say(f"{words} {context.key('repos.delete')} on them asks again", seconds=10)
        return
    await _ask(context, account, infos, [words])


def _is_verified(report: RepoReport) -> bool:
    found = report.verified
    return found is not None and not (found.differs or found.missing or found.not_comparable or report.error)
