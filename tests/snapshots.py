"""A screen as text that a reviewer can read in a diff: its letters, and below them which style each run has.

`make snapshots` writes the files anew; look at the diff before you commit them.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.style import Style
from textual.strip import Strip

FOLDER = Path(__file__).parent / "snapshots"
WRITE = bool(os.environ.get("HUBTUI_WRITE_SNAPSHOTS"))
NAMES = string.ascii_letters + string.digits + "".join(map(chr, range(0xA1, 0x180)))
_PORT = re.compile(r"(?<=127\.0\.0\.1:)\d+")


def letters(strips: Sequence[Strip]) -> str:
    """What stands on the screen; ports of the hub under test are blanked, cell for cell."""
    lines = (_PORT.sub(lambda found: "0" * len(found[0]), strip.text).rstrip() for strip in strips)
    return "\n".join(lines)


def styles(strips: Sequence[Strip]) -> str:
    """A legend of the styles, and for each line its runs: a style's letter and the number of cells."""
    legend: dict[str, str] = {}
    lines = [" ".join(_runs(strip, legend)) for strip in strips]
    return "\n".join([*(f"{letter} = {style}" for style, letter in legend.items()), *lines])


def _runs(strip: Strip, legend: dict[str, str]) -> Iterator[str]:
    for style, segments in groupby(strip, key=lambda segment: _words(segment.style)):
        letter = legend.setdefault(style, NAMES[len(legend)])
        yield f"{letter}{sum(segment.cell_length for segment in segments)}"


def _words(style: Style | None) -> str:
    return str(style.without_color + Style(color=style.color, bgcolor=style.bgcolor)) if style else "none"


def matches(name: str, parts: Iterable[tuple[str, str]]) -> None:
    """Compare titled parts with the file of this name, or write it."""
    text = "".join(f"== {title}\n{part}\n" for title, part in parts)
    path = FOLDER / f"{name}.txt"
    if WRITE:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    assert path.exists(), f"no snapshot {path.name}: `make snapshots` writes it"
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()
