"""Every sign that hubtui draws, and the ASCII one of the same width for terminals that have no others.

What is drawn goes through here last, frames, scrollbars and Textual's own widgets included: other code writes
the signs it means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from hubtui.config import Config

SIGNS = {
    "▸": ">", "▶": ">", "▾": "v", "●": "*", "○": "o", "◆": "*", "◇": "o", "◌": ".", "▪": "*", "■": "#",
    "□": "o", "•": "*", "·": "-", "…": "~", "→": ">", "←": "<", "↑": "^", "↓": "v", "⇄": "=", "↔": "=",
    "↵": "<", "↳": ">", "♥": "L", "★": "*", "☆": "*", "✎": "#", "✓": "+", "✔": "+", "✗": "x", "✘": "x",
    "µ": "u", "↶": "z",
    "×": "x", "≠": "!", "≤": "<", "≥": ">", "≈": "~", "±": "~", "“": '"', "”": '"', "„": '"', "‘": "'",
    "’": "'", "–": "-", "—": "-", "−": "-", "⏎": "<", "⇧": "^", "⌫": "<", "⚠": "!", "∞": "8",
    "\u00a0": " ", "\ufffd": "?", "°": "o", "§": "$", "⎇": "Y", "⏸": "=", "⏵": ">", "⟳": "@", "⧉": "=",
    "⋯": "~", "⋮": ":", "⠿": "#", "‹": "<", "›": ">",
}  # fmt: skip
_LEVEL, _UPRIGHT = "─━┄┅┈┉╌╍═╴╶╸╺╼╾", "│┃┆┇┊┋╎╏║╵╷╹╻╽╿"
BOXES = {chr(code): "+" for code in range(0x2500, 0x2580)}
BOXES |= dict.fromkeys(_LEVEL, "-") | dict.fromkeys(_UPRIGHT, "|")
BLOCKS = {chr(code): "#" for code in range(0x2580, 0x25A0)}
BLOCKS |= dict.fromkeys("▔▀▁▂▃▄", "-") | dict.fromkeys("▌▍▎▏▐▕", "|") | {"░": ".", "▒": ":"}
PICTURES = {chr(code): "?" for code in range(0x2400, 0x2427)}
"""What `text.safe` makes of control characters."""
TURNING = {chr(code): "*" for code in range(0x2800, 0x2900)}
"""Braille, as spinners and small graphs use it."""

ASCII: Mapping[str, str] = {**BOXES, **BLOCKS, **PICTURES, **TURNING, **SIGNS}
_TABLE = str.maketrans(dict(ASCII))


def wants_ascii(config: Config, environment: Mapping[str, str], encoding: str) -> bool:
    """Whether to draw in ASCII: as the config says, or because the terminal or the locale has no more."""
    if config.glyphs != "auto":
        return config.glyphs == "ascii"
    return not is_unicode(encoding) or environment.get("TERM", "").startswith(("linux", "vt"))


def is_unicode(encoding: str) -> bool:
    return encoding.casefold().replace("-", "").replace("_", "").startswith(("utf", "cp65001"))


@lru_cache(4096)
def in_ascii(text: str, encoding: str = "utf-8") -> str:
    """The text with signs in ASCII, as wide as before; what the encoding has no character for is `?`."""
    text = text.translate(_TABLE)
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "".join(_encodable(char, encoding) for char in text)
    return text


def _encodable(char: str, encoding: str) -> str:
    try:
        char.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return char if char.isascii() else "?" * cell_len(char)
    return char


class AsciiFilter(LineFilter):
    """The last thing that a line goes through before it is written."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:
        encoding = self._encoding
        return [
            segment if segment.text.isascii() else Segment(in_ascii(segment.text, encoding), *segment[1:])
            for segment in segments
        ]
