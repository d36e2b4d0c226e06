"""A discussion's thread as a document: what was said and done, in order, and a pull request's changes."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from hubtui import format
from hubtui.model import Comment, CommitPushed, Event, OtherEvent, StatusChange, Thread, TitleChange
from hubtui.text import safe
from hubtui.ui.documents import diff, markdown
from hubtui.ui.ink import Ink


def thread(found: Thread, ink: Ink) -> Iterator[RenderableType]:
    """A discussion with all its events, and a pull request's changes below."""
    for number, event in enumerate(found.events):
        yield from _event(event, ink, is_first=number == 0)
    if found.conflicting_files:
        names = ", ".join(safe(name) for name in found.conflicting_files)
        yield Text(f"Conflicts in {names}", style=ink.removed)
    if found.diff:
        yield Text()
        target = f" to {safe(found.target_branch)}" if found.target_branch else ""
        yield Rule(Text(f"Changes{target}", style=ink.accent), style=ink.muted, align="left")
        yield from diff(found.diff, ink)


def _event(event: Event, ink: Ink, *, is_first: bool) -> Iterator[RenderableType]:
    match event:
        case Comment(hidden=True):
            yield _note("·", event, "wrote a comment that is hidden", ink)
        case Comment():
            edited = " · edited" if event.edited else ""
            yield Rule(
                Text.assemble(
                    (safe(event.author), f"bold {ink.accent}"),
                    (f" {'opened this' if is_first else 'commented'} {_when(event)}{edited}", ink.muted),
                ),
                style=ink.muted,
                align="left",
            )
            for part in markdown(event.text, ink):
                yield Padding(part, (0, 2))
            yield Text()
        case StatusChange():
            yield _note(
                "○" if event.status == "open" else "●", event, _STATUS.get(event.status, event.status), ink
            )
        case TitleChange():
            yield _note("✎", event, f"renamed this from “{safe(event.old)}” to “{safe(event.new)}”", ink)
        case CommitPushed():
            yield _note("+", event, f"pushed {safe(event.oid)[:8]} {safe(event.title)}", ink)
        case OtherEvent():
            yield _note("·", event, safe(event.event_type), ink)


_STATUS = {
    "open": "reopened this",
    "closed": "closed this",
    "merged": "merged this",
    "draft": "made this a draft",
}


def _note(sign: str, event: Event, words: str, ink: Ink) -> Text:
    return Text.assemble(
        (f"{sign} ", ink.accent), (safe(event.author), "bold"), f" {words} ", (_when(event), ink.muted), "\n"
    )


def _when(event: Event) -> str:
    return format.age(event.created)
