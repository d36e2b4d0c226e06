"""One of a few on one line: ← and → go through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Option:
    """What it stands for, and its words, safe to show."""

    value: str
    label: str
    about: str = ""
    """More about it, for a line elsewhere."""


class Selector(Widget, can_focus=True):
    """Shows the chosen option between two signs that say there are more."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"selector--sign"}

    class Changed(Message):
        """Another one is chosen."""

        def __init__(self, selector: Selector) -> None:
            super().__init__()
            self.selector = selector

        @property
        def control(self) -> Selector:
            return self.selector

    class Left(Message):
        """Enter (`accepted`) or Esc was pressed."""

        def __init__(self, selector: Selector, accepted: bool) -> None:
            super().__init__()
            self.selector = selector
            self.accepted = accepted

    def __init__(self, options: Sequence[Option] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self._place = 0

    @property
    def chosen(self) -> Option | None:
        return self._options[self._place] if self._options else None

    @property
    def value(self) -> str:
        """Of what is chosen; empty while there is nothing to choose from."""
        return self.chosen.value if self.chosen else ""

    def set_options(self, options: Sequence[Option], value: str = "") -> None:
        """Choose among these from now on; what is chosen stays, else it is `value`, else the first."""
        wanted = self.value or value
        self._options = tuple(options)
        self._place = next((n for n, one in enumerate(options) if one.value == wanted), 0)
        self.refresh()
        self.post_message(self.Changed(self))

    def choose(self, value: str) -> None:
        self._go_to(next(n for n, one in enumerate(self._options) if one.value == value))

    def render(self) -> Content:
        style = self.get_visual_style("selector--sign")
        if self.chosen is None:
            return Content.assemble(("…", style))
        if len(self._options) == 1:
            return Content(self.chosen.label)
        count = f"  {self._place + 1} of {len(self._options)}"
        return Content.assemble(("‹ ", style), self.chosen.label, (" ›", style), (count, style))

    def on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "escape"):
            self.post_message(self.Left(self, event.key == "enter"))
        elif event.key in ("right", "space", "l"):
            self._go_to(self._place + 1)
        elif event.key in ("left", "h"):
            self._go_to(self._place - 1)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self) -> None:
        self._go_to(self._place + 1)

    def _go_to(self, place: int) -> None:
        if self._options:
            self._place = place % len(self._options)
            self.refresh()
            self.post_message(self.Changed(self))
