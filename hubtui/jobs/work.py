"""One job from its first repo to its last, and what became of it in the end."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from hubtui.errors import HubError, HubtuiError, NoRoom, Unauthorized
from hubtui.hub import Hub
from hubtui.jobs.bulk_run import BulkRun
from hubtui.jobs.copy import RepoCopy
from hubtui.jobs.job import ItemState, JobState, Verified
from hubtui.jobs.journal import Journal, JournalClosed, RepoRow, TakenOver
from hubtui.jobs.leftovers import clean_up, clean_up_at
from hubtui.jobs.pacing import PASSING, End, Stopped
from hubtui.jobs.report import final_words
from hubtui.jobs.run import JobRun

log = logging.getLogger(__name__)

HALTING = (*PASSING, NoRoom)
"""What would happen to every further repo too: the job ends, and can be run again."""
_ADVICE = "give it another token or check the account, then resume"
SETTLED = (ItemState.VERIFIED, ItemState.SKIPPED)


class Work:
    """Runs jobs over the hubs that these open; `target_hub` opens one that is written to."""

    def __init__(self, hub: Callable[[str], Hub], target_hub: Callable[[str], Hub]) -> None:
        self._hub = hub
        self._target_hub = target_hub

    def __call__(self, run: JobRun) -> tuple[JobState, str]:
        """The job's state and its outcome in words, once it is over."""
        try:
            if run.base.kind.copies:
                return self._copy_all(run)
            return BulkRun(run, lambda account: self._opened(run, account, self._target_hub))()
        except Stopped:
            return self._ended(run)
        except Unauthorized as error:
            run.refuse(error)
            return self._ended(run)
        except (JournalClosed, TakenOver):
            raise
        except sqlite3.Error as error:
            return JobState.FAILED, f"the journal cannot be written: {error}"
        except HubtuiError as error:  # of a hub, or of where its token is kept
            return JobState.FAILED, str(error)
        except Exception as error:
            log.exception("job %d failed by a bug", run.job_id)
            return JobState.FAILED, f"a bug in hubtui: {type(error).__name__} (the log has more)"

    def clean_up(self, journal: Journal, job_id: int) -> str:
        """Take away what a job that is cancelled has made for the time being; in words what may be left."""
        return clean_up(journal, job_id, self._target_hub)

    def _ended(self, run: JobRun) -> tuple[JobState, str]:
        state, words = run.ending or self._refused(run)
        left = self.clean_up(run.journal, run.job_id) if state is JobState.CANCELLED else ""
        return state, f"{words} · {left}" if left else words

    def _refused(self, run: JobRun) -> tuple[JobState, str]:
        """A hub said no to a token. Where that is what it still says, the job waits for another token: what
        it has done is kept. Else it was about one thing alone, which has failed."""
        error = run.refusal
        assert error is not None
        run.refused = run.refused or next((n for n in sorted(run.accounts) if self._is_refused(n, error)), "")
        if not run.refused:
            return JobState.FAILED, str(error)
        words = f"the token of {run.refused} was refused: {error}"
        if not run.base.kind.can_run_again:
            return JobState.FAILED, f"{words}; what is left was not begun: ask for it anew with another token"
        return run.ending or (JobState.PAUSED, f"{words}; {_ADVICE}")

    def _is_refused(self, account: str, error: Unauthorized) -> bool:
        """Whether this account's token is the one. Where its hub cannot be asked now, it is."""
        try:
            hub = self._hub(account)
            return hub.title == error.hub and hub.is_refused()
        except PASSING:
            return True
        except HubtuiError:
            return False

    def _opened(self, run: JobRun, account: str, hub: Callable[[str], Hub]) -> Hub:
        try:
            return hub(account)
        except Unauthorized:
            run.refused = account
            raise

    def _copy_all(self, run: JobRun) -> tuple[JobState, str]:
        errors: list[str] = []
        rows = run.journal.repos(run.job_id)
        clean_up_at(run.journal, run.targets, run.job_id, self._target_hub)
        run.tally.repos = len({row.plan.target.repo for row in rows})
        for row in rows:
            run.pacer.check()
            error = self._copy_repo(run, row)
            if error:
                errors.append(error)
        failed = bool(errors or run.tally.failed)
        return (JobState.FAILED if failed else JobState.DONE), final_words(run.tally, errors)

    def _copy_repo(self, run: JobRun, row: RepoRow) -> str:
        """Copy one repo; what went wrong with it as a whole, in words."""
        run.repo = row.n
        run.pacer.accounts = dict.fromkeys((row.plan.source.account, row.plan.target.account))
        planned = run.journal.plan_items(run.job_id, row.n)
        if any(not item.path for item in planned):
            return f"{row.plan.target.repo}: {planned[0].why}"
        settled = self._settled(run, row)
        if row.verified is not None and not row.error and len(settled) == len(planned):
            run.pass_over(len(planned))
            return ""
        verified: Verified | None = None
        words = ""
        try:
            source = self._opened(run, row.plan.source.account, self._hub)
            target = self._opened(run, row.plan.target.account, self._target_hub)
            run.pacer.ends = End(source, row.plan.source.repo), End(target, row.plan.target.repo)
            copy = RepoCopy(run, row, planned, source, target, settled)
            verified = copy.run()
            words = copy.doubt(verified)
        except Unauthorized:
            raise
        except HubError as error:
            words = str(error)
            run.fail(error)
            if isinstance(error, HALTING):
                raise
        finally:
            run.save()
            run.journal.set_outcome(run.job_id, row.n, verified, words)
        return words and f"{row.plan.target.repo}: {words}"

    def _settled(self, run: JobRun, row: RepoRow) -> frozenset[int]:
        """The files that an earlier run of the job has brought to their end: they are left alone."""
        if not run.attempt or run.is_anew:
            return frozenset()
        states = run.journal.item_states(run.job_id, row.n)
        return frozenset(n for n, state in states.items() if state in SETTLED)
