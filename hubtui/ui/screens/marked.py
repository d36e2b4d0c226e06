"""What is marked in a list, in other folders too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hubtui import format
from hubtui.commands import Scope
from hubtui.text import safe
from hubtui.ui.rows.marks import Marks
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import Cell, Column, Sort, Table, Tone
from hubtui.ui.screens.listed import Listed
from hubtui.ui.widgets.text_line import Span


def marked_table(table: Table[Any], name: Callable[[Any], str]) -> Table[Any]:
    """The same rows by their whole names, with what they weigh."""
    return Table(
        table.noun,
        (Column("name", sort="name"), Column("size", 8, right=True, sort="size")),
        lambda row: (Cell(safe(name(row))), Cell(format.size(table.weight(row)), Tone.DIM)),
        key=table.key,
        text=name,
        sorts={
            "name": Sort(lambda row: natural(name(row))),
            "size": Sort(table.weight, descending=True),
        },
        weight=table.weight,
        path=table.path,
    )


class Marked(Listed):
    """Returns the row to go to, or None. Unmarks in the list's own marks."""

    def __init__(self, marks: Marks, table: Table[Any], name: Callable[[Any], str]) -> None:
        super().__init__(marked_table(table, name))
        self._marks = marks

    @property
    def scope(self) -> Scope:
        return Scope.MARKED

    def on_mount(self) -> None:
        self.listed.lines.focus()
        self.show_marks()

    def show_marks(self) -> None:
        weight, _, _ = self._marks.weigh(self._table.weight)
        count = format.plural(len(self._marks), self._table.noun)
        size = f" · {format.size(weight)}" if weight else ""
        self.listed.show_title(Span("Marked", Tone.ACCENT), Span(f" · {count}{size}"))
        self.listed.lines.set_rows(list(self._marks))

    def drop(self) -> None:
        """Unmark the row under the cursor; the last one closes the screen."""
        assert self.lines is not None
        if self.lines.current is not None:
            self._marks.remove([self._table.key(self.lines.current)])
        if len(self._marks):
            self.show_marks()
        else:
            self.dismiss(None)
