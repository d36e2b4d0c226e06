"""The cursor, the filter and the order of whichever list has the keys; a document scrolls."""

from __future__ import annotations

from collections.abc import Callable

from hubtui import format
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import read_few
from hubtui.ui.context import Context
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.widgets.document_view import DocumentView
from hubtui.ui.widgets.line_list import LineList

Moved = LineList | DocumentView


def _move(command_id: str, how: Callable[[Moved], None]) -> None:
    def move(context: Context) -> None:
        if context.content is not None:
            how(context.content)

    action(command_id)(move)


_move("move.down", lambda lines: lines.move_by(1))
_move("move.up", lambda lines: lines.move_by(-1))
_move("move.first", lambda lines: lines.move_to(0))
_move("move.last", lambda lines: lines.move_to(lines.shown_count - 1))
_move("move.half_down", lambda lines: lines.page_by(0.5))
_move("move.half_up", lambda lines: lines.page_by(-0.5))
_move("move.page_down", lambda lines: lines.page_by(1))
_move("move.page_up", lambda lines: lines.page_by(-1))


@action("find.filter")
def open_filter(context: Context) -> None:
    if isinstance(context.screen, Keyed) and context.screen.frame is not None:
        context.screen.frame.open_filter()


@action("find.text")
async def find(context: Context) -> None:
    document = context.document
    if document is None:
        return
    wanted = await context.ask(Prompt("Find in this text", sign="/", value=document.searched))
    if wanted is None or not document.is_attached:
        return
    found = document.find(wanted)
    if wanted:
        said = f"in {format.plural(found, 'line')}" if found else "nowhere in this text"
        context.say(f"“{wanted}” is {said}")


def _sort(command_id: str) -> None:
    name = command_id.partition(".")[2]

    async def sort(context: Context) -> None:
        lines = context.lines
        if lines is None:
            return
        if name not in lines.table.sorts:
            context.say(f"{lines.table.noun}s have no {name} to sort by")
            return
        lines.set_arrangement(lines.arrangement.by(name))
        if context.screen is context.explorer:
            await read_few(context, context.pane)

    action(command_id)(sort)


for _name in ("name", "size", "modified", "downloads", "likes", "number", "comments"):
    _sort(f"sort.{_name}")
