"""What a commit changed, and what lies between two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from rich.console import RenderableType
from rich.text import Text

from hubtui.errors import HubtuiError
from hubtui.model import Commit
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.looking import show
from hubtui.ui.context import Context
from hubtui.ui.documents.comparison import commit_head, comparison
from hubtui.ui.ink import Ink
from hubtui.ui.offload import offload
from hubtui.ui.widgets.document_view import Parts


@action("commits.diff")
async def show_changes(context: Context) -> None:
    here, (head, base) = context.location, _chosen(context)
    assert here.repo is not None
    hub = await context.hub(here.account)
    title = f"{base.oid[:8]} … {head.oid[:8]}" if base else f"{head.oid[:8]} {safe(head.title)}"
    screen = await show(
        context, title, _document(head, base, _words("Reading the changes …")), is_whole=False
    )
    try:
        found = await offload(hub.compare, here.repo, base.oid if base else "", head.oid)
    except HubtuiError as error:
        parts = _words(f"{safe(str(error))}\n{error.advice}")
    else:

        def parts(ink: Ink) -> Iterator[RenderableType]:
            return comparison(found, ink)

    if screen.is_attached:
        screen.replace(_document(head, base, parts))


@action("commits.next_file")
def next_file(context: Context) -> None:
    if context.document is not None:
        context.document.jump(1)


@action("commits.file_before")
def previous_file(context: Context) -> None:
    if context.document is not None:
        context.document.jump(-1)


def _chosen(context: Context) -> tuple[Commit, Commit | None]:
    """The commit whose changes are asked for; with two marked, the newer one and the older one."""
    lines = context.pane.lines
    chosen = [row for row in lines.chosen() if isinstance(row, Commit)]
    if len(chosen) == 1:
        return chosen[0], None
    places = {row.oid: place for place, row in enumerate(lines.rows)}
    newer, older = sorted(chosen, key=lambda row: places.get(row.oid, len(places)))
    return newer, older


def _document(head: Commit, base: Commit | None, rest: Parts) -> Parts:
    def parts(ink: Ink) -> Iterator[RenderableType]:
        if base is None:
            return chain(commit_head(head, ink), rest(ink))
        heads = chain(commit_head(base, ink, label="from"), commit_head(head, ink, label="to"))
        return chain(heads, rest(ink))

    return parts


def _words(words: str) -> Parts:
    return lambda ink: [Text(words, style=ink.muted)]
