"""What a copy makes of its target's licence and tags, before it starts."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from hubtui.cards import README, find_card
from hubtui.errors import HubtuiError
from hubtui.jobs.job import Place
from hubtui.jobs.plan import Action, RepoPlan
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.looking import show
from hubtui.ui.context import Context
from hubtui.ui.documents.card_changes import CardChange, card_changes
from hubtui.ui.ink import Ink
from hubtui.ui.offload import offload
from hubtui.ui.rows.plan import PlanLine
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.widgets.document_view import Parts

FATES = {
    Action.COPY: "the source's card comes to it",
    Action.OVERWRITE: "the source's card takes the place of its own",
    Action.COMPARE: "the source's card takes the place of its own where they differ",
    Action.REUSE: "the source's card comes to it",
    Action.DELETE: "its card goes",
}
KEPT = "its card stays as it is; with the source's it would change so"
NONE = "no card is copied; with the source's it would change so"


@action("plan.card")
async def show_card_changes(context: Context) -> None:
    screen = context.screen
    line = screen.frame.lines.current if isinstance(screen, PlanScreen) and screen.frame else None
    if not isinstance(screen, PlanScreen) or screen.plan is None or not isinstance(line, PlanLine):
        return
    repo = screen.plan.repos[line.repo]
    title = f"{safe(repo.target.repo.name)}: the card's licence and tags"
    document = await show(context, title, _words("Reading both cards …"), is_whole=False)
    try:
        found = await offload(_read, context, repo)
    except HubtuiError as error:
        parts = _words(f"{safe(str(error))}\n{error.advice}")
    else:

        def parts(ink: Ink) -> Iterator[RenderableType]:
            return card_changes(found, ink)

    if document.is_attached:
        document.replace(parts)


def _words(words: str) -> Parts:
    return lambda ink: [Text(words, style=ink.muted)]


def _read(context: Context, repo: RepoPlan) -> CardChange:
    """Both cards, and what the hubs' own records say. Blocks."""
    path = repo.paths.to_target(README)
    source, target = (context.session.hub(place.account) for place in (repo.source, repo.target))
    fate = next((FATES.get(item.action, KEPT) for item in repo.items if item.path == path), NONE)
    is_there = not repo.create and bool(repo.target.oid)
    return CardChange(
        repo.target.repo.repo_id,
        _text(context, repo.target, path) if is_there else "",
        _text(context, repo.source, README) if repo.paths.covers(README) else "",
        fate,
        target.repo_info(repo.target.repo).license if is_there else repo.license,
        source.repo_info(repo.source.repo).license,
    )


def _text(context: Context, place: Place, path: str) -> str:
    hub = context.session.hub(place.account)
    card = find_card(hub, place.repo, place.oid or place.revision, path)
    return card.text if card else ""
