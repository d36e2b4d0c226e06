"""What a hub answers to a screen that shows one list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hubtui.errors import HubtuiError
from hubtui.hub import Hub
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.listed import Listed

T = TypeVar("T")


async def answer_to(context: Context, screen: Listed, account: str, read: Callable[[Hub], T]) -> T | None:
    """What `read` gets from the account's hub, on a thread of its own. None when there is nothing to show
    any more: the screen was left meanwhile, or has been told the error."""
    hub = await context.hub(account)
    try:
        found = await offload(read, hub)
    except HubtuiError as error:
        if screen.is_attached:
            screen.show_error(error)
        return None
    return found if screen.is_attached else None
