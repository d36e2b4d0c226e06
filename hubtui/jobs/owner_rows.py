"""What the journal keeps of the programs that have jobs: who they are, and a beat while they live."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from pathlib import Path

from hubtui.errors import BadInput
from hubtui.jobs.job import JobState
from hubtui.jobs.owner import host_of, is_alive, is_near, own_name, pid_of
from hubtui.jobs.plan_json import place_from_json
from hubtui.jobs.store import Connection, Store
from hubtui.model import RepoKey

BEAT = 15.0
"""Seconds between two beats of a program that has jobs."""
LEASE = 60.0
"""A program on another machine whose beat stands still for so many seconds is taken for dead. Clocks are not
compared: who looks on measures it."""
OPEN = ", ".join(f"'{state.value}'" for state in JobState if not state.is_over)


class Busy(Exception):
    """Another program writes to one of the job's targets: in words, which."""


class TakenOver(Exception):
    """Another program took this one for dead, and has the job now."""


class OwnerRows(Store):
    """Of the journal."""

    def __init__(
        self, path: Path | str, *, name: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(path)
        self.name = name or own_name()
        """The program that this is."""
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}
        """By program: its last beat, and when it was first seen here."""

    def beat(self) -> None:
        """This program lives."""
        with self._writing() as db:
            db.execute("UPDATE owners SET beat = beat + 1 WHERE name = ?", (self.name,))

    def leave(self) -> None:
        """This program has no jobs any more."""
        with self._writing() as db:
            db.execute("DELETE FROM owners WHERE name = ?", (self.name,))

    def is_foreign(self, job_id: int) -> bool:
        """Whether another program that is alive has this job, so that this one only looks on."""
        return job_id in self.foreign()

    def foreign(self) -> dict[int, str]:
        """The jobs that other programs which are alive have, with those programs' names."""
        query = f"SELECT id, owner FROM jobs WHERE owner != ? AND state IN ({OPEN})"
        rows = self._rows(query, self.name)
        living = {owner for owner in {owner for _, owner in rows} if self._lives(owner)}
        return {int(job_id): owner for job_id, owner in rows if owner in living}

    def lease(self, job_id: int) -> float | None:
        """Seconds after which the job is free, when its program on another machine has not beaten again by
        then; None when there is no such program."""
        owner = self.foreign().get(job_id)
        if owner is None or is_alive(owner) is not None:
            return None
        return LEASE - (self._clock() - self._seen[owner][1])

    def settle_orphans(self) -> None:
        """Jobs whose program has died are INTERRUPTED, and nobody's: one that was taken for dead and is not
        finds that out before it does more."""
        active = (JobState.QUEUED.value, JobState.RUNNING.value)
        rows = self._rows("SELECT id, owner FROM jobs WHERE state IN (?, ?)", *active)
        dead = [(job_id, owner) for job_id, owner in rows if not self._lives(owner)]
        if dead:
            with self._writing() as db:
                db.executemany(
                    "UPDATE jobs SET state = ?, owner = '', message = 'the program ended'"
                    " WHERE id = ? AND owner = ?",
                    [(JobState.INTERRUPTED.value, *one) for one in dead],
                )

    def start(self, job_id: int, state: JobState, targets: Collection[RepoKey] = ()) -> int:
        """The job is queued or running, here. Returns how many times it was started before. BadInput when
        another program has it, Busy while another one is at one of these targets."""
        with self._writing() as db:
            if (owner := self.foreign().get(job_id)) is not None:
                raise BadInput(f"job {job_id} is run by {told(owner)}")
            if state is JobState.RUNNING and targets:
                self._check_free(targets)
            run = int(state is JobState.RUNNING)
            db.execute(
                "UPDATE jobs SET state = ?, owner = ?, finished = NULL, message = '', attempts = attempts + ?"
                " WHERE id = ?",
                (state.value, self._owner(db), run, job_id),
            )
            (attempts,) = db.execute("SELECT attempts FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return int(attempts) - run

    def take(self, job_id: int) -> None:
        """What is written about the job, which nobody runs, is this program's to write. BadInput when another
        program has it."""
        with self._writing() as db:
            if (owner := self.foreign().get(job_id)) is not None:
                raise BadInput(f"job {job_id} is run by {told(owner)}")
            db.execute("UPDATE jobs SET owner = ? WHERE id = ?", (self._owner(db), job_id))

    def hold(self, job_id: int) -> None:
        """TakenOver when the job is not this program's any more."""
        rows = self._rows("SELECT owner FROM jobs WHERE id = ?", job_id)
        if rows and rows[0][0] != self.name:
            raise TakenOver

    # --- inside

    def _owner(self, db: Connection) -> str:
        """This program's name, which is kept with its beat from its first job on."""
        db.execute("INSERT OR IGNORE INTO owners (name, beat) VALUES (?, 0)", (self.name,))
        return self.name

    def _check_free(self, targets: Collection[RepoKey]) -> None:
        for job_id, owner in self.foreign().items():
            (state, attempts), *_ = self._rows("SELECT state, attempts FROM jobs WHERE id = ?", job_id)
            if state == JobState.QUEUED.value or not attempts:
                continue
            for (head,) in self._rows("SELECT head FROM repos WHERE job = ?", job_id):
                repo = place_from_json(json.loads(head)["target"]).repo
                if repo in targets:
                    raise Busy(f"{repo} is written to by job {job_id} of {told(owner)}")

    def _lives(self, owner: str) -> bool:
        known = is_alive(owner)
        return self._beats(owner) if known is None else known

    def _beats(self, owner: str) -> bool:
        """Whether a program on another machine has beaten lately; one not looked at before has."""
        found = self._rows("SELECT beat FROM owners WHERE name = ?", owner)
        if not found:
            return False
        beat, now = int(found[0][0]), self._clock()
        before, since = self._seen.get(owner, (-1, now))
        if beat != before:
            self._seen[owner] = beat, now
            return True
        return now - since < LEASE


def told(owner: str) -> str:
    """A program, as people find it."""
    where = "" if is_near(owner) else f" on {host_of(owner)}"
    return f"another hubtui (process {pid_of(owner)}{where})"
