"""What stands above a listing: hub, account, place, tabs."""

from __future__ import annotations

import os

from hubtui.hub import Hub
from hubtui.keyboard import Keyboard
from hubtui.model import Account, Capability, RepoQuery, RepoType, User, is_oid
from hubtui.text import safe
from hubtui.ui.location import REPO_VIEWS, Location, Source, View
from hubtui.ui.rows.discussions import query_words
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.pane import Heading
from hubtui.ui.widgets.tabs import Tab
from hubtui.ui.widgets.text_line import Span

SCHEMES = {"huggingface": "hf", "modelscope": "ms", "local": "file"}
TITLES = {"huggingface": "Hugging Face", "modelscope": "ModelScope", "local": "This machine"}
SHORT = {"huggingface": "HF", "modelscope": "MS"}
"""Where the title has no room for more; the colour tells too."""


def heading(
    location: Location, account: Account, hub: Hub | None, user: User | None, keyboard: Keyboard
) -> Heading:
    space = hub.space_word if hub else "space"
    return Heading(
        account.hub,
        _title(location, account, user),
        _tabs(location, hub, space, keyboard),
        _counts(location, space),
        query_words(location.discussions),
    )


def _title(location: Location, account: Account, user: User | None) -> tuple[Span, ...]:
    if location.folder:
        return Span(TITLES[account.hub], Tone.ACCENT), Span(" : "), Span(folder_name(location), Tone.STRONG)
    name = safe(user.name) if user else safe(account.name) if account.origin else "anonymous"
    parts = [
        Span(TITLES.get(account.hub, account.hub), Tone.ACCENT, short=SHORT.get(account.hub, "")),
        Span(f" · {name}", Tone.DIM),
    ]
    if location.repo is not None:
        kind = "" if location.repo_type is RepoType.MODEL else f"{location.repo_type} "
        parts.append(Span(f" · {kind}"))
        parts.append(Span(safe(location.repo.repo_id), Tone.STRONG))
        revision = location.revision
        parts.append(Span(f" @ {revision[:8] if is_oid(revision) else safe(revision)}", Tone.DIM))
        if location.path:
            parts.append(Span(f" : {safe(location.path)}"))
    elif words := list_words(location):
        parts += [Span(" · "), Span(words, Tone.STRONG)]
    elif location.namespace and (user is None or location.namespace != user.name):
        parts += [Span(" · "), Span(safe(location.namespace), Tone.STRONG)]
    return tuple(parts)


def list_words(location: Location) -> str:
    """What a list that is no namespace's is called; empty for the others."""
    match location.source:
        case Source.LIKED:
            return "liked"
        case Source.TRENDING:
            return "trending"
        case Source.RECENT:
            return "recent repos"
        case Source.COLLECTION:
            return f"collection {safe(location.title or location.collection)}"
        case Source.SEARCH if location.view is View.PLACES:
            return f"users “{safe(location.query.text)}”"
        case Source.SEARCH:
            return f"search {search_words(location.query)}"
        case _:
            return ""


def search_words(query: RepoQuery) -> str:
    """`“bert” · by downloads · tag pytorch`."""
    parts = [f"“{safe(query.text)}”"] if query.text else []
    parts += [f"by {query.sort}"] if query.sort else []
    return " · ".join([*parts, *(f"tag {safe(tag)}" for tag in query.tags)]) or "everything"


def folder_name(location: Location) -> str:
    """The folder as people write it: the home is `~`."""
    home = os.path.expanduser("~").replace(os.sep, "/")
    shown = location.folder
    if shown == home or shown.startswith(f"{home}/"):
        shown = f"~{shown[len(home) :]}"
    return safe(shown)


def _tabs(location: Location, hub: Hub | None, space: str, keyboard: Keyboard) -> tuple[Tab, ...]:
    if location.view is View.PLACES:
        return (Tab("", "users" if location.source is Source.SEARCH else "places", "", active=True),)
    if location.source.is_mixed:
        return (Tab("", "repos of all types", "", active=True),)
    if location.view in (View.REPOS, View.COLLECTIONS):
        return _list_tabs(location, hub, space, keyboard)
    if location.folder:
        return (Tab("", "Files", "", active=True),)
    return tuple(
        Tab("", view.title(), f"view.{view}", view is location.view, missing(view, location.repo_type, hub))
        for view in REPO_VIEWS
    )


def _list_tabs(location: Location, hub: Hub | None, space: str, keyboard: Keyboard) -> tuple[Tab, ...]:
    labels = {RepoType.MODEL: "models", RepoType.DATASET: "datasets", RepoType.SPACE: f"{space}s"}
    is_repos = location.view is View.REPOS
    tabs = [
        Tab(
            _key(keyboard, f"view.{kind.plural}"),
            labels[kind],
            f"view.{kind.plural}",
            is_repos and kind is location.repo_type,
        )
        for kind in RepoType
    ]
    if location.namespace:
        reason = no_collections(hub)
        tabs.append(
            Tab(_key(keyboard, "view.collections"), "collections", "view.collections", not is_repos, reason)
        )
    return tuple(tabs)


def no_collections(hub: Hub | None) -> str:
    """Why the hub has none to show; empty when it has."""
    if hub is None or hub.supports(Capability.COLLECTIONS, RepoType.MODEL):
        return ""
    return f"{hub.title} has no collections to read"


def _key(keyboard: Keyboard, command_id: str) -> str:
    command = keyboard.command(command_id)
    return keyboard.key(command.id) if command.keys else ""


def missing(view: View, repo_type: RepoType, hub: Hub | None) -> str:
    """Why the hub has no such listing; empty when it has."""
    wanted = {View.COMMITS: Capability.COMMITS, View.DISCUSSIONS: Capability.DISCUSSIONS}.get(view)
    if wanted is None or hub is None or hub.supports(wanted, repo_type):
        return ""
    return f"{hub.title} has no {view} of {repo_type.plural} to read"


def _counts(location: Location, space: str) -> str:
    if location.view is View.REPOS:
        if location.source.is_mixed:
            return "repos"
        return f"{space}s" if location.repo_type is RepoType.SPACE else location.repo_type.plural
    if location.view in (View.CARD, View.ABOUT):
        return ""
    return "entries" if location.view is View.FILES else str(location.view)
