"""Marking: one grammar in every list."""

from __future__ import annotations

from collections.abc import Callable

from hubtui import format
from hubtui.ui.actions._registry import action
from hubtui.ui.context import Context
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
    pattern = await context.ask(Prompt(question, sign="+" if on else "-", placeholder="*.gguf"))
    if lines is not None and pattern:
        found = lines.mark_glob(pattern, on=on)
        if not found:
            context.say(f"nothing matches {pattern}")
        elif not on:
            context.say(f"{format.plural(found, lines.table.noun)} unmarked")
