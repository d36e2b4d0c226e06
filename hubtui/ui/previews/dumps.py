"""Bytes as a hex dump."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from hubtui.ui.ink import Ink


class HexDump:
    """Offset, bytes, and the characters that can be shown: 16 bytes a line, 8 or 4 where it is narrow."""

    def __init__(self, data: bytes, ink: Ink) -> None:
        self._data, self._ink = data, ink

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        step = next((n for n in (16, 8) if 10 + 4 * n <= options.max_width), 4)
        muted = Style.parse(self._ink.muted)
        for start in range(0, len(self._data), step):
            line = self._data[start : start + step]
            yield Segment(f"{start:06x}  ", muted)
            yield Segment(f"{line.hex(' '):<{3 * step}}  "[: max(0, options.max_width - 8 - step)])
            yield Segment("".join(chr(byte) if 32 <= byte < 127 else "·" for byte in line), muted)
            yield Segment.line()
