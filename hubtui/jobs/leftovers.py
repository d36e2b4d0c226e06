"""Branches that copies made for a tag alone, and are not to use any more: deleted, where that is sure."""

from __future__ import annotations

from collections.abc import Callable, Collection

from hubtui.errors import HubtuiError, NotFound
from hubtui.hub import Hub
from hubtui.jobs.journal import Journal, RepoRow
from hubtui.model import Ref, RefType, RepoKey


def clean_up(journal: Journal, job_id: int, hub: Callable[[str], Hub]) -> str:
    """Delete those of a job that goes no further. In words what may be left; empty when nothing is."""
    rows = [row for row in journal.repos(job_id) if row.plan.passing and row.creating and not row.passed]
    if rows:
        journal.take(job_id)
    return "; ".join(words for row in rows if (words := _drop(journal, job_id, row, hub)))


def clean_up_at(
    journal: Journal, targets: Collection[RepoKey], job_id: int, hub: Callable[[str], Hub]
) -> None:
    """Delete what other jobs that were cancelled left at these targets; what cannot be stays as it is."""
    for other in journal.leaving():
        if other != job_id and any(place.repo in targets for place in journal.targets(other)):
            clean_up(journal, other, hub)


def _drop(journal: Journal, job_id: int, row: RepoRow, hub: Callable[[str], Hub]) -> str:
    """One whose creation was not answered may be somebody else's."""
    place = row.plan.target
    words = f"branch {place.revision} may be left at {place.repo}"
    if not row.made:
        return words
    try:
        hub(place.account).delete_ref(place.repo, Ref(place.revision, RefType.BRANCH, ""))
    except NotFound:
        pass
    except HubtuiError as error:
        return f"{words}: {error}"
    journal.set_dropped(job_id, row.n)
    return ""
