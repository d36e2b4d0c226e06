"""What other hubtuis on the same state do: their jobs, live, and words to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from hubtui.jobs import remote
from hubtui.jobs.job import JobView
from hubtui.jobs.journal import Journal
from hubtui.jobs.owner import pid_of


class Others:
    """Reads the journal and asks on sockets: off the event loop."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._seen: int | None = None

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
        return [replace(view, elsewhere=view.job_id in owners) for view in views], bool(owners)

    def tell(self, job_id: int, do: str, **more: object) -> Any:
        """Have the job's owner do something with it. BadInput when it will not, NotThere when it is gone."""
        return remote.ask(self._path(self._journal.foreign()[job_id]), do, job=job_id, **more)

    def tell_all(self, do: str, **more: object) -> None:
        """Every hubtui that has jobs; those that do not answer are let be."""
        for owner in set(self._journal.foreign().values()):
            try:
                remote.ask(self._path(owner), do, **more)
            except remote.NotThere:
                continue

    def _ask(self, owner: str) -> dict[int, JobView]:
        try:
            return {view.job_id: view for view in remote.ask_views(self._path(owner))}
        except remote.NotThere:
            return {}

    def _path(self, owner: str) -> Path:
        assert self._journal.folder is not None
        return remote.socket_path(self._journal.folder, pid_of(owner))
