"""The line of jobs: which may begin or go on now, and which stands before which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from hubtui.jobs.run import JobRun
from hubtui.model import RepoKey


class Line:
    """Jobs that are not over, in their order. Its owner guards it with a lock."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._runs: list[JobRun] = []

    def __iter__(self) -> Iterator[JobRun]:
        return iter([*self._runs])

    def add(self, run: JobRun) -> None:
        self._runs.append(run)
        self._sort()

    def remove(self, run: JobRun) -> None:
        if run in self._runs:
            self._runs.remove(run)

    def admit(self) -> list[JobRun]:
        """Give the free slots away, in order; those who got one come back. What copies and what only changes
        something have slots of their own: a change is short, and waits for no copy of other repos. Two jobs
        that change the same repo are never both begun, and a paused one keeps its repo."""
        admitted: list[JobRun] = []
        busy = {repo for run in self._runs if run.has_begun for repo in run.targets}
        taken = Counter(run.base.kind.copies for run in self._runs if run.has_slot)
        for run in self._runs:
            if run.has_slot or run.paused or run.stop.is_set() or not (run.has_begun or _is_free(run, busy)):
                continue
            if taken[run.base.kind.copies] >= self.at_once:
                continue
            taken[run.base.kind.copies] += 1
            run.has_slot = True
            busy |= run.targets
            admitted.append(run)
        return admitted

    def beside(self, run: JobRun, by: int) -> JobRun | None:
        """The job that would change places with this one if it went up (-1) or down (+1); only those that
        have not begun change places."""
        waiting = [one for one in self._runs if not one.has_begun]
        if run not in waiting:
            return None
        place = waiting.index(run) + by
        return waiting[place] if 0 <= place < len(waiting) else None

    def swap(self, one: JobRun, other: JobRun) -> None:
        one.rank, other.rank = other.rank, one.rank
        self._sort()

    def _sort(self) -> None:
        self._runs.sort(key=lambda run: (run.rank, run.job_id))


def _is_free(run: JobRun, busy: Iterable[RepoKey]) -> bool:
    return run.targets.isdisjoint(busy)
