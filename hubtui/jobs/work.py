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
from hubtui.jobs.journal import JournalClosed, RepoRow, TakenOver
from hubtui.jobs.pacing import PASSING, End, Stopped
from hubtui.jobs.report import final_words
from hubtui.jobs.run import JobRun

log = logging.getLogger(__name__)

HALTING = (*PASSING, Unauthorized, NoRoom)
"""What would happen to every further repo too: the job ends, and can be run again."""
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
            return BulkRun(run, self._target_hub)()
        except Stopped:
            return run.end_state, "cancelled" if run.end_state is JobState.CANCELLED else "the program ended"
        except (JournalClosed, TakenOver):
            raise
        except sqlite3.Error as error:
            return JobState.FAILED, f"the journal cannot be written: {error}"
        except HubtuiError as error:  # of a hub, or of where its token is kept
            return JobState.FAILED, str(error)
        except Exception as error:
            log.exception("job %d failed by a bug", run.job_id)
            return JobState.FAILED, f"a bug in hubtui: {type(error).__name__} (the log has more)"

    def _copy_all(self, run: JobRun) -> tuple[JobState, str]:
        errors: list[str] = []
        rows = run.journal.repos(run.job_id)
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
            source, target = self._hub(row.plan.source.account), self._target_hub(row.plan.target.account)
            run.pacer.ends = End(source, row.plan.source.repo), End(target, row.plan.target.repo)
            copy = RepoCopy(run, row, planned, source, target, settled)
            verified = copy.run()
            words = copy.doubt(verified)
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
