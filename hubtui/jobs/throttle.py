"""A limit on bytes a second, shared by all who move any, that can be changed while they do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

PIECE = 64 * 1024
"""Bytes that go at once, at the most, where there is a limit."""
_SMOOTH = 0.25
"""Seconds that a piece lasts at the most: at low rates pieces are smaller."""
_LOOK = 0.2
"""Seconds after which a waiting thread looks whether it is to end."""


class Throttle:
    """A bucket without a depth: what was not used is not saved up, so no burst follows a pause."""

    def __init__(self, rate: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._free_at = 0.0
        self._changed = threading.Condition()

    @property
    def rate(self) -> int | None:
        """Bytes a second; None is as fast as it goes."""
        return self._rate

    def set(self, rate: int | None) -> None:
        """From now on, also for those who wait."""
        with self._changed:
            self._rate = rate
            self._free_at = self._clock()
            self._changed.notify_all()

    def pieces(self, block: bytes, check: Callable[[], None]) -> Iterator[bytes]:
        """The block, in pieces that come when they may go; `check` may raise to end it."""
        rest = memoryview(block)
        while rest:
            if (rate := self._rate) is None:
                yield bytes(rest) if len(rest) < len(block) else block
                return
            size = min(len(rest), PIECE, max(1, int(rate * _SMOOTH)))
            self._take(size, check)
            yield bytes(rest[:size])
            rest = rest[size:]

    def _take(self, size: int, check: Callable[[], None]) -> None:
        while True:
            check()
            with self._changed:
                now = self._clock()
                if self._rate is None:
                    return
                if now >= self._free_at:
                    self._free_at = now + size / self._rate
                    return
                self._changed.wait(min(_LOOK, self._free_at - now))
