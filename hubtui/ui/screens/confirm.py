"""A question before something that cannot be taken back: focus on Cancel, and deaf for a moment."""

from __future__ import annotations

from time import monotonic

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

DEAF = 0.25
"""Seconds in which keys that were meant for something else are dropped."""


class Confirm(ModalScreen[bool]):
    """Returns whether `y` or the button was pressed; Enter is Cancel."""

    CSS_PATH = "confirm.tcss"

    def __init__(self, question: str, details: str, yes: str) -> None:
        super().__init__()
        self._question, self._details, self._yes = question, details, yes
        self._opened = monotonic()

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            yield Static(Content.styled(self._question, "bold"))
            yield Static(Content(self._details))
            with Horizontal():
                yield Button(Content("Cancel"), id="cancel", compact=True)
                yield Button(Content(f"y  {self._yes}"), id="yes", compact=True)

    def on_mount(self) -> None:
        self.query_one("#cancel").focus()

    def on_key(self, event: events.Key) -> None:
        if monotonic() - self._opened < DEAF:
            event.stop()
            event.prevent_default()
        elif event.key == "y":
            self.dismiss(True)
        elif event.key in ("escape", "n", "q"):
            self.dismiss(False)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if monotonic() - self._opened >= DEAF:
            self.dismiss(event.button.id == "yes")
