"""Getting about: in, out, back, forward, tabs, and what the two panes do with each other."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import PurePath

from hubtui.errors import BadInput, HubtuiError, NotFound, StoreError
from hubtui.locator import parse_locator
from hubtui.model import Collection, Commit, Discussion, Ref, RepoInfo, RepoKey, RepoType, TreeEntry
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.discussions import open_discussion
from hubtui.ui.actions.going import place
from hubtui.ui.actions.loading import load, more, read_on, visit
from hubtui.ui.actions.looking import preview
from hubtui.ui.context import Context
from hubtui.ui.headings import missing, no_collections
from hubtui.ui.location import REPO_VIEWS, Location, View
from hubtui.ui.offload import offload
from hubtui.ui.rows.places import Place, key_in_places
from hubtui.ui.transfers import below
from hubtui.ui.widgets.pane import Pane

__all__ = ["more", "start"]


async def start(context: Context, pane: Pane, account: str, wanted: str = "") -> None:
    """Begin where the config says, else at the account's own models; without an account, where one can be."""
    if wanted and await _start_at(context, pane, wanted):
        return
    serial = pane.begin(context.heading(Location(account)), Location(account))
    location = Location(account)
    try:
        user = await context.user(account)
        if user is not None:
            location = Location(account, View.REPOS, user.name)
    except StoreError:
        pass  # the pane says so itself
    finally:
        if context.is_open and serial == pane.serial:
            await load(context, pane, location)


async def _start_at(context: Context, pane: Pane, wanted: str) -> bool:
    """Whether there is such a place and an account for it; if not, why is said."""
    try:
        locator = parse_locator(wanted)
        account = context.session.accounts.of_scheme(locator.scheme).name
    except BadInput as error:
        context.report(error)
        return False
    pane.begin(context.heading(Location(account)), Location(account))
    try:
        hub = await context.hub(account)
    except StoreError:
        await load(context, pane, Location(account))
        return True
    try:
        await context.user(account)
    except HubtuiError as error:
        context.report(error)
    await load(context, pane, place(locator, account, hub.default_revision, RepoType.MODEL))
    return True


@action("pane.open")
async def open_row(context: Context) -> None:
    pane, here = context.pane, context.location
    match pane.lines.current:
        case Place() as chosen:
            await _open_place(context, chosen)
        case Collection(slug=slug, title=title):
            await visit(context, pane, Location.in_collection(here.account, slug, title))
        case TreeEntry(is_directory=True, path=path) if here.folder:
            await visit(context, pane, Location.of_folder(here.account, below(here.folder, path)))
        case RepoInfo(key=key):
            hub = await context.hub(here.account)
            await visit(context, pane, here.in_repo(key, hub.default_revision))
        case TreeEntry(is_directory=True, path=path):
            assert here.repo is not None
            await visit(context, pane, here.in_repo(here.repo, here.revision, path))
        case TreeEntry():
            await preview(context)
        case Commit(oid=revision) | Ref(name=revision):
            assert here.repo is not None
            await visit(context, pane, here.in_repo(here.repo, revision))
        case Discussion() as discussion:
            await open_discussion(context, discussion)


async def _open_place(context: Context, place: Place) -> None:
    if place.reason:
        context.say(f"{place.name}: {place.reason}")
    elif place.location is not None:
        await visit(context, context.pane, place.location)
    else:
        context.app.run_command(place.command)


@action("pane.out")
async def go_out(context: Context) -> None:
    here = context.destination
    outside = here.outside
    if outside is None:
        context.say(f"this is the outermost listing; {context.key('app.goto')} goes anywhere")
        return
    await visit(context, context.pane, outside, cursor=_cursor_in(outside, here))


def _cursor_in(outside: Location, here: Location) -> Hashable | None:
    """The row of what was left; None: the one that the cursor was on."""
    match outside.view:
        case View.FILES if here.folder:
            return PurePath(here.folder).name
        case View.PLACES:
            return key_in_places(here)
        case View.COLLECTIONS:
            return here.collection or None
        case View.REPOS:
            return here.repo
        case View.FILES:
            return here.path
        case _:
            return None


@action("pane.all")
async def read_all(context: Context) -> None:
    await read_on(context, context.pane)


@action("pane.back")
async def go_back(context: Context) -> None:
    pane = context.pane
    pane.forward.append(context.destination)
    await load(context, pane, pane.back.pop())


