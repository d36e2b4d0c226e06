"""A scrolled document of finished lines: threads, previews, help texts. It draws only what is in view."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from hubtui.ui.documents import Line


class DocumentView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows lines as they were rendered, at the width they were rendered for."""

    BINDINGS = [Binding("space", "page_down", "Page down", show=False)]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Replace the document. The scroll position stays where the new one still has it."""
        self._lines = lines
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        self.refresh()

    def page_by(self, pages: float) -> None:
        height = self.scrollable_content_region.height
        self.scroll_to(y=self.scroll_target_y + int(height * pages))

    @property
    def text(self) -> str:
        """The document as plain text, for tests and for copying."""
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in self._lines)

    def render_line(self, y: int) -> Strip:
        number = y + self.scroll_offset.y
        width, style = self.size.width, self.rich_style
        if number >= len(self._lines):
            return Strip.blank(width, style)
        segments = [Segment(text, style + own if own else style) for text, own, _ in self._lines[number]]
        return Strip(segments).adjust_cell_length(width, style)
