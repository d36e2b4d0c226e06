"""The storage map: into repos and folders, out again, and to what only the history holds."""

from __future__ import annotations

from hubtui.errors import HubtuiError
from hubtui.jobs.weights import WeightKind, short_name, weigh_namespace, weigh_repo
from hubtui.model import RepoInfo
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.storage import show_storage
from hubtui.ui.context import Context
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.screens.storage_map import StorageMap


@action("storage.map")
async def open_map(context: Context) -> None:
    """At the namespace's repos, the cursor on the one it was on; in a repo, at its folder."""
    here, row = context.location, context.pane.lines.current
    user = context.users.get(here.account)
    namespace = here.namespace or (user.name if user else "")
    path = here.path if here.view is View.FILES else ""
    screen = StorageMap(here.account, namespace, here.repo, path)
    await context.app.push_screen(screen)
    cursor = (WeightKind.REPO, short_name(row.key)) if isinstance(row, RepoInfo) else None
    await _read(context, screen, cursor)


@action("storage.again")
async def read_again(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, StorageMap):
        await _read(context, screen, screen.listed.lines.cursor_key)


async def _read(context: Context, screen: StorageMap, cursor: object = None) -> None:
    """What the hub tells of where the map is."""
    screen.begin()
    repo, path = screen.repo, screen.path
    hub = await context.hub(screen.account)
    try:
        if repo is None:
            screen.known = await offload(weigh_namespace, hub, screen.namespace)
        else:
            screen.repos[repo] = await offload(weigh_repo, hub, repo)
    except HubtuiError as error:
        if screen.is_attached and (screen.repo, screen.path) == (repo, path):
            screen.show_error(error)
        return
    if screen.is_attached and screen.repo == repo:
        screen.show(cursor)


@action("storage.into")
async def go_in(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, StorageMap) or (weight := screen.weight) is None:
        return
    match weight.kind:
        case WeightKind.FILE:
            context.say(f"{weight.name} is a file; {context.key('text.id')} copies its path")
        case WeightKind.HISTORY:
            await show_storage(context, screen.account, weight.repo)
        case _:
            screen.go(weight.repo, weight.path)
            if not screen.is_known:
                await _read(context, screen)


@action("storage.out")
async def go_out(context: Context) -> None:
    """The cursor is on what was gone out of."""
    screen = context.screen
    if not isinstance(screen, StorageMap):
        return
    if screen.repo is None:
        context.say(f"this is all of {screen.namespace}; {context.key('app.escape')} closes it")
        return
    if screen.path:
        outside, _, name = screen.path.rpartition("/")
        screen.go(screen.repo, outside, cursor=(WeightKind.FOLDER, name))
        return
    cursor = (WeightKind.REPO, short_name(screen.repo))
    screen.go(None, cursor=cursor)
    if not screen.is_known:
        await _read(context, screen, cursor)
