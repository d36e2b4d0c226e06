"""A repo's facts: its record, what its files come to, and the biggest of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hubtui import format
from hubtui.model import RepoInfo, TreeEntry
from hubtui.text import safe
from hubtui.ui.ink import Ink

BIGGEST = 12
TYPES = 10
BAR = 16
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
        yield Text(f"{format.plural(len(large), 'file')} of them as LFS or xet: {kept}", style=ink.muted)
    yield Text("\nBiggest", style=f"bold {ink.accent}")
    biggest = sorted(files, key=lambda file: -file.size)[:BIGGEST]
    yield _bars([(safe(file.path), file.size, "") for file in biggest], total, ink)
    yield Text("\nBy type", style=f"bold {ink.accent}")
    yield _bars(_types(files), total, ink)


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


def _bars(rows: Sequence[tuple[str, int, str]], total: int, ink: Ink) -> Table:
    """Name, share of the total as a bar and a number, size, and words."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(width=BAR, no_wrap=True)
    table.add_column(width=8, justify="right", no_wrap=True)
    table.add_column(width=4, justify="right", no_wrap=True, style=ink.muted)
    table.add_column(no_wrap=True, style=ink.muted)
    for name, size, words in rows:
        share = size / total if total else 0.0
        full = round(share * BAR) or (1 if size else 0)
        bar = Text.assemble(("━" * full, ink.accent), ("─" * (BAR - full), ink.muted))
        table.add_row(Text(name), bar, Text(format.size(size)), Text(f"{share:.0%}"), Text(words))
    return table


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
