"""From parts to lines of one width."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from rich.theme import Theme as RichTheme

from hubtui.ui.ink import Ink

MAX_WRAPPED = 4096
"""Longer lines break where they are full, not between words."""

_NONE = Style()
Line = Sequence[Segment]
"""One line of a document, at most as wide as it was asked for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A document at one width."""

    lines: list[Line]
    anchors: Sequence[int] = ()
    """The lines that keys jump to: where each file of a diff begins."""


class Anchor:
    """Takes no room: what follows it can be jumped to."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return iter(())


class Plain:
    """Text as it is, of any length: its cost grows with its length and with nothing else."""

    def __init__(self, text: str, style: str = "") -> None:
        self.text, self.style = text, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = console.get_style(self.style) if self.style else None
        for line in self.text.split("\n"):
            for piece in _folded(line, options.max_width, console):
                yield Segment(piece, style)
                yield Segment.line()


def _folded(line: str, width: int, console: Console) -> Iterator[str]:
    if cell_len(line) <= width:
        yield line
    elif len(line) <= MAX_WRAPPED:
        yield from (part.plain for part in Text(line).wrap(console, width))
    elif line.isascii():
        yield from (line[start : start + width] for start in range(0, len(line), width))
    else:
        yield from chop_cells(line, width)


def lay_out(parts: Iterable[RenderableType], width: int, ink: Ink) -> Layout:
    """What the parts make at this width. Costly for long texts: call it off the event loop."""
    console = Console(
        file=io.StringIO(),
        width=width,
        color_system="truecolor",
        force_terminal=True,
        legacy_windows=False,
        theme=_rich_theme(ink),
        emoji=False,
        markup=False,
        highlight=False,
    )
    base = Style.parse(ink.text)
    lines: list[Line] = []
    anchors: list[int] = []
    for part in parts:
        if isinstance(part, Anchor):
            anchors.append(len(lines))
        else:
            lines += map(_joined, console.render_lines(part, style=base, pad=False))
    return Layout(lines, anchors)


def _joined(line: Line) -> Line:
    """The line in as few segments as it looks the same in: blanks are of what stands before them."""
    joined: list[Segment] = []
    for segment in line:
        before = joined[-1] if joined else None
        if before is not None and (segment.style == before.style or _is_blank_of(segment, before)):
            joined[-1] = Segment(before.text + segment.text, before.style)
        elif segment.text:
            joined.append(segment)
    return joined


def _is_blank_of(segment: Segment, before: Segment) -> bool:
    one, other = segment.style or _NONE, before.style or _NONE
    return (
        segment.text.isspace() and one.bgcolor == other.bgcolor and not (_is_drawn(one) or _is_drawn(other))
    )


def _is_drawn(style: Style) -> bool:
    """Whether it is seen on blanks."""
    return bool(style.underline or style.underline2 or style.overline or style.strike or style.reverse)


def render(parts: Iterable[RenderableType], width: int, ink: Ink) -> list[Line]:
    """The lines that the parts make at this width."""
    return lay_out(parts, width, ink).lines


def _rich_theme(ink: Ink) -> RichTheme:
    return RichTheme(
        {
            "markdown.h1": f"bold {ink.accent}",
            "markdown.h1.border": ink.muted,
            "markdown.h2": f"bold underline {ink.accent}",
            "markdown.h3": f"bold {ink.accent}",
            "markdown.h4": "bold",
            "markdown.code": f"{ink.accent} on {ink.surface}",
            "markdown.code_block": f"on {ink.surface}",
            "markdown.block_quote": ink.muted,
            "markdown.item.bullet": ink.accent,
            "markdown.item.number": ink.accent,
            "markdown.link": ink.accent,
            "markdown.link_url": ink.muted,
            "markdown.hr": ink.muted,
            "markdown.table.header": f"bold {ink.accent}",
            "markdown.table.border": ink.muted,
        }
    )
