"""What a list says when it has no rows, or no newer ones: the state in words, and the key that helps."""

from __future__ import annotations

import time
from dataclasses import dataclass

from hubtui import format
from hubtui.commands import COMMANDS
from hubtui.errors import (
    Forbidden,
    Gated,
    HubError,
    HubtuiError,
    NotFound,
    Offline,
    RateLimited,
    StoreError,
    StoreLocked,
    Unauthorized,
    Unavailable,
)
from hubtui.text import safe
from hubtui.ui.context import Context
from hubtui.ui.headings import search_words
from hubtui.ui.location import Location, Source, View
from hubtui.ui.rows.discussions import query_words
from hubtui.ui.rows.table import Part, Tone


@dataclass(frozen=True, slots=True)
class State:
    short: str
    """For the lower edge."""
    words: str
    keys: tuple[tuple[str, str], ...] = ()
    """Commands that help here, beside those that help everywhere."""


_SWITCH = tuple((command.id, "another account") for command in COMMANDS if "@" in command.keys)
_ACCOUNTS = (*_SWITCH, ("accounts.open", "all accounts"))
_URL = (("text.url", "copies the page's address"),)
STATES: dict[type[HubtuiError], State] = {
    Offline: State("offline", "No connection to the hub."),
    Unavailable: State("hub in trouble", "The hub is in trouble."),
    RateLimited: State("limit reached", "The hub's limit is reached."),
    Unauthorized: State("token refused", "The hub does not accept the token.", _ACCOUNTS),
    Forbidden: State("forbidden", "This account may not see this.", _SWITCH),
    Gated: State("gated", "Access must be asked for.", _URL),
    StoreLocked: State("locked", "The account's token is locked away.", _ACCOUNTS),
    StoreError: State("no token", "The account's token cannot be had.", _ACCOUNTS),
    NotFound: State("not found", "Not there, or not shown to this account.", _SWITCH),
}
_OTHER = State("failed", "This cannot be shown.")
_ALWAYS = (("app.refresh", "retry"), ("pane.out", "out"), ("app.goto", "go elsewhere"))


def state_of(error: HubtuiError) -> State:
    return next((STATES[kind] for kind in type(error).__mro__ if kind in STATES), _OTHER)


def error_notes(
    context: Context, error: HubtuiError, location: Location | None = None, *, until: float | None = None
) -> list[Part]:
    """The state, the hub's own words, the request's id, what to do, and the keys that do it; `until` is
    when it is asked again by itself."""
    state = state_of(error)
    notes: list[Part] = [(state.words, Tone.BAD), (safe(str(error)), Tone.PLAIN)]
    if isinstance(error, HubError) and error.request_id:
        notes.append((f"request {safe(error.request_id)}", Tone.DIM))
    if isinstance(error, Gated) and location is not None and location.repo is not None:
        notes.append((f"Ask for access at {safe(context.web_url(location))}; then retry.", Tone.PLAIN))
    elif until is not None:
        notes.append((_wait(until), Tone.PLAIN))
    elif error.advice:
        notes.append((error.advice, Tone.PLAIN))
    return [*notes, ("", Tone.PLAIN), (context.hint(*state.keys, *_ALWAYS), Tone.ACCENT)]


def _wait(until: float) -> str:
    """Told to the second in the last minute only: a line that changes costs bytes."""
    left = max(0.0, until - time.time())
    clock = time.strftime("%H:%M:%S", time.localtime(until))
    within = f"{int(left) + 1} s" if left < 60 else format.plural(int(left // 60) + 1, "minute")
    return f"Asked again by itself at {clock}, in {within}."


def nothing_notes(context: Context, location: Location) -> list[Part]:
    match location.view:
        case View.PLACES if location.source is Source.SEARCH:
            words = f"No user or organisation is called {safe(location.query.text)}."
            hint = context.hint(("find.search", "search again"), ("pane.out", "out"))
            return [(words, Tone.DIM), (hint, Tone.ACCENT)]
        case View.PLACES:
            return anonymous_notes(context, location)
        case View.REPOS if location.source is not Source.NAMESPACE:
            return _nothing_in_list(context, location)
        case View.REPOS:
            where = safe(location.namespace)
            hint = context.hint(("view.next", "the next tab"), ("app.goto", "go elsewhere"))
            return [(f"{where} has no {context.heading(location).counts}.", Tone.DIM), (hint, Tone.ACCENT)]
        case View.FILES:
            return [("This folder is empty.", Tone.DIM), (context.hint(("pane.out", "out")), Tone.ACCENT)]
        case View.CARD:
            hint = context.hint(("view.next", "the next tab"), ("pane.out", "out"))
            return [(f"There is no README.md at {safe(location.revision)}.", Tone.DIM), (hint, Tone.ACCENT)]
        case View.DISCUSSIONS if words := query_words(location.discussions):
            hint = context.hint(("discussions.all", "lists all of them"))
            return [(f"None here are: {words}.", Tone.DIM), (hint, Tone.ACCENT)]
        case _:
            hint = context.hint(("view.next", "the next tab"), ("pane.out", "out"))
            return [(f"No {location.view} here.", Tone.DIM), (hint, Tone.ACCENT)]


def _nothing_in_list(context: Context, location: Location) -> list[Part]:
    counts = context.heading(location).counts
    words = {
        Source.LIKED: f"You have liked no {counts}.",
        Source.SEARCH: f"Nothing found: no {counts} for {search_words(location.query)}.",
        Source.COLLECTION: "This collection has no repos.",
        Source.RECENT: "Nothing was opened yet.",
    }.get(location.source, f"No {counts} here.")
    again = (("find.search", "search again"),) if location.source is Source.SEARCH else ()
    hint = context.hint(*again, ("view.next", "the next tab"), ("pane.out", "out"))
    return [(words, Tone.DIM), (hint, Tone.ACCENT)]


def anonymous_notes(context: Context, location: Location) -> list[Part]:
    return [
        ("Not signed in.", Tone.PLAIN),
        ("What is public can be browsed; sign in to see your own repos.", Tone.DIM),
        (
            context.hint(("accounts.open", "sign in"), ("app.goto", "go to anybody's repos")),
            Tone.ACCENT,
        ),
    ]
