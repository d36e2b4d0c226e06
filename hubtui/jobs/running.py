"""What an engine's threads do: jobs begin, end, and are held or let go of."""

from __future__ import annotations

import logging
import sqlite3
import threading
from dataclasses import replace

from hubtui.errors import BadInput
from hubtui.jobs.job import JobState, JobView
from hubtui.jobs.journal import Busy, JournalClosed, TakenOver
from hubtui.jobs.kept import Kept
from hubtui.jobs.line import Line
from hubtui.jobs.pacing import Stopped
from hubtui.jobs.run import JobRun
from hubtui.jobs.views import at_rest
from hubtui.jobs.watchers import Watchers
from hubtui.jobs.work import Work

log = logging.getLogger(__name__)

TARGET_EVERY = 2.0
"""Seconds between two looks at whether another hubtui is done with a target."""


class Running(Kept):
    """Of the engine. What follows is guarded by `_changed`."""

    _work: Work
    _changed: threading.Condition
    _line: Line
    _live: dict[int, JobRun]
    _over: dict[int, JobView]
    _watchers: Watchers
    _closed: bool
    _has_foreign: bool
    _refused: dict[int, str]
    """Jobs that wait for another token, each with the account whose token was refused."""

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
            self._watchers.notify(job_id)

    def _run(self, run: JobRun) -> None:
        try:
            run.attempt = self._begin(run)
            self._watchers.notify(run.job_id)
            outcome = self._work(run)
            if run.refused:
                self._hold(run, *outcome)
            self._finish(run, *outcome)
        except JournalClosed:
            return
        except Stopped:
            assert run.ending is not None
            self._finish(run, *run.ending)
        except (BadInput, TakenOver):
            self._let_go(run)
        except sqlite3.Error as error:
            self._finish(run, JobState.FAILED, f"the journal cannot be written: {error}")

    def _begin(self, run: JobRun) -> int:
        """Begin it once no other hubtui writes to its targets; how many times it was started before."""
        while True:
            try:
                attempt = self._journal.start(run.job_id, JobState.RUNNING, run.targets)
                run.has_targets = True
                return attempt
            except Busy as busy:
                run.pacer.rest(str(busy), TARGET_EVERY)

    def _hold(self, refused: JobRun, state: JobState, words: str) -> None:
        """What works with the same token waits too, and asks nothing with it."""
        if state is not JobState.PAUSED:
            return
        with self._changed:
            others = [
                run for run in self._live.values()
                if run is not refused and refused.refused in run.accounts and run.base.kind.can_run_again
            ]  # fmt: skip
            for run in others:
                run.end(state, words)
            self._refused |= dict.fromkeys((run.job_id for run in (refused, *others)), refused.refused)
            idle = [run for run in others if not run.has_begun]
        for run in idle:
            self._finish(run, state, words)

    def _let_go(self, run: JobRun) -> None:
        """Another hubtui has it now."""
        with self._changed:
            run.is_over = True
            run.gate.end()
            self._live.pop(run.job_id, None)
            self._line.remove(run)
            self._over[run.job_id] = replace(self._journal.job(run.job_id), elsewhere=True)
            self._has_foreign = True
        self._admit(run.job_id)

    def _finish(self, run: JobRun, state: JobState, message: str) -> None:
        with self._changed:
            if run.is_over:
                return
            run.is_over = True
        try:
            run.save()
            self._journal.finish(run.view(), state, message)
        except TakenOver:
            self._let_go(run)
            return
        except sqlite3.Error as error:
            log.exception("the outcome of job %d could not be written down", run.job_id)
            state, message = JobState.FAILED, f"{message} (not written down: {error})"
        with self._changed:
            run.state, run.message = state, message
            self._live.pop(run.job_id, None)
            self._line.remove(run)
            self._over[run.job_id] = at_rest(run.view(), state)
        self._admit(run.job_id)

    def _settle(self, view: JobView, state: JobState, message: str) -> None:
        """The end of a job that nobody runs."""
        self._journal.take(view.job_id)
        self._journal.finish(view, state, message)
        with self._changed:
            self._over[view.job_id] = replace(at_rest(view, state), message=message)
        self._watchers.notify(view.job_id)

    def _is_running(self) -> bool:
        return any(run.has_begun for run in self._live.values())
