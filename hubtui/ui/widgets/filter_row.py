"""The line below a list where its filter is typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.text_line import Span, TextLine


class FilterRow(Horizontal):
    """A sign and a field; shown while its frame is filtering."""

    def compose(self) -> ComposeResult:
        sign = TextLine(classes="filter-sign")
        sign.show([Span(" /", Tone.ACCENT)])
        yield sign
        yield Entry(placeholder="a part of the name; ! what must not be in it")
