"""Source text: highlighted by what its name says it is, while it is short enough for that."""

from __future__ import annotations

from collections.abc import Iterator

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound
from rich.console import RenderableType
from rich.style import Style
from rich.syntax import Syntax

from hubtui.previews import Source
from hubtui.text import safe_block
from hubtui.ui.documents import Plain, diff
from hubtui.ui.ink import Ink

MAX_HIGHLIGHTED = 256 * 1024
MAX_LINE = 4096
"""Highlighters can be slow on longer lines than people write."""


def source(body: Source, ink: Ink) -> Iterator[RenderableType]:
    text = safe_block(body.text, len(body.text) + 1)
    if body.name.endswith((".diff", ".patch")):
        yield from diff(text, ink)
        return
    lexer = _lexer(body.name, text)
    if lexer is None:
        yield Plain(text)
        return
    theme = "native" if ink.dark else "friendly"
    highlighted = Syntax("", lexer, theme=theme, background_color="default").highlight(text)
    highlighted.no_wrap, highlighted.overflow = False, "fold"
    highlighted.rstrip()
    highlighted.style = ""
    plain: dict[Style, Style] = {}
    for place, span in enumerate(highlighted.spans):
        if isinstance(span.style, Style):
            style = plain.setdefault(span.style, _on_nothing(span.style))
            highlighted.spans[place] = span._replace(style=style)
    yield highlighted


def _on_nothing(style: Style) -> Style:
    """The style without its background: the screen's own shows."""
    return Style(color=style.color, bold=style.bold, italic=style.italic, underline=style.underline)


def _lexer(name: str, text: str) -> Lexer | None:
    if not name or len(text) > MAX_HIGHLIGHTED or any(len(line) > MAX_LINE for line in text.split("\n")):
        return None
    try:
        found: Lexer = get_lexer_for_filename(name.rpartition("/")[2])
    except ClassNotFound:
        return None
    return found
