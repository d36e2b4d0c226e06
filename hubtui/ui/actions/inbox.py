"""The inbox: what is open in all repos of the account's namespaces, read while it is looked at."""

from __future__ import annotations

from collections.abc import Iterable

from hubtui.errors import HubtuiError
from hubtui.jobs.inbox import Inbox
from hubtui.jobs.pacing import Stopped
from hubtui.model import DiscussionQuery, RepoKey
from hubtui.ui.actions._registry import action
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.inbox import InboxScreen


@action("inbox.open")
async def open_inbox(context: Context) -> None:
    screen = InboxScreen(context.location.account)
    await context.app.push_screen(screen)
    await read(context, screen)


@action("inbox.refresh")
async def refresh(context: Context) -> None:
    if isinstance(context.screen, InboxScreen):
        await read(context, context.screen)


async def read(context: Context, screen: InboxScreen) -> None:
    """All of it anew. A later reading ends this one."""
    gate = screen.renew_gate()
    hub = await context.hub(screen.account)
    inbox = Inbox(hub, DiscussionQuery(status=screen.query_now.status), gate)
    screen.begin(inbox)
    error: HubtuiError | None = None
    try:
        await offload(inbox.read)
    except Stopped:
        return
    except HubtuiError as failure:
        error = failure
    if not context.is_open or not screen.is_attached or screen.inbox is not inbox:
        return
    context.hub_answered(screen.account, error)
    screen.end()
    if error is not None:
        screen.show_error(error)


async def read_again(context: Context, account: str, repos: Iterable[RepoKey]) -> None:
    """What of these repos is listed, where an inbox is open: something in them was changed."""
    screen = context.inbox
    if screen is None or screen.account != account or screen.inbox is None or screen.is_busy:
        return
    inbox = screen.inbox
    asked = [repo for repo in repos if repo in inbox.found]
    try:
        await offload(inbox.ask, asked)
    except Stopped:
        return
    if screen.is_attached:
        screen.show_anew()


async def show(context: Context, screen: InboxScreen, query: DiscussionQuery) -> None:
    """Of what is read at once; of another status the repos are asked."""
    before = screen.query_now
    screen.show_only(query)
    if query.status != before.status:
        await read(context, screen)
