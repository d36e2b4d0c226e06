"""A repo's facts: its record, what its files come to, and the biggest of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from hubtui import format
from hubtui.model import RepoInfo, TreeEntry
from hubtui.text import safe
from hubtui.ui.ink import Ink

BIGGEST = 12
TYPES = 10
WIDE, WIDE_BAR, NARROW_BAR = 70, 20, 8
NUMBERS = 18
"""Cells of a size and a share, with the blanks before them."""
MAX_TAGS = 60


def about(
    info: RepoInfo, files: Sequence[TreeEntry], ink: Ink, *, url: str = "", complete: bool = True
) -> Iterator[RenderableType]:
    """Everything that is known of a repo; `files` as far as they were read."""
    yield _grid([*_facts(info), ("web page", safe(url))], ink)
    if info.description:
        yield Text()
        yield Text(safe(info.description, 2000))
    yield from _storage(files, ink, complete=complete)


def _facts(info: RepoInfo) -> Iterator[tuple[str, str]]:
    """What the hub says; what it does not say is left out."""
    yield "repo", f"{info.key.repo_type} {safe(info.key.repo_id)}"
    yield "visibility", str(info.visibility) if info.visibility else ""
    yield "gated", f"yes, {_GATED.get(info.gated, safe(info.gated))}" if info.gated else "no"
    yield "licence", safe(info.license)
    yield "task", safe(info.task)
    yield "sdk", safe(info.sdk)
    yield "runs", safe(info.runtime)
    yield "stored", _bytes(info.size)
    yield "downloads", "" if info.downloads is None else format.exact(info.downloads)
    yield "likes", "" if info.likes is None else format.exact(info.likes)
    yield "created", _moment(info.created)
    yield "updated", _moment(info.updated)
    yield "head", safe(info.head)
    tags = [safe(tag, 60) for tag in info.tags[:MAX_TAGS]]
    more = [f"and {len(info.tags) - MAX_TAGS} more"] if len(info.tags) > MAX_TAGS else []
    yield "tags", ", ".join([*tags, *more])


_GATED = {"auto": "granted by itself", "manual": "granted by its owner"}


def _storage(files: Sequence[TreeEntry], ink: Ink, *, complete: bool) -> Iterator[RenderableType]:
    if not files:
        yield Text("\nNo files." if complete else "\nReading its files …", style=ink.muted)
        return
    total = sum(file.size for file in files)
    number = format.plural(len(files), "file")
    so_far = "" if complete else " so far …"
    yield Text.assemble(("\nFiles  ", f"bold {ink.accent}"), f"{number} · {_bytes(total)}{so_far}")
    large = [file for file in files if file.lfs or file.xet_hash]
    if large:
        kept = format.size(sum(file.size for file in large))
        yield Text(f"{format.exact(len(large))} of them in LFS or xet: {kept}", style=ink.muted)
    yield Text("\nBiggest", style=f"bold {ink.accent}")
    biggest = sorted(files, key=lambda file: -file.size)[:BIGGEST]
    yield _Bars([(safe(file.path), file.size, "") for file in biggest], total, ink)
    yield Text("\nBy type", style=f"bold {ink.accent}")
    yield _Bars(_types(files), total, ink)


def _types(files: Sequence[TreeEntry]) -> list[tuple[str, int, str]]:
    """Each ending of names with its bytes and its number of files, the heaviest first."""
    sizes: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for file in files:
        stem, dot, ending = file.name.rpartition(".")
        kind = f".{ending.lower()}" if dot and stem and len(ending) <= 16 else "without ending"
        sizes[kind] += file.size
        numbers[kind] += 1
    ordered = sizes.most_common()
    rows = [(safe(kind), size, format.plural(numbers[kind], "file")) for kind, size in ordered[:TYPES]]
    if others := ordered[TYPES:]:
        number = sum(numbers[kind] for kind, _ in others)
        rows.append(("others", sum(size for _, size in others), format.plural(number, "file")))
    return rows


class _Bars:
    """Names with their share of a total as a bar and a number; a long name loses its middle."""

    def __init__(self, rows: Sequence[tuple[str, int, str]], total: int, ink: Ink) -> None:
        self._rows, self._total, self._ink = rows, total, ink

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = WIDE_BAR if options.max_width >= WIDE else NARROW_BAR
        words = max((len(words) + 2 for _, _, words in self._rows if words), default=0)
        longest = max(cell_len(name) for name, _, _ in self._rows)
        width = max(8, min(longest, options.max_width - bar - NUMBERS - words))
        for name, size, tail in self._rows:
            yield self._row(_fitted(name, width), size, tail, bar)

    def _row(self, name: str, size: int, tail: str, bar: int) -> Text:
        share = size / self._total if self._total else 0.0
        percent = "<1%" if 0 < share < 0.01 else f"{share:.0%}"
        full, ink = round(share * bar), self._ink
        return Text.assemble(
            f"{name}  ",
            ("━" * full, ink.accent),
            ("─" * (bar - full), ink.muted),
            f"{format.size(size):>10}",
            (f"{percent:>6}", ink.muted),
            (f"  {tail}" if tail else "", ink.muted),
            no_wrap=True,
        )


def _fitted(name: str, width: int) -> str:
    """The name in exactly so many cells."""
    if cell_len(name) > width:
        half = (width - 1) // 2
        name = f"{set_cell_size(name, half)}…{name[-(width - 1 - half) :]}"
    return set_cell_size(name, width)


def _grid(rows: Sequence[tuple[str, str]], ink: Ink) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=ink.muted, no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in rows:
        if value:
            table.add_row(Text(label), Text(value))
    return table


def _bytes(count: int | None) -> str:
    """`4.1 GB (4,113,275,904 bytes)`; empty when unknown."""
    if count is None:
        return ""
    return f"{format.size(count)} ({format.exact(count)} bytes)" if count >= 1000 else format.size(count)


def _moment(then: datetime | None) -> str:
    return f"{format.moment(then)} ({format.age(then)})" if then else ""
