"""Hugging Face: what a commit says it will change, read from its body."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator
from typing import Any

from anyio import to_thread

from hubtui.localhub import gitobjects
from hubtui.localhub.blobs import SMALL
from hubtui.localhub.gitattributes import tracked
from hubtui.localhub.huggingface.access import objects
from hubtui.localhub.huggingface.preupload import ATTRIBUTES, check_path, text_of
from hubtui.localhub.records import Commit, Content, Entry, Repo
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Refusal

NO_OBJECT = (
    "Your push was rejected because an LFS pointer pointed to a file that does not exist."
    " For instance, this can happen if you used git push --no-verify to push your changes."
    " Offending file: - {path}"
)
MOST_ENTRIES = 100_000
DELETIONS = ("deletedFile", "deletedFolder", "deletedEntry")
LISTS = (("files", "file"), ("lfsFiles", "lfsFile"), ("deletedEntries", "deletedEntry"))
"""The lists of a body that is one JSON object, and the lines they stand for."""


class Draft:
    """What a commit has said so far."""

    def __init__(self) -> None:
        self.header: dict[str, Any] = {}
        self.puts: dict[str, Content] = {}
        self.moves: dict[str, str] = {}
        """New paths of what stays as it is, with the old ones."""
        self.deletes: list[str] = []

    @property
    def title(self) -> str:
        return str(self.header.get("summary") or "")

    @property
    def description(self) -> str:
        return str(self.header.get("description") or "")


async def read(call: Call, repo: Repo) -> Draft:
    """All that the body says; contents are stored as they come."""
    draft = Draft()
    whole = call.header("content-type").startswith("application/json")
    async for key, value in _whole(call) if whole else _lines(call):
        await _take(call, repo, draft, key, value)
    if not draft.title:
        raise Refusal(400, "A commit needs a header with a summary")
    return draft


def changes(call: Call, parent: Commit, draft: Draft) -> dict[str, Content | None]:
    """What differs from the parent; LFS files are made known to `.gitattributes`."""
    changed: dict[str, Content | None] = {path: None for path in draft.deletes if _there(call, parent, path)}
    for path, old in draft.moves.items():
        entry = _there(call, parent, old)
        if entry.is_tree:
            raise Refusal(400, f"{old} is a directory: its files are moved one by one")
        changed[old] = None
        changed[path] = Content(entry.sha256, entry.size, entry.oid, lfs=entry.kind == "lfs")
    changed.update(draft.puts)
    attributes = _attributes(call, parent, changed)
    return {**changed, ATTRIBUTES: attributes} if attributes else changed


def _attributes(call: Call, parent: Commit, changed: dict[str, Content | None]) -> Content | None:
    """The `.gitattributes` that these changes need, if it has to differ from the one there will be."""
    large = [path for path, content in changed.items() if content and content.lfs]
    new = changed.get(ATTRIBUTES)
    if not large or (ATTRIBUTES in changed and new is None):
        return None
    if new is None:
        before = text_of(call, parent, ATTRIBUTES)
    else:
        before = call.store.blobs.read(new.sha256, new.size).decode(errors="replace")
    after = tracked(before, large)
    return call.store.keep(after.encode()) if after != before else None


def _there(call: Call, parent: Commit, path: str) -> Entry:
    entry = call.store.trees.find(parent.tree, path)
    if entry is None:
        raise Refusal(404, "A file with this name doesn't exist", "EntryNotFound")
    return entry


async def _whole(call: Call) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    body = await call.json()
    yield "header", {name: body[name] for name in ("summary", "description", "parentCommit") if name in body}
    for name, key in LISTS:
        for value in objects(body, name, MOST_ENTRIES):
            yield key, value


async def _lines(call: Call) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    held = bytearray()
    async for data in call.request.stream():
        first, *more = data.split(b"\n")
        held += first
        for part in more:
            if held.strip():
                yield _line(bytes(held))
            held = bytearray(part)
    if held.strip():
        yield _line(bytes(held))


def _line(text: bytes) -> tuple[str, dict[str, Any]]:
    try:
        line = json.loads(text)
        key, value = line["key"], line["value"]
    except (ValueError, KeyError, TypeError):
        raise Refusal(400, "A line of the commit is not a JSON object with key and value") from None
    if not isinstance(value, dict):
        raise Refusal(400, "A line of the commit has no object as its value")
    return str(key), value


async def _take(call: Call, repo: Repo, draft: Draft, key: str, value: dict[str, Any]) -> None:
    if key == "header":
        draft.header = value
    elif key in DELETIONS:
        draft.deletes.append(check_path(str(value.get("path", "")).strip("/")))
    elif key in ("file", "lfsFile"):
        await _put(call, repo, draft, key, value)
    else:
        raise Refusal(400, f"Unknown kind of line: {key}")


async def _put(call: Call, repo: Repo, draft: Draft, key: str, value: dict[str, Any]) -> None:
    path = check_path(str(value.get("path", "")))
    old = check_path(str(value["oldPath"])) if value.get("oldPath") else ""
    if old and not value.get("oid") and "content" not in value:
        draft.moves[path] = old
        return
    if old:
        draft.deletes.append(old)
    if key == "lfsFile":
        draft.puts[path] = _object(call, repo, path, value)
    else:
        draft.puts[path] = await _regular(call, path, value)


async def _regular(call: Call, path: str, value: dict[str, Any]) -> Content:
    text = str(value.get("content", ""))
    try:
        data = base64.b64decode(text, validate=True) if value.get("encoding") == "base64" else text.encode()
    except binascii.Error:
        raise Refusal(400, f"The content of {path} is not base64") from None
    if len(data) <= SMALL:
        return call.store.keep(data)
    return await to_thread.run_sync(call.store.keep, data)


def _held(call: Call, repo: Repo, sha256: str) -> int | None:
    scope = f"hf:{repo.id}"
    size = call.store.held(scope, sha256)
    found = call.store.xet.find(sha256) if call.store.xet and size is None else None
    if found is None:
        return size
    call.store.hold(scope, [(sha256, found.size)], now())
    return found.size


def _object(call: Call, repo: Repo, path: str, value: dict[str, Any]) -> Content:
    sha256 = str(value.get("oid", ""))
    size = _held(call, repo, sha256)
    if size is None or value.get("size", size) != size:
        raise Refusal(400, NO_OBJECT.format(path=path))
    return Content(sha256, size, gitobjects.pointer_oid(sha256, size), lfs=True)
