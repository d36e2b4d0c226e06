"""Unified diffs, coloured by their signs; each file can be jumped to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from hubtui import format
from hubtui.text import safe
from hubtui.ui.documents.layout import Anchor
from hubtui.ui.ink import Ink

MAX_DIFF_LINES = 3000
MAX_LINE = 4096
_OID = re.compile(r"\b[0-9a-f]{40}\b")


def diff(text: str, ink: Ink, limit: int = MAX_DIFF_LINES) -> Iterator[RenderableType]:
    """A unified diff as far as its cap; how much is left out is said."""
    lines = text.rstrip("\n").split("\n", limit)
    rest = lines.pop() if len(lines) > limit else ""
    for section in _sections(lines):
        yield Anchor()
        yield Text("\n").join(_coloured(section, ink))
    if rest:
        left = format.plural(rest.count("\n") + 1, "more line")
        yield Text(f"Cut here: {left}.", style=ink.muted)


def _sections(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """The lines of each file."""
    has_heads = any(line.startswith("diff ") for line in lines)
    begin = 0
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        is_first = line.startswith("diff ") or (
            not has_heads and line.startswith("--- ") and after.startswith("+++ ")
        )
        if is_first and number > begin:
            yield lines[begin:number]
            begin = number
    yield lines[begin:]


def _coloured(lines: Sequence[str], ink: Ink) -> Iterator[Text]:
    """One file's lines: what stands above the first hunk is its head."""
    is_head = bool(lines) and lines[0].startswith(("diff ", "--- "))
    for line in lines:
        shown = safe(line.replace("\t", "    "), MAX_LINE)
        if line.startswith("@@"):
            is_head = False
            yield Text(shown, style=ink.accent)
        elif is_head and line[:1] not in ("", " "):
            yield Text(_OID.sub(lambda oid: oid[0][:8], shown), style=f"bold {ink.muted}")
        else:
            yield Text(shown, style={"+": ink.added, "-": ink.removed}.get(line[:1], ""))
