"""What screens have in common that are one list and the keys below it."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.types import CSSPathType

from hubtui.errors import HubtuiError
from hubtui.text import safe
from hubtui.ui.rows.table import Table, Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame


class Listed(ModalScreen[Any], Keyed):
    """The list has the keys from the beginning."""

    CSS_PATH: ClassVar[CSSPathType | None] = "jobs.tcss"

    def __init__(self, table: Table[Any]) -> None:
        super().__init__()
        self._table = table

    def compose(self) -> ComposeResult:
        with Vertical(classes="jobs"):
            yield ListFrame(self._table)
            yield KeyBar()

    @property
    def listed(self) -> ListFrame:
        return self.query_one(ListFrame)

    def show_reading(self) -> None:
        """A hub is being asked."""
        self.listed.lines.stale = True
        self.listed.lines.set_notes(("Reading …", Tone.DIM))

    def show_error(self, error: HubtuiError) -> None:
        """It did not answer, or refused; what was listed stays."""
        self.listed.lines.stale = False
        self.listed.lines.set_notes((safe(str(error), 400), Tone.BAD), (error.advice, Tone.DIM))
