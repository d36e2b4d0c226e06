"""Bringing a place into a pane: read off the event loop, shown when it is still wanted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Hashable, Sequence
from typing import Any

from hubtui import format
from hubtui.accounts import LOCAL
from hubtui.catalog import Listing
from hubtui.errors import Forbidden, Gated, HubtuiError, NotFound, RateLimited, StoreError, Unauthorized
from hubtui.text import safe
from hubtui.ui.actions.states import error_notes, nothing_notes, state_of
from hubtui.ui.context import NO_ANSWER, Context, clock
from hubtui.ui.documents.about import about
from hubtui.ui.documents.card import card
from hubtui.ui.location import Location, Source, View
from hubtui.ui.messages import TokenWanted
from hubtui.ui.offload import offload
from hubtui.ui.rows.discussions import DISCUSSIONS
from hubtui.ui.rows.files import FILES
from hubtui.ui.rows.history import COMMITS, REFS
from hubtui.ui.rows.places import COLLECTIONS, PLACES
from hubtui.ui.rows.repos import FOUND, MIXED, REPOS, VISITED
from hubtui.ui.rows.table import NOTHING, Part, Table, Tone
from hubtui.ui.widgets.document_view import Parts
from hubtui.ui.widgets.pane import Filling, Pane

TABLES: dict[View, Table[Any]] = {
    View.PLACES: PLACES,
    View.REPOS: REPOS,
    View.COLLECTIONS: COLLECTIONS,
    View.FILES: FILES,
    View.COMMITS: COMMITS,
    View.REFS: REFS,
    View.DISCUSSIONS: DISCUSSIONS,
}
REFUSALS = (Unauthorized, Forbidden, Gated, NotFound)
"""After these what was seen before is not shown any more."""
FEW_PAGES = 10
"""So many requests are made without being asked for."""
LONGEST_WAIT = 3600.0

SOURCES: dict[Source, Table[Any]] = {
    Source.NAMESPACE: REPOS,
    Source.LIKED: FOUND,
    Source.TRENDING: FOUND,
    Source.SEARCH: FOUND,
    Source.COLLECTION: MIXED,
    Source.RECENT: VISITED,
}


def table_of(location: Location) -> Table[Any]:
    """How the rows of this place are shown."""
    if location.view is View.REPOS:
        return SOURCES[location.source]
    return TABLES.get(location.view, NOTHING)


async def visit(context: Context, pane: Pane, location: Location, *, cursor: Hashable | None = None) -> None:
    """Go somewhere new: where the pane was can be gone back to."""
    if pane.destination is not None and pane.destination != location:
        pane.back.append(pane.destination)
        pane.forward.clear()
    if location.folder:
        # Other programs change it; to look again costs nothing.
        context.session.catalog.forget(location.account, location.repo)
    await load(context, pane, location, cursor=cursor)


async def load(
    context: Context,
    pane: Pane,
    location: Location,
    *,
    cursor: Hashable | None = None,
    is_retry: bool = False,
) -> None:
    """Show a place. What was seen of it before shows at once and is asked for again behind when it is of an
    earlier time; a newer load wins over this one."""
    serial = pane.begin(context.heading(location), location)
    error: HubtuiError | None = None
    try:
        await context.hub(location.account)
        listing = context.listing(location)
        if not listing.is_begun:
            await offload(listing.more)
    except HubtuiError as failure:
        error = failure
    except asyncio.CancelledError:
        context.app.call_later(pane.give_up, serial)  # after what has taken its place, if anything has
        raise
    if not context.is_open:
        return
    context.hub_answered(location.account, error)
    if error is None:
        _note_visit(context, location)
    if serial != pane.serial:
        return
    filling = failed(context, location, error) if error else filled(context, location, listing)
    _tell_gone(context, pane.fill(location, context.heading(location), filling, cursor=cursor))
    _note_account(context, pane, location.account)
    if isinstance(error, StoreError):
        context.app.post_message(TokenWanted(location.account))
    if isinstance(error, RateLimited) and not is_retry:
        _behind(context, pane, _load_later(context, pane, location, error, serial))
    elif error is None and context.session.catalog.is_stale(listing):
        _behind(context, pane, _renew(context, pane, location, listing))


def _note_account(context: Context, pane: Pane, name: str) -> None:
    """What the pane begins with the next time: an account that was signed in."""
    account, last = context.account(name), context.session.last_used
    if pane.id and account.origin and account.hub != LOCAL and last.get(pane.id) != name:
        context.app.run_worker(offload(last.note, pane.id, name), group=f"last-{pane.id}")


def _note_visit(context: Context, location: Location) -> None:
    who = context.session.identity(location.account)
    if who is not None and location.namespace:
        context.session.visits.add(who, location.namespace, location.repo)
        context.app.run_worker(offload(context.session.visits.save, who), group="visits")


async def reload(context: Context, pane: Pane) -> None:
    """Ask the hub again, for what is on its way too; what is shown stays until it has answered, cursor and
    marks too."""
    location = pane.destination
    if location is not None:
        context.session.catalog.expire(location.account, location.repo or location.namespace)
        cursor = pane.lines.cursor_key if location == pane.location else None
        await load(context, pane, location, cursor=cursor)


async def more(context: Context, pane: Pane) -> None:
    """Read the next page of what the pane shows; filtered or sorted only when little is left, for there the
    end of the list does not come nearer by scrolling."""
    location = pane.location
    if location is None or pane.is_reading_on:
        return
    listing = context.listing(location)
    if pane.lines.arrangement.is_plain or is_short(listing):
        await _read_page(context, pane, location, listing)


async def read_on(context: Context, pane: Pane, pages: int | None = None) -> bool:
    """Read all there is, or so many pages, showing it now and then; false when it was stopped or failed."""
    location = pane.location
    if location is None or pane.is_reading_on:
        return False
    listing, left = context.listing(location), pages
    pane.show_reading_on(True, context.hint(("app.escape", "stops")))
    shown, is_well = time.monotonic(), True
    while is_well and pane.is_reading_on and not listing.complete and (left is None or left > 0):
        left = None if left is None else left - 1
        is_due = time.monotonic() - shown > 0.25
        shown = time.monotonic() if is_due else shown
        is_well = await _read_page(context, pane, location, listing, show=is_due)
    if context.is_open and pane.location == location:
        if pane.is_reading_on:
            pane.show_reading_on(False)
        if is_well and context.listing(location) is listing:
            pane.grow(filled(context, location, listing))
    return is_well and listing.complete


async def read_few(context: Context, pane: Pane) -> None:
    """Read the rest when it is little, so that what is sorted is all there is; else the pane says what is."""
    if pane.location is not None and pane.is_partial and is_short(context.listing(pane.location)):
        await read_on(context, pane, FEW_PAGES)


def is_short(listing: Listing[Any]) -> bool:
    """Whether the rest is so little that it is read unasked."""
    left = listing.pages_left
    return left <= FEW_PAGES if left is not None else listing.pages_read < FEW_PAGES


async def _read_page(
    context: Context, pane: Pane, location: Location, listing: Listing[Any], *, show: bool = True
) -> bool:
    """Whether there was a page and it is still wanted."""
    serial = pane.serial
    error: HubtuiError | None = None
    try:
        await offload(listing.more)
    except HubtuiError as failure:
        error = failure
    if not context.is_open:
        return False
    context.hub_answered(location.account, error)
    if serial != pane.serial or pane.location != location or context.listing(location) is not listing:
        return False
    if show or error is not None:
        pane.grow(filled(context, location, listing, error))
    return error is None


# Behind what is shown


def _behind(context: Context, pane: Pane, work: Coroutine[Any, Any, None]) -> None:
    """Go on with something for a pane, instead of what went on for it before."""
    context.app.run_worker(work, group=f"behind-{pane.id}", exclusive=True)


async def _renew(context: Context, pane: Pane, location: Location, old: Listing[Any]) -> None:
    """Read a listing anew, as far as it was read, and show that in its place."""
    serial, new = pane.serial, old.again()
    pane.show_renewing(True)
    error: HubtuiError | None = None
    try:
        await offload(new.reach, lambda: len(old.items))
    except HubtuiError as failure:
        error = failure
    if not context.is_open:
        return
    context.hub_answered(location.account, error)
    is_current = error is None and context.session.catalog.swap(old, new)
    if serial != pane.serial:
        return
    pane.show_renewing(False)
    if error is not None:
        _show_failure(context, pane, location, old, error)
    elif is_current:
        _show_renewed(context, pane, filled(context, location, new))


def _show_renewed(context: Context, pane: Pane, filling: Filling) -> None:
    row, key = pane.lines.current, pane.lines.cursor_key
    gone = pane.grow(filling)
    if row is not None and filling.complete and not pane.lines.has(key):
        context.say(f"{filling.table.text(row)} is not there any more")
    _tell_gone(context, gone)


def _tell_gone(context: Context, gone: int) -> None:
    if gone:
        context.say(f"{format.plural(gone, 'marked row')} {'is' if gone == 1 else 'are'} not there any more")


def _show_failure(
    context: Context, pane: Pane, location: Location, old: Listing[Any], error: HubtuiError
) -> None:
    """Rows of an earlier time stay when the hub cannot be asked, and go when it refuses them."""
    if isinstance(error, REFUSALS):
        context.session.catalog.forget(location.account, old.key[1])
        pane.fill(location, context.heading(location), failed(context, location, error))
        return
    pane.grow(filled(context, location, old, error))
    if isinstance(error, RateLimited):
        _behind(context, pane, _load_later(context, pane, location, error, pane.serial))


async def _load_later(
    context: Context, pane: Pane, location: Location, error: RateLimited, serial: int
) -> None:
    """Once the hub's limit is over ask again, once, if the pane is still there; say how long that takes."""
    if error.retry_after is None or error.retry_after > LONGEST_WAIT:
        return
    end = time.time() + error.retry_after
    while (left := end - time.time()) > 0:
        pane.lines.set_notes(*error_notes(context, error, until=end))
        await asyncio.sleep(min(1.0, left))
        if not context.is_open or serial != pane.serial:
            return
    await load(context, pane, location, cursor=pane.lines.cursor_key, is_retry=True)


