"""Of jobs and plans: why a command cannot act on them, in words; empty when it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubtui.jobs.job import JobState
from hubtui.model import Capability
from hubtui.text import safe
from hubtui.ui.screens.jobs import Jobs, chosen_jobs
from hubtui.ui.screens.plan import PlanScreen

if TYPE_CHECKING:
    from hubtui.ui.context import Context


def running_job(context: Context) -> str:
    jobs = chosen_jobs(context.screen)
    if not jobs or any(not job.state.is_over for job in jobs):
        return "" if jobs else "no job here"
    return f"the job is {jobs[0].state} already"


def over_job(context: Context) -> str:
    jobs = chosen_jobs(context.screen)
    if not jobs or any(job.state.is_over for job in jobs):
        return "" if jobs else "no job here"
    return f"the job is {jobs[0].state}; {context.key('jobs.cancel')} cancels it"


def queued_job(context: Context) -> str:
    screen = context.screen
    job = screen.job if isinstance(screen, Jobs) else None
    if job is None:
        return "no job here"
    waits = job.state in (JobState.QUEUED, JobState.PAUSED) and job.phase is None
    return "" if waits else f"the job is {job.state}: only those that have not begun change places"


def live_jobs(context: Context) -> str:
    screen = context.screen
    jobs = screen.lines.rows if isinstance(screen, Jobs) and screen.lines else ()
    return "" if any(not job.state.is_over for job in jobs) else "no job runs or waits"


def interrupted_jobs(context: Context) -> str:
    return "" if context.interrupted else "no job was interrupted"


def finished_job(context: Context) -> str:
    jobs = chosen_jobs(context.screen)
    if not jobs or any(job.state.is_over and job.state is not JobState.DONE for job in jobs):
        return "" if jobs else "no job here"
    over = [job for job in jobs if job.state.is_over]
    return "the job is done; there is nothing to retry" if over else f"the job is {jobs[0].state}"


def moves(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None or screen.totals is None:
        return "the plan is not made yet"
    totals = screen.totals
    if not screen.is_settled:
        return "the plan is being made anew"
    if totals.files - totals.skip - totals.cannot + totals.delete <= 0 and not screen.plan.makes:
        return "nothing is to be copied"
    return ""


def plan_row(context: Context) -> str:
    screen = context.screen
    line = screen.frame.lines.current if isinstance(screen, PlanScreen) and screen.frame else None
    if line is None:
        return "no file here"
    return "" if line.item.path else "this repo cannot be copied"


def new_target(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None:
        return "the plan is not made yet"
    if any(repo.create and not repo.target.repo.is_folder for repo in screen.plan.repos):
        return ""
    return "no repo is made: those that exist stay as visible as they are"


def branches(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, PlanScreen):
        return ""
    if any(one.target.repo.is_folder for one in screen.requests):
        return "a folder has no branches"
    if screen.options.all_refs:
        return f"each branch goes to the one of its name; {context.key('plan.refs')} copies one alone"
    return ""


def proposable(context: Context) -> str:
    """A pull request is opened to the default branch of a repo that is there."""
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None:
        return "the plan is not made yet"
    if screen.options.all_refs:
        return f"it is of one branch; {context.key('plan.refs')} copies one alone"
    for repo in screen.plan.repos:
        to, name = repo.target, safe(repo.target.repo.repo_id)
        if to.repo.is_folder or not context.supports(to.account, Capability.PROPOSE, to.repo.repo_type):
            return f"{context.hub_title(to.account)} has no pull requests"
        if repo.create:
            return f"{name} is made by the copy: there is nothing yet to propose changes of"
        default = context.default_revision(to.account)
        if to.revision != default:
            return f"a pull request goes to {default}, not to {safe(to.revision)}"
    return ""


def all_refs(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, PlanScreen):
        return ""
    if any(place.repo.is_folder for one in screen.requests for place in (one.source, one.target)):
        return "a folder has no branches"
    if any(one.paths for one in screen.requests):
        return "only some files are copied: all branches are those of whole repos"
    return ""
