"""One job while it runs: its items, its meter, and what is written of them to the journal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import ItemState, JobState, JobView, Phase
from hubtui.jobs.journal import ItemRow, Journal
from hubtui.jobs.meter import Meter
from hubtui.jobs.pacing import Pace, Pacer
from hubtui.jobs.plan import EXISTS, SAME, Action, PlanItem, moves

_SAVE_EVERY = 0.5
_SHOWN = 4


@dataclass(slots=True)
class ItemRun:
    """One file on its way."""

    n: int
    plan: PlanItem
    """As it was decided last; its hashes grow with what is learned."""
    state: ItemState = ItemState.WAITING
    error: str = ""
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
    failed: int = 0
    first_error: str = ""
    """Of a file, with its path."""
    verified: int = 0
    not_comparable: int = 0


class JobRun:
    """A job that is queued or runs in this program. Its fields may be read from any thread."""

    def __init__(
        self, view: JobView, journal: Journal, hashes: Hashes, pace: Pace, notify: Callable[[int], None]
    ) -> None:
        self.base = view
        self.state = JobState.QUEUED
        self.journal = journal
        self.hashes = hashes
        self.stop = threading.Event()
        self.end_state = JobState.CANCELLED
        """What the job becomes when it is stopped."""
        self.pacer = Pacer(pace, self.stop, self._show_wait)
        self.meter = Meter()
        self.tally = Tally()
        self.phase: Phase | None = None
        self.message = ""
        self.is_over = False
        """Its outcome is decided; what its threads still find out does not change it."""
        self.attempt = 0
        """How many times it was started before."""
        self._notify = notify
        self._lock = threading.Lock()
        self._moving: dict[int, str] = {}
        self._dirty: dict[tuple[int, int], ItemRow] = {}
        self._saved = time.monotonic()
        self._saving = threading.Lock()

    @property
    def job_id(self) -> int:
        return self.base.job_id

    def view(self) -> JobView:
        """The job now, without touching the disk."""
        reading = self.meter.read()
        known = reading.items_total > 0
        with self._lock:
            current = tuple(list(self._moving.values())[:_SHOWN])
        return replace(
            self.base,
            state=self.state,
            phase=self.phase if self.state is JobState.RUNNING else None,
            items_done=reading.items_done,
            items_total=reading.items_total if known else self.base.items_total,
            bytes_done=reading.bytes_done,
            bytes_total=reading.bytes_total if known else self.base.bytes_total,
            rate=reading.rate,
            eta=reading.eta,
            current=current,
            message=self.message,
        )

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
            self.meter.expect(1, item.plan.size if moves(item.plan) else 0)
            if not moves(item.plan):
                self._count(item)
                self.meter.finish_item()

    def begin(self, item: ItemRun) -> None:
        with self._lock:
            self._moving[id(item)] = item.path
        self.message = ""
        item.state = ItemState.MOVING

    def put_back(self, item: ItemRun) -> None:
        """The item did not come through, through no fault of its own."""
        with self._lock:
            self._moving.pop(id(item), None)
        item.state = ItemState.WAITING

    def settle(self, repo: int, item: ItemRun, state: ItemState, error: str = "") -> None:
        """The item is as far as it gets in this phase."""
        with self._lock:
            self._moving.pop(id(item), None)
        first = item.state in (ItemState.WAITING, ItemState.MOVING)
        item.state, item.error = state, error
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
                self._saved = time.monotonic()
            for repo in sorted({repo for repo, _ in dirty}):
                rows = [row for (of, _), row in dirty.items() if of == repo]
                self.journal.update_items(self.job_id, repo, rows)
            self.hashes.save()

    def _note(self, repo: int, item: ItemRun, *, due: bool = True) -> None:
        row = ItemRow(item.n, item.state, item.plan.action.value, item.plan.sha256, item.error)
        with self._lock:
            self._dirty[repo, item.n] = row
            due = due and time.monotonic() - self._saved >= _SAVE_EVERY
        if due:
            self.save()

    def _count(self, item: ItemRun) -> None:
        with self._lock:
            if item.plan.action is Action.SKIP:
                self.tally.same += item.plan.why == SAME
                self.tally.kept += item.plan.why == EXISTS
            elif item.plan.action is Action.CANNOT or item.state is ItemState.FAILED:
                self.tally.failed += 1
                self.tally.first_error = self.tally.first_error or f"{item.path}: {item.error}"
            elif item.plan.action is Action.REUSE:
                self.tally.reused += 1
                self.tally.reused_bytes += item.plan.size
            else:
                self.tally.moved += 1
                self.tally.moved_bytes += item.plan.size

    def _show_wait(self, why: str) -> None:
        self.message = f"waiting: {why}"
