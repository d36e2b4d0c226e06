"""All that is known of a row, or of several, as facts: in full, with exact dates and sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from rich.cells import cell_len

from hubtui import format
from hubtui.jobs.compare import Pair, Which
from hubtui.jobs.namespaces import RepoPair
from hubtui.model import Commit, RepoKey, TreeEntry
from hubtui.text import safe
from hubtui.ui.rows.header import GUTTER
from hubtui.ui.rows.places import Place
from hubtui.ui.rows.sign_ins import SignIn, facts_of_sign_in
from hubtui.ui.rows.table import AnyCell, Cell, Column, Table, Tone

LABEL = 14
"""Cells of the labels at the most."""
_SIZES = {"size", "bytes_total", "bytes_done"}
_LABELS = {"key": "repo", "oid": "oid (sha1)", "lfs": "LFS", "sha256": "sha256", "entry_type": "type"}
_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of the details: a fact, or the rest of one that is longer than a line."""

    label: str
    value: str
    """The whole value, as it is copied."""
    shown: str
    place: int


def facts_of(row: Any) -> list[tuple[str, str]]:
    """Every field that the hub told, in words; values as they are, not yet safe to show."""
    if isinstance(row, TreeEntry):
        return [*_entry(row)]
    if isinstance(row, Pair):
        return [*_pair(row)]
    if isinstance(row, RepoPair):
        return [*_repo_pair(row)]
    if isinstance(row, SignIn):
        return facts_of_sign_in(row)
    if isinstance(row, Place):
        about = [("about", row.words), ("not here", row.reason)]
        return facts_of(row.namespace) or [fact for fact in about if fact[1]]
    return [*_fields(row)] if is_dataclass(row) else []


def facts_of_several(rows: Sequence[Any], weigh: Any) -> list[tuple[str, str]]:
    """How many they are, what they weigh together, and the first and last of their dates."""
    weights = [weight for row in rows if (weight := weigh(row)) is not None]
    facts = [("marked", format.exact(len(rows)))]
    if weights:
        unknown = len(rows) - len(weights)
        facts.append(("size", bytes_exact(sum(weights)) + (f", {unknown} unknown" if unknown else "")))
    dated = sorted(((date, row) for row in rows if (date := _date(row))), key=lambda pair: pair[0])
    if dated:
        for label, (date, row) in (("oldest", dated[0]), ("newest", dated[-1])):
            facts.append((label, f"{exact_date(date)}  {_name(row)}"))
    return facts


def lines_of(facts: Sequence[tuple[str, str]], width: int) -> list[Detail]:
    """The facts as rows of a list this wide; a longer value goes on in the next row."""
    room = max(16, width - label_width(facts) - GUTTER - 2)
    lines: list[Detail] = []
    for label, value in facts:
        for number, shown in enumerate(_broken(safe(value, _TEXT), room)):
            lines.append(Detail("" if number else label, value, shown, len(lines)))
    return lines


