"""Taking part in discussions: comment, edit, close, rename, merge, and open new ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from hubtui import format
from hubtui.catalog import Listing
from hubtui.errors import HubError
from hubtui.hub import Hub
from hubtui.jobs.bulk import UNSEEN, BulkItem, discussion_bulk
from hubtui.jobs.inbox import InboxItem
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation, Seen
from hubtui.model import Comment, Discussion, DiscussionStatus, RepoKey, Thread
from hubtui.text import editable, safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.discussions import discussion_of, open_thread, read
from hubtui.ui.actions.doing import do_now
from hubtui.ui.actions.inbox import read_again
from hubtui.ui.actions.loading import load
from hubtui.ui.actions.repos import submit
from hubtui.ui.context import Context
from hubtui.ui.location import Location, View
from hubtui.ui.offload import offload
from hubtui.ui.rows.comments import COMMENTS
from hubtui.ui.screens.choose import Choose
from hubtui.ui.screens.compose import NOTHING, Compose, Written
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.screens.thread import ThreadPlace, ThreadScreen, own_comments
from hubtui.ui.threads import changed_files
from hubtui.ui.widgets.pane import Pane

T = TypeVar("T")
Chosen = tuple[RepoKey, Discussion]
SHOWN_FILES = 6
"""Files that a question names one by one."""
LISTED = 8
"""Discussions that a question names before it counts."""

# Saying something


@action("discussions.comment")
async def comment(context: Context) -> None:
    chosen = _chosen(context)
    if len(chosen) > 1:
        await _comment_on_all(context, chosen)
        return
    place = _place_of(context, *chosen[0])
    key = ("comment", place)
    written = await _write(context, key, f"Comment on #{place.num}")
    if written is None:
        return

    def send(hub: Hub) -> None:
        hub.comment(place.repo, place.num, written.text)

    said = Operation(OperationKind.COMMENT, written.text, num=place.num)
    await _change(context, place, said, send, draft=key, to_end=True)
    context.say(f"commented on #{place.num}")


async def _comment_on_all(context: Context, chosen: Sequence[Chosen]) -> None:
    """Written once, asked about once: what was said to many is not unsaid."""
    account, many = _account(context), format.plural(len(chosen), "discussion")
    key = ("comment", account, tuple((repo, one.num) for repo, one in chosen))
    written = await _write(context, key, f"The same comment on {many}", verb="goes on to the list")
    if written is None:
        return
    names = format.few(chosen, LISTED, lambda one: f"  {safe(f'{one[0]}#{one[1].num} {one[1].title}', 90)}")
    details = "\n".join([context.whose(account), *names, "Each is a comment of its own; none is taken back."])
    if await context.ask(Confirm(f"Comment on {many}?", details, "comment", typed=str(len(chosen)))):
        await submit(context, discussion_bulk(account, chosen, OperationKind.COMMENT, written.text))
        context.drafts.pop(key, None)


@action("discussions.edit")
async def edit(context: Context) -> None:
    place = _place(context)
    chosen = await _own_comment(context, place)
    if chosen is None:
        return
    key, before = ("edit", place, chosen.comment_id), Written(editable(chosen.text))
    written = await _write(context, key, f"Your comment on #{place.num}", before=before, verb="saves")
    if written is None:
        return
    if written == before:
        context.say("nothing was changed")
        return

    def send(hub: Hub) -> None:
        hub.edit_comment(place.repo, place.num, chosen.comment_id, written.text)

    said = Operation(OperationKind.EDIT_COMMENT, written.text, num=place.num)
    await _change(context, place, said, send, draft=key)
    context.say(f"the comment on #{place.num} is changed")


async def _own_comment(context: Context, place: ThreadPlace) -> Comment | None:
    """The account's own comment there; of several, the one that is chosen."""
    user, thread = context.users[place.account], await _thread(context, place)
    name = user.name if user else ""
    mine = own_comments(thread.events, name)
    if not mine:
        context.say(f"edit: no comment in #{place.num} is yours ({name}); only its author may edit one")
        return None
    if len(mine) == 1:
        return mine[0]
    return await context.ask(Choose("Edit which of your comments?", COMMENTS, mine))


@action("discussions.new")
async def new(context: Context) -> None:
    account, repo = _repo(context)
    key = ("new", account, repo)
    written = await _write(
        context, key, f"New in {safe(repo.repo_id)}",
        has_title=True, needs_text=False, choice="pull request", verb="opens it",
    )  # fmt: skip
    if written is None:
        return
    made = await _create(context, account, repo, written)
    context.drafts.pop(key, None)
    await _list_again(context, account, repo, cursor=made.num)
    draft = f"#{made.num} is a draft; {context.key('discussions.publish')} publishes it"
    context.say(draft if written.choice else f"#{made.num} is open")
    place, screen = ThreadPlace(account, repo, made.num), context.screen
    if isinstance(screen, ThreadScreen):
        await read(context, screen, place, made)
    elif screen is context.explorer:
        await open_thread(context, place, made)


