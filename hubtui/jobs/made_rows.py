"""What the journal keeps of what a copy makes at its target before its files: a repo, or a branch."""

from __future__ import annotations

from hubtui.jobs.job import ItemState, JobState
from hubtui.jobs.owner_rows import OwnerRows


class MadeRows(OwnerRows):
    """Of the journal."""

    def set_creating(self, job_id: int, repo: int) -> None:
        """A creation of the target, or of its branch, is about to be sent."""
        self._update_repo(job_id, repo, "creating = 1")

    def set_made(self, job_id: int, repo: int) -> None:
        """What was to be created is there."""
        self._update_repo(job_id, repo, "creating = 2")

    def set_passed(self, job_id: int, repo: int) -> None:
        """What was created is gone again, as planned."""
        self._update_repo(job_id, repo, "creating = 3")

    def set_unmade(self, job_id: int, repo: int) -> None:
        """What was to be created is somebody else's."""
        self._update_repo(job_id, repo, "creating = 0")

    def set_dropped(self, job_id: int, repo: int) -> None:
        """The branch that was made for tags was deleted before its time: when the job is run again it is made
        anew, unless one of its tags holds what it had."""
        with self._writing() as db:
            self.hold(job_id)
            where = (job_id, repo)
            (tags,) = db.execute("SELECT tags FROM repos WHERE job = ? AND n = ?", where).fetchone()
            if tags != "[]":
                db.execute("UPDATE repos SET creating = 3 WHERE job = ? AND n = ?", where)
                return
            db.execute(
                "UPDATE repos SET creating = 0, commits = '[]', verified = NULL WHERE job = ? AND n = ?",
                where,
            )
            done = ItemState.STORED, ItemState.COMMITTED, ItemState.VERIFIED, ItemState.SKIPPED
            db.execute(
                "UPDATE items SET state = ? WHERE job = ? AND repo = ? AND state IN (?, ?, ?, ?)",
                (ItemState.WAITING.value, *where, *(state.value for state in done)),
            )

    def leaving(self) -> list[int]:
        """Jobs that were cancelled while a branch of theirs was there for its tags alone."""
        rows = self._rows(
            "SELECT DISTINCT j.id FROM jobs j JOIN repos r ON r.job = j.id WHERE j.state = ?"
            " AND r.creating = 2 AND json_extract(r.head, '$.passing') ORDER BY j.id",
            JobState.CANCELLED.value,
        )
        return [job_id for (job_id,) in rows]

    # --- inside

    def _update_repo(self, job_id: int, repo: int, assignments: str, *values: object) -> None:
        with self._writing() as db:
            self.hold(job_id)
            db.execute(f"UPDATE repos SET {assignments} WHERE job = ? AND n = ?", (*values, job_id, repo))
