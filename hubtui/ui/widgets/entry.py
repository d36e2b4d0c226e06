"""Text fields: one line, no frame, no blinking cursor; only Esc and Enter leave them."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input

from hubtui.text import safe


class Entry(Input):
    """A field that says how it was left. What could not be shown as it is, such as what is pasted of a
    terminal's controls, does not get in."""

    class Left(Message):
        """Enter (`accepted`) or Esc was pressed."""

        def __init__(self, entry: Entry, accepted: bool) -> None:
            super().__init__()
            self.entry = entry
            self.accepted = accepted

        @property
        def control(self) -> Entry:
            return self.entry

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        if value.isascii() and value.isprintable():
            return value
        return "".join(char for char in value if safe(char) == char)

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "enter"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(self, event.key == "enter"))
