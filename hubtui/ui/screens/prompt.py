"""One question, one line to answer it; with completions and a check where the caller has them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from hubtui.errors import HubtuiError
from hubtui.text import safe
from hubtui.ui.offload import offload
from hubtui.ui.rows.table import Tone, cut
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span, TextLine

COMPLETIONS = 7
"""So many are shown; typing on narrows them."""
HINT_LINES = 2


@dataclass(frozen=True, slots=True)
class Completion:
    """What could be meant by what was typed so far."""

    text: str
    words: str = ""
    reason: str = ""
    """Why it cannot act now; it is dim then."""
    name: str = ""
    """What is shown of it, where that is not all of the text."""

    @property
    def label(self) -> str:
        return self.name or self.text


class Prompt(ModalScreen[str]):
    """Returns what was typed; empty when it was left with Esc.

    `check` raises HubtuiError for an answer that cannot be: the prompt stays, with what was typed and what
    is wrong with it. `hint` is shown until then. Tab takes a completion, ↓ and ↑ choose another. Completions
    that take their time, `is_slow`, are found off the event loop, for what stands there by then.
    """

    CSS_PATH = "prompt.tcss"

    def __init__(
        self,
        question: str,
        *,
        sign: str = ":",
        placeholder: str = "",
        value: str = "",
        hint: Sequence[str] = (),
        check: Callable[[str], object] | None = None,
        complete: Callable[[str], Sequence[Completion]] | None = None,
        is_slow: bool = False,
    ) -> None:
        super().__init__()
        self._question, self._sign, self._placeholder, self._value = question, sign, placeholder, value
        self._hint, self._check, self._complete, self._is_slow = hint, check, complete, is_slow
        self._completions: Sequence[Completion] = ()
        self._chosen = 0
        self._is_chosen = False
        """Whether ↓ or ↑ chose a completion: Enter takes it then."""

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt"):
            yield FrameTop()
            with Horizontal(classes="sides", id="prompt-line"):
                yield TextLine(classes="prompt-sign")
                yield Entry(placeholder=self._placeholder)
            if self._complete is not None:
                for _ in range(COMPLETIONS):
                    yield TextLine(classes="sides completion")
            if self._check is not None:
                for _ in range(HINT_LINES):
                    yield TextLine(classes="sides hint")
            yield FrameBottom()

    def on_mount(self) -> None:
        self.query_one(FrameTop).show([Span(f" {self._question} ", Tone.ACCENT)])
        self.query_one(".prompt-sign", TextLine).show([Span(f" {self._sign}", Tone.ACCENT)])
        tab = "Tab completes · " if self._complete is not None else ""
        self.query_one(FrameBottom).show([], [Span(f" {tab}Enter goes · Esc leaves ", Tone.DIM)])
        entry = self.query_one(Entry)
        entry.value = self._value
        entry.cursor_position = len(self._value)
        entry.focus()
        self._say(self._hint, Tone.DIM)
        self._find_completions(self._value)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_completions)

    @property
    def said(self) -> str:
        """What stands below the line, for tests."""
        return "\n".join(line.text for line in self.query(".completion, .hint").results(TextLine))

    @on(Entry.Left)
    def _left(self, event: Entry.Left) -> None:
        if event.accepted and self._is_chosen:
            self._take_completion()
        typed = event.entry.value.strip() if event.accepted else ""
        if typed and self._check is not None:
            try:
                self._check(typed)
            except HubtuiError as error:
                self._say(textwrap.wrap(safe(str(error), 400), self._room), Tone.BAD)
                return
        self.dismiss(typed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._say(self._hint, Tone.DIM)
        self._find_completions(event.value)

    def on_key(self, event: events.Key) -> None:
        if self._complete is None or event.key not in ("tab", "down", "up"):
            return
        event.stop()
        event.prevent_default()
        if event.key == "tab":
            self._take_completion()
        elif self._completions:
            step = 1 if event.key == "down" else -1
            self._chosen = (self._chosen + step * self._is_chosen) % len(self._completions)
            self._is_chosen = True
            self._show_completions()

    @property
    def _room(self) -> int:
        return max(20, self.query_one("#prompt-line").size.width - 2)

    def _say(self, lines: Sequence[str], tone: Tone) -> None:
        for number, line in enumerate(self.query(".hint").results(TextLine)):
            words = lines[number] if number < len(lines) else ""
            line.show([Span(f" {words}", tone)])

    def _find_completions(self, typed: str) -> None:
        if self._complete is None:
            return
        if self._is_slow:
            self._complete_later(self._complete, typed)
        else:
            self._offer(self._complete(typed))

    @work(exclusive=True, group="complete", description="completions are found")
    async def _complete_later(self, complete: Callable[[str], Sequence[Completion]], typed: str) -> None:
        self._offer(())
        found = await offload(complete, typed)
        if self.is_attached and self.query_one(Entry).value == typed:
            self._offer(found)

    def _offer(self, completions: Sequence[Completion]) -> None:
        self._completions = completions[:COMPLETIONS]
        self._chosen, self._is_chosen = 0, False
        self._show_completions()

    def _show_completions(self) -> None:
        width = max((len(one.label) for one in self._completions), default=0)
        for number, line in enumerate(self.query(".completion").results(TextLine)):
            if number >= len(self._completions):
                line.show([])
                continue
            one = self._completions[number]
            is_chosen = self._is_chosen and number == self._chosen
            sign = "▸" if is_chosen else " "
            tone = Tone.DIM if one.reason else Tone.ACCENT if is_chosen else Tone.PLAIN
            words = cut(f"  {one.reason or one.words}", max(0, self._room - width - 2))
            line.show([Span(f" {sign} {one.label:<{width}}", tone), Span(words, Tone.DIM)])

    def _take_completion(self) -> None:
        if self._completions:
            entry = self.query_one(Entry)
            entry.value = self._completions[self._chosen].text
            entry.cursor_position = len(entry.value)
