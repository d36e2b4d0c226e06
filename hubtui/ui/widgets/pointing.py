"""The mouse in a list: a click moves the cursor, marks or sorts; dragging marks a range."""

from __future__ import annotations

from textual import events
from textual.message import Message

from hubtui.ui.rows.header import column_at
from hubtui.ui.rows.order import Arrangement
from hubtui.ui.widgets.markable import Markable


class Pointing(Markable):
    """What of a list concerns the mouse."""

    Opened: type[Message]
    arrangement: Arrangement
    _dragged_from: int | None = None

    def move_to(self, shown: int) -> None:
        raise NotImplementedError

    def set_arrangement(self, arrangement: Arrangement) -> None:
        raise NotImplementedError

    def _place_at(self, event: events.MouseEvent) -> int | None:
        """Which of the shown rows is under the mouse."""
        shown = event.y - self.header_height + self.scroll_offset.y
        return shown if event.y >= self.header_height and 0 <= shown < self.shown_count else None

    def on_click(self, event: events.Click) -> None:
        """A row gets the cursor; with ctrl or the right button a mark; a header orders by its column."""
        shown = self._place_at(event)
        if shown is not None:
            self.move_to(shown)
            if event.button == 3 or event.ctrl:
                self.toggle_at(shown)
            elif event.chain == 2:
                self.post_message(self.Opened())
        elif self.header_height and event.y == 0:
            width = self.scrollable_content_region.width - 1
            column = column_at(self.table, width, event.x - self.gutter.left)
            if column is not None and column.sort:
                self.set_arrangement(self.arrangement.by(column.sort))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._dragged_from = self._place_at(event) if event.button == 1 and not event.ctrl else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Dragging marks a range."""
        shown = self._place_at(event)
        if self._dragged_from is None or shown is None or event.button != 1:
            return
        if self.range_anchor is None and shown != self._dragged_from:
            self.range_anchor = self._dragged_from
            self.capture_mouse()
        if self.range_anchor is not None:
            self.move_to(shown)

    def on_mouse_up(self) -> None:
        if self._dragged_from is not None and self.app.mouse_captured is self:
            self.release_mouse()
            self.end_range()
        self._dragged_from = None
