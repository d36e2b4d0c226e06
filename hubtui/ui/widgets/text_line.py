"""One line of text: left part, filling, right part; painted again only when it says something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rich.cells import cell_len
from textual import events
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region

from hubtui.ui.messages import Invoke
from hubtui.ui.rows.table import Tone, clip, same_begin
from hubtui.ui.widgets.toned import Toned


@dataclass(frozen=True, slots=True)
class Span:
    """A safe text, what it means, and the command that a click on it runs."""

    text: str
    tone: Tone = Tone.PLAIN
    command: str = ""
    optional: bool = False
    """Goes first when there is no room."""
    short: str = ""
    """Stands for the text when there is no room for all."""


Spans = Sequence[Span]


def width_of(spans: Spans) -> int:
    return sum(cell_len(span.text) for span in spans)


def _width(cells: Sequence[tuple[str, str]]) -> int:
    return cell_len("".join(char for char, _ in cells))


def _brief(spans: Spans) -> list[Span]:
    return [replace(span, text=span.short or span.text) for span in spans]


def shortened(spans: Spans, width: int) -> list[Span]:
    """The spans in at most `width` cells: short texts stand for long ones, optional ones go, the longest is
    clipped, then the last ones go."""
    result = list(spans)
    if width_of(result) > width:
        result = _brief(result)
    if width_of(result) > width:
        result = [span for span in result if not span.optional]
    over = width_of(result) - width
    if over > 0 and result:
        longest = max(range(len(result)), key=lambda i: cell_len(result[i].text))
        span = result[longest]
        keep = max(6, cell_len(span.text) - over)
        result[longest] = Span(clip(span.text, keep), span.tone, span.command)
    while result and width_of(result) > width:
        result.pop()
    return result


class TextLine(Toned):
    """A line whose texts are given; its looks come from the style sheet: `text-line--fill`, and one of each
    tone."""

    FILL = " "
    ENDS = ("", "")

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.left: Spans = ()
        self.right: Spans = ()

    def show(self, left: Spans, right: Spans = ()) -> None:
        if (tuple(left), tuple(right)) != (tuple(self.left), tuple(self.right)):
            before = self._cells()
            self.left, self.right = tuple(left), tuple(right)
            self._repaint(before, self._cells())

    def _repaint(self, before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> None:
        """Draw from the first cell that differs to the last one."""
        begin = same_begin(before, after)
        end = same_begin(before[begin:][::-1], after[begin:][::-1])
        if len(before) != len(after) or not self.size.width:
            self.refresh()
        elif begin < len(after):
            start = _width(after[:begin])
            self.refresh(Region(start, 0, self.size.width - start - _width(after[len(after) - end :]), 1))

    @property
    def text(self) -> str:
        """What it says, for tests."""
        return self.render().plain

    def _cells(self) -> list[tuple[str, str]]:
        """Each character and what it means."""
        return [(char, name) for text, name in self._pieces() for char in text]

    def _pieces(self) -> list[tuple[str, str]]:
        """From edge to edge."""
        start, end = self.ENDS
        room = self.size.width - len(start) - len(end)
        left = shortened(self.left, room)
        if width_of(left) + width_of(self.right) > room:
            brief = _brief(self.left)
            left = brief if width_of(brief) + width_of(self.right) <= room else left
        right = self.right
        while width_of(left) + width_of(right) > room and right:
            right = right[1:]
        fill = self.FILL * (room - width_of(left) - width_of(right))
        pieces = [(start, "fill"), *((s.text, s.tone.value) for s in left), (fill, "fill")]
        return [*pieces, *((s.text, s.tone.value) for s in right), (end, "fill")]

    def render(self) -> Content:
        return Content.assemble(
            *(
                ("".join(text for text, _ in run), self.get_visual_style(f"text-line--{name}", partial=True))
                for name, run in groupby(self._pieces(), key=lambda piece: piece[1])
            )
        )

    def on_click(self, event: events.Click) -> None:
        place = event.x - len(self.ENDS[0])
        for span in self.left:
            place -= cell_len(span.text)
            if place < 0:
                if span.command:
                    self.post_message(Invoke(span.command))
                return


class Edges(Vertical):
    """The sides of a frame, around what changes line by line: they are not drawn again with it."""


class FrameTop(TextLine):
    """The upper edge of a frame, with its title."""

    FILL, ENDS = "─", ("╭─", "─╮")


class FrameBottom(TextLine):
    """The lower edge of a frame, with what its list says of itself."""

    FILL, ENDS = "─", ("╰─", "─╯")
