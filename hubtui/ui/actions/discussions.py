"""Reading discussions: which ones are listed, one thread, the next one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hubtui.errors import HubtuiError
from hubtui.jobs.inbox import InboxItem
from hubtui.model import Discussion, DiscussionQuery, Ref, RefType
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.inbox import show
from hubtui.ui.actions.loading import visit
from hubtui.ui.actions.states import error_notes
from hubtui.ui.context import Context
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.rows.table import Part, Tone
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.screens.thread import ThreadPlace, ThreadScreen
from hubtui.ui.threads import BRIEF, laid_out

# Which ones are listed


@action("discussions.all")
async def list_all(context: Context) -> None:
    await _list(context, DiscussionQuery())


@action("discussions.only_open")
async def list_open(context: Context) -> None:
    await _toggle(context, status="open")


@action("discussions.only_closed")
async def list_closed(context: Context) -> None:
    await _toggle(context, status="closed")


@action("discussions.only_pulls")
async def list_pull_requests(context: Context) -> None:
    await _toggle(context, is_pull_request=True)


@action("discussions.only_talk")
async def list_talk(context: Context) -> None:
    await _toggle(context, is_pull_request=False)


@action("discussions.by_author")
async def list_by_author(context: Context) -> None:
    query, row = _query(context), context.discussion
    known = query.author or (row.author if row else "")
    author = await context.ask(Prompt("Opened by", sign="@", placeholder="user name", value=safe(known, 96)))
    if author:
        await _list(context, replace(query, author=author.removeprefix("@")))


async def _toggle(context: Context, **wanted: Any) -> None:
    """Ask for these only; when that is what is listed, no longer."""
    query = _query(context)
    (name, value), empty = *wanted.items(), DiscussionQuery()
    chosen = getattr(empty, name) if getattr(query, name) == value else value
    await _list(context, replace(query, **{name: chosen}))


def _query(context: Context) -> DiscussionQuery:
    """Which ones are listed now."""
    return context.inbox.query_now if context.inbox is not None else context.location.discussions


async def _list(context: Context, query: DiscussionQuery) -> None:
    here = context.location
    if (inbox := context.inbox) is not None:
        await show(context, inbox, query)
    elif here.view is View.DISCUSSIONS:
        await visit(
            context, context.pane, replace(here, discussions=query), cursor=context.pane.lines.cursor_key
        )


# One thread


async def open_discussion(context: Context, row: Discussion, *, only_changes: bool = False) -> None:
    here = context.location
    assert here.repo is not None
    await open_thread(context, ThreadPlace(here.account, here.repo, row.num), row, only_changes=only_changes)


@action("inbox.thread")
async def open_item(context: Context) -> None:
    place = context.thread_place
    if place is not None and context.inbox is not None:
        await open_thread(context, place, context.discussion)


@action("discussions.of_ref")
async def open_of_ref(context: Context) -> None:
    here, num = context.location, number_of(context.pane.lines.current)
    if here.repo is not None and num is not None:
        await open_thread(context, ThreadPlace(here.account, here.repo, num))


async def open_thread(
    context: Context, place: ThreadPlace, row: Discussion | None = None, *, only_changes: bool = False
) -> None:
    """Show a thread over the panes: at once what is known of it, the rest when it is read."""
    screen = ThreadScreen(place, context.account(place.account).hub, row, only_changes=only_changes)
    await context.app.push_screen(screen)
    await read(context, screen, place, row)


async def read(
    context: Context,
    screen: ThreadScreen,
    place: ThreadPlace,
    row: Discussion | None = None,
    *,
    to_end: bool = False,
) -> None:
    """Bring this thread onto the screen. A later reading wins over this one."""
    serial = screen.begin(place, row)
    hub = await context.hub(place.account)
    error: HubtuiError | None = None
    try:
        thread = await offload(hub.read_discussion, place.repo, place.num)
    except HubtuiError as failure:
        error = failure
    if not context.is_open:
        return
    context.hub_answered(place.account, error)
    if not screen.is_attached or serial != screen.serial:
        return
    if error is None:
        screen.show_thread(thread, to_end=to_end)
    else:
        screen.show_failure(_failure(context, error))


def _failure(context: Context, error: HubtuiError) -> list[Part]:
    keys = context.hint(("discussions.refresh", "retry"), ("app.escape", "closes"))
    return [*error_notes(context, error)[:-1], (keys, Tone.ACCENT)]


@action("discussions.refresh")
async def refresh(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, ThreadScreen):
        await read(context, screen, screen.place)


@action("discussions.diff")
async def show_changes(context: Context) -> None:
    screen, row = context.screen, context.discussion
    if isinstance(screen, ThreadScreen):
        screen.toggle_changes()
    elif row is not None:
        place = context.thread_place
        assert place is not None
        await open_thread(context, place, row, only_changes=True)


@action("discussions.whole")
def show_whole(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, ThreadScreen) or screen.thread is None:
        context.say("the thread is not read yet")
    elif screen.is_whole or not _is_long(screen):
        context.say("all of it is shown already")
    else:
        screen.show_whole()


def _is_long(screen: ThreadScreen) -> bool:
    assert screen.thread is not None
    events = screen.thread.events
    texts = (getattr(event, "text", "") for event in events)
    return (
        len(laid_out(events, BRIEF)) < len(events)
        or any(len(text) > BRIEF.text for text in texts)
        or screen.thread.diff.count("\n") > BRIEF.diff_lines
    )


# The next one


@action("discussions.next")
async def go_next(context: Context) -> None:
    await _step(context, 1)


@action("discussions.previous")
async def go_previous(context: Context) -> None:
    await _step(context, -1)


async def _step(context: Context, step: int) -> None:
    """The thread of the next row of the list that has one; the list's cursor goes along."""
    screen, lines = context.screen, context.talk_lines
    if not isinstance(screen, ThreadScreen):
        return
    at = lines.cursor + step
    while (row := lines.row_at(at)) is not None and number_of(row) is None:
        at += step
    num = number_of(row)
    if num is None:
        context.say(f"this is the {'last' if step > 0 else 'first'} one of the list")
        return
    lines.move_to(at)
    repo = row.repo if isinstance(row, InboxItem) else screen.place.repo
    await read(context, screen, replace(screen.place, repo=repo, num=num), discussion_of(row))


def discussion_of(row: object) -> Discussion | None:
    """The one that a row stands for, as it is listed."""
    found = row.discussion if isinstance(row, InboxItem) else row
    return found if isinstance(found, Discussion) else None


def number_of(row: object) -> int | None:
    """Which discussion a row stands for: itself, or the pull request of a ref."""
    match row:
        case Discussion(num=num) | InboxItem(discussion=Discussion(num=num)):
            return num
        case Ref(name=name, ref_type=RefType.PULL_REQUEST):
            last = name.rpartition("/")[2]
            return int(last) if last.isascii() and last.isdigit() and len(last) < 10 else None
        case _:
            return None
