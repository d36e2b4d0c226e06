"""Who an account is, remembered for a while: hubs let that be asked seldom."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from hubtui.model import User


class Identity:
    """Asks once for all who want to know at the same time, and again only after `keep` seconds.

    An answer is remembered, an error is not.
    """

    def __init__(
        self, ask: Callable[[], User], *, keep: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._keep = keep
        self._clock = clock
        self._user: User | None = None
        self._asked = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> User:
        with self._lock:
            if self._user is None or self._clock() - self._asked > self._keep:
                self._user, self._asked = self._ask(), self._clock()
            return self._user

    def anew(self) -> User:
        """Asked now, whatever is remembered."""
        with self._lock:
            self._user = None
        return self()
