"""What takes a repo's space, and deleting it for good: the heaviest thing there is here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hubtui import format
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.model import LargeFile, RepoKey, items
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.answers import answer_to
from hubtui.ui.actions.doing import do_now
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.rows.storage import Stored
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.storage import StorageScreen

LISTED = 6
AT_ONCE = 1000
"""Contents that the hub deletes in one request."""
GONE = (
    "They are gone from every commit, tag and branch, and the history is rewritten. No hub gives them back."
)


@action("storage.open")
async def open_storage(context: Context) -> None:
    repo = context.repo
    assert repo is not None
    await show_storage(context, context.location.account, repo)


async def show_storage(context: Context, account: str, repo: RepoKey) -> None:
    screen = StorageScreen(account, repo)
    await context.app.push_screen(screen)
    await _list(context, screen)


@action("storage.refresh")
async def refresh(context: Context) -> None:
    if isinstance(context.screen, StorageScreen):
        await _list(context, context.screen)


async def _list(context: Context, screen: StorageScreen) -> None:
    screen.begin()
    listed = await answer_to(
        context, screen, screen.account, lambda hub: list(items(hub.list_large_files(screen.repo)))
    )
    if listed is not None:
        screen.show(listed)


@action("storage.delete")
async def delete(context: Context) -> None:
    screen, lines = context.screen, context.lines
    if not isinstance(screen, StorageScreen) or lines is None:
        return
    files = [row.file for row in lines.chosen() if isinstance(row, Stored)]
    if not files or not await context.ask(_question(context, screen, files)):
        return
    hub = await offload(context.session.hub_to_write, screen.account)
    for start in range(0, len(files), AT_ONCE):
        await do_now(context, *_purging(hub, screen, files[start : start + AT_ONCE]))
    freed = format.size(sum(file.size for file in files))
    context.say(f"{format.plural(len(files), 'content')} deleted for good, {freed} less")
    context.session.catalog.forget(screen.account, screen.repo)
    if screen.is_attached:
        await _list(context, screen)


def _purging(
    hub: Hub, screen: StorageScreen, files: Sequence[LargeFile]
) -> tuple[BulkItem, Callable[[], None]]:
    said = Operation(OperationKind.PURGE, paths=tuple(file.path or file.oid for file in files))
    item = BulkItem(screen.account, screen.repo, said, size=sum(file.size for file in files))
    return item, lambda: hub.delete_large_files(screen.repo, files)


def _question(context: Context, screen: StorageScreen, files: list[LargeFile]) -> Confirm:
    present = sum(bool(file.ref) for file in files)
    used = f"{format.plural(present, 'file')} of today's branches among them!" if present else ""
    lines = [
        f"{context.whose(screen.account)} · {safe(str(screen.repo))}",
        *format.few(files, LISTED, lambda file: f"  {safe(file.path) or '-'}  {format.size(file.size)}"),
        *([used] if used else []),
        GONE,
    ]
    question = f"Delete {format.plural(len(files), 'content')} for good?"
    return Confirm(question, "\n".join(lines), "delete for good", typed=screen.repo.repo_id)
