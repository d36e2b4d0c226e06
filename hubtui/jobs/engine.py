"""The engine: takes plans, runs them on threads of its own, and can be looked at any time."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from hubtui.errors import BadInput
from hubtui.format import plural
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkPlan, row_of, undo_plan
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import EngineView, ItemView, JobReport, JobState, JobView, LogLine, Place, RepoReport
from hubtui.jobs.journal import Journal, JournalClosed
from hubtui.jobs.line import Line
from hubtui.jobs.pacing import Pace
from hubtui.jobs.plan import Plan
from hubtui.jobs.run import JobRun
from hubtui.jobs.throttle import Throttle
from hubtui.jobs.work import Work

log = logging.getLogger(__name__)

JobChanged = Callable[[int], None]
AT_ONCE = 2
"""Jobs that run at the same time, where they change different repos."""


class Engine:
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
        self._work = Work(hub, target_hub or hub)
        self._pace = pace or Pace()
        self._throttle = Throttle(bandwidth)
        self._changed = threading.Condition()
        self._line = Line(at_once)
        self._live: dict[int, JobRun] = {}
        self._over: dict[int, JobView] = {view.job_id: view for view in journal.jobs()}
        self._watchers: list[JobChanged] = []
        self._closed = False

    # --- asking for work

    def submit(self, plan: Plan, title: str = "") -> int:
        """Queue the plan; the answer is the job's id."""
        job_id = self._journal.add_job(title or _title(plan), plan)
        self._enqueue(self._journal.job(job_id))
        return job_id

    def submit_bulk(self, plan: BulkPlan) -> int:
        """Queue what is to be done to many repos; what cannot be done is kept with its reason."""
        rows = [row_of(n, item, plan.undoes) for n, item in enumerate(plan.items)]
        job_id = self._journal.add_bulk(plan.title, plan.kind, rows)
        self._enqueue(self._journal.job(job_id))
        return job_id

    def undo_plan(self) -> BulkPlan | None:
        """What takes back the last bulk job that can be taken back; None when there is none. Reads the
        journal: off the event loop."""
        for job_id in self._journal.undoable():
            plan = undo_plan(job_id, self._journal.bulk_rows(job_id))
            if plan.items:
                return plan
        return None

    def resume(self, job_id: int) -> None:
        """Let a paused job go on, or run one that is over again. What an earlier run brought to its end is
        left alone; of a DONE job everything is looked at anew. Nothing happens while it is queued or runs.
        BadInput when another hubtui has it, and for what is never taken over."""
        with self._changed:
            run = self._live.get(job_id)
            if run is not None and run.paused:
                self._journal.set_state(job_id, JobState.RUNNING if run.has_begun else JobState.QUEUED)
                run.paused = False
        if run is None:
            self._take_up(job_id)
        else:
            self._admit(job_id)

    def _take_up(self, job_id: int) -> None:
        view = self.job(job_id)
        if not view.kind.is_taken_over:
            raise BadInput(f"job {job_id} cannot be taken up again: ask for it anew")
        if self._journal.is_foreign(job_id):
            raise BadInput(f"job {job_id} belongs to another hubtui that runs")
        self._journal.start(job_id, JobState.QUEUED)
        self._enqueue(self._journal.job(job_id), is_anew=view.state is JobState.DONE)

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
            if run is None or run.paused or run.is_over:
                return
            run.paused = True
            run.has_slot = False
            run.gate.shut()
            run.meter.hold()
            self._journal.set_state(job_id, JobState.PAUSED)
        self._admit(job_id)

    def cancel(self, job_id: int) -> None:
        """Stop the job where it is. What its commits named so far stays; nothing else becomes visible."""
        with self._changed:
            run = self._live.get(job_id)
            view = self._over.get(job_id)
            if run is not None:
                run.gate.end()
            is_alone = run is not None and not run.has_begun
        if run is not None and is_alone:
            self._finish(run, JobState.CANCELLED, "cancelled before it started")
        elif view is not None and not view.state.is_over:
            self._settle(view, JobState.CANCELLED, "cancelled")

    def move(self, job_id: int, by: int) -> bool:
        """Let the job run earlier (-1) or later (+1) than the one beside it. False where it cannot: it has
        begun, or there is none."""
        with self._changed:
            run = self._live.get(job_id)
            other = self._line.beside(run, by) if run is not None else None
            if run is None or other is None:
                return False
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
                self._journal.remove(job_id)
                with self._changed:
                    self._over.pop(job_id, None)
                removed.append(job_id)
        for job_id in removed:
            self._notify(job_id)
        return removed

    @property
    def bandwidth(self) -> int | None:
        """Bytes a second that all jobs together may move; None is no limit. Can be set while they do."""
        return self._throttle.rate

    @bandwidth.setter
    def bandwidth(self, rate: int | None) -> None:
        self._throttle.set(rate)

    # --- looking

    def view(self) -> EngineView:
        """All jobs now, in their order. Touches no disk."""
        with self._changed:
            runs = list(self._live.values())
            views = {**self._over, **{run.job_id: run.view() for run in runs}}
        jobs = tuple(sorted(views.values(), key=lambda view: (view.rank, view.job_id)))
        moving = [view for view in jobs if view.state.is_active or view.state is JobState.QUEUED]
        rates = [view.rate for view in moving if view.rate is not None]
        etas = [view.eta for view in moving if view.eta is not None]
        counts = Counter(view.state for view in jobs)
        return EngineView(
            jobs,
            running=counts[JobState.RUNNING] + counts[JobState.WAITING],
            queued=counts[JobState.QUEUED],
            paused=counts[JobState.PAUSED],
            interrupted=counts[JobState.INTERRUPTED],
            bytes_done=sum(view.bytes_done for view in moving),
            bytes_total=sum(view.bytes_total for view in moving),
            rate=sum(rates) if rates else None,
            eta=max(etas) if etas else None,
        )

    def job(self, job_id: int) -> JobView:
        """One job now. BadInput when there is none of this id."""
        with self._changed:
            run = self._live.get(job_id)
            if run is not None:
                return run.view()
            if job_id in self._over:
                return self._over[job_id]
        raise BadInput(f"no job {job_id}")

    def items(self, job_id: int, offset: int = 0, limit: int = 1000) -> list[ItemView]:
        """The job's files in the plan's order. Reads the journal: off the event loop."""
        self._save(job_id)
        return self._journal.items(job_id, offset, limit)

    def targets(self, job_id: int) -> list[Place]:
        """The repos that the job changes. Reads the journal: off the event loop."""
        return self._journal.targets(job_id)

    def log(self, job_id: int, item: ItemView | None = None) -> list[LogLine]:
        """What went wrong on the way, oldest first: of one file, or of the whole job. Reads the journal: off
        the event loop."""
        self._save(job_id)
        return self._journal.log(job_id, item.number if item else None)

    def outcome(self, job_id: int) -> JobReport:
        """What became of the job, file by file. Reads the journal: off the event loop."""
        self._save(job_id)
        repos = [
            replace(report, items=tuple(self._journal.items(job_id, repo=n)))
            for n, report in enumerate(self.repos(job_id))
        ]
        return JobReport(self.job(job_id), tuple(repos), tuple(self._journal.log(job_id)))

    def repos(self, job_id: int) -> list[RepoReport]:
        """What became of each repo, without its files. Reads the journal: off the event loop."""
        return [
            RepoReport(row.plan.source, row.plan.target, (), row.commits, row.verified, row.error)
            for row in self._journal.repos(job_id)
        ]

    def unfinished(self) -> list[int]:
        """Jobs that were interrupted and can be taken up again with `resume`, in their order."""
        return self._journal.unfinished()

    def subscribe(self, watcher: JobChanged) -> Callable[[], None]:
        """Have `watcher` called with a job's id when its state or phase changes, never for bytes, on any
        thread. Returns what ends it."""
        with self._changed:
            self._watchers.append(watcher)

        def unsubscribe() -> None:
            with self._changed:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return unsubscribe

    def wait(self, job_id: int, timeout: float | None = None) -> JobView:
        """Block until the job is over, or the time is; the job as it is then."""
        with self._changed:
            self._changed.wait_for(lambda: job_id not in self._live, timeout)
        return self.job(job_id)

    def close(self, timeout: float = 2.0) -> None:
        """End every job so that it can be taken up again; in time, even when a hub does not answer."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            for run in self._line:
                run.end_state = JobState.PAUSED if run.paused else JobState.INTERRUPTED
                run.gate.end()
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._is_running(), timeout)
            left = list(self._live.values())
        for run in left:
            self._finish(run, run.end_state, "the program ended")
        self._journal.close()

    # --- running

    def _enqueue(self, view: JobView, *, is_anew: bool = False) -> None:
        run = JobRun(
            view, self._journal, self.hashes, self._pace, self._notify,
            throttle=self._throttle, is_anew=is_anew,
        )  # fmt: skip
        with self._changed:
            if self._closed:
                raise BadInput("the engine is closed")
            self._over.pop(view.job_id, None)
            self._live[view.job_id] = run
            self._line.add(run)
        self._admit(view.job_id)

    def _admit(self, *changed: int) -> None:
        """Let those begin or go on that can now; tell of them and of these jobs."""
        with self._changed:
            admitted = [] if self._closed else self._line.admit()
            for run in admitted:
                run.state = JobState.RUNNING
                run.meter.go_on()
                run.gate.open()
                if not run.has_begun:
                    run.has_begun = True
                    threading.Thread(target=self._run, args=(run,), name="hubtui-job", daemon=True).start()
            self._changed.notify_all()
        for job_id in {*changed, *(run.job_id for run in admitted)}:
            self._notify(job_id)

    def _run(self, run: JobRun) -> None:
        try:
            run.attempt = self._journal.start(run.job_id, JobState.RUNNING)
            self._notify(run.job_id)
            self._finish(run, *self._work(run))
        except JournalClosed:
            return
        except sqlite3.Error as error:
            self._finish(run, JobState.FAILED, f"the journal cannot be written: {error}")

    def _finish(self, run: JobRun, state: JobState, message: str) -> None:
        with self._changed:
            if run.is_over:
                return
            run.is_over = True
        reading = run.meter.read()
        try:
            run.save()
            self._journal.finish(run.job_id, state, message, reading.items_done, reading.bytes_done)
        except sqlite3.Error as error:
            log.exception("the outcome of job %d could not be written down", run.job_id)
            state, message = JobState.FAILED, f"{message} (not written down: {error})"
        with self._changed:
            run.state, run.message = state, message
            self._live.pop(run.job_id, None)
            self._line.remove(run)
            self._over[run.job_id] = _at_rest(run.view(), state)
        self._admit(run.job_id)

    def _settle(self, view: JobView, state: JobState, message: str) -> None:
        """The end of a job that nobody runs."""
        self._journal.finish(view.job_id, state, message, view.items_done, view.bytes_done)
        with self._changed:
            self._over[view.job_id] = replace(_at_rest(view, state), message=message)
        self._notify(view.job_id)

    def _is_running(self) -> bool:
        return any(run.has_begun for run in self._live.values())

    def _save(self, job_id: int) -> None:
        with self._changed:
            run = self._live.get(job_id)
        if run is not None:
            run.save()

    def _notify(self, job_id: int) -> None:
        with self._changed:
            watchers = list(self._watchers)
        for watcher in watchers:
            try:
                watcher(job_id)
            except Exception:
                log.exception("a watcher of jobs failed")


def _at_rest(view: JobView, state: JobState) -> JobView:
    finished = datetime.now(UTC) if state.is_over else None
    return replace(view, state=state, phase=None, rate=None, eta=None, finished=finished)


def _title(plan: Plan) -> str:
    if len(plan.repos) == 1:
        return f"copy {plan.repos[0].source.repo} to {plan.repos[0].target.repo}"
    first = plan.repos[0].target.repo.namespace if plan.repos else "nowhere"
    return f"copy {plural(len(plan.repos), 'repo')} to {first}"
