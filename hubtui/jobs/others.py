"""What other hubtuis on the same state do, live, and words to them; and what they see of this one."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hubtui.format import duration
from hubtui.jobs import remote
from hubtui.jobs.job import JobView
from hubtui.jobs.journal import Journal, JournalClosed
from hubtui.jobs.owner import is_near, pid_of
from hubtui.jobs.owner_rows import BEAT, told

log = logging.getLogger(__name__)


class Others:
    """Reads the journal and asks on sockets: off the event loop."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._seen: int | None = None
        self._served: remote.Served | None = None
        self._is_shown = False
        self._closed = threading.Event()
        if journal.folder is not None:
            remote.remove_abandoned(journal.folder)

    # --- what they see

    def show(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        """From the first job on they can look on, and see that this program lives. Where no socket can be,
        they see the journal."""
        folder = self._journal.folder
        if self._is_shown or folder is None:
            return
        self._is_shown = True
        threading.Thread(target=self._beat, name="hubtui-beat", daemon=True).start()
        try:
            self._served = remote.Served(remote.socket_path(folder, os.getpid()), functions)
        except OSError as error:
            log.warning("other hubtuis cannot look on: %s", error)

    def close(self) -> None:
        """There is nothing to see any more."""
        self._closed.set()
        if self._served is not None:
            self._served.close()

    def _beat(self) -> None:
        while not self._closed.wait(BEAT):
            try:
                self._journal.beat()
            except JournalClosed:
                return
            except sqlite3.Error as error:
                log.warning("others may take this program for dead: %s", error)

    # --- what they do

    def has_changed(self) -> bool:
        """Whether another program has written to the journal since this was asked last."""
        before, self._seen = self._seen, self._journal.data_version()
        return before != self._seen

    def look(self) -> tuple[list[JobView], bool]:
        """All jobs as the journal has them, those that run elsewhere as they are now; whether any does."""
        self._journal.settle_orphans()
        owners = self._journal.foreign()
        live: dict[int, JobView] = {}
        for owner in set(owners.values()):
            live.update(self._ask(owner))
        views = [live.get(view.job_id, view) for view in self._journal.jobs()]
        return [_as_seen(view, owners.get(view.job_id, "")) for view in views], bool(owners)

    def tell(self, job_id: int, do: str, **more: object) -> Any:
        """Have the job's owner do something with it. BadInput when it will not, NotThere when it is gone or
        on another machine."""
        owner = self._journal.foreign()[job_id]
        if (left := self._journal.lease(job_id)) is not None:
            raise remote.NotThere(f"{told(owner)} has it, and can be told nothing from here; {free_in(left)}")
        return self._say(owner, do, job=job_id, **more)

    def tell_all(self, do: str, **more: object) -> None:
        """Every hubtui that has jobs; those that do not answer are let be."""
        for owner in set(self._journal.foreign().values()):
            try:
                self._say(owner, do, **more)
            except remote.NotThere:
                continue

    def _say(self, owner: str, do: str, **more: object) -> Any:
        assert self._journal.folder is not None
        if not is_near(owner):
            raise remote.NotThere(f"{told(owner)} is on another machine")
        return remote.ask(remote.socket_path(self._journal.folder, pid_of(owner)), do, **more)

    def _ask(self, owner: str) -> dict[int, JobView]:
        assert self._journal.folder is not None
        if not is_near(owner):
            return {}
        try:
            path = remote.socket_path(self._journal.folder, pid_of(owner))
            return {view.job_id: view for view in remote.ask_views(path)}
        except remote.NotThere:
            return {}


def free_in(seconds: float) -> str:
    """When a job is free whose program, on another machine, may have died."""
    return f"if that one has died, the job is free in {duration(seconds)}"


def _as_seen(view: JobView, owner: str) -> JobView:
    """The job as somebody else has it, or nobody."""
    words = view.message if is_near(owner) or not owner else f"in {told(owner)}"
    return replace(view, elsewhere=bool(owner), message=words)