async def _create(context: Context, account: str, repo: RepoKey, written: Written) -> Discussion:
    hub = await context.hub(account)
    item = BulkItem(account, repo, Operation(OperationKind.OPEN, written.title, is_proposal=written.choice))

    def make() -> Discussion:
        return hub.create_discussion(repo, written.title, written.text, is_pull_request=written.choice)

    with _busy(context, account, repo):
        return await do_now(context, item, make, lambda made: f"#{made.num}")


@action("discussions.rename")
async def rename(context: Context) -> None:
    place, found = _place(context), context.discussion
    assert found is not None
    before = editable(found.title)
    title = await context.ask(Prompt(f"New title of #{place.num}", sign="✎", value=before))
    if title and title != before:
        said = Operation(OperationKind.RETITLE, title, num=place.num)
        await _change(context, place, said, lambda hub: hub.rename_discussion(place.repo, place.num, title))
        context.say(f"#{place.num} is renamed; {context.key('discussions.rename')} renames it back")


# Opening, closing, merging


@action("discussions.close")
async def close(context: Context) -> None:
    """Closes what is open of the chosen ones; when nothing is, opens what is closed."""
    chosen = _chosen(context)
    status, targets = turned(chosen)
    merged = [f"#{one.num} is merged" for _, one in chosen if one.status is DiscussionStatus.MERGED]
    if not targets:
        context.say(f"{', '.join(merged) or 'nothing is listed'}: nothing to close or open")
        return
    if len(targets) > 1:
        plan = discussion_bulk(_account(context), targets, OperationKind.STATUS, status)
        await submit(context, plan, besides=merged)
        return
    (repo, one), *_ = targets
    place, seen = _place_of(context, repo, one), Seen(status=one.status)
    said = Operation(OperationKind.STATUS, status, num=place.num)

    def turn(hub: Hub) -> None:
        hub.set_discussion_status(place.repo, place.num, status)

    try:
        await _change(context, place, said, turn, seen=seen)
    except HubError as error:
        context.say(" · ".join([f"#{place.num}: {error}", *merged]), bad=True, seconds=8)
        return
    back = "opens" if status is DiscussionStatus.CLOSED else "closes"
    words = [f"#{place.num} is {status}; {context.key('discussions.close')} {back} it again", *merged]
    context.say(" · ".join(words))


def turned(chosen: Sequence[Chosen]) -> tuple[DiscussionStatus, list[Chosen]]:
    """What these become, and which of them change."""
    unmerged = [(repo, one) for repo, one in chosen if one.status is not DiscussionStatus.MERGED]
    unclosed = [(repo, one) for repo, one in unmerged if one.status is not DiscussionStatus.CLOSED]
    return (DiscussionStatus.CLOSED, unclosed) if unclosed else (DiscussionStatus.OPEN, unmerged)


@action("discussions.publish")
async def publish(context: Context) -> None:
    place = _place(context)
    said = Operation(OperationKind.PUBLISH, num=place.num)

    def open_it(hub: Hub) -> None:
        hub.set_discussion_status(place.repo, place.num, DiscussionStatus.OPEN)

    await _change(context, place, said, open_it)
    context.say(f"#{place.num} is published: it can be merged now")


@action("discussions.merge")
async def merge(context: Context) -> None:
    place = _place(context)
    thread = await _thread(context, place)
    if thread.conflicting_files:
        names = ", ".join(thread.conflicting_files)
        context.say(f"#{place.num} cannot be merged: conflicts in {names}", bad=True, seconds=10)
        return
    if await context.ask(_question(place, thread)):
        said = Operation(OperationKind.MERGE, num=place.num)
        await _change(context, place, said, lambda hub: hub.merge(place.repo, place.num))
        context.say(f"#{place.num} is merged into {thread.target_branch or 'its branch'}")


def _question(place: ThreadPlace, thread: Thread) -> Confirm:
    files = changed_files(thread.diff)
    branch = safe(thread.target_branch or "its branch", 80)
    title = f"Merge #{place.num} “{safe(thread.discussion.title, 120)}” into {branch}?"
    names = "\n".join(format.few(files, SHOWN_FILES, lambda name: f"  {safe(name, 200)}"))
    changes = f"{format.plural(len(files), 'file')}:\n{names}" if files else "It changes no files."
    return Confirm(title, f"{safe(str(place.repo))} · {changes}\n\nA merge stays in the history.", "merge")


