"""What forms have in common: fields, words below them, and something that is tried on Enter."""

from __future__ import annotations

import textwrap
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from hubtui.errors import HubtuiError
from hubtui.text import safe
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.secret_entry import SecretEntry
from hubtui.ui.widgets.selector import Selector
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span, TextLine

T = TypeVar("T")
LABEL = 12


class Form(ModalScreen[T | None]):
    """Enter tries what was filled in; until that works the form stays as it is and says what was wrong. Esc
    leaves, also while it is being tried."""

    CSS_PATH = "form.tcss"
    NOTES = 4
    """Lines for words."""

    def __init__(self, title: str, verb: str) -> None:
        super().__init__()
        self._title, self._verb = title, verb
        self._is_trying = False
        self._results: list[T] = []
        self._holds_words = False
        """What was wrong is said until the user goes to another field."""

    @abstractmethod
    def fields(self) -> Iterator[tuple[str, Widget]]:
        """Labels and fields, in order."""

    @abstractmethod
    async def attempt(self) -> T:
        """What the form is left with. HubtuiError when what was filled in does not do."""

    def hints(self) -> Sequence[str]:
        """What is said about the field that has the focus."""
        return ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="form"):
            yield FrameTop()
            for label, field in self.fields():
                with Horizontal(classes="sides field"):
                    line = TextLine(classes="label")
                    line.show([Span(f"  {label}", Tone.DIM)])
                    yield line
                    yield field
            yield TextLine(classes="sides")
            for _ in range(self.NOTES):
                yield TextLine(classes="sides note")
            yield FrameBottom()

    def on_mount(self) -> None:
        self.query_one(FrameTop).show([Span(f" {self._title} ", Tone.ACCENT)])
        self._show_keys()

    @property
    def inputs(self) -> list[Widget]:
        """The fields that are shown."""
        found = self.query(".field > Entry, .field > SecretEntry, .field > Selector")
        return [one for one in found if one.parent is not None and one.parent.display]

    def show_field(self, selector: str, is_shown: bool) -> None:
        """With its label."""
        parent = self.query_one(selector).parent
        assert isinstance(parent, Widget)
        parent.display = is_shown

    def set_verb(self, verb: str) -> None:
        """What Enter does from now on."""
        self._verb = verb
        self._show_keys()

    @property
    def said(self) -> str:
        """What stands below the fields, for tests."""
        return "\n".join(line.text for line in self.query(".note").results(TextLine)).strip()

    def say(self, words: str, tone: Tone = Tone.DIM) -> None:
        """Below the fields, until a field is changed or left."""
        room = max(20, self.query_one(FrameTop).size.width - 5)
        lines = [part for line in words.split("\n") for part in textwrap.wrap(safe(line, 600), room) or [""]]
        for number, note in enumerate(self.query(".note").results(TextLine)):
            note.show([Span(f"  {lines[number]}", tone)] if number < len(lines) else [])

    def _show_keys(self) -> None:
        if self._is_trying:
            leaves = [Span(" Esc leaves ", Tone.DIM)]
            self.query_one(FrameBottom).show([Span(" asking … ", Tone.WARN)], leaves)
        else:
            keys = f" Enter {self._verb} · ↓ ↑ · Esc leaves "
            self.query_one(FrameBottom).show([], [Span(keys, Tone.DIM)])

    # Leaving a field

    @on(Entry.Left)
    @on(SecretEntry.Left)
    @on(Selector.Left)
    def _left(self, event: Any) -> None:
        event.stop()
        if event.accepted:
            self.submit()
        else:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        step = {"down": 1, "tab": 1, "up": -1, "shift+tab": -1}.get(event.key)
        if step is None or self.focused is None:
            return
        event.stop()
        event.prevent_default()
        self._holds_words = False
        inputs = self.inputs
        if self.focused in inputs:
            # At once: what is typed or pasted right after it must not land in a field that shows it.
            self.set_focus(inputs[(inputs.index(self.focused) + step) % len(inputs)])

    def on_descendant_focus(self) -> None:
        if not self._is_trying and not self._holds_words:
            self.say("\n".join(self.hints()))

    # Trying

    def submit(self) -> None:
        if not self._is_trying:
            self._try()

    @work(exclusive=True, group="form", description="a form is tried")
    async def _try(self) -> None:
        self._set_trying(True)
        try:
            result = await self.attempt()
        except HubtuiError as error:
            if self.is_attached:
                self._set_trying(False)
                self._holds_words = True
                self.say(f"{error}\n{error.advice}".strip(), Tone.BAD)
            return
        self._results = [result]
        self._leave()

    def on_screen_resume(self) -> None:
        self._leave()

    def _leave(self) -> None:
        """With the result: now, or when nothing stands on top any more."""
        if self._results and self.is_active:
            self.dismiss(self._results.pop())

    def _set_trying(self, is_trying: bool) -> None:
        self._is_trying = is_trying
        self._show_keys()