def _broken(text: str, room: int) -> Iterator[str]:
    """Pieces of at most so many cells, which end after a blank where there is one in their second half."""
    while cell_len(text) > room:
        end = len(text[:room])
        while cell_len(text[:end]) > room:
            end -= 1
        blank = text.rfind(" ", end // 2, end + 1)
        end = blank + 1 if blank > 0 else end
        yield text[:end].rstrip()
        text = text[end:]
    yield text


def label_width(facts: Sequence[tuple[str, str]]) -> int:
    return min(LABEL, max((len(label) for label, _ in facts), default=4))


def details_table(facts: Sequence[tuple[str, str]]) -> Table[Detail]:
    """A column of labels as wide as these facts need, and their values."""
    return Table(
        "fact",
        (Column("fact", label_width(facts)), Column("value", least=20, prose=True)),
        _cells,
        key=lambda line: line.place,
        text=lambda line: f"{line.label} {line.value}",
    )


def _cells(line: Detail) -> tuple[AnyCell, ...]:
    return Cell(safe(line.label), Tone.DIM), Cell(line.shown)


def _entry(entry: TreeEntry) -> Iterator[tuple[str, str]]:
    yield "path", entry.path
    yield "type", "folder" if entry.is_directory else "file"
    if not entry.is_directory:
        yield "size", bytes_exact(entry.size)
        yield "stored", "by xet" if entry.xet_hash else "by LFS" if entry.lfs else "in git"
    for label, value in (
        ("git oid", entry.oid),
        ("sha256", entry.sha256),
        ("xet hash", entry.xet_hash),
    ):
        if value:
            yield label, value
    if entry.last_commit is not None:
        yield from _commit("commit", entry.last_commit)


def _pair(pair: Pair) -> Iterator[tuple[str, str]]:
    yield "path", pair.path
    yield "state", pair.match.words
    if pair.why:
        yield "why", pair.why
    for which in Which:
        entry = pair.side(which)
        if entry is None:
            yield which.value, "has no such file"
            continue
        for label, value in _entry(entry):
            if label != "type" and not (label == "path" and value == pair.path):
                yield f"{which}: {label}", value


def _repo_pair(pair: RepoPair) -> Iterator[tuple[str, str]]:
    yield "name", pair.name
    yield "type", str(pair.repo_type)
    yield "state", pair.match.words if pair.match else "not known"
    for which in Which:
        place = pair.place(which)
        yield which.value, place.repo.repo_id if place else "has no such repo"
    for match, count in pair.counts.items():
        if count.files:
            yield match.words, f"{format.plural(count.files, 'file')}, {bytes_exact(count.size)}"
    if pair.error:
        yield "error", pair.error


def _fields(row: Any) -> Iterator[tuple[str, str]]:
    for one in fields(row):
        value = getattr(row, one.name)
        label = _LABELS.get(one.name, one.name.replace("_", " "))
        if isinstance(value, Commit):
            yield from _commit(label, value)
        elif words := fact(value, is_size=one.name in _SIZES):
            yield label, words


def _commit(label: str, commit: Commit) -> Iterator[tuple[str, str]]:
    yield label, commit.oid
    if commit.title:
        yield "its title", commit.title
    if commit.date:
        yield "its date", exact_date(commit.date)


def fact(value: object, *, is_size: bool = False) -> str:
    """One known value in words; empty for what is not known."""
    match value:
        case None | "" | () | False:
            return ""
        case True:
            return "yes"
        case datetime():
            return exact_date(value)
        case Enum():
            return str(value.value)
        case int():
            return bytes_exact(value) if is_size else format.exact(value)
        case float():
            return f"{value:g}"
        case RepoKey():
            return str(value)
        case tuple():
            return ", ".join(filter(None, map(fact, value)))
        case _ if is_dataclass(value):
            return " · ".join(words for _, words in _fields(value))
        case _:
            return " ".join(str(value).split("\n"))


def bytes_exact(size: int) -> str:
    """`4,123,456 bytes (4.1 MB)`."""
    exact = f"{format.exact(size)} byte{'' if size == 1 else 's'}"
    return f"{exact} ({format.size(size)})" if size >= 1000 else exact


def exact_date(date: datetime) -> str:
    """`2026-11-20 14:02:33 +0100 (3 h ago)`, in the local zone."""
    return f"{date.astimezone():%Y-%m-%d %H:%M:%S %z} ({format.age(date)})"


def _date(row: Any) -> datetime | None:
    commit = getattr(row, "last_commit", None)
    candidates = (
        getattr(row, "updated", None),
        getattr(row, "date", None),
        getattr(commit, "date", None),
        getattr(row, "created", None),
    )
    return next((date for date in candidates if isinstance(date, datetime)), None)


def _name(row: Any) -> str:
    for name in ("path", "title", "name", "key"):
        if value := getattr(row, name, ""):
            return str(value)
    return ""