# What the pane is told


def filled(
    context: Context, location: Location, listing: Listing[Any], error: HubtuiError | None = None
) -> Filling:
    """A listing as far as it was read; after an error, why it is not newer or longer."""
    notes: list[Part] = []
    if listing.note:
        notes.append((safe(listing.note), Tone.WARN))
    if error is not None:
        notes += error_notes(context, error, location)
    elif listing.complete and not listing.items:
        notes += nothing_notes(context, location)
    return Filling(
        table_of(location),
        rows_of(context, location, listing),
        listing.complete,
        listing.total,
        tuple(notes),
        clock(listing.as_of),
        _trouble(context, error) if error is not None else "",
        context.hint(("pane.all", "reads all")),
        _document(context, location, listing),
    )


def rows_of(context: Context, location: Location, listing: Listing[Any]) -> Sequence[Any]:
    """What is shown for what was read."""
    if location.view is View.PLACES:
        return context.place_rows(location, listing.items)
    return listing.items


def failed(context: Context, location: Location, error: HubtuiError) -> Filling:
    """Why there is nothing to show; where an account begins, below the lists that are remembered here."""
    notes = tuple(error_notes(context, error, location))
    is_start = location.view is View.PLACES and location.source is Source.NAMESPACE
    rows = context.place_rows(location, ()) if is_start and isinstance(error, NO_ANSWER) else ()
    return Filling(table_of(location), rows, notes=notes, trouble=_trouble(context, error))


def _trouble(context: Context, error: HubtuiError) -> str:
    return f"{state_of(error).short} · {context.hint(('app.refresh', 'retry'))}"


def _document(context: Context, location: Location, listing: Listing[Any]) -> Parts | None:
    """What is read of a card or of a repo's facts as a document, once anything is."""
    if not listing.items or location.view not in (View.CARD, View.ABOUT):
        return None
    first, *files = listing.items
    if location.view is View.CARD:
        rest_key = context.key("look.rest")
        return lambda ink: card(first, ink, rest_key)
    url, complete = context.web_url(location), listing.complete
    return lambda ink: about(first, files, ink, url=url, complete=complete)