@action("pane.forward")
async def go_forward(context: Context) -> None:
    pane = context.pane
    pane.back.append(context.destination)
    await load(context, pane, pane.forward.pop())


@action("pane.other")
def other_pane(context: Context) -> None:
    context.explorer.activate(context.other)


@action("pane.swap")
def swap(context: Context) -> None:
    if context.pane.is_loading or context.other.is_loading:
        context.say("a pane is still loading")
        return
    context.pane.swap_with(context.other)
    context.explorer.activate(context.other)


@action("pane.zoom")
def zoom(context: Context) -> None:
    context.explorer.toggle_class("-zoomed")


@action("pane.same")
async def same_on_other_hub(context: Context) -> None:
    repo, other = context.repo, context.other
    assert repo is not None
    there = other.location
    if there is None:
        context.say("the other pane shows nothing yet")
        return
    if there.folder or repo.is_folder:
        context.say("a folder of this machine is no hub's repo")
        return
    hub = await context.hub(there.account)
    names = dict.fromkeys(name for name in (there.namespace, repo.namespace) if name)
    for namespace in names:
        key = RepoKey(repo.repo_type, f"{namespace}/{repo.name}")
        try:
            await offload(hub.repo_info, key)
        except NotFound:
            continue
        await visit(context, other, Location(there.account).in_repo(key, hub.default_revision))
        return
    context.say(f"{hub.title} shows no {repo.repo_type} {repo.name} of {' or '.join(names)}")


@action("view.models")
async def show_models(context: Context) -> None:
    await _show_type(context, RepoType.MODEL)


@action("view.datasets")
async def show_datasets(context: Context) -> None:
    await _show_type(context, RepoType.DATASET)


@action("view.spaces")
async def show_spaces(context: Context) -> None:
    await _show_type(context, RepoType.SPACE)


async def _show_type(context: Context, repo_type: RepoType) -> None:
    here = context.destination
    if here.folder:
        context.say("a folder has files only")
    elif here.view is View.REPOS and here.source.is_mixed:
        context.say(f"this list has repos of all types; {context.key('find.filter')} filters it by type")
    elif here.namespace or here.view is View.REPOS:
        await visit(context, context.pane, here.of_type(repo_type))
    else:
        context.say("open a namespace first")


@action("view.collections")
async def show_collections(context: Context) -> None:
    here = context.destination
    if not here.namespace:
        context.say("open a namespace first")
    elif why := no_collections(await context.hub(here.account)):
        context.say(why)
    else:
        await visit(context, context.pane, here.collections)


@action("view.next")
async def next_tab(context: Context) -> None:
    await _turn(context, 1)


@action("view.previous")
async def previous_tab(context: Context) -> None:
    await _turn(context, -1)


def _tab(view: View) -> None:
    async def show(context: Context) -> None:
        here = context.destination
        if why := missing(view, here.repo_type, await context.hub(here.account)):
            context.say(why)
        elif here.view is not view:
            await visit(context, context.pane, here.tab(view))

    action(f"view.{view}")(show)


for _view in REPO_VIEWS:
    _tab(_view)


async def _turn(context: Context, step: int) -> None:
    here = context.destination
    if here.folder:
        context.say("a folder has files only")
    elif here.view in (View.REPOS, View.COLLECTIONS) and not here.source.is_mixed:
        await _turn_in_lists(context, here, step)
    elif here.repo is not None:
        await _turn_in_repo(context, here, step)


async def _turn_in_lists(context: Context, here: Location, step: int) -> None:
    tabs: list[RepoType | None] = [*RepoType]
    if here.namespace and not no_collections(await context.hub(here.account)):
        tabs.append(None)
    now = None if here.view is View.COLLECTIONS else here.repo_type
    turned = tabs[(tabs.index(now) + step) % len(tabs)]
    await visit(context, context.pane, here.of_type(turned) if turned else here.collections)


async def _turn_in_repo(context: Context, here: Location, step: int) -> None:
    hub = await context.hub(here.account)
    place = REPO_VIEWS.index(here.view)
    for _ in REPO_VIEWS:
        place = (place + step) % len(REPO_VIEWS)
        why = missing(REPO_VIEWS[place], here.repo_type, hub)
        if not why:
            await visit(context, context.pane, here.tab(REPO_VIEWS[place]))
            return
        context.say(why)
