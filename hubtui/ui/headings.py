"""What stands above a listing: hub, account, place, tabs."""

from __future__ import annotations

from hubtui.hub import Hub
from hubtui.keyboard import Keyboard
from hubtui.model import Account, Capability, RepoType, User, is_oid
from hubtui.text import safe
from hubtui.ui.location import Location, View
from hubtui.ui.rows.discussions import query_words
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.pane import Heading, Tab
from hubtui.ui.widgets.text_line import Span

SCHEMES = {"huggingface": "hf", "modelscope": "ms"}
TITLES = {"huggingface": "Hugging Face", "modelscope": "ModelScope"}


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
    name = safe(user.name) if user else "not signed in" if account.origin else "anonymous"
    parts = [
        Span(TITLES.get(account.hub, account.hub), Tone.ACCENT),
        Span(f" · {name}", Tone.DIM, optional=True),
    ]
    if location.repo is not None:
        kind = "" if location.repo_type is RepoType.MODEL else f"{location.repo_type} "
        parts.append(Span(f" · {kind}"))
        parts.append(Span(safe(location.repo.repo_id), Tone.STRONG))
        revision = location.revision
        parts.append(Span(f" @ {revision[:8] if is_oid(revision) else safe(revision)}", Tone.DIM))
        if location.path:
            parts.append(Span(f" : {safe(location.path)}"))
    elif location.namespace and (user is None or location.namespace != user.name):
        parts += [Span(" · "), Span(safe(location.namespace), Tone.STRONG)]
    return tuple(parts)


def _tabs(location: Location, hub: Hub | None, space: str, keyboard: Keyboard) -> tuple[Tab, ...]:
    if location.view is View.PLACES:
        return (Tab("", "places", "", active=True),)
    if location.view is View.REPOS:
        labels = {RepoType.MODEL: "models", RepoType.DATASET: "datasets", RepoType.SPACE: f"{space}s"}
        return tuple(
            Tab(_key(keyboard, kind), labels[kind], f"view.{kind.plural}", kind is location.repo_type)
            for kind in RepoType
        )
    return tuple(
        Tab("", view.title(), "view.next", view is location.view, missing(view, location.repo_type, hub))
        for view in (View.FILES, View.COMMITS, View.REFS, View.DISCUSSIONS)
    )


def _key(keyboard: Keyboard, kind: RepoType) -> str:
    command = keyboard.command(f"view.{kind.plural}")
    return keyboard.key(command.id) if command.keys else ""


def missing(view: View, repo_type: RepoType, hub: Hub | None) -> str:
    """Why the hub has no such listing; empty when it has."""
    wanted = {View.COMMITS: Capability.COMMITS, View.DISCUSSIONS: Capability.DISCUSSIONS}.get(view)
    if wanted is None or hub is None or hub.supports(wanted, repo_type):
        return ""
    return f"{hub.title} has no {view} of {repo_type.plural} to read"


def _counts(location: Location, space: str) -> str:
    if location.view is View.REPOS:
        return f"{space}s" if location.repo_type is RepoType.SPACE else location.repo_type.plural
    return "entries" if location.view is View.FILES else str(location.view)
