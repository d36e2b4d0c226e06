"""Calls that may never come back, made so that nobody waits for them for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from hubtui.errors import StoreUnresponsive

T = TypeVar("T")


class Bounded:
    """One call at a time, each on a daemon thread and for so long at most.

    After one that took too long the breaker is open: everything is refused at once until `reset`.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._turn = threading.Lock()
        self.is_open = False

    def call(self, function: Callable[[], T], seconds: float, *, trips: bool = True) -> T:
        """What `function` returns or raises. StoreUnresponsive when it takes longer or the breaker is open.

        With `trips` false a late answer leaves the breaker alone.
        """
        deadline = time.monotonic() + seconds
        if self.is_open:
            raise self.silence()
        if not self._turn.acquire(timeout=seconds):
            raise StoreUnresponsive(
                f"the {self._title} is busy with something else", "Retry when that is over."
            )
        try:
            outcome = _Outcome(function)
            threading.Thread(target=outcome.find, name=self._title, daemon=True).start()
            if outcome.is_known.wait(max(deadline - time.monotonic(), 0)):
                return outcome.get()
            self.is_open = trips
            raise self.silence()
        finally:
            self._turn.release()

    def reset(self) -> None:
        """Ask again from now on."""
        self.is_open = False

    def silence(self) -> StoreUnresponsive:
        return StoreUnresponsive(f"the {self._title} does not answer")


class _Outcome(Generic[T]):
    """Of a call on another thread."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._error: BaseException | None = None
        self._result: list[T] = []
        self.is_known = threading.Event()

    def find(self) -> None:
        try:
            self._result = [self._function()]
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            self._error = error
        self.is_known.set()

    def get(self) -> T:
        if self._error is not None:
            raise self._error
        return self._result[0]
