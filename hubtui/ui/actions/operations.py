"""The operation log: opening it, reading one line of it, taking back what can be."""

from __future__ import annotations

from collections import Counter

from hubtui.jobs.operation_log import OperationRecord, undo_plans
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.repos import take_back
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.rows.operations import facts
from hubtui.ui.screens.details import Details
from hubtui.ui.screens.operations import OperationsScreen

MOST = 2000


@action("operations.open")
async def open_operations(context: Context) -> None:
    screen = OperationsScreen()
    await context.app.push_screen(screen)
    await show_operations(context)


@action("operations.refresh")
async def refresh(context: Context) -> None:
    await show_operations(context)


async def show_operations(context: Context) -> None:
    """As the journal has them now, where they are looked at."""
    screen = context.open_screen(OperationsScreen)
    if screen is None:
        return
    found = await offload(context.session.engine.operations, MOST)
    if screen.is_attached:
        screen.show(found, MOST)


def _chosen(context: Context) -> list[OperationRecord]:
    lines = context.lines
    return [row for row in lines.chosen() if isinstance(row, OperationRecord)] if lines else []


@action("operations.row")
async def show_row(context: Context) -> None:
    row = context.lines.current if context.lines else None
    if isinstance(row, OperationRecord):
        await context.app.push_screen(Details(row.row.name, facts(row)))


@action("operations.undo")
async def undo(context: Context) -> None:
    chosen = _chosen(context)
    final = Counter(record.why_final for record in chosen if record.why_final)
    if final:
        words = [why if len(chosen) == 1 else f"{count} left: {why}" for why, count in final.items()]
        context.say(" · ".join(words))
    plans = undo_plans(chosen)
    for plan in plans:
        await take_back(context, plan)
    if plans and context.lines is not None:
        context.lines.unmark_all()
    await show_operations(context)
