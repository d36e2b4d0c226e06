"""A repo's card: its metadata as a table, then its text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from hubtui import format
from hubtui.model import Card
from hubtui.text import safe, safe_block
from hubtui.ui.documents.layout import Plain
from hubtui.ui.documents.markdown import MAX_TEXT, markdown
from hubtui.ui.ink import Ink


def card(found: Card, ink: Ink, key: str) -> Iterator[RenderableType]:
    """The card as far as it is laid out; how much is left, and that this key shows it."""
    if not found.text.strip():
        yield Text(f"{safe(found.path)} is empty.", style=ink.muted)
        return
    yield from markdown(found.text[:MAX_TEXT], ink)
    if left := has_rest(found):
        at_least = "" if found.is_whole else "at least "
        words = f"{at_least}{format.exact(left)} more characters"
        yield Text(f"\n— The card goes on: {words}. {key} shows them as plain text.", style=ink.accent)


def has_rest(found: Card) -> int:
    """How many characters are not laid out."""
    return max(0, len(found.text) - MAX_TEXT)


def rest(found: Card, ink: Ink) -> Iterator[RenderableType]:
    """What `card` leaves out, as it is written."""
    text = found.text[MAX_TEXT:]
    yield Plain(safe_block(text, len(text)))
    if not found.is_whole:
        read = format.size(len(found.text.encode("utf-8", "replace")))
        yield Text(f"\n{safe(found.path)} goes on; its first {read} were read.", style=ink.muted)
