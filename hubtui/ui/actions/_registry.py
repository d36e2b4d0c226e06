"""Which function is a command's action."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from hubtui.commands import BY_ID

Action = Callable[..., Coroutine[Any, Any, None] | None]
"""Of the context; and of the character, where the command's key is any."""
F = TypeVar("F", bound=Action)
ACTIONS: dict[str, Action] = {}


def action(command_id: str) -> Callable[[F], F]:
    """Make the function the action of a declared command."""
    if command_id not in BY_ID:
        raise KeyError(f"no command {command_id!r} is declared")

    def register(function: F) -> F:
        ACTIONS[command_id] = function
        return function

    return register
