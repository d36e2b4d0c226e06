"""When to ask a hub again: back-off with jitter, Retry-After, and waits that a stop ends at once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from hubtui.errors import HubError, Offline, RateLimited, Unavailable

T = TypeVar("T")

PASSING = (Offline, Unavailable, RateLimited)
"""What may go away by itself. Any other refusal stays the same however often it is asked for."""


class Stopped(Exception):
    """The job was cancelled, or the program ends: unwinds a job's threads, never shown."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient an engine is."""

    tries: int = 6
    """Calls in all, before a passing error is taken for the answer."""
    base: float = 0.5
    """Seconds before the second call; doubled for each further one."""
    longest: float = 30.0
    longest_asked: float = 900.0
    """The longest Retry-After that is waited for; a longer one ends the job, to be run again later."""


class Pacer:
    """Makes calls for one job, patiently, until its stop is set."""

    def __init__(
        self, pace: Pace, stop: threading.Event, on_wait: Callable[[str], None] | None = None
    ) -> None:
        self.pace = pace
        self.stop = stop
        self._on_wait = on_wait

    def check(self) -> None:
        """Raise Stopped once the job is to end."""
        if self.stop.is_set():
            raise Stopped

    def call(self, ask: Callable[[], T]) -> T:
        """What `ask` returns, asked again after passing errors; the last error when patience is out."""
        attempt = 1
        while True:
            self.check()
            try:
                return ask()
            except PASSING as error:
                self.wait(attempt, error)
                attempt += 1

    def wait(self, attempt: int, error: HubError) -> None:
        """Wait before the next call after the `attempt`th failed; raises `error` when it was the last."""
        self.check()
        seconds = self._seconds(attempt, error)
        if attempt >= self.pace.tries or seconds is None:
            raise error
        if self._on_wait is not None:
            self._on_wait(str(error))
        if self.stop.wait(seconds):
            raise Stopped

    def _seconds(self, attempt: int, error: HubError) -> float | None:
        asked = error.retry_after if isinstance(error, RateLimited) else None
        if asked is not None:
            return asked if asked <= self.pace.longest_asked else None
        return min(self.pace.longest, self.pace.base * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)
