"""When to ask a hub again: back-off with jitter, Retry-After, and waits that a stop ends at once."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hubtui.budgets import budget
from hubtui.errors import HubError, Lasting, Offline, RateLimited, Unauthorized, Unavailable
from hubtui.hub import Hub
from hubtui.jobs.throttle import Throttle
from hubtui.model import RepoKey

T = TypeVar("T")

PASSING = (Offline, Unavailable, RateLimited)
"""What may go away by itself. Any other refusal stays the same however often it is asked for."""
_FEW = 3
"""So many may fail one after the other, with nothing between that did not, before it looks as if the hub were
to blame after all."""
_LONG = 4
"""Then each is asked for so many times as often."""


class Stopped(Exception):
    """The job was cancelled, or the program ends: unwinds a job's threads, never shown."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time by which an engine waits."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[threading.Event, float], object] = threading.Event.wait
    """Until the event is set, or so many seconds are over."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient an engine is."""

    tries: int = 6
    """Calls in all, where another one may help; what fails that often while its hub answers others is given
    up alone."""
    base: float = 0.5
    """Seconds before the second call; doubled for each further one."""
    longest: float = 30.0
    longest_asked: float = 900.0
    """The longest Retry-After that is waited for; a longer one ends the job, to be run again later."""
    gives_up: bool = True
    """Whether a hub that does not answer at all is given up after `tries` calls; else it is waited for
    however long it takes."""
    spare: float = 0.05
    """The part of an account's requests that copies leave to the user."""
    clock: Clock = Clock()


@dataclass(frozen=True, slots=True)
class End:
    """A hub that is asked, and a repo there."""

    hub: Hub
    repo: RepoKey

    def answers(self) -> bool:
        """Whether it answers something else now, by a yes or a no. One request."""
        try:
            next(iter(self.hub.list_repos(self.repo.namespace, self.repo.repo_type)), None)
        except PASSING:
            return False
        except HubError:
            pass
        return True


@dataclass(frozen=True, slots=True)
class Wait:
    """What a thread waits for, in words, and the time of the engine's clock until when."""

    why: str
    until: float


