"""Places with a letter: setting them, going there, choosing and deleting them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hubtui.bookmarks import Bookmark, is_letter
from hubtui.commands import Scope
from hubtui.errors import BadInput, HubtuiError
from hubtui.locator import FILE, Locator, parse_locator
from hubtui.model import RepoKey, RepoType
from hubtui.search import Search, parse_search, search_text
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import visit
from hubtui.ui.context import Context
from hubtui.ui.headings import SCHEMES, list_words
from hubtui.ui.location import Location, Source, View
from hubtui.ui.offload import offload
from hubtui.ui.rows.bookmarks import BOOKMARKS, BookmarkRow
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.choose import Choose
from hubtui.ui.screens.prompt import Prompt


@action("bookmarks.set")
async def set_bookmark(context: Context, letter: str = "") -> None:
    here = context.location
    letter = letter or await context.ask(Prompt("A letter or digit for this place", sign="m")) or ""
    if not letter:
        return
    if not is_letter(letter):
        raise BadInput(f"a bookmark is one letter or digit, not {letter!r}")
    bookmark = bookmark_of(letter, here, _scheme(context, here))
    before = context.session.bookmarks.get(letter)
    await _write(context, lambda: context.session.bookmarks.set(bookmark))
    instead = f", not {_words(before)} any more" if before not in (None, bookmark) else ""
    context.say(f"{letter} is {_words(bookmark)}{instead}")


@action("bookmarks.go")
async def go_to_bookmark(context: Context, letter: str = "") -> None:
    letter = letter or await context.ask(Prompt("Go to the bookmark", sign="'")) or ""
    bookmark = context.session.bookmarks.get(letter)
    if bookmark is not None:
        await _go(context, bookmark)
    elif letter:
        keys = context.hint(("bookmarks.set", "sets one"), ("bookmarks.list", "lists them"))
        context.say(f"there is no bookmark {letter}   {keys}")


@action("bookmarks.list")
async def choose_bookmark(context: Context) -> None:
    nothing = (
        ("No bookmarks yet.", Tone.DIM),
        (context.hint(("bookmarks.set", "gives the place shown a letter")), Tone.ACCENT),
    )
    chosen = await context.ask(
        Choose("Bookmarks", BOOKMARKS, bookmark_rows(context), scope=Scope.BOOKMARKS, nothing=nothing)
    )
    if chosen is not None:
        await _go(context, chosen.bookmark)


@action("bookmarks.delete")
async def delete_bookmark(context: Context) -> None:
    screen = context.screen
    row = context.lines.current if context.lines is not None else None
    if not isinstance(screen, Choose) or row is None:
        return
    bookmark = row.bookmark
    await _write(context, lambda: context.session.bookmarks.remove(bookmark.letter))
    if screen.is_attached:
        screen.show_rows(bookmark_rows(context))
    context.say(f"{bookmark.letter} is deleted: it was {_words(bookmark)}")


async def _write(context: Context, change: Callable[[], None]) -> None:
    try:
        await offload(change)
    except OSError as error:
        raise HubtuiError(f"the bookmarks cannot be written: {error.strerror}") from error


async def _go(context: Context, bookmark: Bookmark) -> None:
    if why := _reason(context, bookmark):
        context.say(f"{bookmark.letter}: {why}")
        return
    location = location_of(bookmark)
    pane = context.pane
    try:
        await context.user(bookmark.account)
    except HubtuiError as error:
        context.report(error)
    await visit(context, pane, location)


def bookmark_rows(context: Context) -> list[BookmarkRow]:
    return [
        BookmarkRow(bookmark, _words(bookmark), _reason(context, bookmark))
        for bookmark in context.session.bookmarks.all()
    ]


def _reason(context: Context, bookmark: Bookmark) -> str:
    """Why it leads nowhere now; empty when it leads somewhere."""
    if bookmark.account not in {account.name for account in context.session.accounts}:
        return f"there is no account {safe(bookmark.account)} now"
    try:
        location_of(bookmark)
    except BadInput as error:
        return safe(str(error))
    return ""


def _words(bookmark: Bookmark) -> str:
    """Where it leads, as far as that can be told."""
    try:
        return list_words(location_of(bookmark)) or safe(bookmark.locator) or bookmark.view
    except BadInput:
        return safe(bookmark.locator)


def _scheme(context: Context, here: Location) -> str:
    return SCHEMES.get(context.account(here.account).hub, FILE)


def bookmark_of(letter: str, here: Location, scheme: str) -> Bookmark:
    """What is kept of a place; `location_of` makes the same place of it."""
    locator = _locator(here, scheme)
    if locator is not None:
        return Bookmark(letter, here.account, here.view.value, str(locator))
    search = Search(here.query, here.repo_type)
    if here.view is View.PLACES:
        search = Search(user=here.query.text)
    source = "" if here.source is Source.NAMESPACE else here.source.value
    typed = search_text(search) if source else ""
    return Bookmark(letter, here.account, here.view.value, "", source, typed, here.collection, here.title)


def _locator(here: Location, scheme: str) -> Locator | None:
    if here.folder:
        return Locator(scheme, "", RepoKey(here.repo_type, here.folder))
    if here.repo is not None:
        return Locator(scheme, here.namespace, here.repo, here.revision, here.path, here.repo_type)
    if not here.namespace or here.source is not Source.NAMESPACE:
        return None
    return Locator(scheme, here.namespace, repo_type=here.repo_type)


def location_of(bookmark: Bookmark) -> Location:
    """BadInput when the file says something that cannot be."""
    try:
        view, source = View(bookmark.view), Source(bookmark.source or Source.NAMESPACE)
    except ValueError as error:
        raise BadInput(f"a bookmark that makes no sense: {error}") from None
    if bookmark.locator:
        return _located(bookmark.account, view, parse_locator(bookmark.locator))
    search = parse_search(bookmark.search)
    query = replace(search.query, text=search.user or search.query.text)
    return Location(
        bookmark.account,
        view,
        bookmark.collection.partition("/")[0],
        search.repo_type or RepoType.MODEL,
        source=source,
        query=query,
        collection=bookmark.collection,
        title=bookmark.title,
    )


def _located(account: str, view: View, locator: Locator) -> Location:
    repo = locator.repo
    if repo is None and view in (View.REPOS, View.COLLECTIONS):
        return Location(account, view, locator.namespace, locator.repo_type or RepoType.MODEL)
    if repo is None:
        raise BadInput(f"a bookmark without a repo: {locator}")
    if repo.is_folder:
        return Location.of_folder(account, repo.repo_id)
    place = Location(account).in_repo(repo, locator.revision, locator.path)
    return place if view is View.FILES else place.tab(view)
