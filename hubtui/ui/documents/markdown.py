"""Strangers' Markdown, made safe before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from rich.console import JustifyMethod, RenderableType
from rich.markdown import Heading, Markdown, MarkdownElement
from rich.text import Text

from hubtui import format
from hubtui.text import safe_block
from hubtui.ui.documents.layout import Plain
from hubtui.ui.documents.metadata import metadata
from hubtui.ui.ink import Ink

MAX_TEXT = 64 * 1024
MAX_BLOCKS = 400
MAX_COLUMNS = 16
MAX_LINE = 4096
MAX_QUOTES = 16


def markdown(text: str, ink: Ink) -> Iterator[RenderableType]:
    """A text laid out, its metadata as a table; as plain text when it is too much to lay out."""
    cleaned = safe_block(text[:MAX_TEXT], MAX_TEXT)
    head, body = front_matter(cleaned)
    if head:
        yield from metadata(head, ink)
    if reason := too_much(body):
        yield Text(f"Shown as plain text: {reason}.\n", style=ink.muted)
        yield Plain(body)
    else:
        yield _Calm(body, hyperlinks=False, code_theme="native" if ink.dark else "friendly")
    if len(text) > MAX_TEXT:
        yield Text(f"Cut here: the whole text has {format.exact(len(text))} characters.", style=ink.muted)


class _Title(Heading):
    LEVEL_ALIGN: ClassVar[dict[str, JustifyMethod]] = dict.fromkeys(Heading.LEVEL_ALIGN, "left")


class _Calm(Markdown):
    """Every heading begins at the left."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {**Markdown.elements, "heading_open": _Title}


def front_matter(text: str) -> tuple[str, str]:
    """A card's YAML metadata, without its fences, and the text below."""
    if found := re.match(r"---[ ]*\n(.*?)(?:\n|^)---[ ]*(?:\n|$)", text, re.DOTALL | re.MULTILINE):
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
        if re.match(rf"\s*(?:>\s*){{{MAX_QUOTES}}}", line):
            return f"more than {MAX_QUOTES} quotes in each other"
    return ""
