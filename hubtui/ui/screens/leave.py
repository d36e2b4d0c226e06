"""Before leaving while jobs run: stay, leave with them stopped, or leave and let them run on."""

from __future__ import annotations

from textual import events, on
from textual.content import Content
from textual.widgets import Button

from hubtui.ui.screens.confirm import Confirm


class Leave(Confirm):
    """Returns whether to leave; `keeps` is whether the jobs run on. Where they cannot, `why_not` says why."""

    def __init__(self, question: str, details: str, *, why_not: str = "") -> None:
        super().__init__(question, f"{details}\n{why_not}".rstrip(), "quit")
        self._can_keep = not why_not
        self.keeps = False

    def on_mount(self) -> None:
        if self._can_keep:
            keep = Button(Content("k  keep running"), id="keep", compact=True)
            self.query_one("Horizontal").mount(keep)

    def on_key(self, event: events.Key) -> None:
        if event.key == "k" and self._can_keep and not self._is_deaf():
            event.stop()
            event.prevent_default()
            self._keep()

    @on(Button.Pressed, "#keep")
    def _pressed_keep(self, event: Button.Pressed) -> None:
        event.stop()
        event.prevent_default()
        if not self._is_deaf():
            self._keep()

    def _keep(self) -> None:
        self.keeps = True
        self.dismiss(True)
