"""Reading: files, READMEs, and all that is known of one row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from itertools import chain
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from hubtui import format
from hubtui.hub import Hub
from hubtui.model import Commit, RepoInfo, RepoKey, TreeEntry
from hubtui.text import safe, safe_block
from hubtui.ui import documents
from hubtui.ui.actions._registry import action
from hubtui.ui.context import Context
from hubtui.ui.ink import Ink
from hubtui.ui.offload import offload
from hubtui.ui.rows.places import Place
from hubtui.ui.screens.document import Document
from hubtui.ui.widgets.document_view import Parts

CAP = 64 * 1024


@action("look.preview")
async def preview(context: Context) -> None:
    here, row = context.location, context.pane.lines.current
    hub = await context.hub(here.account)
    match row:
        case RepoInfo(key=key):
            await _show_file(context, hub, key, hub.default_revision, "README.md")
        case TreeEntry(is_directory=False, path=path) if here.repo is not None:
            await _show_file(context, hub, here.repo, here.revision, path, row.size)
        case _:
            context.say(f"a folder has no preview; {context.key('pane.open')} opens it")


async def _show_file(
    context: Context, hub: Hub, repo: RepoKey, revision: str, path: str, size: int | None = None
) -> None:
    content = await offload(_beginning, hub, repo, revision, path)
    title = f"{safe(repo.name)}/{safe(path)}" + (f" · {format.size(size)}" if size is not None else "")
    await show(context, title, _file_parts(path, content))


def _beginning(hub: Hub, repo: RepoKey, revision: str, path: str) -> bytes:
    """At most one byte more than is shown, so that what is cut can be said."""
    blocks = hub.read(repo, revision, path)
    content = b""
    try:
        for block in blocks:
            content += block
            if len(content) > CAP:
                break
    finally:
        close = getattr(blocks, "close", None)
        if close is not None:
            close()
    return content[: CAP + 1]


def _file_parts(path: str, content: bytes) -> Parts:
    if path.endswith(".safetensors"):
        return lambda colours: _safetensors(content, colours)
    if b"\0" in content[:8192]:
        return lambda colours: [Text("Not a text file: nothing to show.", style=colours.muted)]
    text = content[:CAP].decode("utf-8", "replace")
    cut = len(content) > CAP
    if path.lower().endswith((".md", ".markdown")):
        return lambda colours: chain(documents.markdown(text, colours), _cut(cut, colours))
    if path.endswith((".diff", ".patch")):
        return lambda colours: documents.diff(text, colours)
    return lambda colours: chain([Text(safe_block(text, CAP + 1))], _cut(cut, colours))


def _cut(cut: bool, colours: Ink) -> Iterator[RenderableType]:
    if cut:
        yield Text(f"Cut here, after {format.size(CAP)}.", style=colours.muted)


def _safetensors(content: bytes, colours: Ink) -> Iterator[RenderableType]:
    """The header's tensors: name, type, shape."""
    length = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8 : 8 + length])
        tensors = {name: about for name, about in header.items() if name != "__metadata__"}
        yield Text(f"{format.plural(len(tensors), 'tensor')}\n", style=colours.accent)
        for name, about in tensors.items():
            shape = " × ".join(str(side) for side in about["shape"]) or "scalar"
            yield Text(f"{safe(name):<48} {safe(str(about['dtype'])):<5} {safe(shape)}")
    except (ValueError, KeyError, TypeError, AttributeError):
        words = "longer than what is read for a preview" if length > CAP else "not one that can be read"
        yield Text(f"The safetensors header is {words}.", style=colours.muted)


@action("look.details")
async def details(context: Context) -> None:
    lines = context.lines
    row = lines.current if lines is not None else None
    if isinstance(row, RepoInfo):
        hub = await context.hub(context.location.account)
        row = await offload(hub.repo_info, row.key)
    elif isinstance(row, Place):
        row = row.namespace or row.words
    await show(context, "Details", lambda colours: _facts(row, colours), small=True)


def _facts(row: Any, colours: Ink) -> Iterable[RenderableType]:
    if not is_dataclass(row):
        yield Text(safe(str(row)))
        return
    for one in fields(row):
        value = fact(getattr(row, one.name))
        if value:
            label = one.name.replace("_", " ")
            yield Text.assemble((f"{label:<14}", colours.muted), value)


def fact(value: object) -> str:
    """One known value in words, safe to show; empty for what is not known."""
    match value:
        case None | "" | () | False:
            return ""
        case True:
            return "yes"
        case datetime():
            return f"{format.moment(value)} ({format.age(value)})"
        case Commit():
            return " · ".join(filter(None, (value.oid[:8], safe(value.title), fact(value.date))))
        case Enum():
            return safe(str(value.value))
        case int():
            return format.exact(value)
        case tuple():
            return ", ".join(safe(str(one)) for one in value)
        case _:
            return safe(str(value), 2000)


async def show(context: Context, title: str, parts: Parts, *, small: bool = False) -> None:
    """Open a document over everything, in the colours of the pane's hub."""
    location = context.pane.location
    hub = context.account(location.account).hub if location else ""
    await context.app.push_screen(Document(title, parts, hub, small=small))
