"""Hugging Face: discussions and pull requests."""

from __future__ import annotations

import html
from typing import Any

from starlette.responses import Response

from hubtui.localhub import diff
from hubtui.localhub.history import HEADS, PULLS
from hubtui.localhub.huggingface.access import (
    iso,
    new_routes,
    repo_of,
    require_write,
    signed_in,
)
from hubtui.localhub.huggingface.account import avatar
from hubtui.localhub.records import Event, Repo, Thread
from hubtui.localhub.store import Store, now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
PAGE = 10
OPEN = ("open", "draft")


@routes.add("GET", "/api/{type}/{repo}/discussions")
async def list_discussions(call: Call) -> Response:
    repo = repo_of(call)
    statuses = {"open": OPEN, "closed": ("closed", "merged")}.get(call.query.get("status", ""), ())
    kinds = {"pull_request": True, "discussion": False}
    threads = call.store.threads.list(
        repo,
        statuses=statuses,
        is_pull=kinds.get(call.query.get("type", "")),
        author=call.query.get("author", ""),
    )
    start = call.number("p", 0) * PAGE
    page = [_thread(call, repo, each) for each in threads[start : start + PAGE]]
    count = len(threads) if page else min(len(threads), start)
    return Json({"discussions": page, "count": count, "start": start, "numClosedDiscussions": 0})


@routes.add("POST", "/api/{type}/{repo}/discussions")
async def create(call: Call) -> Response:
    repo = repo_of(call)
    me = signed_in(call)
    body = await call.json()
    title = _title(body)
    head = call.store.history.ref(repo, HEADS + repo.default_branch)
    assert head is not None
    with call.store.transaction():
        if body.get("pullRequest"):
            base = HEADS + repo.default_branch
            thread = call.store.threads.open(
                repo, title, me.name, now(), base=base, base_commit=head, status="draft"
            )
            call.store.history.set_ref(repo, f"{PULLS}{thread.num}", head, now())
        else:
            thread = call.store.threads.open(repo, title, me.name, now())
        description = str(body.get("description") or "")
        call.store.threads.add(repo, thread.num, "comment", me.name, now(), {"raw": description})
    return Json({"num": thread.num, "pullRequest": thread.is_pull})


@routes.add("GET", "/api/{type}/{repo}/discussions/{num}")
async def details(call: Call) -> Response:
    repo, thread = _named(call)
    told = _thread(call, repo, thread)
    told["events"] = [_event(event) for event in call.store.threads.events(repo, thread.num)]
    if thread.is_pull:
        told |= _pull(call.store, repo, thread, with_diff=call.flag("diff"))
    return Json(told)


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/comment")
async def comment(call: Call) -> Response:
    repo, thread = _named(call)
    me = signed_in(call)
    text = str((await call.json()).get("comment") or "")
    if not text.strip():
        raise Refusal(400, "A comment cannot be empty")
    event = call.store.threads.add(repo, thread.num, "comment", me.name, now(), {"raw": text})
    return Json({"newMessage": _event(event)})


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/title")
async def rename(call: Call) -> Response:
    repo, thread = _editable(call)
    title = _title(await call.json())
    with call.store.transaction():
        call.store.threads.change(repo, thread.num, title=title)
        data = {"from": thread.title, "to": title}
        event = call.store.threads.add(repo, thread.num, "title-change", signed_in(call).name, now(), data)
    return Json({"newTitle": _event(event)})


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/status")
async def set_status(call: Call) -> Response:
    repo, thread = _editable(call)
    body = await call.json()
    status = body.get("status")
    if status not in ("open", "closed"):
        raise Refusal(400, '"status" must be one of [open, closed]')
    if thread.status == "merged":
        raise Refusal(400, "A merged pull request has no other status any more")
    me = signed_in(call).name
    with call.store.transaction():
        call.store.threads.change(repo, thread.num, status=status)
        data = {"status": status, **({"comment": body["comment"]} if body.get("comment") else {})}
        event = call.store.threads.add(repo, thread.num, "status-change", me, now(), data)
    return Json({"newStatus": _event(event)})


def _named(call: Call) -> tuple[Repo, Thread]:
    repo = repo_of(call)
    thread = call.store.threads.get(repo, int(call.args["num"]))
    if thread is None:
        raise Refusal(404, "Discussion not found")
    return repo, thread


def _editable(call: Call) -> tuple[Repo, Thread]:
    repo, thread = _named(call)
    if signed_in(call).name != thread.author:
        require_write(call, repo)
    return repo, thread


def _title(body: dict[str, Any]) -> str:
    title = str(body.get("title") or "").strip()
    if len(title) < 3:
        raise Refusal(400, "A title has at least 3 characters")
    return title


def _thread(call: Call, repo: Repo, thread: Thread) -> dict[str, Any]:
    return {
        "num": thread.num,
        "title": thread.title,
        "status": thread.status,
        "isPullRequest": thread.is_pull,
        "createdAt": iso(thread.created),
        "author": _author(thread.author),
        "repo": {"name": repo.repo_id, "type": repo.type},
        "repoOwner": {"name": repo.namespace},
        "pinned": False,
        "topReactions": [],
        "numComments": sum(each.type == "comment" for each in call.store.threads.events(repo, thread.num)),
    }


def _pull(store: Store, repo: Repo, thread: Thread, *, with_diff: bool) -> dict[str, Any]:
    changes: dict[str, Any] = {"base": thread.base}
    if thread.merge_commit is not None:
        changes["mergeCommitId"] = store.history.by_id(thread.merge_commit).oid
    told: dict[str, Any] = {"changes": changes, "filesWithConflicts": _conflicts(store, repo, thread)}
    if with_diff and thread.base_commit is not None:
        head = store.history.ref(repo, f"{PULLS}{thread.num}")
        base = store.history.by_id(thread.base_commit)
        told["diff"] = diff.unified(store, base.tree, head.tree) if head else ""
    return told


def _conflicts(store: Store, repo: Repo, thread: Thread) -> list[str]:
    """The files that both the pull request and its base have changed since it began."""
    head, target = store.history.ref(repo, f"{PULLS}{thread.num}"), store.history.ref(repo, thread.base)
    if head is None or target is None or thread.base_commit is None or thread.status == "merged":
        return []
    base = store.history.by_id(thread.base_commit)
    if target.id == base.id:
        return []
    ours = {path: new for path, _, new in diff.changes(store, base.tree, head.tree)}
    theirs = {path: new for path, _, new in diff.changes(store, base.tree, target.tree)}
    return sorted(
        path
        for path in ours.keys() & theirs.keys()
        if getattr(ours[path], "oid", None) != getattr(theirs[path], "oid", None)
    )


def _author(name: str) -> dict[str, Any]:
    return {"name": name, "fullname": name, "avatarUrl": avatar(name), "type": "user", "isHf": False}


def _event(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = dict(event.data)
    if event.type == "comment":
        raw = data["raw"]
        latest = {
            "raw": raw,
            "html": f"<p>{html.escape(raw)}</p>",
            "updatedAt": iso(event.created),
            "author": _author(event.author),
        }
        data = {
            "edited": False,
            "hidden": False,
            "latest": latest,
            "history": [],
            "numEdits": 0,
            "reactions": [],
            "identifiedLanguage": {"language": "en", "probability": 1},
        }
    told = {
        "type": event.type,
        "createdAt": iso(event.created),
        "author": _author(event.author),
        "data": data,
    }
    return {"id": f"{event.created:08x}{event.id:016x}", **told}
