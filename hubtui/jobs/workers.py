"""Some threads for one kind of work: few where the processor is the limit, more where waiting is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from hubtui.jobs.pacing import Stopped

T = TypeVar("T")

_LOOK_EVERY = 0.1
_BUSY = 0.5
"""Share of a processor in use below which more threads help: the rest of the time all of them wait."""
_GRACE = 2.0


class Width:
    """How many threads work at once. Grows while this process mostly waits; never beyond `most`."""

    def __init__(self, start: int, most: int) -> None:
        self.now = start
        self._most = most
        self._at = time.monotonic()
        self._cpu = time.process_time()

    def look(self) -> int:
        """The number for now. Called by one thread at a time."""
        at = time.monotonic()
        if at - self._at >= _LOOK_EVERY:
            cpu = time.process_time()
            if cpu - self._cpu < _BUSY * (at - self._at):
                self.now = min(self._most, self.now * 2)
            self._at, self._cpu = at, cpu
        return self.now


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
            self._hire()
            while self._threads and not self._stop.is_set():
                self._changed.wait(_LOOK_EVERY)
            self._changed.wait_for(lambda: self._threads == 0, timeout=_GRACE)
        if self._error is not None:
            raise self._error
        if self._stop.is_set():
            raise Stopped

    def _hire(self) -> None:
        while self._threads < self._width.look() and not self._dry:
            self._threads += 1
            threading.Thread(target=self._labour, name="hubtui-copy", daemon=True).start()

    def _labour(self) -> None:
        try:
            while (task := self._next()) is not None:
                self._work(task[0])
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits
            with self._changed:
                self._error = self._error or error
                self._dry = True
        finally:
            with self._changed:
                self._threads -= 1
                self._changed.notify_all()

    def _next(self) -> tuple[T] | None:
        with self._changed:
            if self._dry or self._stop.is_set():
                return None
            for task in self._tasks:
                self._hire()
                return (task,)
            self._dry = True
            return None
