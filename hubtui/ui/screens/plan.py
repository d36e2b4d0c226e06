"""The plan: what a copy will do, file by file, before anything moves."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui import format
from hubtui.commands import Scope
from hubtui.jobs.options import Options
from hubtui.jobs.plan import Plan, PlanItem, Policy
from hubtui.jobs.scan import CopyRequest
from hubtui.jobs.totals import Totals
from hubtui.text import safe
from hubtui.ui.rows.plan import PLAN, Choice, PlanLine, plan_choices, plan_notes
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span, TextLine

MAX_NOTES = 4
MAX_WARNINGS = 2


@dataclass(frozen=True, slots=True)
class Made:
    """A plan with what is shown of it."""

    plan: Plan
    lines: Sequence[PlanLine]
    totals: Totals


class PlanScreen(ModalScreen[Plan | None], Keyed):
    """Returns the plan to start, or None. Opens at once; the plan comes when it is made."""

    CSS_PATH = "plan.tcss"

    def __init__(
        self, title: str, requests: Sequence[CopyRequest], wanted: Collection[str] | None = None
    ) -> None:
        super().__init__()
        self.title_words = title
        self.requests = requests
        """What is asked for, as the options have it now."""
        self._wanted = wanted
        self.scanned: Plan | None = None
        """The plan of the policy DIFFERENT, from which those of the others are made."""
        self.choices: dict[tuple[int, str], Policy | None] = {}
        """What was chosen for single files; None leaves them out."""
        self.proposes = False
        """Whether the copy goes to pull requests that are opened for it."""
        self.plan: Plan | None = None
        self.is_ready = Event()
        """Set once there is something to show a plan in."""
        self.is_settled = False
        """Whether there is a plan, or will be none."""
        self.serial = 0
        """Of what is planned now; a plan of another one is not waited for any more. Set on the event loop,
        read by the threads that plan."""
        self.totals: Totals | None = None

    @property
    def scope(self) -> Scope:
        return Scope.PLAN

    def compose(self) -> ComposeResult:
        with Vertical(id="plan"):
            yield ListFrame(PLAN)
            yield TextLine(id="plan-totals")
            yield TextLine(id="plan-where", classes="plan-choices")
            yield TextLine(id="plan-how", classes="plan-choices")
            with Vertical(id="plan-notes"):
                for _ in range(MAX_NOTES):
                    yield TextLine(classes="plan-note")
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.frame is not None
        self.show_choices()
        self.show_progress("reading both sides")
        self.frame.lines.focus()
        self.is_ready.set()

    def on_unmount(self) -> None:
        self.serial += 1

    @property
    def options(self) -> Options:
        return self.requests[0].options

    def show_choices(self) -> None:
        """What was asked for, and the options with their keys."""
        assert self.frame is not None
        self.frame.show_title(Span("Plan", Tone.ACCENT), Span(f" {self.title_words}"))
        asked = self.requests[0].target.revision
        branch = asked or (self.plan.repos[0].target.revision if self.plan else "default")
        both = plan_choices(self.requests, f"a pull request to {branch}" if self.proposes else branch)
        for line, choices in zip(("#plan-where", "#plan-how"), both, strict=True):
            spans = [span for choice in choices for span in self._choice_spans(choice)]
            self.query_one(line, TextLine).show(spans)

    def _choice_spans(self, choice: Choice) -> list[Span]:
        tone = Tone.PLAIN if choice.is_usual else Tone.WARN
        return [
            Span(f" {self.keyboard.key(choice.command)}", Tone.ACCENT, choice.command),
            Span(f" {choice.label} ", Tone.DIM, choice.command),
            Span(f"{choice.value} ", tone, choice.command),
        ]

    def begin(self, requests: Sequence[CopyRequest]) -> int:
        """These are planned from now on; the old plan stays, dim. The answer is the new serial."""
        assert self.frame is not None
        self.requests = requests
        self.serial += 1
        self.is_settled = False
        self.frame.lines.stale = self.plan is not None
        self.show_choices()
        return self.serial

    def narrowed(self, plan: Plan) -> Plan:
        """What of the plan is meant, where only some paths of the target are."""
        wanted = self._wanted
        if wanted is None:
            return plan

        def meant(items: Sequence[PlanItem]) -> tuple[PlanItem, ...]:
            return tuple(item for item in items if item.path in wanted or not item.path)

        return Plan(tuple(replace(repo, items=meant(repo.items)) for repo in plan.repos))

    def show_progress(self, words: str) -> None:
        """What planning does now; too late once it is done."""
        assert self.frame is not None
        if self.is_settled:
            return
        if self.plan is None:
            self.frame.lines.set_notes((f"{safe(words)} …", Tone.DIM))
        else:
            self.query_one("#plan-totals", TextLine).show([Span(f" {safe(words)} …", Tone.WARN)])

    def show_error(self, words: str, advice: str) -> None:
        assert self.frame is not None
        self.is_settled = True
        self.plan = self.scanned = self.totals = None
        self.frame.lines.stale = False
        self.frame.lines.set_rows(())
        self.query_one("#plan-totals", TextLine).show([])
        self.frame.lines.set_notes(
            (words, Tone.BAD),
            (advice, Tone.DIM),
            (self.keyboard.hint(("app.escape", "leaves")), Tone.ACCENT),
        )

    def show_plan(self, made: Made) -> None:
        assert self.frame is not None
        self.plan, self.totals, self.is_settled = made.plan, made.totals, True
        self.show_choices()
        lines = self.frame.lines
        lines.stale = False
        lines.set_notes(*(() if made.lines else (("Nothing to copy: there are no files.", Tone.DIM),)))
        lines.set_rows(made.lines)
        self.query_one("#plan-totals", TextLine).show(totals_spans(made.totals))
        warned = [Span(f" {safe(words)}", Tone.WARN) for words in made.totals.warnings[:MAX_WARNINGS]]
        more = self.keyboard.hint(("look.details", "shows all"))
        said = plan_notes(made.plan, MAX_NOTES - len(warned), more)
        notes = [*warned, *(Span(f" {words}", Tone.DIM) for words in said)]
        for number, line in enumerate(self.query(".plan-note").results(TextLine)):
            line.show(notes[number : number + 1])
            line.display = number < len(notes)
        self.update_keys()

    def marked(self) -> list[tuple[int, str]]:
        """The repo and path of every marked row."""
        assert self.frame is not None
        return [(line.repo, line.item.path) for line in self.frame.lines.marks]


def totals_spans(totals: Totals) -> list[Span]:
    """The plan in one line."""
    spans = [
        Span(f" {format.plural(totals.files, 'file')} · {format.size(totals.size)}", Tone.STRONG),
        Span("    move ", Tone.DIM),
        Span(format.size(totals.move), Tone.GOOD),
        Span(f" in {format.plural(totals.commits, 'commit')}", Tone.DIM),
        Span(f", {format.plural(totals.requests, 'request')} or more", Tone.DIM, optional=True),
    ]
    if totals.reuse:
        spans += [
            Span("    saved ", Tone.DIM),
            Span(format.size(totals.reuse), Tone.ACCENT),
        ]
    if totals.skip:
        spans.append(Span(f"    skip {format.exact(totals.skip)}", Tone.DIM))
    if totals.delete:
        words = f"    delete {format.exact(totals.delete)} · {format.size(totals.delete_size)}"
        spans.append(Span(words, Tone.BAD))
    if totals.cannot:
        spans.append(Span(f"    cannot {format.exact(totals.cannot)}", Tone.BAD))
    return spans


def plan_title(plan_repos: int, source: str, target: str) -> str:
    return f"copy {format.plural(plan_repos, 'repo')}  {safe(source)}  →  {safe(target)}"
