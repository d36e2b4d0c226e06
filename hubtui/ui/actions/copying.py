"""A copy: what is asked for, the plan, its start, and what the panes show once it is done."""

from __future__ import annotations

import os
from asyncio import Future
from collections.abc import Collection, Sequence
from pathlib import PurePath
from typing import Any

from hubtui.errors import BadInput
from hubtui.jobs.plan import Plan
from hubtui.jobs.scan import CopyRequest
from hubtui.locator import FILE, is_local_path, parse_locator
from hubtui.model import EntryType, TreeEntry
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.planning import make_plan, title_of
from hubtui.ui.context import Context
from hubtui.ui.location import Location
from hubtui.ui.offload import offload
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.transfers import copy_requests


@action("copy.start")
async def copy(context: Context) -> None:
    there = context.other.location
    assert there is not None
    await _copy(context, context.location, there, context.pane.lines.chosen())


@action("copy.download")
async def download(context: Context) -> None:
    here, there = context.location, context.other.location
    if here.folder:
        context.say("this is on this machine already")
        return
    rows = context.pane.lines.chosen()
    if there is None or not there.folder:
        there = await _asked_for(context, "Download into the folder")
    if there is not None:
        await _copy(context, here, there, rows)


@action("copy.upload")
async def upload(context: Context) -> None:
    here, there = context.location, context.other.location
    if here.folder:
        context.say(f"{context.key('copy.start')} copies to the other pane: show a hub there")
        return
    begin = f"{there.folder}/" if there is not None and there.folder else "~/"
    found = await _asked_for(context, "Upload the file or folder", begin)
    if found is None:
        return
    row = TreeEntry(PurePath(found.folder).name, EntryType.DIRECTORY)
    if await offload(os.path.isfile, found.folder):
        row = TreeEntry(row.path)
    assert found.outside is not None
    await _copy(context, found.outside, here, [row])


async def _asked_for(context: Context, question: str, begin: str = "~/") -> Location | None:
    """The path that was typed, as a place of this machine; what is written without one is below here."""
    account = context.session.accounts.of_scheme(FILE)
    typed = await context.ask(Prompt(question, placeholder="~/models, /data, ./here", value=begin))
    if not typed:
        return None
    locator = parse_locator(typed if is_local_path(typed) or "://" in typed else f"./{typed}")
    if locator.repo is None or not locator.repo.is_folder:
        raise BadInput(f"not a path of this machine: {typed!r} (write /a/folder or ~/folder)")
    return Location.of_folder(account.name, locator.repo.repo_id)


async def _copy(context: Context, here: Location, there: Location, rows: Sequence[Any]) -> None:
    pane = context.pane
    if await plan_and_start(context, copy_requests(here, there, rows)):
        pane.forget_marks()


async def plan_and_start(
    context: Context, requests: Sequence[CopyRequest], wanted: Collection[str] | None = None
) -> bool:
    """Show the plan of these copies, of `wanted` only these paths of the target; whether it was started."""
    screen = PlanScreen(title_of(context, requests), requests, wanted)
    answer: Future[Plan | None] = context.app.push_screen(screen, wait_for_dismiss=True)
    await screen.is_ready.wait()
    await make_plan(context, screen, requests)
    plan = await answer
    if plan is None:
        return False
    job_id = await offload(context.session.engine.submit, plan)
    context.app.dispatch.jobs.started(job_id)
    context.say(f"job {job_id} has started; {context.key('jobs.open')} shows it")
    return True
