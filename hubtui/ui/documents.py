"""Strangers' long texts as finished lines: Markdown and diffs, rendered off the event loop.

Everything goes through `text.safe_block` before it is parsed, and through a cap: a text of hostile size costs
a bounded amount of work, and what is left out is said.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, RenderableType
from rich.markdown import Markdown
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from rich.theme import Theme as RichTheme

from hubtui import format
from hubtui.text import safe, safe_block
from hubtui.ui.ink import Ink

MAX_TEXT = 64 * 1024
MAX_BLOCKS = 400
MAX_COLUMNS = 16
MAX_LINE = 4096
MAX_DIFF_LINES = 3000

Line = Sequence[Segment]
"""One line of a document, at most as wide as it was asked for."""


def render(parts: Iterable[RenderableType], width: int, ink: Ink) -> list[Line]:
    """The lines that the parts make at this width. Costly for long texts: call it off the event loop."""
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
    return [line for part in parts for line in console.render_lines(part, style=base, pad=False)]


def markdown(text: str, ink: Ink) -> Iterator[RenderableType]:
    """A stranger's Markdown, made safe; as plain text when it is too much to lay out."""
    cleaned = safe_block(text, MAX_TEXT)
    if reason := too_much(cleaned):
        yield Text(f"Shown as plain text: {reason}.", style=ink.muted)
        yield Text(cleaned)
    else:
        metadata, cleaned = front_matter(cleaned)
        if metadata:
            yield Text(f"{metadata}\n", style=ink.muted)
        yield Markdown(cleaned, hyperlinks=False, code_theme="native" if ink.dark else "friendly")
    if len(text) > MAX_TEXT:
        yield Text(f"Cut here: the whole text has {format.exact(len(text))} characters.", style=ink.muted)


def front_matter(text: str) -> tuple[str, str]:
    """A card's YAML metadata, without its fences, and the text below."""
    if found := re.match(r"---\n(.*?)\n---\n", text, re.DOTALL):
        return found[1], text[found.end() :]
    return "", text


def too_much(text: str) -> str:
    """Why this Markdown is not laid out; empty when it is."""
    if text.count("\n\n") > MAX_BLOCKS:
        return f"more than {MAX_BLOCKS} blocks"
    for line in text.split("\n"):
        if len(line) > MAX_LINE:
            return f"a line of {format.exact(len(line))} characters"
        if line.count("|") > MAX_COLUMNS + 1 and re.match(r"\s*\|?[\s:|-]+$", line):
            return f"a table of {line.count('|') - 1} columns"
    return ""


def diff(text: str, ink: Ink, limit: int = MAX_DIFF_LINES) -> Iterator[RenderableType]:
    """A unified diff, coloured by its signs."""
    lines = text.split("\n", limit)
    rest = lines.pop() if len(lines) > limit else ""
    yield Text("\n").join(_diff_line(line, ink) for line in lines)
    if rest:
        yield Text(f"Cut here: {format.exact(rest.count(chr(10)) + 1)} more lines.", style=ink.muted)


def _diff_line(line: str, ink: Ink) -> Text:
    shown = safe(line.replace("\t", "    "), MAX_LINE)
    if line.startswith(("diff ", "+++", "---", "index ", "new file", "deleted file")):
        return Text(shown, style=f"bold {ink.muted}")
    if line.startswith("@@"):
        return Text(shown, style=ink.accent)
    style = {"+": ink.added, "-": ink.removed}.get(line[:1], "")
    return Text(shown, style=style)


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
