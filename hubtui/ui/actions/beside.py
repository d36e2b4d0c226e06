"""The quick view: shows what the cursor rests on, with at most one question to a hub at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType
from rich.text import Text
from textual.timer import Timer

from hubtui import format
from hubtui.errors import HubtuiError, NotFound
from hubtui.model import Discussion, RepoInfo, TreeEntry
from hubtui.previews import Preview
from hubtui.previews.values import grid
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.looking import picture_columns
from hubtui.ui.context import Context
from hubtui.ui.ink import Ink
from hubtui.ui.location import Location
from hubtui.ui.offload import offload
from hubtui.ui.previews import fact_lines, preview_parts
from hubtui.ui.rows.details import facts_of
from hubtui.ui.subjects import QUICK_FIRST, QUICK_LIMIT, Subject, card_of, of_entry
from hubtui.ui.threads import conversation
from hubtui.ui.widgets.document_view import Parts
from hubtui.ui.widgets.quick_view import QuickView

REST = 0.15
"""Seconds that the cursor stays on a row before a hub is asked about it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The row that is to be shown, and where it is."""

    here: Location
    row: Any
    key: Hashable
    hub: str


@dataclass(frozen=True, slots=True)
class Shown:
    title: str
    kind: str
    parts: Parts


class Beside:
    """Follows the cursor of the active pane while the quick view is open."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._timer: Timer | None = None
        self._shown: Hashable = None
        """What the quick view shows, or is being told."""
        self._is_asking = False

    @property
    def is_open(self) -> bool:
        return self._context.explorer.has_class("-beside")

    async def toggle(self) -> None:
        if self.is_open:
            self.close()
            return
        explorer = self._context.explorer
        if not explorer.query(QuickView):
            await explorer.query_one("#panes").mount(QuickView(), after="#left")
        explorer.add_class("-beside")
        self._shown = None
        self._look()

    def close(self) -> None:
        self._context.explorer.remove_class("-beside")

    def scroll(self, pages: float) -> None:
        self._view.view.page_by(pages)

    def moved(self) -> None:
        """The cursor may be elsewhere: look once it rests. Every key comes here: it costs next to nothing."""
        if not self.is_open:
            return
        if self._timer is None:
            self._timer = self._context.app.set_timer(REST, self._rests)
        else:
            self._timer.reset()

    def _rests(self) -> None:
        self._timer = None
        if self._context.is_open and self.is_open:
            self._look()

    def _look(self) -> None:
        """Ask about the row under the cursor, unless it is shown or another answer is still to come: then it
        is looked again."""
        wanted = self._wanted()
        if wanted is None or wanted.key == self._shown or self._is_asking:
            return
        self._is_asking = True
        self._context.app.run_worker(self._ask(wanted), group="beside")

    def _wanted(self) -> Wanted | None:
        pane = self._context.pane
        row = pane.lines.current
        if pane.location is None or pane.is_loading or row is None:
            return None
        here = pane.location
        # The row itself is part of what is shown: after a refresh it may say something else.
        key = (here.account, here.repo, here.revision, pane.lines.table.noun, pane.lines.table.key(row), row)
        return Wanted(here, row, key, self._context.account(here.account).hub)

    async def _ask(self, wanted: Wanted) -> None:
        try:
            self._view.begin(_title(wanted.row))
            shown = await _shown(self._context, wanted)
        except HubtuiError as error:
            shown = Shown(_title(wanted.row), "", _refused(error))
        finally:
            self._is_asking = False
        if not self._context.is_open or not self.is_open:
            return
        now = self._wanted()
        if now is not None and now.key == wanted.key:
            self._shown = wanted.key
            context = self._context
            keys = f" {context.key('look.beside_down')} {context.key('look.beside_up')} · "
            keys += f"{context.key('look.beside')} closes "
            self._view.show(shown.title, shown.kind, shown.parts, wanted.hub, keys)
        if self._timer is None:
            self._look()

    @property
    def _view(self) -> QuickView:
        return self._context.explorer.query_one(QuickView)


async def _shown(context: Context, wanted: Wanted) -> Shown:
    """What the quick view says of a row."""
    here, row = wanted.here, wanted.row
    match row:
        case TreeEntry(is_directory=True):
            return await _folder(context, here, row)
        case TreeEntry():
            return await _file(context, of_entry(here, row), ())
        case RepoInfo():
            hub = await context.hub(here.account)
            subject = card_of(here, row, hub.default_revision)
            return await _file(context, subject, facts_of(row), title=safe(row.key.repo_id))
        case Discussion() if here.repo is not None:
            return await _discussion(context, here, row)
        case _:
            facts = facts_of(row)
            return Shown(_title(row), "", lambda ink: fact_lines(facts, ink))


async def _file(
    context: Context, subject: Subject, facts: list[tuple[str, str]] | tuple[()], *, title: str = ""
) -> Shown:
    hub = await context.hub(subject.account)
    sight = context.seen.of(subject)
    try:
        found = await offload(sight.look, hub, subject, QUICK_FIRST, QUICK_LIMIT)
    except NotFound:
        if not facts:
            raise
        found = Preview("", note="It has no README.")
    columns = picture_columns(context)

    def parts(ink: Ink) -> Iterator[RenderableType]:
        if facts:
            yield from fact_lines(facts, ink)
            yield Text()
        yield from preview_parts(found, ink, columns=columns)

    return Shown(title or subject.title, found.kind, parts)


async def _folder(context: Context, here: Location, row: TreeEntry) -> Shown:
    """Its entries, read as the pane would read them: opening it then costs nothing."""
    assert here.repo is not None
    listing = context.session.tree(here.account, here.repo, here.revision, row.path)
    if not listing.items and not listing.complete:
        await offload(listing.more)
    rows = [
        (f"{entry.name}/", "") if entry.is_directory else (entry.name, format.size(entry.size))
        for entry in listing.items
    ]
    kind = format.plural(len(rows), "entry") + ("" if listing.complete else " and more")
    found = Preview("folder", bodies=(grid(("name", "size"), rows, right=(1,), what="entries"),))
    return Shown(f"{safe(row.path)}/", kind, lambda ink: preview_parts(found, ink))


async def _discussion(context: Context, here: Location, row: Discussion) -> Shown:
    assert here.repo is not None
    hub = await context.hub(here.account)
    found = await offload(hub.read_discussion, here.repo, row.num)
    return Shown(_title(row), row.status, lambda ink: conversation(found, ink))


def _title(row: Any) -> str:
    match row:
        case TreeEntry(path=path):
            return safe(path)
        case RepoInfo(key=key):
            return safe(key.repo_id)
        case Discussion(num=num, title=title):
            return f"#{num} {safe(title)}"
        case _:
            return safe(str(getattr(row, "title", "") or getattr(row, "name", "") or "details"))


def _refused(error: HubtuiError) -> Parts:
    words, advice = safe(str(error), 2000), error.advice
    return lambda ink: [Text(words, style=ink.removed), Text(advice, style=ink.muted)]


def _command(command_id: str, how: Callable[[Beside], Awaitable[None] | None]) -> None:
    async def act(context: Context) -> None:
        if (result := how(context.app.dispatch.beside)) is not None:
            await result

    action(command_id)(act)


_command("look.beside", lambda beside: beside.toggle())
_command("look.beside_down", lambda beside: beside.scroll(0.5))
_command("look.beside_up", lambda beside: beside.scroll(-0.5))
