"""Of discussions: why a command cannot act on them, in words; empty when it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubtui.model import Capability, DiscussionStatus, Ref, RefType, RepoType
from hubtui.ui.needs.owning import (
    read_only,
)
from hubtui.ui.screens.thread import ThreadScreen

if TYPE_CHECKING:
    from hubtui.ui.context import Context


def discuss(context: Context) -> str:
    place, here = context.thread_place, context.pane.location
    account = place.account if place else here.account if here else ""
    repo = place.repo if place else here.repo if here else None
    if repo is None:
        return "no repo here"
    if not context.supports(account, Capability.DISCUSS, repo.repo_type):
        return "this hub takes no discussions from here"
    if (account, repo) in context.busy:
        return "the change before is still on its way"
    return read_only(context, account) if context.users.get(account) else "not signed in"


def inbox(context: Context) -> str:
    here = context.pane.location
    if here is None or here.folder:
        return "no hub here"
    if not any(context.supports(here.account, Capability.DISCUSSIONS, kind) for kind in RepoType):
        return f"{context.hub_title(here.account)} tells nobody of discussions"
    return "" if context.users.get(here.account) else "not signed in"


def a_discussion(context: Context) -> str:
    if context.discussion is None:
        return "the thread is not read yet" if context.thread_place else "no discussion here"
    return ""


def reply(context: Context) -> str:
    return a_discussion(context) or discuss(context)


def a_status(context: Context) -> str:
    found, lines = context.discussion, context.lines
    if found is not None and found.status is DiscussionStatus.MERGED and not (lines and len(lines.marks)):
        return f"#{found.num} is merged, and stays so"
    return reply(context)


def own_comment(context: Context) -> str:
    if why := reply(context):
        return why
    screen, place = context.screen, context.thread_place
    user = context.users.get(place.account) if place else None
    if isinstance(screen, ThreadScreen) and user and screen.thread and not screen.comments_of(user.name):
        return f"no comment here is yours ({user.name})"
    return ""


def pull_request(context: Context) -> str:
    found = context.discussion
    if found is not None and not found.is_pull_request:
        return f"#{found.num} is no pull request"
    return a_discussion(context)


def draft(context: Context) -> str:
    found = context.discussion
    if found is not None and found.is_pull_request and found.status is not DiscussionStatus.DRAFT:
        return f"#{found.num} is {found.status}, no draft"
    return pull_request(context) or reply(context)


def merge(context: Context) -> str:
    found = context.discussion
    if found is not None and found.is_pull_request:
        match found.status:
            case DiscussionStatus.MERGED:
                return f"#{found.num} is merged already"
            case DiscussionStatus.CLOSED:
                return f"#{found.num} is closed; {context.key('discussions.close')} opens it again"
            case DiscussionStatus.DRAFT:
                opening = "" if isinstance(context.screen, ThreadScreen) else "once it is open, "
                return f"#{found.num} is a draft; {opening}{context.key('discussions.publish')} publishes it"
    return pull_request(context) or reply(context)


def pull_ref(context: Context) -> str:
    row = context.lines.current if context.lines else None
    is_one = isinstance(row, Ref) and row.ref_type is RefType.PULL_REQUEST
    return "" if is_one else "no pull request's ref here"
