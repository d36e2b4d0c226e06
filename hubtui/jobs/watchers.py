"""Who wants to know when a job changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

JobChanged = Callable[[int], None]


class Watchers:
    """Any thread may add and notify; what one watcher raises is logged and keeps nothing from the others."""

    def __init__(self) -> None:
        self._watchers: list[JobChanged] = []
        self._lock = threading.Lock()

    def add(self, watcher: JobChanged) -> Callable[[], None]:
        """Have it called with a job's id from now on. Returns what ends that."""
        with self._lock:
            self._watchers.append(watcher)

        def remove() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return remove

    def notify(self, job_id: int) -> None:
        with self._lock:
            watchers = list(self._watchers)
        for watcher in watchers:
            try:
                watcher(job_id)
            except Exception:
                log.exception("a watcher of jobs failed")
