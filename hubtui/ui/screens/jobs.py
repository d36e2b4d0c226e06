"""The jobs: what runs, what waits, and what became of the others; and the files of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from hubtui.commands import Scope
from hubtui.jobs.job import EngineView, ItemView, JobView
from hubtui.text import safe
from hubtui.ui.rows.jobs import ITEMS, JOBS, job_row
from hubtui.ui.rows.table import Table, Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span
from hubtui.ui.widgets.transfer import transfer


class Jobs(ModalScreen[None], Keyed):
    """Rows with bars, newest first; only the lines that changed are drawn again."""

    CSS_PATH = "jobs.tcss"

    def __init__(self, table: Table[JobView] = JOBS) -> None:
        super().__init__()
        self._table = table

    @property
    def scope(self) -> Scope:
        return Scope.JOBS

    def compose(self) -> ComposeResult:
        with Vertical(classes="jobs"):
            yield ListFrame(self._table)
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.lines is not None
        self.lines.focus()

    @property
    def job(self) -> JobView | None:
        return self.lines.current if self.lines else None

    def show_engine(self, view: EngineView) -> None:
        assert self.frame is not None
        lines, jobs = self.frame.lines, [*reversed(view.jobs)]
        self.frame.show_title(Span("Jobs", Tone.ACCENT), right=transfer(view))
        if [job.job_id for job in jobs] == [job.job_id for job in lines.rows]:
            before, lines.rows = lines.rows, jobs
            changed = {
                job.job_id for job, old in zip(jobs, before, strict=True) if job_row(job) != job_row(old)
            }
            for place, job in enumerate(lines.shown_rows()):
                if job.job_id in changed:
                    lines.repaint_row(place)
            self.update_keys()
        else:
            lines.set_rows(jobs)
        nothing = (
            ("No jobs yet.", Tone.DIM),
            (f"Mark repos or files; {self.keyboard.key('copy.start')} copies them.", Tone.ACCENT),
        )
        lines.set_notes(*(() if jobs else nothing))


class Items(ModalScreen[None], Keyed):
    """One job's files: state, action, size, and why."""

    CSS_PATH = "jobs.tcss"

    def __init__(self, job: JobView) -> None:
        super().__init__()
        self.job = job

    @property
    def scope(self) -> Scope:
        return Scope.ITEMS

    def compose(self) -> ComposeResult:
        with Vertical(classes="jobs"):
            yield ListFrame(ITEMS)
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.lines is not None
        self.lines.focus()
        self.show_job(self.job)

    def show_job(self, job: JobView) -> None:
        assert self.frame is not None
        self.job = job
        words = f" · {safe(job.title)} · {job.state}" + (f" · {safe(job.message)}" if job.message else "")
        self.frame.show_title(Span(f"Job {job.job_id}", Tone.ACCENT), Span(words))
        self.update_keys()

    def show_items(self, items: Sequence[ItemView], *, complete: bool = True) -> None:
        assert self.lines is not None
        self.lines.set_rows(items, complete=complete)
        self.lines.set_notes(*(() if items else (("The job has no files.", Tone.DIM),)))


def chosen_jobs(screen: Screen[Any]) -> list[JobView]:
    """The marked jobs as they are now, or the one under the cursor; of a job's files, the job."""
    if not isinstance(screen, (Jobs, Items)):
        return []
    lines = screen.lines
    if isinstance(screen, Jobs) and lines is not None and len(lines.marks):
        return [job for job in lines.rows if lines.table.key(job) in lines.marks]
    return [screen.job] if screen.job is not None else []