class Gate:
    """Where a job's threads pass before each piece of work: shut while it is paused."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        """The job is to end."""
        self._open = threading.Event()
        self._open.set()

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def end(self) -> None:
        """Let everybody through, to find that the job is to end."""
        self.stop.set()
        self._open.set()

    def check(self) -> None:
        """Wait while it is shut; raise Stopped once the job is to end."""
        self._open.wait()
        if self.stop.is_set():
            raise Stopped


class Pacer:
    """Makes calls for one job, patiently, until its gate says stop. `on_failure` hears of every passing error
    on the thread that had it, and of the seconds until the next call; None when there is none. `on_refused`
    hears of a token that is refused, before whoever made the call does."""

    def __init__(
        self,
        pace: Pace,
        gate: Gate,
        on_failure: Callable[[HubError, float | None], None] | None = None,
        throttle: Throttle | None = None,
        on_refused: Callable[[Unauthorized], None] = lambda _: None,
    ) -> None:
        self.pace = pace
        self.accounts: Iterable[str] = ()
        """Whose requests the calls are."""
        self.ends: Sequence[End] = ()
        """Where they go; unknown, a hub that fails one thing is taken to fail all."""
        self._lost = 0
        """Given up one after the other while their hub answered others."""
        self._doubted: dict[int, int] = {}
        """By thread, the call that failed last while the hub answered others."""
        self._throttle = throttle or Throttle()
        self.gate = gate
        self.guard: Callable[[], None] = lambda: None
        """What is looked at before each call; what it raises ends the calls."""
        self.refusals = 0
        """How often a hub said that it was asked too much."""
        self._on_failure = on_failure
        self._on_refused = on_refused
        self._waits: dict[int, Wait] = {}
        self._lock = threading.Lock()

    def check(self) -> None:
        """Wait while the job is paused; raise Stopped once it is to end."""
        self.gate.check()
        self.guard()

    def call(self, ask: Callable[[], T]) -> T:
        """What `ask` returns, asked again after passing errors; the last error when patience is out."""
        attempt = 1
        while True:
            self.check()
            self._spare()
            try:
                return ask()
            except Unauthorized as error:
                self._on_refused(error)
                raise
            except PASSING as error:
                self.wait(attempt, error)
                attempt += 1

    def wait(self, attempt: int, error: HubError) -> None:
        """Wait before the next call after the `attempt`th failed. Raises `error` when it was the last, and
        Lasting when it was the last for this one thing."""
        self.check()
        self.refusals += isinstance(error, RateLimited)
        last = self._last(attempt, error)
        seconds = 0.0 if last else self._seconds(attempt, error)
        if self._on_failure is not None:
            self._on_failure(error, None if last else seconds)
        if last is not None:
            raise last from None
        self.rest(str(error), seconds)

    def came_through(self) -> None:
        """Something was done in the end: what fails beside it fails alone."""
        self._lost = 0

    def rest(self, why: str, seconds: float) -> None:
        """Wait so long, for this reason; Stopped when the job is to end."""
        me = threading.get_ident()
        with self._lock:
            self._waits[me] = Wait(why, self.pace.clock.now() + seconds)
        try:
            self.pace.clock.wait(self.gate.stop, seconds)
        finally:
            with self._lock:
                del self._waits[me]
        self.check()

    def let_through(self, block: bytes) -> Iterator[bytes]:
        """The block as fast as the bandwidth limit lets it, and not while the job is paused."""
        return self._throttle.pieces(block, self.check)

    def _spare(self) -> None:
        """Wait for more requests before the last ones are used: those are the user's."""
        for account in self.accounts:
            known = budget(account)
            if known is not None and known.left <= known.quota * self.pace.spare:
                count = f"{known.left} of {known.quota or '?'} requests left of {account}"
                self.rest(f"{count}: the others are for browsing", known.seconds)

    def waited_for(self) -> Wait | None:
        """The wait that ends first, of all threads."""
        with self._lock:
            return min(self._waits.values(), key=lambda wait: wait.until, default=None)

    def _last(self, attempt: int, error: HubError) -> HubError | None:
        """What ends the calls; None when there is to be another one."""
        pace = self.pace
        if isinstance(error, RateLimited):
            is_long = (error.retry_after or 0.0) > pace.longest_asked
            return error if pace.gives_up and (attempt >= pace.tries or is_long) else None
        if isinstance(error, PASSING):
            return self._of_one(attempt, error) if attempt >= pace.tries - 1 else None
        return error if attempt >= pace.tries else None

    def _of_one(self, attempt: int, error: HubError) -> HubError | None:
        """The same, when it fails too often to be chance: it may be the hub, or this one thing of it, which
        then fails twice in a row while the hub is there."""
        pace, me = self.pace, threading.get_ident()
        before = self._doubted.pop(me, 0)
        if not self._answers_others(error):
            return error if pace.gives_up and attempt >= pace.tries else None
        is_much = self._lost >= _FEW
        if attempt < pace.tries * (_LONG if is_much else 1) or before < attempt - 1:
            self._doubted[me] = attempt
            return None
        self._lost += 1
        if is_much and pace.gives_up:
            return error
        words = f"{error.message}, {attempt:,} times, while it answers others"
        return Lasting(words, status=error.status, request_id=error.request_id, hub=error.hub)

    def _answers_others(self, error: HubError) -> bool:
        ends = [end for end in self.ends if end.hub.title == error.hub]
        return bool(ends) and all(end.answers() for end in ends)

    def _seconds(self, attempt: int, error: HubError) -> float:
        asked = error.retry_after if isinstance(error, RateLimited) else None
        if asked is not None:
            return asked
        doubled = self.pace.base * 2.0 ** min(attempt - 1, 32)
        return min(self.pace.longest, doubled) * random.uniform(0.5, 1.0)
