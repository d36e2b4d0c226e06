"""Which rows of a list are shown, and in which order. Pure; fast enough to be done for a million rows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import translate
from typing import Any

from hubtui.globs import path_pattern
from hubtui.ui.rows.table import Table

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the user asked to see of a list."""

    filter: str = ""
    """A part of the text, in any case; after `!` what must not be in it."""
    sort: str = ""
    """A key of the table's `sorts`; empty is the hub's own order."""
    reverse: bool = False

    @classmethod
    def first(cls, table: Table[Any]) -> Arrangement:
        """What the table begins with."""
        return cls(sort=table.order.removeprefix("-"), reverse=table.order.startswith("-"))

    def by(self, sort: str) -> Arrangement:
        """Ordered by this; again turns it round."""
        return replace(self, sort=sort, reverse=self.sort == sort and not self.reverse)

    @property
    def is_plain(self) -> bool:
        return not self.filter and not self.sort


def natural(text: str) -> tuple[Any, ...]:
    """A key under which `part-9` comes before `part-10`."""
    parts: list[Any] = _DIGITS.split(text.casefold())
    parts[1::2] = [int(digits) for digits in parts[1::2]]
    return tuple(parts)


def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text passes the filter."""
    inverted = pattern.startswith("!")
    needle = pattern[1:].casefold() if inverted else pattern.casefold()
    if not needle:
        return lambda _: True
    if inverted:
        return lambda text: needle not in text.casefold()
    return lambda text: needle in text.casefold()


def glob_matcher(patterns: str, table: Table[Any]) -> Callable[[Any], bool]:
    """Whether a row matches one of the shell patterns, in any case.

    Patterns are parted by spaces; one with a space in it stands in quotes. A pattern without wildcards
    matches anywhere in the text. One with a slash is held against the whole path where rows have one: there
    `*` ends at a slash, `**` does not, and a folder matches when all below it does.
    """
    names, paths = [], []
    for pattern in parted(patterns):
        if "/" in pattern and table.path is not None:
            paths.append(path_pattern(pattern.strip("/")))
        else:
            is_part = not any(char in pattern for char in "*?[")
            names.append(translate(f"*{pattern}*" if is_part else pattern))
    in_name, in_path = _any_of(names), _any_of(paths)
    text, path = table.text, table.path or table.text
    return lambda row: in_name(text(row)) or in_path(path(row))


def parted(patterns: str) -> list[str]:
    """What stands between the spaces; one with a space in it stands in quotes."""
    try:
        return shlex.split(patterns)
    except ValueError:
        return patterns.split()


def _any_of(patterns: Sequence[str]) -> Callable[[str], bool]:
    if not patterns:
        return lambda _: False
    compiled = re.compile("|".join(patterns), re.IGNORECASE)
    return lambda text: compiled.match(text) is not None


def arranged(rows: Sequence[Any], table: Table[Any], arrangement: Arrangement) -> Sequence[int]:
    """The indices of the rows to show, in order."""
    indices: Sequence[int] = range(len(rows))
    if arrangement.filter:
        passes, text = matcher(arrangement.filter), table.text
        indices = [i for i in indices if passes(text(rows[i]))]
    if arrangement.sort in table.sorts:
        indices = _sorted(rows, indices, table, arrangement)
    return indices


def _sorted(
    rows: Sequence[Any], indices: Sequence[int], table: Table[Any], arrangement: Arrangement
) -> list[int]:
    sort = table.sorts[arrangement.sort]
    values = {i: sort.value(rows[i]) for i in indices}
    known = [i for i in indices if values[i] is not None]
    unknown = [i for i in indices if values[i] is None]
    known.sort(key=values.__getitem__, reverse=sort.descending != arrangement.reverse)
    result = known + unknown
    if table.group is not None:
        group = table.group
        result.sort(key=lambda i: group(rows[i]))
    return result


def next_match(rows: Sequence[Any], table: Table[Any], pattern: str, start: int, step: int) -> int | None:
    """The place of the next row that passes the filter, going from `start` by `step` and round the end."""
    passes, text = matcher(pattern), table.text
    count = len(rows)
    for distance in range(1, count + 1):
        place = (start + distance * step) % count
        if passes(text(rows[place])):
            return place
    return None
