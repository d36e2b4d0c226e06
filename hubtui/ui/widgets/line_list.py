"""The list under every listing: drawn line by line, so that a million rows cost what a screenful does."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from hubtui.ui.offload import offload
from hubtui.ui.rows.header import GUTTER, header
from hubtui.ui.rows.marks import Marks
from hubtui.ui.rows.order import Arrangement, arranged
from hubtui.ui.rows.table import Part, Table, Tone, draw, fit, merged
from hubtui.ui.widgets.pointing import Pointing
from hubtui.ui.widgets.toned import Toned

INLINE_ROWS = 20_000
"""Lists up to this long are arranged at once; longer ones off the event loop."""

REST = 0.3
"""Seconds after which a cursor that does not move rests."""

NONE_LEFT: Sequence[Part] = (
    ("Nothing that is read matches the filter.", Tone.DIM),
    ("Esc shows all of it again", Tone.ACCENT),
)
CURSOR, MARK = "▸", "●"


@lru_cache(maxsize=8)
def _wrapped(notes: Sequence[Part], room: int) -> Sequence[Part]:
    """The notes in lines of so many cells; every line of the list below its rows asks."""
    return [(part, tone) for text, tone in notes for part in textwrap.wrap(text, room) or [""]]


class LineList(Pointing, Toned, can_focus=True, inherit_bindings=False):
    """Rows in columns with a cursor, marks, a range, a filter and an order. Set a table, then rows.

    Its looks come from the style sheet: `line-list--header`, `--cursor`, `--marked`, and one of each tone.
    """

    ALLOW_SELECT = False

    class NeedMore(Message):
        """The end of what was read is in view."""

        def __init__(self, lines: LineList) -> None:
            super().__init__()
            self.lines = lines

    class Changed(Message):
        """Marks, filter, order or the rows in view have changed, or the cursor is on another row."""

    class Lacking(Message):
        """The cursor rests, and rows in view lack what is asked for only then."""

        def __init__(self, lines: LineList) -> None:
            super().__init__()
            self.lines = lines

    class Opened(Message):
        """A row was clicked twice."""

    stale = var(False)
    """The rows are of an earlier time; they are drawn dim."""

    def __init__(self, table: Table[Any], *, id: str | None = None, header: bool = True) -> None:
        super().__init__(id=id)
        self.table = table
        self.rows: Sequence[Any] = ()
        self.complete = True
        """Whether `rows` is all there is; while it is not, `NeedMore` is posted near its end."""
        self.marks = Marks()
        self.arrangement = Arrangement.first(table)
        self.cursor = 0
        """Its place among the shown rows."""
        self.range_anchor: int | None = None
        self._shown: Sequence[int] = ()
        self._notes: Sequence[Part] = ()
        self.header_height = 1 if header else 0
        self._serial = 0
        self._asked_at = -1
        self._rest: Timer | None = None
        self._above: int | None = None
        """Lines between the top of the view and the cursor, while new rows of the same list are coming."""
        self._styles: dict[str, Style] = {}
        self._drawn: tuple[object, ...] = ()
        self._drawn_table: Table[Any] | None = None

    # What is shown

    def set_table(self, table: Table[Any]) -> None:
        """Show another noun: rows, marks, filter and order start anew."""
        self.table = table
        self.rows, self._shown = (), ()
        self.marks = Marks()
        self.arrangement = Arrangement.first(table)
        self.cursor, self.range_anchor, self.complete = 0, None, True
        self._notes = ()
        self._drawn_table = None
        self._resize()

    def set_rows(self, rows: Sequence[Any], *, complete: bool = True, cursor: Hashable | None = None) -> None:
        """Show these rows. The cursor goes to the row of that key, or stays on the row it is on."""
        key = cursor if cursor is not None else self.cursor_key
        self._above = self.cursor - self.scroll_offset.y if cursor is None and self.rows else None
        self._drawn = self._in_view() if self.table is self._drawn_table else ()
        self._drawn_table = self.table
        self.rows, self.complete = rows, complete
        self._asked_at = -1
        self._rearrange(key)

    def set_notes(self, *notes: Part) -> None:
        """Words below the rows or instead of them: what is loading, missing or wrong, the key that helps."""
        if notes != self._notes:
            self._notes = notes
            self._resize()

    def set_arrangement(self, arrangement: Arrangement) -> None:
        """Filter and order anew; the cursor stays on its row where that is still shown."""
        if arrangement != self.arrangement:
            self._drawn = ()
            self.arrangement = arrangement
            self._asked_at = -1
            self._rearrange(self.cursor_key)

    @property
    def shown_count(self) -> int:
        return len(self._shown)

    @property
    def current(self) -> Any | None:
        """The row under the cursor."""
        return self.row_at(self.cursor)

    @property
    def cursor_key(self) -> Hashable | None:
        row = self.current
        return None if row is None else self.table.key(row)

    def has(self, key: Hashable) -> bool:
        """Whether a row of this key was read, shown or not."""
        return any(self.table.key(row) == key for row in self.rows)

    def row_at(self, shown: int) -> Any | None:
        return self.rows[self._shown[shown]] if 0 <= shown < len(self._shown) else None

    def shown_rows(self) -> Iterator[Any]:
        return (self.rows[i] for i in self._shown)

    # The cursor

    def move_to(self, shown: int) -> None:
        """Put the cursor there, or as near as there are rows."""
        target = max(0, min(shown, len(self._shown) - 1))
        if target == self.cursor:
            self._want_more()
            return
        before, self.cursor = self.cursor, target
        if not self._scroll_into_view():
            low, high = sorted((before, target))
            if self.range_anchor is not None:
                self.refresh_lines(low + self.header_height, high - low + 1)
            else:
                self.refresh_lines(before + self.header_height)
                self.refresh_lines(target + self.header_height)
        self._want_more()
        self.post_message(self.Changed())

    def move_to_key(self, key: Hashable) -> bool:
        """Put the cursor on the row of that key; whether it is shown."""
        place = self._find(key)
        row = self.row_at(place)
        if row is None or self.table.key(row) != key:
            return False
        self.move_to(place)
        return True

    def move_by(self, delta: int) -> None:
        self.move_to(self.cursor + delta)

    def page_by(self, pages: float) -> None:
        """Move cursor and view together."""
        step, top = int(self.page_height * pages), self.scroll_offset.y
        self.cursor = max(0, min(self.cursor + step, len(self._shown) - 1))
        self.scroll_to(y=max(0, min(top + step, self.max_scroll_y)), animate=False, immediate=True)
        self._scroll_into_view()
        if self.scroll_offset.y == top:
            self.refresh(self.size.region)
        self._want_more()
        self.post_message(self.Changed())

    @property
    def page_height(self) -> int:
        return max(1, self.scrollable_content_region.height - self.header_height)

    # Arranging

    def _rearrange(self, key: Hashable | None) -> None:
        self._serial += 1
        self.range_anchor = None
        if self.arrangement.is_plain or len(self.rows) <= INLINE_ROWS:
            self._settle(arranged(self.rows, self.table, self.arrangement), key)
        else:
            work = partial(self._rearrange_later, self._serial, key)
            self.run_worker(work, exclusive=True, group="arrange")  # type: ignore[arg-type]

    async def _rearrange_later(self, serial: int, key: Hashable | None) -> None:
        shown = await offload(arranged, self.rows, self.table, self.arrangement)
        if serial == self._serial:
            self._settle(shown, key)

    def _settle(self, shown: Sequence[int], key: Hashable | None) -> None:
        self._shown = shown
        self.cursor = self._find(key) if key is not None else 0
        above, self._above = self._above, None
        if self._in_view() == self._drawn:
            self.set_reactive(ScrollView.virtual_size, self._full_size())
            self._scroll_update(self.virtual_size)
        else:
            self._resize()
        if above is not None and self.cursor - self.scroll_offset.y != above:
            self.scroll_to(y=max(0, self.cursor - above), animate=False, immediate=True)
        self._scroll_into_view()
        self.post_message(self.Changed())
        self.call_after_refresh(self._want_more)

    def _find(self, key: Hashable) -> int:
        """Where the row of this key is shown; the cursor's place when it is not."""
        guess = self.row_at(self.cursor)
        if guess is not None and self.table.key(guess) == key:
            return self.cursor
        of = self.table.key
        for shown, index in enumerate(self._shown):
            if of(self.rows[index]) == key:
                return shown
        return max(0, min(self.cursor, len(self._shown) - 1))

    def _in_view(self) -> tuple[object, ...]:
        """What the lines in view are made of; while it is the same nothing needs to be drawn."""
        top = self.scroll_offset.y
        rows = range(top, min(top + self.page_height, len(self._shown)))
        return (
            top,
            self.cursor,
            self.stale,
            self.arrangement,
            self._notes,
            *(self.row_at(i) for i in rows),
        )

    def _notes_now(self) -> Sequence[Part]:
        """What is said below the rows; that nothing is left when the filter hides them all."""
        return NONE_LEFT if self.rows and not self._shown else self._notes

    def _full_size(self) -> Size:
        notes = self._notes_now()
        height = self.header_height + len(self._shown) + (len(notes) + 1 if notes else 0)
        return Size(self.scrollable_content_region.width, height)

    def _resize(self) -> None:
        self.virtual_size = self._full_size()
        self.refresh()

    def _scroll_into_view(self) -> bool:
        """Bring the cursor into view, half a page at a time; whether the view moved."""
        top, height = self.scroll_offset.y, self.page_height
        if top <= self.cursor < top + height:
            return False
        half = height // 2
        wanted = self.cursor - half if self.cursor < top else self.cursor - height + 1 + half
        wanted = max(0, min(wanted, self.max_scroll_y))
        self.scroll_to(y=wanted, animate=False, immediate=True)
        return True

    def _want_more(self) -> None:
        self._begin_rest()
        bottom = self.scroll_offset.y + 2 * self.page_height
        if not self.complete and bottom >= len(self._shown) and self._asked_at != len(self.rows):
            self._asked_at = len(self.rows)
            self.post_message(self.NeedMore(self))

    def lacking(self, most: int) -> list[tuple[int, Any]]:
        """The rows in view and a page around it that lack something, with their places in `rows`."""
        lacks, height = self.table.lacks, self.page_height
        if lacks is None:
            return []
        top = self.scroll_offset.y
        near = [*range(top, top + 2 * height), *range(top - height, top)]
        places = [self._shown[place] for place in near if 0 <= place < len(self._shown)]
        return [(place, self.rows[place]) for place in places if lacks(self.rows[place])][:most]

    def _begin_rest(self) -> None:
        if self.table.lacks is not None:
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(REST, self._rested)

    def _rested(self) -> None:
        if self.lacking(1):
            self.post_message(self.Lacking(self))

    # Drawing

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def _style(self, name: str = "") -> Style:
        """The list's own style, or that with a part's on top; worked out once."""
        style = self._styles.get(name)
        if style is None:
            style = self.rich_style
            if name:
                style += self.get_component_rich_style(f"line-list--{name}", partial=True)
            self._styles[name] = style
        return style

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if self.header_height and y == 0:
            parts = header(self.table, self.arrangement, width - 1)
            return self._strip(parts, width, "header")
        shown = y - self.header_height + self.scroll_offset.y
        if shown < len(self._shown):
            return self._row_strip(shown, width)
        return self._note_strip(shown - len(self._shown), width)

    def _row_strip(self, shown: int, width: int) -> Strip:
        row = self.rows[self._shown[shown]]
        marked = shown in self.range_rows() or self.table.key(row) in self.marks
        on_cursor = shown == self.cursor
        sign = (MARK, Tone.ACCENT) if marked else (CURSOR, Tone.ACCENT) if on_cursor else (" ", Tone.PLAIN)
        line = "cursor" if on_cursor else "marked" if marked else ""
        parts = [sign, (" ", sign[1]), *self._cells(row, width), (" ", Tone.PLAIN)]
        return self._strip(merged(parts), width, line)

    def _cells(self, row: Any, width: int) -> list[Part]:
        """What stands behind the sign."""
        parts: list[Part] = []
        cells, columns = self.table.cells(row), self.table.columns
        for place, (index, size) in enumerate(fit(columns, width - GUTTER - 1)):
            parts.append((" " if place else "", Tone.PLAIN))
            column = columns[index]
            parts.extend(draw(cells[index], size, right=column.right, prose=column.prose))
        return parts

    def _strip(self, parts: Sequence[Part], width: int, line: str) -> Strip:
        """Segments in the line's own style, which wins over the tones'."""
        over = self._style(line) if line else None
        base = over or self._style()
        segments = [Segment(text, over or self._tone(tone)) for text, tone in parts]
        return Strip(segments).adjust_cell_length(width, base).simplify()

    def _tone(self, tone: Tone) -> Style:
        return self._style(Tone.DIM if self.stale and tone is not Tone.ACCENT else tone)

    def _note_strip(self, line: int, width: int) -> Strip:
        lines = _wrapped(tuple(self._notes_now()), max(8, width - 2 * GUTTER))
        if 1 <= line <= len(lines):
            text, tone = lines[line - 1]
            return self._strip([(" " * GUTTER + text, tone)], width, "")
        return Strip.blank(width, self._style())

    # Events

    def watch_stale(self) -> None:
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._want_more()

    def on_resize(self) -> None:
        self._resize()
        self._scroll_into_view()
        self._want_more()

    def repaint_row(self, shown: int) -> None:
        """The row at this place has changed: draw its line again."""
        self.refresh(Region(0, shown + self.header_height - self.scroll_offset.y, self.size.width, 1))

    def repaint_from(self, before: Mapping[int, Any]) -> None:
        """Rows, by their places in `rows`, are known better than `before`: draw those in view that differ."""
        top, width = self.scroll_offset.y, self.scrollable_content_region.width
        for shown in range(top, min(top + self.page_height, len(self._shown))):
            index = self._shown[shown]
            if index in before and self._cells(before[index], width) != self._cells(self.rows[index], width):
                self.repaint_row(shown)
