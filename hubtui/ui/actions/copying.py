"""A copy: what is asked for, the plan, its start, and what the panes show once it is done."""

from __future__ import annotations

import os
from asyncio import Future
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from hubtui.errors import BadInput
from hubtui.jobs.hf_cache import cache_root, into_cache
from hubtui.jobs.names import PathMap
from hubtui.jobs.plan import Plan
from hubtui.jobs.scan import CopyRequest
from hubtui.locator import FILE, is_local_path, parse_locator
from hubtui.model import EntryType, TreeEntry
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.local_paths import complete_path
from hubtui.ui.actions.planning import make_plan, title_of
from hubtui.ui.actions.publishing import offer_publishing, proposals
from hubtui.ui.context import Context
from hubtui.ui.location import Location
from hubtui.ui.offload import offload
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.transfers import copy_requests

CACHE = "cache:"
CACHE_HINT = (f"{CACHE} is Hugging Face's own cache, where from_pretrained looks",)


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
    if there is not None and there.folder:
        await _copy(context, here, there, rows)
        return
    typed = await _typed(context, "Download into the folder", "~/", hint=CACHE_HINT)
    if typed == CACHE:
        await _copy_into_cache(context, here, rows)
    elif typed:
        await _copy(context, here, _place_of(context, typed), rows)


async def _copy_into_cache(context: Context, here: Location, rows: Sequence[Any]) -> None:
    """Into the cache that huggingface_hub has for this user."""
    pane, account, root = context.pane, context.session.accounts.of_scheme(FILE), cache_root()
    source = await context.hub(here.account)
    found = copy_requests(here, Location.of_folder(account.name, root.as_posix()), rows)
    plain = [replace(one, to=PathMap()) for one in found]

    def pinned() -> list[CopyRequest]:
        return [into_cache(one, source, account.name, root) for one in plain]

    if await plan_and_start(context, await offload(pinned)) is not None:
        pane.forget_marks()


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
    """The path that was typed, as a place of this machine."""
    typed = await _typed(context, question, begin)
    return _place_of(context, typed) if typed else None


async def _typed(context: Context, question: str, begin: str, hint: Sequence[str] = ()) -> str:
    check = (lambda _: None) if hint else None
    prompt = Prompt(
        question,
        placeholder="~/models, /data, ./here",
        value=begin,
        hint=hint,
        check=check,
        complete=complete_path,
        is_slow=True,
    )
    return await context.ask(prompt) or ""


def _place_of(context: Context, typed: str) -> Location:
    """What is written without a folder is below here."""
    account = context.session.accounts.of_scheme(FILE)
    locator = parse_locator(typed if is_local_path(typed) or "://" in typed else f"./{typed}")
    if locator.repo is None or not locator.repo.is_folder:
        raise BadInput(f"not a path of this machine: {typed!r} (write /a/folder or ~/folder)")
    return Location.of_folder(account.name, locator.repo.repo_id)


async def _copy(context: Context, here: Location, there: Location, rows: Sequence[Any]) -> None:
    pane = context.pane
    if await plan_and_start(context, copy_requests(here, there, rows)) is not None:
        pane.forget_marks()


async def plan_and_start(
    context: Context, requests: Sequence[CopyRequest], wanted: Collection[str] | None = None
) -> int | None:
    """Show the plan of these copies, of `wanted` only these paths of the target; the job, if it starts."""
    screen = PlanScreen(title_of(context, requests), requests, wanted)
    answer: Future[Plan | None] = context.app.push_screen(screen, wait_for_dismiss=True)
    await screen.is_ready.wait()
    await make_plan(context, screen, requests)
    plan = await answer
    if plan is None:
        return None
    job_id = await offload(context.session.engine.submit, plan)
    if places := proposals(plan):
        context.when_over[job_id] = lambda job: offer_publishing(context, job, places)
    context.app.dispatch.jobs.started(job_id)
    context.say(f"job {job_id} has started; {context.key('jobs.open')} shows it")
    return job_id
