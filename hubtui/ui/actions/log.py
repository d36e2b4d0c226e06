"""The log: opening it, and reading one line of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from hubtui import format
from hubtui.logs import LogLine
from hubtui.text import safe, safe_block
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.looking import show
from hubtui.ui.context import Context
from hubtui.ui.ink import Ink
from hubtui.ui.screens.log import LogScreen


@action("app.log")
async def open_log(context: Context) -> None:
    if isinstance(context.screen, LogScreen):
        context.screen.dismiss()
    else:
        await context.app.push_screen(LogScreen(context.session.log))


@action("look.line")
async def show_line(context: Context) -> None:
    row = context.lines.current if context.lines else None
    if isinstance(row, LogLine):
        await show(context, "Line of the log", lambda colours: _facts(row, colours), small=True)


def _facts(line: LogLine, colours: Ink) -> Iterable[RenderableType]:
    found = line.exchange
    facts = [
        ("time", line.when.astimezone().strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]),
        ("level", logging.getLevelName(line.level).lower()),
        ("from", line.source),
    ]
    if found is not None:
        facts += [
            ("account", found.account),
            ("request", f"{found.method} {found.host}{found.path}"),
            ("answer", found.failure or str(found.status)),
            ("took", f"{format.exact(found.milliseconds)} ms until the answer began"),
            ("size", "" if found.size is None else f"{format.exact(found.size)} bytes"),
            ("request id", found.request_id),
        ]
    for label, value in facts:
        if value:
            yield Text.assemble((f"{label:<12}", colours.muted), safe(value, 2000))
    if found is None:
        yield Text(f"\n{safe_block(line.words)}")
