"""A card's YAML metadata as a small table: what people look for first, on top."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hubtui.text import safe
from hubtui.ui.documents.layout import Plain
from hubtui.ui.ink import Ink

MAX_METADATA = 16 * 1024
MAX_ROWS = 40
MAX_VALUE = 300
MAX_NESTED = 12

_FIRST = {
    "license": "licence",
    "license_name": "licence name",
    "license_link": "licence text",
    "language": "languages",
    "pipeline_tag": "task",
    "tasks": "tasks",
    "task_categories": "tasks",
    "library_name": "library",
    "frameworks": "frameworks",
    "base_model": "base model",
    "base_model_relation": "relation",
    "datasets": "datasets",
    "metrics": "metrics",
    "size_categories": "size",
    "sdk": "sdk",
    "tags": "tags",
}
"""The keys that both hubs' cards have in common, in the order in which they are asked about."""


def metadata(text: str, ink: Ink) -> Iterator[RenderableType]:
    """The metadata as rows; as it is written when it is no YAML that can be read."""
    found = read_metadata(text)
    if found is None:
        yield Text("The card's metadata cannot be read as YAML:", style=ink.muted)
        yield Plain(f"{text[:MAX_METADATA]}\n", ink.muted)
        return
    rows = [(label, value) for label, value in _rows(found) if value]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=ink.muted, no_wrap=True, max_width=18)
    table.add_column(overflow="fold")
    for label, value in rows[:MAX_ROWS]:
        table.add_row(Text(label), Text(value))
    if len(rows) > MAX_ROWS:
        table.add_row(Text(), Text(f"and {len(rows) - MAX_ROWS} more", style=ink.muted))
    if rows:
        yield table
        yield Text()


def read_metadata(text: str) -> dict[str, Any] | None:
    """The metadata's fields, every scalar as it is written; None when it is no mapping or far too long."""
    import yaml  # only here: most sessions begin without a card

    if len(text) > MAX_METADATA:
        return None
    try:
        found = yaml.load(text, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def labels(keys: Collection[str]) -> Iterator[tuple[str, str]]:
    """The fields in the order in which they are asked about, each with what people call it."""
    first = [key for key in _FIRST if key in keys]
    for key in [*first, *(key for key in keys if key not in _FIRST)]:
        yield key, _FIRST.get(key) or safe(str(key), 40).replace("_", " ")


def field_values(value: Any) -> list[str]:
    """What a field has, each on one line as far as it fits; none for a field that is not there."""
    if value is None or value == "":
        return []
    return [_value(one) for one in value] if isinstance(value, list) else [_value(value)]


def _rows(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, label in labels(found):
        yield label, _value(found[key])


def _value(value: Any) -> str:
    """A value on one line, as far as it fits; mappings and lists in it too, but not without end."""
    return safe(", ".join(_words(value, 3)), MAX_VALUE)


def _words(value: Any, depth: int) -> Iterator[str]:
    if depth == 0:
        yield "…"
    elif isinstance(value, dict):
        for key, one in [*value.items()][:MAX_NESTED]:
            yield f"{str(key)[:MAX_VALUE]}: {' '.join(_words(one, depth - 1))}"[:MAX_VALUE]
    elif isinstance(value, list):
        for one in value[:MAX_NESTED]:
            yield " ".join(_words(one, depth - 1))[:MAX_VALUE]
        if len(value) > MAX_NESTED:
            yield f"{len(value) - MAX_NESTED:,} more"
    else:
        yield str(value)[:MAX_VALUE]
