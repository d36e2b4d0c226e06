"""A repo's card, beyond what the pane shows of it."""

from __future__ import annotations

from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.looking import show
from hubtui.ui.context import Context
from hubtui.ui.documents.card import rest


@action("look.rest")
async def show_rest(context: Context) -> None:
    here = context.location
    found, *_ = context.listing(here).items
    name = safe(here.repo.name) if here.repo else ""
    await show(context, f"{name}/{safe(found.path)} · the rest", lambda ink: rest(found, ink))
