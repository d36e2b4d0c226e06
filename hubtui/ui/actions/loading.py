"""Bringing a place into a pane: read off the event loop, shown when it is still wanted."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from hubtui.catalog import Listing
from hubtui.errors import HubError, HubtuiError
from hubtui.text import safe
from hubtui.ui.context import Context, clock
from hubtui.ui.location import Location, View
from hubtui.ui.offload import offload
from hubtui.ui.rows.discussions import DISCUSSIONS, query_words
from hubtui.ui.rows.files import FILES
from hubtui.ui.rows.history import COMMITS, REFS
from hubtui.ui.rows.repos import NAMESPACES, REPOS
from hubtui.ui.rows.table import Part, Table, Tone
from hubtui.ui.widgets.pane import Filling, Pane

TABLES: dict[View, Table[Any]] = {
    View.PLACES: NAMESPACES,
    View.REPOS: REPOS,
    View.FILES: FILES,
    View.COMMITS: COMMITS,
    View.REFS: REFS,
    View.DISCUSSIONS: DISCUSSIONS,
}


async def visit(context: Context, pane: Pane, location: Location, *, cursor: Hashable | None = None) -> None:
    """Go somewhere new: where the pane was can be gone back to."""
    if pane.location is not None and pane.location != location:
        pane.back.append(pane.location)
        pane.forward.clear()
    await load(context, pane, location, cursor=cursor)


async def load(context: Context, pane: Pane, location: Location, *, cursor: Hashable | None = None) -> None:
    """Show a place. What was read of it before shows at once; a newer load wins over this one."""
    serial = pane.begin(context.heading(location))
    error: HubtuiError | None = None
    try:
        await context.hub(location.account)
        listing = context.listing(location)
        if not listing.items and not listing.complete:
            await offload(listing.more)
    except HubtuiError as failure:
        error = failure
    if not context.is_open:
        return
    context.hub_answered(location.account, error)
    if serial == pane.serial:
        filling = failed(context, location, error) if error else filled(context, location, listing)
        pane.fill(location, context.heading(location), filling, cursor=cursor)


async def reload(context: Context, pane: Pane) -> None:
    """Ask the hub again; cursor and marks stay."""
    location = pane.location
    if location is not None:
        subject = location.repo or location.namespace
        context.session.catalog.forget(location.account, subject)
        await load(context, pane, location, cursor=pane.lines.cursor_key)


async def more(context: Context, pane: Pane) -> None:
    """Read the next page of what the pane shows."""
    location, serial = pane.location, pane.serial
    if location is None:
        return
    listing = context.listing(location)
    error: HubtuiError | None = None
    try:
        await offload(listing.more)
    except HubtuiError as failure:
        error = failure
    if not context.is_open:
        return
    context.hub_answered(location.account, error)
    if serial == pane.serial and pane.location == location:
        pane.grow(filled(context, location, listing, error))


def filled(
    context: Context, location: Location, listing: Listing[Any], error: HubtuiError | None = None
) -> Filling:
    """A listing as the pane is told of it. After an error the list asks no more by itself."""
    notes: list[Part] = []
    if listing.note:
        notes.append((safe(listing.note), Tone.WARN))
    if error is not None:
        notes += error_notes(context, error)
    elif listing.complete and not listing.items:
        notes += _empty(context, location)
    complete = listing.complete or error is not None
    return Filling(
        TABLES[location.view], listing.items, complete, listing.total, tuple(notes), clock(listing.as_of)
    )


def failed(context: Context, location: Location, error: HubtuiError) -> Filling:
    return Filling(TABLES[location.view], (), notes=tuple(error_notes(context, error)))


def error_notes(context: Context, error: HubtuiError) -> list[Part]:
    """The hub's own words, the request's id, what to do, and the key that does it."""
    notes: list[Part] = [(safe(str(error)), Tone.BAD)]
    if isinstance(error, HubError) and error.request_id:
        notes.append((f"request {safe(error.request_id)}", Tone.DIM))
    if error.advice:
        notes.append((error.advice, Tone.PLAIN))
    keys = context.hint(("app.refresh", "retry"), ("pane.out", "out"), ("app.goto", "go elsewhere"))
    return [*notes, ("", Tone.PLAIN), (keys, Tone.ACCENT)]


def _empty(context: Context, location: Location) -> list[Part]:
    match location.view:
        case View.PLACES:
            return _anonymous(context, location)
        case View.REPOS:
            where = safe(location.namespace)
            hint = context.hint(("view.next", "the next tab"), ("app.goto", "go elsewhere"))
            return [(f"{where} has no {context.heading(location).counts}.", Tone.DIM), (hint, Tone.ACCENT)]
        case View.FILES:
            return [("This folder is empty.", Tone.DIM), (context.hint(("pane.out", "out")), Tone.ACCENT)]
        case View.DISCUSSIONS if words := query_words(location.discussions):
            hint = context.hint(("discussions.all", "lists all of them"))
            return [(f"None here are: {words}.", Tone.DIM), (hint, Tone.ACCENT)]
        case _:
            hint = context.hint(("view.next", "the next tab"), ("pane.out", "out"))
            return [(f"No {location.view} here.", Tone.DIM), (hint, Tone.ACCENT)]


def _anonymous(context: Context, location: Location) -> list[Part]:
    variable = {"huggingface": "HF_TOKEN", "modelscope": "MODELSCOPE_API_TOKEN"}
    hub = context.account(location.account).hub
    return [
        ("Not signed in.", Tone.PLAIN),
        (f"Set {variable.get(hub, 'a token')} before starting hubtui to see your own repos.", Tone.DIM),
        (context.hint(("app.goto", "go to any namespace, user or organisation")), Tone.ACCENT),
    ]
