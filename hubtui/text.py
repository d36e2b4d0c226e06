"""Untrusted text made safe to show: the one door that every string from a hub goes through."""

from __future__ import annotations

import re
import unicodedata

_MAX = 512
_MAX_MARKS = 3
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""The bidirectional classes of characters that do nothing but turn the direction."""


def safe(text: str, limit: int = _MAX) -> str:
    """`text` on one line without anything a terminal or a reader could be fooled by.

    C0 controls become their pictures (`␛`), C1 controls and surrogates `\\ufffd`, bidirectional and
    zero-width characters are spelt out (`<U+202E>`), at most 3 combining marks follow a character, and what
    is longer than `limit` characters ends in `…`. Printable ASCII comes back as it is.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return _clean(text, keep="")


def safe_block(text: str, limit: int = 64 * 1024) -> str:
    """The same for text of several lines: line breaks stay, tabs become spaces."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    text = text.replace("\r\n", "\n").expandtabs(4)
    if text.isascii() and not _CONTROL.search(text):
        return text
    return _clean(text, keep="\n")


def editable(text: str) -> str:
    """What is put into a field or an editor: as it is, but without what would steer a terminal or turn the
    direction of what follows. Emoji of several characters stay whole."""
    return "".join(char for char in text.replace("\r\n", "\n") if char in "\n\t" or _is_harmless(char))


def _is_harmless(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs") and unicodedata.bidirectional(char) not in _TURNS


def safe_file(text: str) -> str:
    """The same for a whole text that another program will show: line breaks and tabs stay."""
    return _clean(text.replace("\r\n", "\n"), keep="\n\t")


def _clean(text: str, keep: str) -> str:
    shown: list[str] = []
    marks = 0
    for char in text:
        if unicodedata.combining(char):
            marks += 1
            if marks > _MAX_MARKS:
                continue
        else:
            marks = 0
        shown.append(char if char in keep else _shown(char))
    return "".join(shown)


def _shown(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    category = unicodedata.category(char)
    if category in ("Cc", "Cs"):
        return "\ufffd"
    if category in ("Cf", "Zl", "Zp", "Co", "Cn"):
        return f"<U+{code:04X}>"
    return char
