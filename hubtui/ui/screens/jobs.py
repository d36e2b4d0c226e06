"""The jobs: what runs, what waits, and what became of the others; and the files of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from hubtui import format
from hubtui.commands import Scope
from hubtui.jobs.job import EngineView, ItemView, JobView, RepoReport
from hubtui.text import safe
from hubtui.ui.rows.jobs import (
    ITEMS,
    JOBS,
    STATE_TONES,
    is_told,
    job_fraction,
    job_row,
    job_state,
    job_words,
    report_names,
    verified_words,
)
from hubtui.ui.rows.table import Table, Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span, TextLine
from hubtui.ui.widgets.transfer import transfer

REPORT_LINES = 4
REPORT_ORDER = (Tone.BAD, Tone.WARN, Tone.DIM, Tone.GOOD)
"""Of what was verified, the worst first."""


class Jobs(ModalScreen[None], Keyed):
    """Rows with bars, in the order in which they run; below, what the one under the cursor does. Only the
    lines that changed are drawn again."""

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
            yield TextLine(classes="said")
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.lines is not None
        self.lines.focus()

    def on_line_list_changed(self) -> None:
        self._show_words()

    def _show_words(self) -> None:
        job = self.job
        words = [Span(f" {job_words(job)} ", STATE_TONES[job.state])] if job else []
        self.query_one(".said", TextLine).show(words)

    @property
    def job(self) -> JobView | None:
        return self.lines.current if self.lines else None

    def show_engine(self, view: EngineView) -> None:
        assert self.frame is not None
        lines, jobs = self.frame.lines, [*view.jobs]
        limit = [Span(f" · at most {format.rate(view.bandwidth)}")] if view.bandwidth else []
        self.frame.show_title(Span("Jobs", Tone.ACCENT), *limit, right=transfer(view))
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
            lines.set_rows(jobs, cursor=None if lines.rows else _first_open(jobs))
        self._show_words()
        nothing = (
            ("No jobs yet.", Tone.DIM),
            (f"Mark repos or files; {self.keyboard.key('copy.start')} copies them.", Tone.ACCENT),
        )
        lines.set_notes(*(() if jobs else nothing))


def _first_open(jobs: Sequence[JobView]) -> int | None:
    """Where the cursor begins: at what is not over, else at the newest."""
    open_ones = [job.job_id for job in jobs if not job.state.is_over]
    return open_ones[0] if open_ones else jobs[-1].job_id if jobs else None


class Items(ModalScreen[None], Keyed):
    """One job: what it does, its files, and what was verified of each repo."""

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
            with Vertical(classes="report"):
                yield TextLine(classes="said")
                for _ in range(REPORT_LINES):
                    yield TextLine(classes="repo")
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.lines is not None
        self.lines.focus()
        self.show_job(self.job)

    def show_job(self, job: JobView) -> None:
        assert self.frame is not None
        self.job = job
        state = Span(f" · {job_state(job)}", STATE_TONES[job.state])
        numbers = [
            Span(f" {int(job_fraction(job) * 100)} %"),
            Span(f"  {format.rate(job.rate)}" if job.rate is not None else ""),
            Span(f"  ETA {format.duration(job.eta)}" if job.eta is not None else ""),
            Span(" "),
        ]
        self.frame.show_title(
            Span(f"Job {job.job_id}", Tone.ACCENT), Span(f" · {safe(job.title)}"), state,
            right=[] if job.state.is_over else numbers,
        )  # fmt: skip
        self.query_one(".said", TextLine).show([Span(f" {job_words(job)} ", STATE_TONES[job.state])])
        self.update_keys()

    def show_items(self, items: Sequence[ItemView], repos: Sequence[RepoReport]) -> None:
        """The files, and below what the targets' own listings said of them."""
        assert self.lines is not None
        self.lines.set_rows(items)
        beyond = self.job.items_total - len(items)
        more = f"and {format.exact(beyond)} more: `hubtui jobs show {self.job.job_id} --json` has them all"
        notes = [("The job has no files.", Tone.DIM)] if not items else []
        self.lines.set_notes(*notes, *([(more, Tone.DIM)] if beyond > 0 and items else []))
        self._show_report(repos)

    def _show_report(self, repos: Sequence[RepoReport]) -> None:
        named = zip(report_names(repos), repos, strict=True)
        told = [(name, *verified_words(repo)) for name, repo in named if is_told(repo)]
        told.sort(key=lambda one: REPORT_ORDER.index(one[2]))
        spans = [[Span(f" {safe(name)}: ", Tone.STRONG), Span(words, tone)] for name, words, tone in told]
        if len(spans) > REPORT_LINES:
            rest = format.plural(len(spans) - REPORT_LINES + 1, "more repo")
            spans = [*spans[: REPORT_LINES - 1], [Span(f" and {rest}", Tone.DIM)]]
        for line, said in zip_longest(self.query(".repo").results(TextLine), spans, fillvalue=()):
            if isinstance(line, TextLine):
                line.display = bool(said)
                line.show([*said])


def chosen_jobs(screen: Screen[Any]) -> list[JobView]:
    """The marked jobs as they are now, or the one under the cursor; of a job's files, the job."""
    if not isinstance(screen, (Jobs, Items)):
        return []
    lines = screen.lines
    if isinstance(screen, Jobs) and lines is not None and len(lines.marks):
        return [job for job in lines.rows if lines.table.key(job) in lines.marks]
    return [screen.job] if screen.job is not None else []
