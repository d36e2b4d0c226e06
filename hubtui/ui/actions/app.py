"""What concerns the whole program: going places by name, help, themes, leaving."""

from __future__ import annotations

from dataclasses import replace

from hubtui import format
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import reload
from hubtui.ui.context import Context
from hubtui.ui.screens.compare import Comparison
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.help import Help
from hubtui.ui.screens.keyed import Keyed
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
    view = context.session.engine.view()
    jobs = view.running + view.queued
    question = f"Quit while {format.plural(jobs, 'job')} {'runs' if jobs == 1 else 'run'}?"
    keys = f"{context.key('jobs.open')}, then {context.key('jobs.retry')}, goes on later"
    details = f"What is running stops where it is. Nothing half done is committed; {keys}."
    if not jobs or await context.ask(Confirm(question, details, "quit")):
        context.app.exit(0)
