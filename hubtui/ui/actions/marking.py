"""Marking: one grammar in every list."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from hubtui import format
from hubtui.model import RepoInfo, TreeEntry
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import read_on, visit
from hubtui.ui.actions.texts import name_of
from hubtui.ui.context import Context
from hubtui.ui.screens.marked import Marked
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.widgets.line_list import LineList


def _mark(command_id: str, how: Callable[[LineList], None]) -> None:
    def mark(context: Context) -> None:
        if context.lines is not None:
            how(context.lines)

    action(command_id)(mark)


_mark("mark.toggle", lambda lines: lines.toggle_mark())
_mark("mark.invert", lambda lines: lines.invert_marks())
_mark("mark.all", lambda lines: lines.mark_all())
_mark("mark.none", lambda lines: lines.unmark_all())
_mark("mark.range", lambda lines: lines.start_range() if lines.range_anchor is None else lines.end_range())


@action("mark.glob")
async def mark_glob(context: Context) -> None:
    await _ask_glob(context, "Mark what matches", on=True)


@action("mark.unglob")
async def unmark_glob(context: Context) -> None:
    await _ask_glob(context, "Unmark what matches", on=False)


async def _ask_glob(context: Context, question: str, *, on: bool) -> None:
    lines = context.lines
    pattern = await context.ask(
        Prompt(question, sign="+" if on else "-", placeholder="*.gguf *.json onnx/**")
    )
    if lines is not None and pattern:
        found = lines.mark_glob(pattern, on=on)
        if not found:
            context.say(f"nothing matches {pattern}")
        elif not on:
            context.say(f"{format.plural(found, lines.table.noun)} unmarked")


@action("mark.lacking")
async def mark_lacking(context: Context) -> None:
    """Both lists are read to their ends first: what was not read yet is not lacking."""
    here, there = context.pane, context.other
    places = (here.location, there.location)
    complete = await read_on(context, here) and await read_on(context, there)
    if not complete or places != (here.location, there.location):
        return
    names = {_short_name(row) for row in there.lines.rows}
    if not here.lines.mark_where(lambda row: _short_name(row) not in names):
        context.say("the other pane has all of these names")


def _short_name(row: Any) -> Hashable:
    """Without its namespace or folder; two repos of one name are two where their types differ."""
    name = name_of(row).rpartition("/")[2]
    return (row.key.repo_type, name) if isinstance(row, RepoInfo) else name


@action("mark.list")
async def list_marks(context: Context) -> None:
    lines = context.lines
    if lines is None:
        return
    row = await context.ask(Marked(lines.marks, lines.table, name_of))
    lines.marks_changed()
    if row is not None:
        await _go_to(context, lines, row)


async def _go_to(context: Context, lines: LineList, row: Any) -> None:
    """Where the row is: on it, or in its folder first."""
    here = context.pane.location
    if lines is context.pane.lines and isinstance(row, TreeEntry) and here is not None and here.repo:
        folder = row.path.rpartition("/")[0]
        if folder != here.path:
            await visit(
                context, context.pane, here.in_repo(here.repo, here.revision, folder), cursor=row.path
            )
            return
    if not lines.move_to_key(lines.table.key(row)):
        lines.set_arrangement(replace(lines.arrangement, filter=""))
        lines.move_to_key(lines.table.key(row))


@action("mark.drop")
def drop_mark(context: Context) -> None:
    if isinstance(context.screen, Marked):
        context.screen.drop()


@action("mark.go")
def go_to_mark(context: Context) -> None:
    if isinstance(context.screen, Marked) and context.screen.lines is not None:
        context.screen.dismiss(context.screen.lines.current)
