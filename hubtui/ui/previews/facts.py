"""Facts: a label and what it is, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from hubtui.previews import Fact
from hubtui.text import safe
from hubtui.ui.ink import Ink

MAX_LABEL, MAX_FACT = 40, 600


def fact_lines(facts: Iterable[Fact], ink: Ink) -> Iterator[RenderableType]:
    """One fact a line, the values aligned."""
    kept = [(safe(label, MAX_LABEL), safe(value, MAX_FACT)) for label, value in facts]
    width = max((len(label) for label, _ in kept), default=0) + 2
    for label, value in kept:
        yield _Hanging(label.ljust(width), value, ink.muted)


class _Hanging:
    """A label and a value that goes on below itself, not below the label."""

    def __init__(self, label: str, value: str, muted: str) -> None:
        self._label, self._value, self._muted = label, value, muted

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(8, options.max_width - len(self._label))
        muted = Style.parse(self._muted)
        for number, line in enumerate(Text(self._value, overflow="fold").wrap(console, room)):
            yield Segment(self._label if number == 0 else " " * len(self._label), muted)
            yield Segment(line.plain.rstrip())
            yield Segment.line()
