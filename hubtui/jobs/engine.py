"""The engine: takes plans, runs them on threads of its own, and can be looked at any time."""

from __future__ import annotations

import logging
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from hubtui.errors import BadInput
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkPlan, row_of
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import (
    EngineView,
    JobState,
    JobView,
)
from hubtui.jobs.journal import Journal, TakenOver
from hubtui.jobs.line import Line
from hubtui.jobs.others import Others
from hubtui.jobs.pacing import Pace
from hubtui.jobs.plan import Plan
from hubtui.jobs.run import JobRun
from hubtui.jobs.running import Running
from hubtui.jobs.throttle import Throttle
from hubtui.jobs.views import differs, summed, title_of
from hubtui.jobs.watchers import JobChanged, Watchers
from hubtui.jobs.work import Work

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks at what another hubtui does."""
AT_ONCE = 2
"""Jobs that run at the same time, where they change different repos."""


class Engine(Running):
    """Runs copies in the background. Every method but `wait` and `close` returns at once, from any thread;
    those that change a job write to the journal: off the event loop.

    `hub` opens the hub of an account's name, `target_hub` one that is written to, which it may refuse; they
    are called on the engine's threads. Jobs are kept in the
    journal: what a program left unfinished is there, INTERRUPTED or PAUSED, for `resume`.
    """

    def __init__(
        self,
        journal: Journal,
        hub: Callable[[str], Hub],
        *,
        target_hub: Callable[[str], Hub] | None = None,
        at_once: int = AT_ONCE,
        pace: Pace | None = None,
        bandwidth: int | None = None,
    ) -> None:
        self.hashes = Hashes(journal)
        """For `make_plan`: what earlier copies learned of contents."""
        self._journal = journal
        self._hub = hub
        self._work = Work(hub, target_hub or hub)
        self._pace = pace or Pace()
        self._throttle = Throttle(bandwidth)
        self._changed = threading.Condition()
        self._line = Line(at_once)
        self._live: dict[int, JobRun] = {}
        self._over: dict[int, JobView] = {view.job_id: view for view in journal.jobs()}
        self._watchers = Watchers()
        self._refused: dict[int, str] = {}
        self._closed = False
        self._others = Others(journal)
        self._has_foreign = bool(journal.foreign())

    # --- asking for work

    def submit(self, plan: Plan, title: str = "") -> int:
        """Queue the plan; the answer is the job's id."""
        self._be_seen()
        job_id = self._journal.add_job(title or title_of(plan), plan, plan.kind)
        self._enqueue(self._journal.job(job_id))
        return job_id

    def submit_bulk(self, plan: BulkPlan) -> int:
        """Queue what is to be done to many repos; what cannot be done is kept with its reason."""
        self._be_seen()
        rows = [row_of(n, item, plan.undoes) for n, item in enumerate(plan.items)]
        job_id = self._journal.add_bulk(plan.title, plan.kind, rows)
        self._enqueue(self._journal.job(job_id))
        return job_id

    def resume(self, job_id: int) -> None:
        """Let a paused job go on, or run one that is over again. What an earlier run brought to its end is
        left alone; of a DONE job everything is looked at anew. Nothing happens while it is queued or runs.
        BadInput when another hubtui has it, and for what is never taken over."""
        with self._changed:
            run = self._live.get(job_id)
            if run is not None and run.paused:
                state = JobState.RUNNING if run.has_targets else JobState.QUEUED
                run.paused = not self._is_noted(run, state)
        if run is not None:
            self._admit(job_id)
        elif not self._tell(job_id, "resume"):
            self._take_up(job_id)

    def _take_up(self, job_id: int) -> None:
        view = self.job(job_id)
        if not view.kind.can_run_again:
            raise BadInput(f"job {job_id} cannot be taken up again: ask for it anew")
        with self._changed:
            if job_id in self._live:
                return
            self._be_seen()
            self._journal.start(job_id, JobState.QUEUED)
            self._add(self._journal.job(job_id), is_anew=view.state is JobState.DONE)
        self._admit(job_id)

    def retry(self, job_id: int) -> None:
        """Run a job that is over again, as `resume` does. BadInput when it is not over."""
        if job_id in self._live or self._journal.is_foreign(job_id):
            raise BadInput(f"job {job_id} is not over yet")
        self.resume(job_id)

    def pause(self, job_id: int) -> None:
        """Hold the job where it is, its place in the line kept: what it has in hand is not let go, and its
        slot goes to the next one. Nothing happens to one that is over or paused."""
        with self._changed:
            run = self._live.get(job_id)
            if run is not None and not run.paused and self._is_noted(run, JobState.PAUSED):
                run.paused = True
                run.has_slot = False
                run.gate.shut()
                run.meter.hold()
        if run is not None:
            self._admit(job_id)
        else:
            self._tell(job_id, "pause")

    def _is_noted(self, run: JobRun, state: JobState) -> bool:
        """Whether that is the job's state now: not when it is over, or another program has taken it over."""
        try:
            if not run.is_over:
                self._journal.set_state(run.job_id, state)
        except TakenOver:
            self._let_go(run)
        return not run.is_over

    def cancel(self, job_id: int) -> None:
        """Stop the job where it is. What its commits named so far stays; nothing else becomes visible, and a
        branch that was made for a tag alone goes: of a job that is at rest, before this returns."""
        with self._changed:
            run = self._live.get(job_id)
            view = self._over.get(job_id)
            if run is not None:
                run.end(JobState.CANCELLED, "cancelled")
            is_alone = run is not None and not run.has_begun
        if run is not None and is_alone:
            self._finish(run, JobState.CANCELLED, "cancelled before it started")
        elif run is None and self._tell(job_id, "cancel"):
            return
        elif view is not None and not view.state.is_over:
            self._settle(view, JobState.CANCELLED, "cancelled")
            if left := self._work.clean_up(self._journal, job_id):
                self._settle(view, JobState.CANCELLED, f"cancelled · {left}")

    def move(self, job_id: int, by: int) -> bool:
        """Let the job run earlier (-1) or later (+1) than the one beside it. False where it cannot: it has
        begun, or there is none."""
        with self._changed:
            run = self._live.get(job_id)
            other = self._line.beside(run, by) if run is not None else None
        if run is None:
            return self._tell(job_id, "move", by=by)
        if other is None:
            return False
        with self._changed:
            self._line.swap(run, other)
            self._journal.set_ranks([(run.job_id, run.rank), (other.job_id, other.rank)])
        self._admit(job_id)
        return True

    def remove(self, job_ids: Iterable[int]) -> list[int]:
        """Forget jobs that are over; those that were are the answer. What they copied stays."""
        removed = []
        for job_id in job_ids:
            view = self._over.get(job_id)
            if view is not None and view.state.is_over:
                if left := self._work.clean_up(self._journal, job_id):
                    log.warning("job %d is forgotten: %s", job_id, left)
                self._journal.remove(job_id)
                with self._changed:
                    self._over.pop(job_id, None)
                removed.append(job_id)
        for job_id in removed:
            self._watchers.notify(job_id)
        return removed

    @property
    def bandwidth(self) -> int | None:
        """Bytes a second that all jobs together may move; None is no limit. Can be set while they do."""
        return self._throttle.rate

    def limit(self, bandwidth: int | None) -> None:
        """Set the limit while jobs run, here and in the other hubtuis on this state. Off the event loop."""
        self._throttle.set(bandwidth)
        self._others.tell_all("limit", bandwidth=bandwidth)

    # --- looking

    def view(self) -> EngineView:
        """All jobs now, in their order. Touches no disk."""
        with self._changed:
            runs = list(self._live.values())
            views = {**self._over, **{run.job_id: run.view() for run in runs}}
        return summed(views.values(), self.bandwidth)

    def has(self, job_id: int) -> bool:
        """Whether it is queued, runs or is held here: what is at rest is not, though it may be PAUSED."""
        with self._changed:
            return job_id in self._live

    def job(self, job_id: int) -> JobView:
        """One job now. BadInput when there is none of this id."""
        with self._changed:
            run = self._live.get(job_id)
            if run is not None:
                return run.view()
            if job_id in self._over:
                return self._over[job_id]
        raise BadInput(f"no job {job_id}")

    def using(self, account: str) -> list[int]:
        """The jobs that are queued, run or are held here and work with the account."""
        with self._changed:
            return [run.job_id for run in self._line if account in run.accounts]

    def rename_account(self, old: str, new: str) -> None:
        """In all that is kept of jobs, so that they can be gone on with. None may be `using` it."""
        self._journal.rename_account(old, new)

    def refused(self, account: str) -> list[int]:
        """The jobs that are paused until the account has another token, of those that paused here."""
        with self._changed:
            asking = [n for n, name in self._refused.items() if name == account and n not in self._live]
            return [n for n in asking if n in self._over and self._over[n].state is JobState.PAUSED]

    def lease(self, job_id: int) -> float | None:
        """Seconds after which a job is free that a program on another machine has, when nothing is seen of
        that one until then; None when there is none."""
        return self._journal.lease(job_id)

    def look_around(self) -> bool:
        """See what other programs made of the jobs since; whether any of them runs one now. Off the event
        loop; for whoever shows jobs again and again. What became of a job here meanwhile is newer."""
        if not (self._others.has_changed() or self._has_foreign):
            return False
        with self._changed:
            known = dict(self._over)
        views, self._has_foreign = self._others.look()
        with self._changed:
            before = self._over
            own = self._live.keys() | (known.keys() - before.keys())
            newer = {n: view for n, view in before.items() if view is not known.get(n)}
            self._over = {view.job_id: view for view in views if view.job_id not in own} | newer
            changed = {
                n for n in before.keys() | self._over.keys() if differs(before.get(n), self._over.get(n))
            }
        for job_id in changed:
            self._watchers.notify(job_id)
        return self._has_foreign

    def subscribe(self, watcher: JobChanged) -> Callable[[], None]:
        """Have `watcher` called with a job's id when its state or phase changes, never for bytes, on any
        thread. Returns what ends it."""
        return self._watchers.add(watcher)

    def wait(self, job_id: int, timeout: float | None = None) -> JobView:
        """Block until the job is over, or the time is; the job as it is then. A signal is never slept
        through: one that comes right before a lock is waited for does not end that wait."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            with self._changed:
                is_over = self._changed.wait_for(lambda: job_id not in self._live, min(LOOK_EVERY, left))
            if is_over and not self.job(job_id).elsewhere:
                break
            if is_over:
                time.sleep(min(LOOK_EVERY, left))
                self.look_around()
        return self.job(job_id)

    def close(self, timeout: float = 1.5) -> None:
        """End every job so that it can be taken up again; in time, even when a hub does not answer."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            for run in self._line:
                run.end(JobState.PAUSED if run.paused else JobState.INTERRUPTED, "the program ended")
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._is_running(), timeout)
            left = list(self._live.values())
        self._others.close()
        for run in left:
            assert run.ending is not None
            self._finish(run, *run.ending)
        with suppress(sqlite3.Error):
            self._journal.leave()
        self._journal.close()

    # --- running

    def _enqueue(self, view: JobView) -> None:
        self._add(view)
        self._admit(view.job_id)

    def _add(self, view: JobView, *, is_anew: bool = False) -> None:
        run = JobRun(
            view, self._journal, self.hashes, self._pace, self._watchers.notify,
            throttle=self._throttle, is_anew=is_anew,
        )  # fmt: skip
        with self._changed:
            if self._closed:
                raise BadInput("the engine is closed")
            self._over.pop(view.job_id, None)
            self._live[view.job_id] = run
            self._line.add(run)

    def _be_seen(self) -> None:
        """Other hubtuis can talk to this one before the journal names it as a job's owner. BadInput once the
        engine is closed."""
        with self._changed:
            if self._closed:
                raise BadInput("the engine is closed")
            self._others.show(self._shown())

    def _shown(self) -> dict[str, Callable[..., Any]]:
        """What other hubtuis can have this one do."""
        return {
            "view": lambda: [run.view() for run in self._line],
            "pause": lambda job: self._do(job, self.pause),
            "resume": lambda job: self._do(job, self.resume),
            "cancel": lambda job: self._do(job, self.cancel),
            "move": lambda job, by: self.move(job, by),
            "limit": lambda bandwidth: self._throttle.set(bandwidth),
        }

    def _do(self, job_id: int, what: Callable[[int], None]) -> bool:
        """For another hubtui, with a job that is here."""
        if self.job(job_id).state.is_over:
            raise BadInput(f"job {job_id} is over already")
        what(job_id)
        return True

    def _tell(self, job_id: int, do: str, **more: object) -> bool:
        """Have another hubtui do it; False when none has the job."""
        if not self._journal.is_foreign(job_id):
            return False
        answer = self._others.tell(job_id, do, **more)
        self._has_foreign = True
        self.look_around()
        return bool(answer)

    def _save(self, job_id: int) -> None:
        with self._changed:
            run = self._live.get(job_id)
        if run is not None:
            run.save()
