"""Sizes, counts, ages and rates as people read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import humanize

T = TypeVar("T")


@dataclass
class Choice:
    """How sizes and dates are written, for the whole program."""

    binary: bool = False
    exact_dates: bool = False


CHOICE = Choice()


def choose(*, sizes: str = "decimal", dates: str = "relative") -> None:
    """Write sizes `decimal` or `binary` and dates `relative` or `exact` from now on."""
    CHOICE.binary, CHOICE.exact_dates = sizes == "binary", dates == "exact"


def size(count: int | None) -> str:
    """`4.1 GB`, or `3.8 GiB` where the user chose so; `-` when unknown."""
    if count is None:
        return "-"
    whole = count < (1024 if CHOICE.binary else 1000)
    words = humanize.naturalsize(count, binary=CHOICE.binary, format="%d" if whole else "%.1f")
    return words.replace(" Bytes", " B").replace(" Byte", " B")


def date(then: datetime | None) -> str:
    """For lists: `3 h ago`, or `2026-11-20 14:02` where the user chose so; `-` when unknown."""
    return moment(then) if CHOICE.exact_dates else age(then)


def count(number: int | None) -> str:
    """`1.2k`, `14`; `-` when unknown."""
    if number is None:
        return "-"
    for factor, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= factor:
            return (
                f"{number / factor:.1f}{letter}" if number < 100 * factor else f"{number // factor}{letter}"
            )
    return str(number)


def exact(number: int) -> str:
    """`4,310`."""
    return f"{number:,}"


def now() -> datetime:
    """What ages are counted from."""
    return datetime.now(UTC)


def age(then: datetime | None) -> str:
    """`3 h ago`, short enough for a column; `-` when unknown."""
    if then is None:
        return "-"
    seconds = max(0.0, (now() - then).total_seconds())
    for length, unit in (
        (31_557_600, "y"),
        (2_629_800, "mo"),
        (604_800, "w"),
        (86_400, "d"),
        (3_600, "h"),
        (60, "m"),
    ):
        if seconds >= length:
            return f"{int(seconds // length)} {unit} ago"
    return "now"


def moment(then: datetime | None) -> str:
    """`2026-11-20 14:02`, in the local zone; `-` when unknown."""
    return "-" if then is None else then.astimezone().strftime("%Y-%m-%d %H:%M")


def rate(bytes_per_second: float | None) -> str:
    """`38.2 MB/s`; empty when unknown."""
    return "" if bytes_per_second is None else f"{size(int(bytes_per_second))}/s"


_RATE = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:([kmg])(i)?)?b?(?:/s|ps)?", re.IGNORECASE)


def parse_rate(text: str) -> int | None:
    """Bytes a second of `20 MB/s`, `1.5MiB`, `800k`; None of nothing, `0` and `unlimited`. ValueError for
    what is none."""
    words = text.strip()
    if words.lower() in ("", "unlimited", "none", "off"):
        return None
    found = _RATE.fullmatch(words)
    if found is None:
        raise ValueError(f"not a rate such as 20 MB/s: {words!r}")
    power = " kmg".index(found[2].lower()) if found[2] else 0
    rate = int(float(found[1].replace(",", ".")) * (1024 if found[3] else 1000) ** power)
    return rate or None


def duration(seconds: float | None) -> str:
    """`4:10`, `1:02:03`; `-` when unknown."""
    if seconds is None:
        return "-"
    whole = int(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def few(things: Sequence[T], most: int, line: Callable[[T], str], noun: str = "") -> list[str]:
    """A line for each of the first things, at most so many, and how many more there are: `and 3 more files`,
    indented as they are."""
    lines = [line(thing) for thing in things[:most]]
    left = len(things) - len(lines)
    if not left:
        return lines
    words = plural(left, f"more {noun}") if noun else f"{left:,} more"
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip(" "))]
    return [*lines, f"{indent}and {words}"]


def plural(number: int, noun: str) -> str:
    """`1 file`, `214 files`, `3 repositories`."""
    if number == 1:
        return f"1 {noun}"
    ending = noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
    return f"{number:,} {ending}"
