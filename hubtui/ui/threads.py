"""A discussion's thread as a document: what was said and done, in order, and a pull request's changes.

A thread of hostile size costs a bounded amount of work: of many events the first and the latest are laid out,
of a long text its beginning, and what is left out is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from hubtui import format
from hubtui.model import Comment, CommitPushed, Event, OtherEvent, StatusChange, Thread, TitleChange
from hubtui.text import safe
from hubtui.ui.documents import MAX_TEXT, diff, markdown
from hubtui.ui.ink import Ink

NAME = 48
"""The most characters of an author's name."""


@dataclass(frozen=True, slots=True)
class Cap:
    """How much of a thread is laid out."""

    events: int
    text: int
    """Characters of one comment."""
    total: int
    """Characters of all comments."""
    diff_lines: int


BRIEF = Cap(200, 16 * 1024, 128 * 1024, 2_000)
WHOLE = Cap(5_000, MAX_TEXT, 1024 * 1024, 20_000)


def conversation(found: Thread, ink: Ink, cap: Cap = BRIEF, hint: str = "") -> Iterator[RenderableType]:
    """The events, oldest first, and what stands against merging. `hint` says how to see what is left out."""
    before = -1
    for number in laid_out(found.events, cap):
        if number - before > 1:
            left_out = format.plural(number - before - 1, "event")
            yield Text(f"┄ {left_out} left out here: {hint} ┄\n", style=ink.muted)
        yield from _event(found.events[number], ink, cap, hint, is_first=number == 0)
        before = number
    if found.conflicting_files:
        names = ", ".join(safe(name) for name in found.conflicting_files)
        yield Text(f"✗ Cannot be merged: conflicts in {names}", style=ink.removed)


def changes(found: Thread, ink: Ink, cap: Cap = BRIEF) -> Iterator[RenderableType]:
    """A pull request's diff under a rule; nothing where there is none."""
    if found.diff:
        target = f" to {safe(found.target_branch)}" if found.target_branch else ""
        files = format.plural(len(changed_files(found.diff)), "file")
        yield Rule(Text(f"Changes{target} · {files}", style=ink.accent), style=ink.muted, align="left")
        yield from diff(found.diff, ink, cap.diff_lines)
    elif found.discussion.is_pull_request:
        yield Text("This pull request changes nothing yet.", style=ink.muted)


def laid_out(events: Sequence[Event], cap: Cap) -> list[int]:
    """Which events are shown: the first one, and of the others the latest that the cap has room for."""
    room = cap.total - (_cost(events[0], cap) if events else 0)
    latest: list[int] = []
    for number in range(len(events) - 1, 0, -1):
        room -= _cost(events[number], cap)
        if latest and (room < 0 or len(latest) >= cap.events - 1):
            break
        latest.append(number)
    return [0, *reversed(latest)] if events else []


def changed_files(diff: str) -> list[str]:
    """The files of a unified diff, as git names them."""
    return re.findall(r"^diff --git a/.* b/(.*)$", diff, re.MULTILINE)


def _cost(event: Event, cap: Cap) -> int:
    return min(len(event.text), cap.text) if isinstance(event, Comment) and not event.hidden else 0


def _event(event: Event, ink: Ink, cap: Cap, hint: str, *, is_first: bool) -> Iterator[RenderableType]:
    match event:
        case Comment(hidden=True):
            yield _note("·", event, "wrote a comment that is hidden", ink)
        case Comment():
            yield from _comment(event, ink, cap, hint, is_first=is_first)
        case StatusChange():
            yield _note(_SIGNS.get(event.status, "·"), event, _WORDS.get(event.status, event.status), ink)
        case TitleChange():
            yield _note("✎", event, f"renamed this from “{safe(event.old)}” to “{safe(event.new)}”", ink)
        case CommitPushed():
            yield _note("+", event, f"pushed {safe(event.oid)[:8]} {safe(event.title)}", ink)
        case OtherEvent():
            yield _note("·", event, event.event_type, ink)


def _comment(event: Comment, ink: Ink, cap: Cap, hint: str, *, is_first: bool) -> Iterator[RenderableType]:
    edited = " · edited" if event.edited else ""
    said = f" {'opened this' if is_first else 'commented'} {format.age(event.created)}{edited}"
    head = Text.assemble((safe(event.author, NAME), f"bold {ink.accent}"), (said, ink.muted))
    yield Rule(head, style=ink.muted, align="left")
    for part in markdown(event.text[: cap.text], ink):
        yield Padding(part, (0, 2))
    if len(event.text) > cap.text:
        whole = format.exact(len(event.text))
        words = f"Cut here: the whole comment has {whole} characters; {hint}."
        yield Padding(Text(words, style=ink.muted), (0, 2))
    yield Text()


_SIGNS = {"open": "○", "closed": "●", "merged": "◆", "draft": "◌"}
_WORDS = {
    "open": "opened this again",
    "closed": "closed this",
    "merged": "merged this",
    "draft": "made this a draft",
}


def _note(sign: str, event: Event, words: str, ink: Ink) -> Text:
    return Text.assemble(
        (f"{sign} ", ink.accent),
        (safe(event.author, NAME), "bold"),
        f" {safe(words, 2000)} ",
        (format.age(event.created), ink.muted),
        "\n",
    )
