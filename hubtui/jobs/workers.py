"""Some threads for one kind of work: few where a processor is the limit, more where waiting is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from hubtui.jobs.pacing import Stopped

T = TypeVar("T")

_POLL = 0.1
_GRACE = 2.0
_WINDOW = 0.25
"""Seconds, at least, over which a rate is measured."""
_GAIN = 1.3
"""Twice the threads are kept when they do so much more work."""
_TRY_AGAIN = 10.0
_CALM = 1.0
"""Seconds in which all refusals for being too fast are one."""


class Width:
    """How many threads work at once: twice as many as long as that gets more done, never beyond `most`.

    Where each call waits for the network, twice the threads do nearly twice the work; where a processor is
    the limit, this one's or the hub's, they only get in each other's way. `refusals` counts how often a hub
    said that it was too much: then half as many go on.
    """

    def __init__(
        self,
        start: int,
        most: int,
        clock: Callable[[], float] = time.monotonic,
        refusals: Callable[[], int] = lambda: 0,
    ) -> None:
        self.now = start
        self._most = most
        self._clock = clock
        self._since = clock()
        self._done = 0
        self._before: float | None = None
        """The rate with half as many threads; None when it is not known."""
        self._rest_until = 0.0
        self._refusals = refusals
        self._refused = refusals()
        self._calm_from = clock()

    def look(self) -> int:
        """The number for the next task. Called once for each, by one thread at a time."""
        self._done += 1
        at = self._clock()
        if (refused := self._refusals()) != self._refused:
            self._refused = refused
            self._give_way(at)
        passed = at - self._since
        if passed >= _WINDOW and self._done >= 4 * self.now:
            self._judge(self._done / passed, at)
            self._since, self._done = at, 0
        return self.now

    def _give_way(self, at: float) -> None:
        if at >= self._calm_from:
            self._calm_from = at + _CALM
            self._halve(at)

    def _halve(self, at: float) -> None:
        self.now = max(1, self.now // 2)
        self._before = None
        self._rest_until = at + _TRY_AGAIN
        self._since, self._done = at, 0

    def _judge(self, rate: float, at: float) -> None:
        if self._before is not None and rate < _GAIN * self._before:
            self._halve(at)
        elif self.now < self._most and at >= self._rest_until:
            self._before = rate
            self.now = min(self._most, self.now * 2)
        else:
            self._before = None


def each(tasks: Iterable[T], work: Callable[[T], None], width: Width, stop: threading.Event) -> None:
    """Do `work` for every task, several at once. The first exception ends it and is raised here, and a stop
    raises Stopped, without waiting for a thread that is stuck in a call."""
    _Crew(tasks, work, width, stop).run()


class _Crew(Generic[T]):
    def __init__(
        self, tasks: Iterable[T], work: Callable[[T], None], width: Width, stop: threading.Event
    ) -> None:
        self._tasks = iter(tasks)
        self._work = work
        self._width = width
        self._stop = stop
        self._changed = threading.Condition()
        self._threads = 0
        self._dry = False
        self._error: BaseException | None = None

    def run(self) -> None:
        with self._changed:
            self._hire(self._width.now)
            while self._threads and not self._stop.is_set():
                self._changed.wait(_POLL)
            self._changed.wait_for(lambda: self._threads == 0, timeout=_GRACE)
        if self._error is not None:
            raise self._error
        if self._stop.is_set():
            raise Stopped

    def _hire(self, width: int) -> None:
        while self._threads < width and not self._dry:
            self._threads += 1
            threading.Thread(target=self._labour, name="hubtui-copy", daemon=True).start()

    def _labour(self) -> None:
        try:
            while (task := self._next()) is not None:
                self._work(task[0])
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits
            with self._changed:
                if self._error is None or isinstance(self._error, Stopped):
                    self._error = error
                self._dry = True
                self._leave()

    def _next(self) -> tuple[T] | None:
        """A task, or None after which the thread counts no more: of several that find themselves too many,
        the others see it."""
        with self._changed:
            if not self._dry and not self._stop.is_set():
                width = self._width.look()
                if self._threads <= width:
                    for task in self._tasks:
                        self._hire(width)
                        return (task,)
                    self._dry = True
            self._leave()
            return None

    def _leave(self) -> None:
        self._threads -= 1
        self._changed.notify_all()
