"""A question before something that cannot be taken back: deaf at first, and Enter alone never means yes."""

from __future__ import annotations

from time import monotonic

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from hubtui.ui.widgets.entry import Entry

DEAF = 0.25
"""Seconds in which keys that were meant for something else are dropped."""
HELD = 1.0
"""A key that was dropped and comes again within so many seconds is still held down."""


class Confirm(ModalScreen[bool]):
    """Returns whether it was confirmed; Enter is Cancel.

    `y` or the button confirms. With `typed`, only this text in the field does, followed by Enter.
    """

    CSS_PATH = "confirm.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]

    def __init__(self, question: str, details: str, yes: str, *, typed: str = "") -> None:
        super().__init__()
        self._question, self._details, self._yes, self._typed = question, details, yes, typed
        self._opened = monotonic()
        """Or later: when a key that is held down counts again."""

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            yield Static(Content.styled(self._question, "bold"))
            with VerticalScroll(can_focus=False):
                yield Static(Content(self._details), id="details")
            if self._typed:
                yield Static(Content(f"To {self._yes}, type {self._typed} and press Enter."))
                yield Entry()
            with Horizontal():
                yield Button(Content("Cancel"), id="cancel", compact=True)
                if not self._typed:
                    yield Button(Content(f"y  {self._yes}"), id="yes", compact=True)

    def on_mount(self) -> None:
        self.query_one("#cancel").focus()
        if self._typed:
            self.set_timer(DEAF, self._listen)

    def _listen(self) -> None:
        """Give the field the keys once none is held down any more."""
        left = self._opened + DEAF - monotonic()
        if left > 0:
            self.set_timer(left, self._listen)
        else:
            self.query_one(Entry).focus()

    def _is_deaf(self) -> bool:
        """Whether keys are dropped; each that is dropped makes it longer."""
        now = monotonic()
        if now - self._opened < DEAF:
            self._opened = now + HELD - DEAF
            return True
        return False

    def on_key(self, event: events.Key) -> None:
        if event.key in ("pageup", "pagedown"):
            self._scroll(1 if event.key == "pagedown" else -1)
            event.stop()
        if isinstance(self.focused, Input):
            return
        if self._is_deaf():
            event.stop()
            event.prevent_default()
        elif event.key == "y" and not self._typed:
            self.dismiss(True)
        elif event.key in ("escape", "n", "q"):
            self.dismiss(False)

    def _scroll(self, pages: int) -> None:
        """Through what does not fit; below it, what to type and the buttons stay in view."""
        view = self.query_one(VerticalScroll)
        view.scroll_relative(y=pages * max(1, view.size.height - 1), animate=False)

    @on(Entry.Left)
    def _left(self, event: Entry.Left) -> None:
        if not event.accepted or event.entry.value.strip() == self._typed:
            self.dismiss(event.accepted)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if not self._is_deaf():
            self.dismiss(event.button.id == "yes")
