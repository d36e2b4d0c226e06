"""One of a few: a list that narrows as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from hubtui.commands import Scope
from hubtui.ui.rows.table import Part, Table, Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span


class Choices(ListFrame):
    """A list whose filter has the keys all the time."""

    class Left(Message):
        """Enter (`accepted`) or Esc was pressed."""

        def __init__(self, accepted: bool) -> None:
            super().__init__()
            self.accepted = accepted

    def leave_filter(self, entry: Entry, *, accepted: bool) -> None:
        if entry.value and not accepted:
            entry.value = ""
        else:
            self.post_message(self.Left(accepted))

    def said(self) -> list[Span]:
        return [Span(" type to narrow ", Tone.DIM)]


class Choose(ModalScreen[Any], Keyed):
    """Returns the chosen row; None when it was left. Characters go to the filter, other keys to the list."""

    CSS_PATH = "choose.tcss"

    def __init__(
        self,
        title: str,
        table: Table[Any],
        rows: Sequence[Any],
        *,
        scope: Scope = Scope.CHOOSE,
        nothing: Sequence[Part] = (),
        cursor: object = None,
    ) -> None:
        super().__init__()
        self._title, self._table, self._rows = title, table, rows
        self._scope, self._nothing, self._cursor = scope, nothing, cursor

    @property
    def scope(self) -> Scope:
        return self._scope

    def compose(self) -> ComposeResult:
        with Vertical(id="choose"):
            yield Choices(self._table)
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.frame is not None
        self.frame.show_title(Span(self._title, Tone.ACCENT))
        self.show_rows(self._rows, self._cursor)
        self.frame.open_filter()

    def show_rows(self, rows: Sequence[Any], cursor: object = None) -> None:
        assert self.frame is not None
        self.frame.lines.set_rows(rows, cursor=cursor)
        self.frame.lines.set_notes(*(() if rows else self._nothing))

    def take(self) -> None:
        """Leave with the row under the cursor, if there is one."""
        if self.lines is not None and self.lines.current is not None:
            self.dismiss(self.lines.current)

    @on(Choices.Left)
    def _left(self, event: Choices.Left) -> None:
        self.press_key("enter" if event.accepted else "escape")

    def on_key(self, event: events.Key) -> None:
        if not event.is_printable:
            self.press(event)
