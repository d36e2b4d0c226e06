"""Going to a place by its name, its locator or the address of its web page."""

from __future__ import annotations

from dataclasses import replace

from hubtui.errors import HubtuiError, NotFound, Unsupported
from hubtui.locator import Locator, is_local_path, parse_locator
from hubtui.model import Account, Capability, RepoType, TreeEntry
from hubtui.ui.actions.discussions import open_thread
from hubtui.ui.actions.loading import FEW_PAGES, visit
from hubtui.ui.context import Context
from hubtui.ui.headings import SCHEMES
from hubtui.ui.location import Location, Source, View
from hubtui.ui.offload import offload
from hubtui.ui.screens.thread import ThreadPlace
from hubtui.web_address import Page, WebAddress, is_web_address, parse_web_address


async def go_to(context: Context, typed: str) -> None:
    """Go where an address, a locator, a repo or a namespace says. BadInput when it says nothing."""
    sites = endpoints(context)
    if is_web_address(typed, sites):
        await _go_to_page(context, parse_web_address(typed, sites))
        return
    here = context.location
    mine = context.account(here.account)
    locator = parse_locator(full_locator(typed, SCHEMES[mine.hub], here.repo_type))
    is_mine = SCHEMES[mine.hub] == locator.scheme
    account = mine if is_mine else context.session.accounts.of_scheme(locator.scheme)
    await _known(context, account.name)
    hub = await context.hub(account.name)
    await _visit(context, place(locator, account.name, hub.default_revision, here.repo_type))


def check_place(context: Context, typed: str) -> None:
    """BadInput when `go_to` could not even try."""
    sites, here = endpoints(context), context.location
    if is_web_address(typed, sites):
        parse_web_address(typed, sites)
        return
    mine = context.account(here.account)
    locator = parse_locator(full_locator(typed, SCHEMES[mine.hub], here.repo_type))
    if SCHEMES[mine.hub] != locator.scheme:
        context.session.accounts.of_scheme(locator.scheme)


def endpoints(context: Context) -> dict[str, str]:
    """The sites that there are accounts on, with their locators' scheme."""
    return {
        account.endpoint: SCHEMES[account.hub]
        for account in context.session.accounts
        if account.hub in ("huggingface", "modelscope")
    }


def full_locator(typed: str, scheme: str, repo_type: RepoType) -> str:
    """What was typed as a locator: `ns`, `ns/name@rev:path` and `datasets/ns/name` are of this hub."""
    if is_local_path(typed):
        return typed
    if "://" in typed:
        scheme, _, typed = typed.partition("://")
    elif repo_type is not RepoType.MODEL and not typed.startswith(
        ("models/", "datasets/", "spaces/", "studios/")
    ):
        typed = f"{repo_type.plural}/{typed}"
    return f"{scheme}://{typed.replace(':', '/', 1)}"


def place(locator: Locator, account: str, default_revision: str, repo_type: RepoType) -> Location:
    if locator.repo is not None and locator.repo.is_folder:
        return Location.of_folder(account, locator.repo.repo_id)
    if locator.repo is None:
        return Location(account, View.REPOS, locator.namespace, locator.repo_type or repo_type)
    return Location(account).in_repo(locator.repo, locator.revision or default_revision, locator.path)


async def _known(context: Context, account: str) -> None:
    """Who the account is, for its title; that a hub does not tell it is no reason not to go."""
    try:
        await context.user(account)
    except HubtuiError as error:
        context.report(error)


async def _visit(context: Context, location: Location) -> None:
    """A path is a folder or a file: the folder that has it knows which."""
    pane = context.pane
    if not location.path or location.view is not View.FILES:
        await visit(context, pane, location)
        return
    outside = replace(location, path=location.path.rpartition("/")[0])
    entry = await _entry(context, outside, location.path)
    if entry is not None and not entry.is_directory:
        await visit(context, pane, outside, cursor=location.path)
    else:
        await visit(context, pane, location)


async def _entry(context: Context, folder: Location, path: str) -> TreeEntry | None:
    """The folder's entry at this path, as far as a few pages tell."""
    listing = context.listing(folder)

    def read() -> TreeEntry | None:
        for _ in range(FEW_PAGES):
            found = next((one for one in listing.items if one.path == path), None)
            if found is not None or listing.complete:
                return found
            listing.more()
        return None

    try:
        return await offload(read)
    except NotFound:
        return None


# Web pages


async def _go_to_page(context: Context, address: WebAddress) -> None:
    account = _account_at(context, address.endpoint)
    await _known(context, account.name)
    hub = await context.hub(account.name)
    pane, location = context.pane, _location(address, account.name, hub.default_revision)
    match address.page:
        case Page.FILE | Page.FILES:
            await _visit(context, location)
        case Page.COLLECTIONS | Page.COLLECTION if not hub.supports(Capability.COLLECTIONS, RepoType.MODEL):
            raise Unsupported("cannot list collections", hub=hub.title)
        case Page.DISCUSSION:
            assert location.repo is not None
            await visit(context, pane, location, cursor=address.num)
            await open_thread(context, ThreadPlace(account.name, location.repo, address.num))
        case _:
            await visit(context, pane, location)


def _account_at(context: Context, endpoint: str) -> Account:
    """This pane's, where its account is there; else the first."""
    mine = context.account(context.location.account)
    there = [account for account in context.session.accounts if account.endpoint == endpoint]
    return mine if mine in there else there[0]


def _location(address: WebAddress, account: str, default_revision: str) -> Location:
    if address.page is Page.COLLECTION:
        return Location.in_collection(account, address.collection)
    if address.locator is None:
        return Location(account, View.REPOS, "", address.repo_type, source=Source.SEARCH, query=address.query)
    found = place(address.locator, account, default_revision, RepoType.MODEL)
    views = {
        Page.COLLECTIONS: View.COLLECTIONS,
        Page.COMMITS: View.COMMITS,
        Page.DISCUSSIONS: View.DISCUSSIONS,
        Page.DISCUSSION: View.DISCUSSIONS,
    }
    return replace(found, view=views.get(address.page, found.view))
