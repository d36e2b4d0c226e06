"""The plan: what a copy will do, file by file, before anything moves."""

from __future__ import annotations

from asyncio import Event

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui import format
from hubtui.commands import Scope
from hubtui.jobs.plan import Action, Plan, Totals
from hubtui.text import safe
from hubtui.ui.rows.jobs import PLAN, PlanLine, plan_lines, plan_notes, settled
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span, TextLine

MAX_NOTES = 5


class PlanScreen(ModalScreen[Plan | None], Keyed):
    """Returns the plan to start, or None. Opens at once; the plan comes when it is made."""

    CSS_PATH = "plan.tcss"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.plan: Plan | None = None
        self.is_ready = Event()
        """Set once there is something to show a plan in."""
        self.is_settled = False
        """Whether there is a plan, or will be none."""
        self.is_left = False
        """Nobody waits for the plan any more. Set on the event loop, read by the thread that plans."""
        self.totals: Totals | None = None

    @property
    def scope(self) -> Scope:
        return Scope.PLAN

    def compose(self) -> ComposeResult:
        with Vertical(id="plan"):
            yield ListFrame(PLAN)
            yield TextLine(id="plan-totals")
            with Vertical(id="plan-notes"):
                for _ in range(MAX_NOTES):
                    yield TextLine(classes="plan-note")
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.frame is not None
        self.frame.show_title(Span("Plan", Tone.ACCENT), Span(f" {self._title}"))
        self.show_progress("reading both sides")
        self.frame.lines.focus()
        self.is_ready.set()

    def on_unmount(self) -> None:
        self.is_left = True

    def show_progress(self, words: str) -> None:
        """What planning does now; too late once it is done."""
        assert self.frame is not None
        if self.is_settled:
            return
        self.frame.lines.set_notes((f"{safe(words)} …", Tone.DIM))

    def show_error(self, words: str, advice: str) -> None:
        assert self.frame is not None
        self.is_settled = True
        self.frame.lines.set_notes(
            (words, Tone.BAD),
            (advice, Tone.DIM),
            (self.keyboard.hint(("app.escape", "leaves")), Tone.ACCENT),
        )

    def show_plan(self, plan: Plan, lines: list[PlanLine], totals: Totals) -> None:
        assert self.frame is not None
        self.plan, self.totals, self.is_settled = plan, totals, True
        notes = () if lines else (("Nothing to copy: there are no files.", Tone.DIM),)
        self.frame.lines.set_notes(*notes)
        self.frame.lines.set_rows(lines)
        self.query_one("#plan-totals", TextLine).show(totals_spans(totals))
        for note, line in zip(
            plan_notes(plan, MAX_NOTES), self.query(".plan-note").results(TextLine), strict=False
        ):
            line.show([Span(f" {note}", Tone.DIM)])
            line.display = True
        self.update_keys()

    def places(self) -> set[tuple[int, int]] | None:
        """The marked rows; None when there are none: all."""
        assert self.frame is not None
        marked = list(self.frame.lines.marks)
        return {(line.repo, line.place) for line in marked} or None

    def settled(self, action: Action) -> tuple[Plan, list[PlanLine]] | None:
        """The plan with its conflicts settled so; None while there is no plan."""
        if self.plan is None:
            return None
        plan = settled(self.plan, self.places(), action)
        return plan, plan_lines(plan)


def totals_spans(totals: Totals) -> list[Span]:
    """The plan in one line."""
    spans = [
        Span(f" {format.plural(totals.files, 'file')} · {format.size(totals.size)}", Tone.STRONG),
        Span("    move ", Tone.DIM),
        Span(format.size(totals.move), Tone.GOOD),
        Span(f" in {format.plural(totals.commits, 'commit')}", Tone.DIM),
    ]
    if totals.reuse:
        spans += [
            Span("    already there ", Tone.DIM),
            Span(f"{format.size(totals.reuse)} reused", Tone.ACCENT),
        ]
    if totals.skip:
        spans.append(Span(f"    skip {format.exact(totals.skip)}", Tone.DIM))
    if totals.cannot:
        spans.append(Span(f"    cannot {format.exact(totals.cannot)}", Tone.BAD))
    return spans


def plan_title(plan_repos: int, source: str, target: str) -> str:
    return f"copy {format.plural(plan_repos, 'repo')}  {safe(source)}  →  {safe(target)}"
