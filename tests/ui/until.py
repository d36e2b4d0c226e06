"""Waiting in tests: for a state, never for a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

PATIENCE = 30.0
"""After so many seconds the state will not come: the test fails."""


async def until(pilot: Pilot[Any], state: Callable[[], Any], words: str = "") -> None:
    """Go on once `state()` is true."""
    end = time.monotonic() + PATIENCE
    while not state():
        assert time.monotonic() < end, f"it never came: {words or state}"
        await asyncio.sleep(0.01)
    await pilot.pause()
