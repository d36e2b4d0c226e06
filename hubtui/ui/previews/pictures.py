"""Pictures in half blocks: the upper half of a cell in one colour, the lower one in another."""

from __future__ import annotations

from rich.color import Color
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from hubtui.previews import Picture

MAX_LINES = 40
Pixel = tuple[int, int, int]


class HalfBlocks:
    """A picture as wide as there is room, at most `columns` cells and `MAX_LINES` lines."""

    def __init__(self, picture: Picture, columns: int) -> None:
        self._picture, self._columns = picture, columns

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height = scaled(self._picture, min(options.max_width, self._columns), MAX_LINES * 2)
        for line in range(0, height, 2):
            for column in range(width):
                upper = self._pixel(column, line, width, height)
                lower = self._pixel(column, min(line + 1, height - 1), width, height)
                yield Segment("▀", Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower)))
            yield Segment.line()

    def _pixel(self, x: int, y: int, width: int, height: int) -> Pixel:
        """The mean of the pixels that this one stands for."""
        picture = self._picture
        left, right = _span(x, width, picture.width)
        top, bottom = _span(y, height, picture.height)
        red = green = blue = 0
        for row in range(top, bottom):
            data = picture.rgb[3 * (row * picture.width + left) : 3 * (row * picture.width + right)]
            red, green, blue = red + sum(data[::3]), green + sum(data[1::3]), blue + sum(data[2::3])
        count = (right - left) * (bottom - top)
        return red // count, green // count, blue // count


def scaled(picture: Picture, most_wide: int, most_high: int) -> tuple[int, int]:
    """Width and height in pixels, two of them on each line; never larger than the picture is."""
    factor = min(1.0, most_wide / picture.width, most_high / picture.height)
    return max(1, int(picture.width * factor)), max(1, int(picture.height * factor))


def _span(place: int, places: int, size: int) -> tuple[int, int]:
    start = place * size // places
    return start, max(start + 1, (place + 1) * size // places)
