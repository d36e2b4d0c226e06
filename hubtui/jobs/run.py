"""One job while it runs: its items, its meter, and what is written of them to the journal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hubtui.errors import HubError, Unauthorized
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import ItemState, JobState, JobView, Phase
from hubtui.jobs.journal import ItemRow, Journal, LogRow
from hubtui.jobs.meter import Meter
from hubtui.jobs.pacing import Gate, Pace, Pacer
from hubtui.jobs.plan import KEPT, SAME, Action, PlanItem, changes, moves
from hubtui.jobs.throttle import Throttle

_SAVE_EVERY = 0.5
_SHOWN = 4
JOB_ITSELF = -1
"""In the log, what concerns no single file."""
_QUIET = 1.0
"""Seconds without a byte, a file or a phase after which a wait is what the job does."""


@dataclass(slots=True)
class ItemRun:
    """One file on its way."""

    n: int
    plan: PlanItem
    """As it was decided last; its hashes grow with what is learned."""
    state: ItemState = ItemState.WAITING
    error: str = ""
    began: float = 0.0
    """When it was last begun, as time.time() tells it; 0 is never, in this run."""
    content: bytes | None = field(default=None, repr=False)
    """Held between reading and sending, of small files only."""

    @property
    def path(self) -> str:
        return self.plan.path


@dataclass(slots=True)
class Tally:
    """What the final words count."""

    repos: int = 0
    moved: int = 0
    moved_bytes: int = 0
    reused: int = 0
    reused_bytes: int = 0
    same: int = 0
    """Left alone because the target has the content."""
    kept: int = 0
    """Left alone because the target has other content, which was to stay."""
    deleted: int = 0
    """Files of the target that the source has not."""
    tags: int = 0
    failed: int = 0
    first_error: str = ""
    """Of a file, with its path."""
    verified: int = 0
    by_size: int = 0
    """Of these, by nothing but that they are there and have their size."""
    not_comparable: int = 0
    unverified: int = 0
    """Not looked at, as was asked."""


class JobRun:
    """A job that is queued or runs in this program. Its fields may be read from any thread; `paused`,
    `has_slot` and `has_begun` are set by the engine alone.
    """

    def __init__(
        self,
        view: JobView,
        journal: Journal,
        hashes: Hashes,
        pace: Pace,
        notify: Callable[[int], None],
        *,
        throttle: Throttle | None = None,
        is_anew: bool = False,
    ) -> None:
        self.base = view
        self.state = JobState.QUEUED
        """QUEUED or RUNNING, then what became of it; PAUSED once nothing of it runs any more."""
        self.journal = journal
        self.hashes = hashes
        self.rank = view.rank
        self.targets = frozenset(place.repo for place in journal.targets(view.job_id))
        self.accounts = journal.accounts(view.job_id)
        """With whose tokens it works."""
        self.gate = Gate()
        self.ending: tuple[JobState, str] | None = None
        """What the job becomes, and why, once somebody wants it to stop."""
        self.refusal: Unauthorized | None = None
        """What a hub said to a token: nothing more is asked."""
        self.refused = ""
        """The account whose token that is, once it is known."""
        self.pacer = Pacer(pace, self.gate, self._on_failure, throttle, self.refuse)
        self.meter = Meter()
        self.tally = Tally()
        self.phase: Phase | None = None
        self.message = ""
        self.paused = False
        """The user wants it so."""
        self.has_slot = False
        """It may run now."""
        self.has_begun = False
        """Its thread is there, if only to wait at the gate."""
        self.has_targets = False
        """No other hubtui writes to what it writes to."""
        self.is_over = False
        """Its outcome is decided; what its threads still find out does not change it."""
        self.attempt = 0
        """How many times it was started before."""
        self.is_anew = is_anew
        """Everything is looked at once more, not only what is not done."""
        self.repo = 0
        """The number of the repo that is copied now."""
        self._notify = notify
        self._lock = threading.Lock()
        self._moving: dict[int, str] = {}
        self._here = threading.local()
        self._dirty: dict[tuple[int, int], ItemRow] = {}
        self._lines: list[LogRow] = []
        self._saved = time.monotonic()
        self._stirred = self.pacer.pace.clock.now()
        self._seen: tuple[object, ...] = ()
        self._saving = threading.Lock()

    @property
    def job_id(self) -> int:
        return self.base.job_id

    @property
    def stop(self) -> threading.Event:
        """Set once the job is to end."""
        return self.gate.stop

    def end(self, state: JobState, words: str) -> None:
        """Have it stop, and become this. Who wants it first is heard."""
        self.ending = self.ending or (state, words)
        self.gate.end()

    def refuse(self, error: Unauthorized) -> None:
        """A hub does not know a token that it works with: it stops."""
        with self._lock:
            is_first, self.refusal = self.refusal is None, self.refusal or error
        if is_first:
            self.fail(error)
        self.gate.end()

    def view(self) -> JobView:
        """The job now, without touching the disk."""
        reading = self.meter.read()
        known = reading.items_total > 0
        with self._lock:
            current = tuple(list(self._moving.values())[:_SHOWN])
        state, message, until = self._standing((reading.moved, reading.items_done, self.phase))
        return replace(
            self.base,
            state=state,
            phase=self.phase if self.has_begun and not state.is_over else None,
            items_done=reading.items_done,
            items_total=reading.items_total if known else self.base.items_total,
            bytes_done=reading.bytes_done,
            bytes_total=reading.bytes_total if known else self.base.bytes_total,
            rate=reading.rate,
            eta=reading.eta,
            current=current,
            message=message,
            until=until,
            rank=self.rank,
        )

    def _standing(self, seen: tuple[object, ...]) -> tuple[JobState, str, datetime | None]:
        if self.state.is_over or self.state is JobState.PAUSED:
            return self.state, self.message, None
        if self.paused:
            return JobState.PAUSED, self.message, None
        if not self.has_slot:
            return JobState.QUEUED, self.message, None
        wait = self.pacer.waited_for()
        if wait is None or not self._is_quiet(seen):
            return self.state, self.message, None
        until = datetime.now(UTC) + timedelta(seconds=max(0.0, wait.until - self.pacer.pace.clock.now()))
        return JobState.WAITING, wait.why, until

    def _is_quiet(self, seen: tuple[object, ...]) -> bool:
        now = self.pacer.pace.clock.now()
        with self._lock:
            if seen != self._seen:
                self._seen, self._stirred = seen, now
            return now - self._stirred >= _QUIET

    def enter(self, phase: Phase) -> None:
        """The job does something else now: known to whoever looks, and written down."""
        self.pacer.check()
        self.message = ""
        if phase is not self.phase:
            self.phase = phase
            self._notify(self.job_id)
        self.save()

    def expect(self, items: Iterable[ItemRun]) -> None:
        """Count a repo's items into the totals; those that are settled already into what is done."""
        for item in items:
            is_open = changes(item.plan) and item.state is not ItemState.VERIFIED
            self.meter.expect(1, item.plan.size if is_open and moves(item.plan) else 0)
            if not is_open:
                self._count(item)
                self.meter.finish_item()

    def pass_over(self, files: int) -> None:
        """Count a repo that an earlier run has brought to its end."""
        with self._lock:
            self.tally.same += files
            self.tally.verified += files
        self.meter.expect(files, 0)
        for _ in range(files):
            self.meter.finish_item()

    def stand_at(self, repo: int) -> None:
        """This thread works on this repo, others on others."""
        self._here.repo = repo

    def begin(self, item: ItemRun) -> None:
        with self._lock:
            self._moving[id(item)] = item.path
        self.message = ""
        self._here.item = item
        item.state, item.began = ItemState.MOVING, time.time()

    def put_back(self, item: ItemRun) -> None:
        """The item did not come through, through no fault of its own."""
        with self._lock:
            self._moving.pop(id(item), None)
        self._here.item = None
        item.state = ItemState.WAITING

    def settle(self, repo: int, item: ItemRun, state: ItemState, error: str | HubError = "") -> None:
        """The item is as far as it gets in this phase; `error` is why it failed or was left alone."""
        with self._lock:
            self._moving.pop(id(item), None)
        self._here.item = None
        if state is not ItemState.FAILED:
            self.pacer.came_through()
        first = item.state in (ItemState.WAITING, ItemState.MOVING)
        item.state, item.error = state, str(error)
        if isinstance(error, HubError):
            self._log(item.n, str(error), error.request_id)
        if state is ItemState.FAILED:
            self.tally.first_error = self.tally.first_error or f"{item.path}: {error}"
        if first:
            self._count(item)
            self.meter.finish_item()
        elif state is ItemState.FAILED:
            with self._lock:
                self.tally.failed += 1
        self._note(repo, item)

    def write(self, repo: int, items: Iterable[ItemRun]) -> None:
        """Keep the items as they are, at once."""
        for item in items:
            self._note(repo, item, due=False)
        self.save()

    def save(self) -> None:
        """Everything that changed is on disk when this returns."""
        with self._saving:
            with self._lock:
                dirty, self._dirty = self._dirty, {}
                lines, self._lines = self._lines, []
                self._saved = time.monotonic()
            for repo in sorted({repo for repo, _ in dirty}):
                rows = [row for (of, _), row in dirty.items() if of == repo]
                self.journal.update_items(self.job_id, repo, rows)
            self.journal.add_log(self.job_id, lines)
            self.hashes.save()

    def _note(self, repo: int, item: ItemRun, *, due: bool = True) -> None:
        ended = 0.0 if item.state in (ItemState.WAITING, ItemState.MOVING) else time.time()
        row = ItemRow(
            item.n, item.state, item.plan.action.value, item.plan.sha256, item.error, item.began, ended
        )
        with self._lock:
            self._dirty[repo, item.n] = row
        if due:
            self._save_when_due()

    def _count(self, item: ItemRun) -> None:
        with self._lock:
            if item.state is ItemState.VERIFIED:
                self.tally.same += 1
            elif item.plan.action is Action.SKIP:
                self.tally.same += item.plan.why == SAME
                self.tally.kept += item.plan.why in KEPT
            elif item.plan.action is Action.CANNOT or item.state is ItemState.FAILED:
                self.tally.failed += 1
                self.tally.first_error = self.tally.first_error or f"{item.path}: {item.error}"
            elif item.plan.action is Action.DELETE:
                self.tally.deleted += item.state is ItemState.COMMITTED
            elif item.plan.action is Action.REUSE:
                self.tally.reused += 1
                self.tally.reused_bytes += item.plan.size
            else:
                self.tally.moved += 1
                self.tally.moved_bytes += item.plan.size

    def _on_failure(self, error: HubError, seconds: float | None) -> None:
        """A call failed, on the thread that makes it; what is given up is told by whoever settles it."""
        if seconds is None:
            return
        item: ItemRun | None = getattr(self._here, "item", None)
        again = "asked again at once" if seconds < 0.1 else f"asked again after {seconds:,.1f} s"
        self._log(item.n if item else JOB_ITSELF, f"{error}; {again}", error.request_id)
        self._save_when_due()

    def _log(self, item: int, words: str, request_id: str) -> None:
        with self._lock:
            self._lines.append(
                LogRow(getattr(self._here, "repo", self.repo), item, time.time(), words, request_id)
            )

    def _save_when_due(self) -> None:
        if time.monotonic() - self._saved >= _SAVE_EVERY:
            self.save()

    def fail(self, error: HubError) -> None:
        """Write down what ended the work on the repo."""
        self._log(JOB_ITSELF, str(error), error.request_id)
