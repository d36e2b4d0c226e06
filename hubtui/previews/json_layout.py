"""JSON laid out for reading: by its tokens alone, so that a text which is cut or broken is laid out too."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{},:]|[^\s\[\]{},:"]+')
_WIDTH = 76
"""What has room on one line stays on one."""
_DEEPEST = 40
_CLOSES = {"{": "}", "[": "]"}


def laid_out(text: str) -> str:
    """The same tokens with two blanks of indent a level; strings and numbers stay as they are written."""
    tokens = _TOKEN.findall(text)
    lines: list[str] = []
    line, depth, place = "", 0, 0
    while place < len(tokens):
        token = tokens[place]
        if token in _CLOSES and (short := _short(tokens, place)):
            line += short[0]
            place = short[1]
            continue
        if token in _CLOSES:
            lines.append(line + token)
            depth += 1
            line = _indent(depth)
        elif token in "]}":
            if line.strip():
                lines.append(line)
            depth = max(0, depth - 1)
            line = _indent(depth) + token
        elif token == ",":
            lines.append(line + token)
            line = _indent(depth)
        else:
            line += ": " if token == ":" else token
        place += 1
    return "\n".join([*lines, line] if line.strip() else lines)


def _short(tokens: Sequence[str], start: int) -> tuple[str, int] | None:
    """A list or object without others inside that fits one line, and the place after it."""
    closing, width = _CLOSES[tokens[start]], 0
    for place in range(start + 1, len(tokens)):
        token = tokens[place]
        width += len(token) + 1
        if width > _WIDTH or token in _CLOSES:
            return None
        if token == closing:
            inside = "".join(f"{each} " if each in ",:" else each for each in tokens[start + 1 : place])
            return f"{tokens[start]}{inside}{closing}", place + 1
    return None


def _indent(depth: int) -> str:
    return "  " * min(depth, _DEEPEST)
