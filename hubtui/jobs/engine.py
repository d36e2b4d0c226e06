"""The engine: takes plans, runs them on threads of its own, and can be looked at any time."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from hubtui.errors import BadInput, HubError, Unauthorized
from hubtui.format import plural
from hubtui.hub import Hub
from hubtui.jobs.copy import RepoCopy
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import EngineView, ItemView, JobReport, JobState, JobView, Place, RepoReport, Verified
from hubtui.jobs.journal import Journal, JournalClosed, RepoRow
from hubtui.jobs.pacing import PASSING, Pace, Stopped
from hubtui.jobs.plan import Plan
from hubtui.jobs.report import final_words
from hubtui.jobs.run import JobRun

log = logging.getLogger(__name__)

JobChanged = Callable[[int], None]
HALTING = (*PASSING, Unauthorized)
"""What would happen to every further repo too: the job ends, and can be run again."""


class Engine:
    """Runs copies in the background. Every method but `wait` and `close` returns at once, from any thread.

    `hub` opens the hub of an account's name, `target_hub` one that is written to, which it may refuse; they
    are called on the engine's threads. Jobs are kept in the
    journal: what a program left unfinished is there, INTERRUPTED, for `retry`.
    """

    def __init__(
        self,
        journal: Journal,
        hub: Callable[[str], Hub],
        *,
        target_hub: Callable[[str], Hub] | None = None,
        at_once: int = 1,
        pace: Pace | None = None,
    ) -> None:
        self.hashes = Hashes(journal)
        """For `make_plan`: what earlier copies learned of contents."""
        self._journal = journal
        self._hub = hub
        self._target_hub = target_hub or hub
        self._pace = pace or Pace()
        self._at_once = at_once
        self._changed = threading.Condition()
        self._queue: deque[JobRun] = deque()
        self._live: dict[int, JobRun] = {}
        self._over: dict[int, JobView] = {view.job_id: view for view in journal.jobs()}
        self._watchers: list[JobChanged] = []
        self._threads: list[threading.Thread] = []
        self._closed = False

    # --- asking for work

    def submit(self, plan: Plan, title: str = "") -> int:
        """Queue the plan; the answer is the job's id."""
        job_id = self._journal.add_job(title or _title(plan), plan)
        self._enqueue(self._journal.job(job_id))
        return job_id

    def retry(self, job_id: int) -> None:
        """Run a job that is over again: what the target has by now is left alone, the rest is moved.
        BadInput while it is queued or runs, here or in another hubtui."""
        if job_id in self._live or self._journal.is_foreign(job_id):
            raise BadInput(f"job {job_id} is not over yet")
        self._journal.start(job_id, JobState.QUEUED)
        self._enqueue(self._journal.job(job_id))

    def cancel(self, job_id: int) -> None:
        """Stop the job where it is. What its commits named so far stays; nothing else becomes visible."""
        with self._changed:
            run = self._live.get(job_id)
            if run is None:
                return
            waiting = run in self._queue
            if waiting:
                self._queue.remove(run)
        run.stop.set()
        if waiting:
            self._finish(run, JobState.CANCELLED, "cancelled before it started")

    # --- looking

    def view(self) -> EngineView:
        """All jobs now, newest last. Touches no disk."""
        with self._changed:
            runs = list(self._live.values())
            views = {**self._over, **{run.job_id: run.view() for run in runs}}
        live = [views[run.job_id] for run in runs]
        rates = [view.rate for view in live if view.rate is not None]
        etas = [view.eta for view in live if view.eta is not None]
        return EngineView(
            tuple(views[job_id] for job_id in sorted(views)),
            running=sum(view.state is JobState.RUNNING for view in live),
            queued=sum(view.state is JobState.QUEUED for view in live),
            bytes_done=sum(view.bytes_done for view in live),
            bytes_total=sum(view.bytes_total for view in live),
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
        return [row.plan.target for row in self._journal.repos(job_id)]

    def outcome(self, job_id: int) -> JobReport:
        """What became of the job, file by file. Reads the journal: off the event loop."""
        self._save(job_id)
        return JobReport(
            self.job(job_id),
            tuple(
                RepoReport(
                    row.plan.source,
                    row.plan.target,
                    tuple(self._journal.items(job_id, repo=row.n)),
                    row.commits,
                    row.verified,
                    row.error,
                )
                for row in self._journal.repos(job_id)
            ),
        )

    def unfinished(self) -> list[int]:
        """Jobs that were interrupted and can be taken up again with `retry`, oldest first."""
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
            runs = list(self._live.values())
            self._queue.clear()
            for run in runs:
                run.end_state = JobState.INTERRUPTED
                run.stop.set()
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._is_running(), timeout)
            left = list(self._live.values())
        for run in left:
            self._finish(run, JobState.INTERRUPTED, "the program ended")
        self._journal.close()

    # --- running

    def _enqueue(self, view: JobView) -> None:
        run = JobRun(view, self._journal, self.hashes, self._pace, self._notify)
        with self._changed:
            if self._closed:
                raise BadInput("the engine is closed")
            self._over.pop(view.job_id, None)
            self._live[view.job_id] = run
            self._queue.append(run)
            if len(self._threads) < self._at_once:
                self._threads.append(threading.Thread(target=self._work, name="hubtui-job", daemon=True))
                self._threads[-1].start()
            self._changed.notify_all()
        self._notify(view.job_id)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue or self._closed)
                if self._closed:
                    return
                run = self._queue.popleft()
                run.state = JobState.RUNNING
            try:
                self._finish(run, *self._run(run))
            except JournalClosed:
                return

    def _run(self, run: JobRun) -> tuple[JobState, str]:
        try:
            run.attempt = self._journal.start(run.job_id, JobState.RUNNING)
            self._notify(run.job_id)
            return self._copy_all(run)
        except Stopped:
            ended = run.end_state is JobState.INTERRUPTED
            return run.end_state, "the program ended" if ended else "cancelled"
        except HubError as error:
            return JobState.FAILED, str(error)
        except JournalClosed:
            raise
        except sqlite3.Error as error:
            return JobState.FAILED, f"the journal cannot be written: {error}"
        except Exception as error:
            log.exception("job %d failed by a bug", run.job_id)
            return JobState.FAILED, f"a bug in hubtui: {type(error).__name__} (the log has more)"

    def _copy_all(self, run: JobRun) -> tuple[JobState, str]:
        errors: list[str] = []
        for row in self._journal.repos(run.job_id):
            run.pacer.check()
            error = self._copy_repo(run, row)
            if error:
                errors.append(error)
        failed = bool(errors or run.tally.failed)
        return (JobState.FAILED if failed else JobState.DONE), final_words(run.tally, errors)

    def _copy_repo(self, run: JobRun, row: RepoRow) -> str:
        """Copy one repo; what went wrong with it as a whole, in words."""
        planned = self._journal.plan_items(run.job_id, row.n)
        run.tally.repos += 1
        if any(not item.path for item in planned):
            return f"{row.plan.target.repo}: {planned[0].why}"
        verified: Verified | None = None
        words = ""
        try:
            source, target = self._hub(row.plan.source.account), self._target_hub(row.plan.target.account)
            copy = RepoCopy(run, row, planned, source, target)
            verified = copy.run()
            words = copy.doubt(verified)
        except HubError as error:
            words = str(error)
            if isinstance(error, HALTING):
                raise
        finally:
            run.save()
            self._journal.set_outcome(run.job_id, row.n, verified, words)
        return words and f"{row.plan.target.repo}: {words}"

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
            self._over[run.job_id] = replace(run.view(), rate=None, eta=None, finished=datetime.now(UTC))
            self._changed.notify_all()
        self._notify(run.job_id)

    def _is_running(self) -> bool:
        return any(run.state is JobState.RUNNING for run in self._live.values())

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


def _title(plan: Plan) -> str:
    if len(plan.repos) == 1:
        return f"copy {plan.repos[0].source.repo} to {plan.repos[0].target.repo}"
    first = plan.repos[0].target.repo.namespace if plan.repos else "nowhere"
    return f"copy {plural(len(plan.repos), 'repo')} to {first}"
