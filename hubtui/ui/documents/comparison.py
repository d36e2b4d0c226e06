"""What a commit changed, or what lies between two: whose it is, the files with their signs, the diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from hubtui import format
from hubtui.model import ChangeType, Commit, Comparison, FileChange
from hubtui.text import safe, safe_block
from hubtui.ui.documents.diff import diff
from hubtui.ui.documents.layout import Plain
from hubtui.ui.ink import Ink

MAX_FILES = 500
MAX_MESSAGE = 16 * 1024
SIGNS = {
    ChangeType.ADDED: "A",
    ChangeType.MODIFIED: "M",
    ChangeType.DELETED: "D",
    ChangeType.RENAMED: "R",
}


def commit_head(commit: Commit, ink: Ink, *, label: str = "commit") -> Iterator[RenderableType]:
    """Who made it, when, and what was said of it."""
    yield Text.assemble((f"{label} ", ink.muted), (safe(commit.oid), ink.accent))
    who = safe(", ".join(commit.authors))
    when = f"{format.moment(commit.date)} ({format.age(commit.date)})" if commit.date else ""
    if who or when:
        yield Text(" · ".join(filter(None, (who, when))), style=ink.muted)
    yield Text(f"\n{safe(commit.title)}", style="bold")
    if commit.message.strip():
        yield Plain(f"\n{safe_block(commit.message.strip(), MAX_MESSAGE)}")
    yield Text()


def comparison(found: Comparison, ink: Ink) -> Iterator[RenderableType]:
    """The changed files, then the diff; each file of it can be jumped to."""
    if found.note:
        yield Text(safe(found.note), style=ink.accent)
    if not found.files:
        yield Text("No files differ.", style=ink.muted)
        return
    yield _summary(found.files, ink)
    yield _files(found.files[:MAX_FILES], ink)
    if len(found.files) > MAX_FILES:
        yield Text(f"and {format.exact(len(found.files) - MAX_FILES)} more", style=ink.muted)
    yield Text()
    yield Rule(style=ink.muted)
    if found.diff.strip():
        yield from diff(found.diff, ink)
    else:
        yield Text("The hub tells no lines of these files.", style=ink.muted)


def _summary(files: Sequence[FileChange], ink: Ink) -> Text:
    added = sum(file.added or 0 for file in files)
    deleted = sum(file.deleted or 0 for file in files)
    return Text.assemble(
        f"{format.plural(len(files), 'file')} changed  ",
        (f"+{format.exact(added)}", ink.added),
        " ",
        (f"−{format.exact(deleted)}", ink.removed),
    )


def _files(files: Sequence[FileChange], ink: Ink) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=1)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True, style=ink.added)
    table.add_column(justify="right", no_wrap=True, style=ink.removed)
    tones = {ChangeType.ADDED: ink.added, ChangeType.DELETED: ink.removed}
    for file in files:
        sign = Text(SIGNS[file.change_type], style=tones.get(file.change_type, ink.accent))
        path = f"{safe(file.old_path)} → {safe(file.path)}" if file.old_path else safe(file.path)
        table.add_row(sign, Text(path), _lines("+", file.added), _lines("−", file.deleted))
    return table


def _lines(sign: str, count: int | None) -> Text:
    return Text("" if count is None else f"{sign}{count:,}")
