"""How far a job is: bytes and items, rate and time left. Safe from any thread; read as a snapshot."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

HALF_LIFE = 10.0
"""Seconds after which an old rate counts half."""
WARM_UP = 3.0
"""Seconds before which no rate or time left is told."""
_TICK = 0.25


@dataclass(frozen=True, slots=True)
class Reading:
    """The meter at one moment."""

    items_done: int = 0
    items_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    moved: int = 0
    """Bytes of the done ones that went over the wire."""
    rate: float | None = None
    eta: float | None = None


class Meter:
    """Counts what is done against what there is to do. The clock runs from the first byte on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._items_done = self._items_total = 0
        self._bytes_total = self._moved = self._settled = 0
        self._started: float | None = None
        self._ticked = 0.0
        self._fresh = 0
        self._rate = 0.0
        self._held: float | None = None

    def hold(self) -> None:
        """The clock stands still until `go_on`: a pause makes nothing slower."""
        with self._lock:
            if self._held is None:
                self._tick()
                self._held = self._clock()

    def go_on(self) -> None:
        with self._lock:
            if self._held is not None and self._started is not None:
                away = self._clock() - self._held
                self._started += away
                self._ticked += away
            self._held = None

    def expect(self, items: int, size: int) -> None:
        """There is so much more to do."""
        with self._lock:
            self._items_total += items
            self._bytes_total += size

    def move(self, size: int) -> None:
        """So many bytes went over the wire; negative when they have to go again."""
        with self._lock:
            if self._started is None:
                self._started = self._ticked = self._clock() if self._held is None else self._held
            self._moved += size
            self._fresh += max(0, size)
            self._tick()

    def settle(self, size: int) -> None:
        """So many bytes are done without moving: they say nothing about the rate."""
        with self._lock:
            self._settled += size

    def finish_item(self) -> None:
        with self._lock:
            self._items_done += 1

    def read(self) -> Reading:
        with self._lock:
            self._tick()
            done = self._moved + self._settled
            rate = self._known_rate()
            left = max(0, self._bytes_total - done)
            eta = left / rate if rate else None
            return Reading(
                self._items_done, self._items_total, done, self._bytes_total, self._moved, rate, eta
            )

    def _tick(self) -> None:
        if self._started is None or self._held is not None:
            return
        now = self._clock()
        passed = now - self._ticked
        if passed < _TICK:
            return
        keep = float(0.5 ** (passed / HALF_LIFE))
        self._rate = self._rate * keep + (self._fresh / passed) * (1 - keep)
        self._ticked = now
        self._fresh = 0

    def _known_rate(self) -> float | None:
        if self._started is None or self._held is not None:
            return None
        age = self._ticked - self._started
        if age < WARM_UP:
            return None
        # An average that began at zero is too low by the weight that the time before its start still has.
        missing = 0.5 ** (age / HALF_LIFE)
        return self._rate / (1.0 - float(missing))