# What all of them need


def _place(context: Context) -> ThreadPlace:
    place = context.thread_place
    assert place is not None
    return place


def _repo(context: Context) -> tuple[str, RepoKey]:
    place = context.thread_place
    if place is not None:
        return place.account, place.repo
    assert context.location.repo is not None
    return context.location.account, context.location.repo


def _chosen(context: Context) -> list[Chosen]:
    """The open thread's, or the marked ones as they are listed now, or the one under the cursor."""
    lines, found = context.lines, context.discussion
    if lines is None:
        return [(_repo(context)[1], found)] if found else []
    listed = {lines.table.key(row): row for row in lines.rows}
    rows = [listed.get(lines.table.key(row), row) for row in lines.chosen()]
    return [
        (row.repo if isinstance(row, InboxItem) else _repo(context)[1], one)
        for row in rows
        if (one := discussion_of(row)) is not None
    ]


def _account(context: Context) -> str:
    return context.inbox.account if context.inbox is not None else context.location.account


def _place_of(context: Context, repo: RepoKey, found: Discussion) -> ThreadPlace:
    return ThreadPlace(_account(context), repo, found.num)


async def _thread(context: Context, place: ThreadPlace) -> Thread:
    """As the hub has it now."""
    hub = await context.hub(place.account)
    return await offload(hub.read_discussion, place.repo, place.num)


async def _write(
    context: Context, key: Hashable, question: str, *, before: Written = NOTHING, **options: Any
) -> Written | None:
    """What the user wrote. Kept under the key until it is sent, and shown again the next time."""
    kept = context.drafts.get(key)
    screen = Compose(question, draft=kept or before, is_kept=kept is not None, **options)
    written = await context.ask(screen)
    if written is not None:
        context.drafts[key] = written
    elif screen.is_thrown_away:
        context.drafts.pop(key, None)
    return written


@contextmanager
def _busy(context: Context, account: str, repo: RepoKey) -> Iterator[None]:
    """While a change is on its way no other one of the same repo's begins: neither is sent twice."""
    screen = context.open_screen(ThreadScreen)
    context.busy.add((account, repo))
    if screen is not None:
        screen.show_busy(True)
    try:
        yield
    finally:
        context.busy.discard((account, repo))
        if screen is not None and screen.is_attached:
            screen.show_busy(False)


async def _change(
    context: Context,
    place: ThreadPlace,
    operation: Operation,
    does: Callable[[Hub], None],
    *,
    seen: Seen = UNSEEN,
    draft: Hashable = None,
    to_end: bool = False,
) -> None:
    """Do it, keep it among what was done, and show what came of it in the thread and in the list. The draft
    is kept until it is done."""
    hub = await context.hub(place.account)
    item = BulkItem(place.account, place.repo, operation, seen)
    with _busy(context, place.account, place.repo):
        await do_now(context, item, lambda: does(hub))
    context.drafts.pop(draft, None)
    await _show_again(context, place.account, place.repo, to_end=to_end)


async def _show_again(context: Context, account: str, repo: RepoKey, *, to_end: bool = False) -> None:
    screen = context.open_screen(ThreadScreen)
    if screen is not None and (screen.place.account, screen.place.repo) == (account, repo):
        await read(context, screen, screen.place, screen.row, to_end=to_end)
    await _list_again(context, account, repo)


async def _list_again(context: Context, account: str, repo: RepoKey, *, cursor: int | None = None) -> None:
    """Read the panes that list the repo's discussions again, as far as to where their cursors are."""
    context.session.catalog.forget(account, repo)
    for pane in (context.pane, context.other):
        here = pane.location
        if here and (here.account, here.repo, here.view) == (account, repo, View.DISCUSSIONS):
            await _read_as_far(context, pane, here, cursor)
    await read_again(context, account, [repo])


async def _read_as_far(context: Context, pane: Pane, here: Location, cursor: int | None) -> None:
    wanted = cursor if cursor is not None else pane.lines.cursor_key
    with suppress(HubError):  # the pane asks again, and shows it
        await offload(_until, context.listing(here), wanted, len(pane.lines.rows))
    if context.is_open and pane.location == here:
        await load(context, pane, here, cursor=wanted)


def _until(listing: Listing[Discussion], num: Hashable, at_most: int) -> None:
    """Read on until this one is there again, or as much is read as there was."""
    while not listing.complete and all(one.num != num for one in listing.items):
        listing.more()
        if len(listing.items) >= at_most:
            return
