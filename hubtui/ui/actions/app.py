"""What concerns the whole program: going places by name, help, themes, leaving."""

from __future__ import annotations

from dataclasses import replace

from hubtui import format
from hubtui.handover import can_be_left, hand_over
from hubtui.jobs.job import JobView
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import reload
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.compare import Comparison
from hubtui.ui.screens.help import Help
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.screens.leave import Leave
from hubtui.ui.themes import CYCLE


@action("app.refresh")
async def refresh(context: Context) -> None:
    context.asked_for.discard(context.account(context.location.account).store)
    await reload(context, context.pane)


@action("app.help")
async def show_help(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, Help) or not isinstance(screen, Keyed):
        return
    scope = screen.scope
    chosen = await context.ask(Help(context.keyboard.commands, scope, context.reason))
    if chosen:
        context.app.run_command(chosen, scope)


@action("app.run")
def run_chosen(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, Help) and screen.lines is not None and screen.lines.current is not None:
        screen.dismiss(screen.lines.current.id)


@action("app.palette")
def palette(context: Context) -> None:
    context.app.action_command_palette()


@action("app.theme")
def next_theme(context: Context) -> None:
    now = context.app.theme
    context.app.theme = CYCLE[(CYCLE.index(now) + 1) % len(CYCLE)] if now in CYCLE else CYCLE[0]


@action("app.escape")
def escape(context: Context) -> None:
    lines, screen = context.lines, context.screen
    if screen is context.explorer and context.pane.is_reading_on:
        context.pane.show_reading_on(False)
    elif lines is not None and lines.range_anchor is not None:
        lines.drop_range()
    elif lines is not None and lines.arrangement.filter:
        lines.set_arrangement(replace(lines.arrangement, filter=""))
    elif lines is not None and len(lines.marks):
        lines.unmark_all()
    elif isinstance(screen, Comparison) and screen.only is not None:
        screen.show_only(None)
    elif context.document is not None and context.document.searched:
        context.document.find("")
    elif screen is not context.explorer:
        screen.dismiss(None)
    else:
        context.app.dispatch.beside.close()


@action("app.quit")
async def leave(context: Context) -> None:
    if context.screen is not context.explorer:
        context.screen.dismiss(None)
        return
    jobs = [job for job in context.jobs if not job.state.is_over and not job.elsewhere]
    if not jobs:
        context.app.exit(0)
        return
    leave = _leave(context, jobs)
    if await context.ask(leave):
        if leave.keeps:
            going = [job.job_id for job in jobs if can_be_left(job)]
            handed = await offload(hand_over, context.session, going)
            context.session.when_closed.append(handed.release)
        context.app.exit(0)


def _leave(context: Context, jobs: list[JobView]) -> Leave:
    number = len(jobs)
    question = f"Quit while {format.plural(number, 'job')} {'is' if number == 1 else 'are'} not over?"
    details = (
        "quit: they stop where they are. Nothing half done is committed; "
        f"{context.key('jobs.resume_all')} goes on at the next start.\n"
        "keep running: a process of its own goes on with them and ends when they are over; "
        "hubtui shows them when you are back."
    )
    return Leave(question, details, why_not=_why_not_keep(context, jobs))


def _why_not_keep(context: Context, jobs: list[JobView]) -> str:
    if context.session.is_demo:
        return "They cannot run on: the demo's hubs end with it."
    return "" if any(map(can_be_left, jobs)) else "None of them can run on: they are paused, or no copies."
