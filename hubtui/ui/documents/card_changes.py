"""What a copy makes of a target's card: licence and tags field by field, then all metadata line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from hubtui.cards import README
from hubtui.text import safe
from hubtui.ui.documents.diff import diff
from hubtui.ui.documents.markdown import front_matter
from hubtui.ui.documents.metadata import MAX_METADATA, MAX_ROWS, field_values, labels, read_metadata
from hubtui.ui.ink import Ink

MAX_VALUES = 12
"""Of one field that are named on a side."""


@dataclass(frozen=True, slots=True)
class CardChange:
    """A repo's README at both ends, and what is said beside it."""

    target: str
    """The repo's name, raw."""
    old: str = ""
    """The target's whole text, as far as it was read; empty where there is none."""
    new: str = ""
    """The source's."""
    fate: str = ""
    """What the copy does with the file, in words."""
    old_license: str = ""
    """As the hub's own record of the target has it; a copy leaves that to the hub."""
    new_license: str = ""
    """Of the source, in its hub's record."""


def card_changes(found: CardChange, ink: Ink) -> Iterator[RenderableType]:
    """The fields that change, then the diff; what is the same is not shown."""
    yield Text(f"{safe(found.target)}: {found.fate}", style=ink.accent)
    yield Text(_records(found), style=ink.muted)
    yield Text()
    old, new = (_metadata(text) for text in (found.old, found.new))
    if old == new:
        what = "the same metadata" if old else "no metadata"
        yield Text(f"Both cards have {what}.", style=ink.muted)
        return
    fields = [read_metadata(text) if text else {} for text in (old, new)]
    if fields[0] is not None and fields[1] is not None:
        yield _table(fields[0], fields[1], ink)
    else:
        yield Text(
            "One side's metadata is no YAML that can be read: only lines are compared.", style=ink.muted
        )
    yield Text()
    yield Rule(style=ink.muted)
    yield from diff(_diff(old, new), ink)


def _records(found: CardChange) -> str:
    old, new = (safe(one, 80) or "none" for one in (found.old_license, found.new_license))
    if not found.old_license and not found.new_license:
        return "Neither hub's own record tells a licence."
    if old == new:
        return f"The hubs' own records tell the same licence: {new}."
    return f"Licence in the hubs' own records: {new} at the source, {old} at the target."


def _metadata(text: str) -> str:
    head, _ = front_matter(text.replace("\r\n", "\n"))
    return head[: MAX_METADATA + 1]


def _diff(old: str, new: str) -> str:
    names = f"target/{README}", f"source/{README}"
    lines = unified_diff(old.splitlines(), new.splitlines(), *names, n=3, lineterm="")
    return "\n".join(lines)


def _table(old: Mapping[str, Any], new: Mapping[str, Any], ink: Ink) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=ink.muted, no_wrap=True, max_width=18)
    table.add_column(overflow="fold")
    rows = [*_changed(old, new)]
    for label, gone, come in rows[:MAX_ROWS]:
        signs = Text("  ").join([*_signed("−", gone, ink.removed), *_signed("+", come, ink.added)])
        table.add_row(Text(label), signs)
    if len(rows) > MAX_ROWS:
        table.add_row(Text(), Text(f"and {len(rows) - MAX_ROWS} more", style=ink.muted))
    return table


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, list[str], list[str]]]:
    """The label of each field that differs, what it has no more and what it has now."""
    for key, label in labels([*new, *(key for key in old if key not in new)]):
        before, after = field_values(old.get(key)), field_values(new.get(key))
        gone = [value for value in before if value not in after]
        come = [value for value in after if value not in before]
        if gone or come:
            yield label, gone, come


def _signed(sign: str, values: list[str], style: str) -> Iterator[Text]:
    yield from (Text(f"{sign} {value}", style=style) for value in values[:MAX_VALUES])
    if len(values) > MAX_VALUES:
        yield Text(f"{sign} {len(values) - MAX_VALUES:,} more", style=style)
