"""The operation log: what was changed, when, by which account, and what can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui import format
from hubtui.commands import Scope
from hubtui.jobs.operation_log import OperationRecord
from hubtui.ui.rows.operations import OPERATIONS
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.listed import Listed
from hubtui.ui.widgets.text_line import Span


class OperationsScreen(Listed):
    """Is told what the journal has; the newest first."""

    def __init__(self) -> None:
        super().__init__(OPERATIONS)

    @property
    def scope(self) -> Scope:
        return Scope.OPERATIONS

    def on_mount(self) -> None:
        self.listed.lines.focus()
        self.show_reading()
        self._title("")

    def show(self, records: Sequence[OperationRecord], most: int) -> None:
        lines = self.listed.lines
        lines.stale = False
        lines.set_rows(records)
        nothing = ("Nothing was changed from here yet. Copies are among the jobs.", Tone.PLAIN)
        older = (f"Older ones than these {most:,} are not listed.", Tone.DIM)
        lines.set_notes(*([nothing] if not records else [older] if len(records) >= most else []))
        self._title(f" · {format.plural(len(records), 'operation')}")

    def _title(self, words: str) -> None:
        self.listed.show_title(Span("What was done", Tone.ACCENT), Span(words))
