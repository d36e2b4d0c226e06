"""Before repos are deleted for good: what would be lost, and copying it elsewhere first."""

from __future__ import annotations

from textual import events, on
from textual.content import Content
from textual.widgets import Button

from hubtui.ui.screens.confirm import Confirm

KEY = "ctrl+o"


class Deletion(Confirm):
    """Returns whether to delete; `copies` is whether a copy is wanted instead, and a question after it. Where
    none can be made, `why_not` says why."""

    def __init__(self, question: str, details: str, *, typed: str, where: str, why_not: str = "") -> None:
        words = f"No copy can be made first: {why_not}." if why_not else ""
        super().__init__(question, f"{details}\n{words}".rstrip(), "delete", typed=typed)
        self._where = "" if why_not else where
        self.copies = False

    def on_mount(self) -> None:
        super().on_mount()
        if self._where:
            words = f"{KEY}  copy to {self._where} first"
            self.query_one("Horizontal").mount(Button(Content(words), id="copy", compact=True))

    def on_key(self, event: events.Key) -> None:
        if event.key == KEY and self._where and not self._is_deaf():
            event.stop()
            event.prevent_default()
            self._copy()

    @on(Button.Pressed, "#copy")
    def _pressed_copy(self, event: Button.Pressed) -> None:
        event.stop()
        event.prevent_default()
        if not self._is_deaf():
            self._copy()

    def _copy(self) -> None:
        self.copies = True
        self.dismiss(False)
