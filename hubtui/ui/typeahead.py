"""Keys one at a time: the next one goes where the last one has led, however fast they come.

Textual hands each key to whatever has the focus when it arrives. Over a slow line, or pasted, the letters
after `/` would still reach the list, and act as commands there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key

PATIENCE = 1.0
"""Seconds that a screen has to take the focus; then the keys go on as they are."""
_STEP = 0.005


class TypeAhead:
    """Holds the keys that come while one is still on its way."""

    def __init__(self, app: App[Any], deliver: Callable[[Key], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._held: deque[Key] = deque()
        self._settling: asyncio.Task[None] | None = None
        self.is_idle = False
        """No key is held or on its way; not before `begin`."""

    def begin(self) -> None:
        """From now on keys are delivered: those first that came until now."""
        self._next()

    async def press(self, key: Key) -> None:
        """Deliver the key now, or after those before it."""
        if self.is_idle:
            await self._press(key)
        else:
            self._held.append(key)

    async def _press(self, key: Key) -> None:
        self.is_idle = False
        target = self._app.screen.focused or self._app.screen
        await self._deliver(key)
        self._follow([*target.ancestors_with_self, self._app])

    def _follow(self, nodes: list[DOMNode]) -> None:
        """Go the way that the key bubbles, behind it: through the queue of each node, the app's twice."""
        if nodes:
            if not nodes[0].call_later(self._follow, nodes[1:]):
                self._follow(nodes[1:])
        else:
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """What the key began has begun, and a screen that it opened has the focus."""
        for _ in range(3):
            await asyncio.sleep(0)
        for _ in range(int(PATIENCE / _STEP)):
            if self._is_ready():
                break
            await asyncio.sleep(_STEP)
        self._next()

    def _next(self) -> None:
        if self._held:
            self._app.call_later(self._press, self._held.popleft())
        else:
            self.is_idle = True

    def _is_ready(self) -> bool:
        stack = self._app.screen_stack
        if not stack:
            return True
        screen = stack[-1]
        return screen.is_mounted and (screen.focused is not None or not screen.focus_chain)
