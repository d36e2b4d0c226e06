"""Why a command cannot act, in words: one function for each need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hubtui.commands import Need
from hubtui.jobs.job import JobState
from hubtui.model import Capability, Commit, Ref
from hubtui.ui.location import View
from hubtui.ui.screens.jobs import Items, Jobs
from hubtui.ui.screens.plan import PlanScreen

if TYPE_CHECKING:
    from hubtui.ui.context import Context


def why_not(context: Context, need: Need) -> str:
    """Empty when it is met."""
    check = _CHECKS.get(need)
    return check(context) if check else ""


def _row(context: Context) -> str:
    lines = context.lines
    return (
        "" if lines is not None and (lines.current is not None or len(lines.marks)) else "nothing is listed"
    )


def _target(context: Context) -> str:
    if why := _row(context):
        return why
    mine, theirs = context.pane.location, context.other.location
    if mine is None or theirs is None:
        return "the other pane shows nothing yet"
    if theirs.view is View.PLACES:
        return "the other pane shows no namespace to copy to"
    if not context.supports(theirs.account, Capability.WRITE, mine.repo_type):
        return f"the other hub takes no {mine.repo_type.plural}"
    if context.users.get(theirs.account) is None:
        return "the other pane is not signed in"
    return ""


def _back(context: Context) -> str:
    return "" if context.pane.back else "this is where the pane began"


def _forward(context: Context) -> str:
    return "" if context.pane.forward else "nothing was gone back from"


def _repo(context: Context) -> str:
    return "" if context.repo is not None else "no repo here"


def _commit(context: Context) -> str:
    lines = context.lines
    is_one = lines is not None and isinstance(lines.current, (Commit, Ref))
    return "" if is_one else "no commit here"


def _running_job(context: Context) -> str:
    job = context.screen.job if isinstance(context.screen, (Jobs, Items)) else None
    if job is None:
        return "no job here"
    return f"the job is {job.state} already" if job.state.is_over else ""


def _finished_job(context: Context) -> str:
    job = context.screen.job if isinstance(context.screen, (Jobs, Items)) else None
    if job is None:
        return "no job here"
    if not job.state.is_over:
        return f"the job is {job.state}"
    return "the job is done; there is nothing to retry" if job.state is JobState.DONE else ""


def _moves(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None or screen.totals is None:
        return "the plan is not made yet"
    totals = screen.totals
    creates = any(repo.create for repo in screen.plan.repos)
    if totals.files - totals.skip - totals.cannot <= 0 and not (creates and not totals.cannot):
        return "nothing is to be copied"
    return ""


_CHECKS: dict[Need, Callable[[Context], str]] = {
    Need.ROW: _row,
    Need.TARGET: _target,
    Need.BACK: _back,
    Need.FORWARD: _forward,
    Need.REPO: _repo,
    Need.COMMIT: _commit,
    Need.RUNNING_JOB: _running_job,
    Need.FINISHED_JOB: _finished_job,
    Need.MOVES: _moves,
}
