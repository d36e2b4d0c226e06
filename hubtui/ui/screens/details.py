"""Details: what is known of one row, or of all that are marked; each fact can be copied."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui.commands import Scope
from hubtui.text import safe
from hubtui.ui.rows.details import details_table, lines_of
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span


class Details(ModalScreen[None], Keyed):
    """A list of facts, broken into lines for the width there is."""

    CSS_PATH = "details.tcss"

    def __init__(self, title: str, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self.facts = facts

    @property
    def scope(self) -> Scope:
        return Scope.DETAILS

    def compose(self) -> ComposeResult:
        with Vertical(id="facts"):
            yield ListFrame(details_table(self.facts))
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.frame is not None
        self.frame.show_title(Span("Details", Tone.ACCENT), Span(f" · {safe(self._title, 200)}"))
        self.frame.lines.focus()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._break_lines)

    def _break_lines(self) -> None:
        assert self.lines is not None
        self.lines.set_rows(lines_of(self.facts, self.lines.scrollable_content_region.width))
