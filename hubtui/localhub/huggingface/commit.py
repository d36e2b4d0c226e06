"""Hugging Face: a commit, sent as one JSON object a line."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator
from typing import Any

from anyio import to_thread
from starlette.responses import Response

from hubtui.localhub import gitobjects
from hubtui.localhub.blobs import SMALL
from hubtui.localhub.history import PULLS
from hubtui.localhub.huggingface.access import (
    branch_of,
    forbidden,
    new_routes,
    repo_of,
    require_write,
    web_url,
    writer,
)
from hubtui.localhub.huggingface.preupload import check_path
from hubtui.localhub.records import Commit, Content, Repo
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
STALE = "The branch was updated since you opened this page. Please refresh and try again."
NO_OBJECT = (
    "Your push was rejected because an LFS pointer pointed to a file that does not exist."
    " For instance, this can happen if you used git push --no-verify to push your changes."
    " Offending file: - {path}"
)


class Draft:
    """What the lines of a commit have said so far."""

    def __init__(self) -> None:
        self.header: dict[str, Any] = {}
        self.puts: dict[str, Content] = {}
        self.deletes: list[str] = []


@routes.add("POST", "/api/{type}/{repo}/commit/{rev}")
async def create_commit(call: Call) -> Response:
    repo = repo_of(call)
    me = writer(call)
    create_pr = call.flag("create_pr")
    ref = branch_of(call, repo, call.args["rev"])
    _may_commit(call, repo, ref, create_pr)
    draft = Draft()
    async for key, value in _lines(call):
        await _take(call, repo, draft, key, value)
    title = str(draft.header.get("summary") or "")
    if not title:
        raise Refusal(400, "A commit needs a header with a summary")
    with call.store.transaction():
        parent = _parent(call, repo, ref, draft, create_pr)
        changes = _changes(call, parent, draft)
        number = _open_pull(call, repo, ref, draft, parent) if create_pr else 0
        commit = call.store.commit(
            repo, changes, author=me.name, title=title, message=str(draft.header.get("description") or ""),
            ref=f"{PULLS}{number}" if number else ref, parent=parent,
        )  # fmt: skip
        pull = number or (int(ref.removeprefix(PULLS)) if ref.startswith(PULLS) else 0)
        if pull:
            call.store.threads.add(
                repo, pull, "commit", me.name, now(), {"subject": title, "oid": commit.oid}
            )
    told = {
        "success": True,
        "commitOid": commit.oid,
        "commitUrl": web_url(call, repo, f"/commit/{commit.oid}"),
        "hookOutput": "",
    }
    if number:
        told["pullRequestUrl"] = web_url(call, repo, f"/discussions/{number}")
    return Json(told)


def _may_commit(call: Call, repo: Repo, ref: str, create_pr: bool) -> None:
    if create_pr:
        return
    if ref.startswith(PULLS):
        thread = call.store.threads.get(repo, int(ref.removeprefix(PULLS)))
        me = writer(call)
        if thread is None or (thread.author != me.name and not me.owns(repo.namespace)):
            raise forbidden(repo)
        return
    require_write(call, repo)


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
        return
    if key in ("deletedFile", "deletedFolder", "deletedEntry"):
        draft.deletes.append(check_path(str(value.get("path", "")).strip("/")))
        return
    if key not in ("file", "lfsFile"):
        raise Refusal(400, f"Unknown kind of line: {key}")
    path = check_path(str(value.get("path", "")))
    draft.puts[path] = (
        _object(call, repo, path, value) if key == "lfsFile" else await _regular(call, path, value)
    )
    if value.get("oldPath"):
        draft.deletes.append(check_path(str(value["oldPath"])))


async def _regular(call: Call, path: str, value: dict[str, Any]) -> Content:
    text = str(value.get("content", ""))
    try:
        data = base64.b64decode(text, validate=True) if value.get("encoding") == "base64" else text.encode()
    except binascii.Error:
        raise Refusal(400, f"The content of {path} is not base64") from None
    if len(data) <= SMALL:
        return call.store.keep(data)
    return await to_thread.run_sync(call.store.keep, data)


def _object(call: Call, repo: Repo, path: str, value: dict[str, Any]) -> Content:
    sha256 = str(value.get("oid", ""))
    size = call.store.held(f"hf:{repo.id}", sha256)
    if size is None or value.get("size", size) != size:
        raise Refusal(400, NO_OBJECT.format(path=path))
    return Content(sha256, size, gitobjects.pointer_oid(sha256, size), lfs=True)


def _parent(call: Call, repo: Repo, ref: str, draft: Draft, create_pr: bool) -> Commit:
    head = call.store.history.ref(repo, ref)
    assert head is not None
    given = str(draft.header.get("parentCommit") or "")
    if not given or given == head.oid:
        return head
    named = call.store.history.by_oid(repo, given)
    if create_pr and named is not None:
        return named
    raise Refusal(412, STALE)


def _changes(call: Call, parent: Commit, draft: Draft) -> dict[str, Content | None]:
    changes: dict[str, Content | None] = {}
    for path in draft.deletes:
        if call.store.trees.find(parent.tree, path) is None:
            raise Refusal(404, "A file with this name doesn't exist", "EntryNotFound")
        changes[path] = None
    return {**changes, **draft.puts}


def _open_pull(call: Call, repo: Repo, ref: str, draft: Draft, parent: Commit) -> int:
    me = writer(call)
    title = str(draft.header["summary"])
    if repo.facts.get("discussionsDisabled"):
        raise Refusal(403, "Discussions are disabled for this repo")
    thread = call.store.threads.open(repo, title, me.name, now(), base=ref, base_commit=parent)
    description = str(draft.header.get("description") or "")
    call.store.threads.add(repo, thread.num, "comment", me.name, now(), {"raw": description})
    call.store.history.set_ref(repo, f"{PULLS}{thread.num}", parent, now())
    return thread.num
