"""Who asks to read a gated repo: listing them, letting them in, turning them down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hubtui import format
from hubtui.errors import HubtuiError
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation, Seen
from hubtui.model import AccessRequest, AccessStatus, items
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.answers import answer_to
from hubtui.ui.actions.doing import do_now
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.access import AccessScreen
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.prompt import Prompt

WORDS = {AccessStatus.ACCEPTED: "let in", AccessStatus.REJECTED: "turned down"}
NO_REASON = "-"


@action("access.open")
async def open_access(context: Context) -> None:
    repo = context.repo
    assert repo is not None
    screen = AccessScreen(context.location.account, repo)
    await context.app.push_screen(screen)
    await _list(context, screen, AccessStatus.PENDING)


@action("access.next")
async def next_status(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, AccessScreen):
        every = list(AccessStatus)
        await _list(context, screen, every[(every.index(screen.status) + 1) % len(every)])


@action("access.refresh")
async def refresh(context: Context) -> None:
    if isinstance(context.screen, AccessScreen):
        await _list(context, context.screen, context.screen.status)


async def _list(context: Context, screen: AccessScreen, status: AccessStatus) -> None:
    screen.begin(status)
    listed = await answer_to(
        context,
        screen,
        screen.account,
        lambda hub: list(items(hub.list_access_requests(screen.repo, status))),
    )
    if listed is not None and screen.status is status:
        screen.show(listed, context.hint(("access.next", "shows the others"), ("app.escape", "closes")))


@action("access.accept")
async def accept(context: Context) -> None:
    screen, asking = context.screen, _asking(context)
    if not isinstance(screen, AccessScreen) or not asking:
        return
    if len(asking) > 1:
        names = "\n".join(format.few(asking, 8, lambda one: f"  {safe(one.user)}"))
        question = f"Let {len(asking)} in to {safe(str(screen.repo))}?"
        if not await context.ask(Confirm(question, names, "let them in", typed=str(len(asking)))):
            return
    await _answer(context, screen, asking, AccessStatus.ACCEPTED)


@action("access.reject")
async def reject(context: Context) -> None:
    screen, asking = context.screen, _asking(context)
    if not isinstance(screen, AccessScreen) or not asking:
        return
    who = safe(asking[0].user) if len(asking) == 1 else format.plural(len(asking), "request")
    hint = [f"they read it; {NO_REASON} alone gives no reason"]
    question = f"Turn down {who}"
    reason = await context.ask(Prompt(question, sign="✗", placeholder="why", hint=hint))
    if reason:
        told = "" if reason == NO_REASON else reason
        await _answer(context, screen, asking, AccessStatus.REJECTED, told)


def _asking(context: Context) -> list[AccessRequest]:
    lines = context.lines
    return [row for row in lines.chosen() if isinstance(row, AccessRequest)] if lines else []


async def _answer(
    context: Context,
    screen: AccessScreen,
    asking: Sequence[AccessRequest],
    status: AccessStatus,
    reason: str = "",
) -> None:
    """One after the other; what the hub refuses is told, and the rest goes on."""
    hub = await offload(context.session.hub_to_write, screen.account)
    failures: list[str] = []
    for one in asking:
        try:
            await do_now(context, *_answering(hub, screen, one, status, reason))
        except HubtuiError as error:
            failures.append(f"{safe(one.user)}: {error}")
    done = len(asking) - len(failures)
    if done:
        who = safe(asking[0].user) if len(asking) == 1 else format.plural(done, "user")
        context.say(f"{who} {WORDS[status]}")
    if failures:
        context.say(f"{len(failures)} not answered: {failures[0]}", bad=True, seconds=10)
    if screen.is_attached:
        await _list(context, screen, screen.status)


def _answering(
    hub: Hub, screen: AccessScreen, one: AccessRequest, status: AccessStatus, reason: str
) -> tuple[BulkItem, Callable[[], None]]:
    said = Operation(OperationKind.ANSWER, status, paths=(one.user,), message=reason)
    item = BulkItem(screen.account, screen.repo, said, Seen(status=one.status))
    return item, lambda: hub.answer_access_request(screen.repo, one, status, reason)
