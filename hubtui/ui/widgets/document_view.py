"""A scrolled document: cards, threads, previews, diffs. Laid out off the loop; what is in view is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from hubtui.ui.ink import Ink
from hubtui.ui.offload import offload
from hubtui.ui.rows.table import same_begin
from hubtui.ui.themes import ink

if TYPE_CHECKING:
    from hubtui.ui.documents import Layout, Line

Parts = Callable[[Ink], Iterable[RenderableType]]
"""What a document is made of, in these colours."""

LEAST_WIDTH = 20
MARGIN = 1
"""Free cells at either side; drawn with the line, which costs less than a padding of its own."""


class DocumentView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows what it is given, laid out anew for every width and theme. It answers the moves of a list."""

    BINDINGS = [Binding("space", "page_down", "Page down", show=False)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"document-view--stale", "document-view--found"}

    class LaidOut(Message):
        """What is shown has changed."""

    stale = var(False)
    """The document is of an earlier place or time; it is drawn dim."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.searched = ""
        """The text that is marked wherever it stands."""
        self._parts: Parts | None = None
        self._hub = ""
        self._lines: Sequence[Line] = ()
        self._anchors: Sequence[int] = ()
        self._width = 0
        """What the layout is made for, or is being made for."""
        self._top: int | None = None
        """Where the next layout is to be scrolled to."""
        self._serial = 0

    # What is shown

    def show(self, parts: Parts, hub: str = "", *, top: int | None = None) -> None:
        """Another document in the colours of this hub; scrolled to `top`, or as far as the old one was."""
        self._parts, self._hub = parts, hub
        self._top = top if top is not None else self._top
        self.lay_out()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Lines that are laid out already. The scroll position stays where these still have it."""
        self._serial += 1
        self._parts = None
        self._take(lines, ())

    def clear(self) -> None:
        """Show nothing; what is still being laid out is dropped."""
        self._serial += 1
        self._parts, self._width, self._top, self.searched = None, 0, None, ""
        self._take((), ())

    def lay_out(self) -> None:
        """Make the lines for the width there is. A layout that was asked for earlier never lands after it."""
        self._serial += 1
        self._width = self._room
        if self._parts is not None and self._width:
            width = max(LEAST_WIDTH, self._width)
            work = partial(self._lay_out_later, self._serial, self._parts, width)
            self.run_worker(work, group="lay-out", exclusive=True)  # type: ignore[arg-type]

    async def _lay_out_later(self, serial: int, parts: Parts, width: int) -> None:
        colours = ink(self.app.current_theme, self._hub)
        made = await offload(_laid_out, parts, width, colours, lambda: serial == self._serial)
        if serial == self._serial and self.is_attached:
            self._take(made.lines, made.anchors)
            self.post_message(self.LaidOut())

    def _take(self, lines: Sequence[Line], anchors: Sequence[int]) -> None:
        """Over a slow line a document costs what it differs by from the one before it."""
        before = self._in_view()
        is_drawn = not self.stale and not self.searched and bool(self._lines)
        self._lines, self._anchors, self.stale = lines, anchors, False
        self.set_reactive(ScrollView.virtual_size, Size(self._room, len(lines)))
        self._scroll_update(self.virtual_size)
        if self._top is not None:
            self.scroll_to(y=self._top, animate=False, immediate=True, force=True)
            self._top = None
        if not is_drawn:
            self.refresh()
        elif regions := _differing(before, self._in_view()):
            self.refresh(*regions)

    def _in_view(self) -> list[Line]:
        """The lines that the view shows, blank ones behind the last."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        lines = self._lines[top : top + height]
        return [*lines, *[()] * (height - len(lines))]

    @property
    def _room(self) -> int:
        """Cells that a line has: one at either side stays free."""
        return max(0, self.scrollable_content_region.width - 2 * MARGIN)

    @property
    def below(self) -> int:
        """How many lines there are below those in view."""
        return max(0, self.shown_count - self.scroll_offset.y - self.scrollable_content_region.height)

    @property
    def top(self) -> int:
        """The first line in view: what `show` takes to come back to it."""
        return self._top if self._top is not None else self.scroll_offset.y

    @property
    def text(self) -> str:
        """The document as plain text, for tests and for copying."""
        return "\n".join(_plain(line).rstrip() for line in self._lines)

    # The moves of a list

    @property
    def shown_count(self) -> int:
        return len(self._lines)

    def move_to(self, line: int) -> None:
        self.scroll_to(y=max(0, min(line, self.max_scroll_y)), animate=False, immediate=True, force=True)

    def move_by(self, delta: int) -> None:
        self.move_to(self.scroll_offset.y + delta)

    def page_by(self, pages: float) -> None:
        self.move_by(int(max(1, self.scrollable_content_region.height - 1) * pages))

    @property
    def has_anchors(self) -> bool:
        """Whether there is anything to jump to."""
        return len(self._anchors) > 0

    def jump(self, step: int) -> None:
        """To the next anchor, or the one before."""
        self._go(self._anchors, step)

    # Finding

    def find(self, text: str) -> int:
        """Mark this text wherever it stands and go to it; how many lines have it."""
        self.searched = text
        lines = self._found()
        self.refresh()
        if lines:
            self.move_to(next((line for line in lines if line >= self.scroll_offset.y), lines[0]))
        return len(lines)

    def find_next(self, step: int) -> None:
        """To the next line with what is searched for, or the one before; round at the ends."""
        self._go(self._found(), step, around=True)

    def _found(self) -> list[int]:
        wanted = self.searched.casefold()
        if not wanted:
            return []
        return [n for n, line in enumerate(self._lines) if wanted in _plain(line).casefold()]

    def _go(self, places: Iterable[int], step: int, *, around: bool = False) -> None:
        here, ordered = self.scroll_offset.y, list(places)
        ahead = [line for line in ordered if (line > here if step > 0 else line < here)]
        if not ahead and around:
            ahead = ordered
        if ahead:
            self.move_to(ahead[0] if step > 0 else ahead[-1])

    # Drawing

    def render_line(self, y: int) -> Strip:
        number = y + self.scroll_offset.y
        width, style = self.size.width, self.rich_style
        if number >= self.shown_count:
            return Strip.blank(width, style)
        line = self._lines[number]
        strip = Strip([Segment(text, self._over(style, own)) for text, own, _ in line])
        if self.searched:
            strip = self._with_marks(strip, _plain(line))
        strip = Strip([Segment(" " * MARGIN, style), *strip])
        return strip.adjust_cell_length(width, style).simplify()

    def _over(self, style: Style, own: Style | None) -> Style:
        if self.stale:
            return self.get_component_rich_style("document-view--stale")
        return style + own if own else style

    def _with_marks(self, strip: Strip, plain: str) -> Strip:
        """The line with what is searched for standing out."""
        low, wanted = plain.casefold(), self.searched.casefold()
        if len(low) != len(plain) or wanted not in low:
            return strip
        found = self.get_component_rich_style("document-view--found")
        pieces, done, at = [], 0, low.find(wanted)
        while at >= 0:
            begin, end = cell_len(plain[:at]), cell_len(plain[: at + len(wanted)])
            pieces += [strip.crop(done, begin), _restyled(strip.crop(begin, end), found)]
            done, at = end, low.find(wanted, at + len(wanted))
        return Strip.join([*pieces, strip.crop(done)])

    # Events

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.lay_out())

    def on_resize(self) -> None:
        if self._room != self._width:
            self.lay_out()

    def watch_stale(self) -> None:
        self.refresh()


def _laid_out(parts: Parts, width: int, colours: Ink, is_wanted: Callable[[], bool]) -> Layout:
    """Stops early when nobody wants it any more."""
    from hubtui.ui.documents import lay_out  # it imports a Markdown parser: not for the first frame

    return lay_out(takewhile(lambda _: is_wanted(), parts(colours)), width, colours)


def _differing(before: Sequence[Line], after: Sequence[Line]) -> list[Region]:
    """Of each line the part that has to be drawn anew; all of them when none was there."""
    regions = []
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new:
            same = same_begin(old, new)
            begin = Segment.get_line_length([*new[:same]])
            end = max(Segment.get_line_length([*line]) for line in (old, new))
            regions.append(Region(MARGIN + begin, y, end - begin, 1))
    return regions


def _restyled(strip: Strip, style: Style) -> Strip:
    return Strip([Segment(text, own + style if own else style) for text, own, _ in strip])


def _plain(line: Line) -> str:
    return "".join(segment.text for segment in line)
