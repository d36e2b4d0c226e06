"""Hugging Face: discussions and pull requests."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from hubtui.localhub import pulls
from hubtui.localhub.history import HEADS, PULLS
from hubtui.localhub.huggingface import events
from hubtui.localhub.huggingface.access import iso, new_routes, repo_of, require_write, writer
from hubtui.localhub.records import Event, Repo, Thread
from hubtui.localhub.store import Store, now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes(event="[0-9a-f]{24}")
PAGE = 10
OPEN, CLOSED = ("open", "draft"), ("closed", "merged")
STATUSES: dict[str, tuple[str, ...]] = {"": (), "all": (), "open": OPEN, "closed": CLOSED}
KINDS = {"": None, "all": None, "pull_request": True, "discussion": False}
TITLE, TEXT = 200, 65536
"""The most characters of each."""


@routes.add("GET", "/api/{type}/{repo}/discussions")
async def list_discussions(call: Call) -> Response:
    repo = _discussed(repo_of(call))
    status, kind = call.query.get("status", ""), call.query.get("type", "")
    if status not in STATUSES or kind not in KINDS:
        raise Refusal(400, "Discussions are listed by type and by status, all of them or one kind")
    wanted = call.store.threads.list(repo, is_pull=KINDS[kind], author=call.query.get("author", ""))
    words = call.query.get("search", "").casefold()
    wanted = [each for each in wanted if words in each.title.casefold()]
    threads = [each for each in wanted if not STATUSES[status] or each.status in STATUSES[status]]
    start = call.number("p", 0) * PAGE
    page = [_thread(call, repo, each) for each in threads[start : start + PAGE]]
    closed = sum(each.status in CLOSED for each in wanted)
    return Json({"discussions": page, "count": len(threads), "start": start, "numClosedDiscussions": closed})


@routes.add("POST", "/api/{type}/{repo}/discussions")
async def create(call: Call) -> Response:
    repo, me = _discussed(repo_of(call)), writer(call)
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
        _add(call, repo, thread, "comment", raw=_text(body, "description", empty=True))
    return Json({"num": thread.num, "pullRequest": thread.is_pull})


@routes.add("GET", "/api/{type}/{repo}/discussions/{num}")
async def details(call: Call) -> Response:
    repo, thread = _named(call)
    told = _thread(call, repo, thread)
    told["events"] = [events.told(event) for event in call.store.threads.events(repo, thread.num)]
    if thread.is_pull:
        told |= _pull(call.store, repo, thread, with_diff=call.flag("diff"))
    return Json(told)


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/comment")
async def comment(call: Call) -> Response:
    repo, thread = _named(call)
    writer(call)
    event = _add(call, repo, thread, "comment", raw=_text(await call.json(), "comment"))
    return Json({"newMessage": events.told(event)}, 201)


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/comment/{event}/edit")
async def edit_comment(call: Call) -> Response:
    event = _comment(call)
    me = writer(call)
    if me.name != event.author:
        raise Refusal(403, "Only its author may edit a comment")
    facts = events.edited(event, _text(await call.json(), "content"), me.name, now())
    return Json({"updatedComment": events.told(call.store.threads.change_event(event, facts))})


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/comment/{event}/hide")
async def hide_comment(call: Call) -> Response:
    event = _comment(call)
    me = writer(call)
    if me.name != event.author:
        require_write(call, repo_of(call))
    changed = call.store.threads.change_event(event, events.hidden(me.name))
    return Json({"updatedComment": events.told(changed)})


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/title")
async def rename(call: Call) -> Response:
    repo, thread = _editable(call)
    title = _title(await call.json())
    with call.store.transaction():
        call.store.threads.change(repo, thread.num, title=title)
        event = _add(call, repo, thread, "title-change", **{"from": thread.title, "to": title})
    return Json({"newTitle": events.told(event)})


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/status")
async def set_status(call: Call) -> Response:
    repo, thread = _editable(call)
    body = await call.json()
    status = body.get("status")
    if status not in ("open", "closed"):
        raise Refusal(400, '"status" must be one of [open, closed]')
    if thread.status == "merged":
        raise Refusal(400, "A merged pull request has no other status any more")
    with call.store.transaction():
        call.store.threads.change(repo, thread.num, status=status)
        event = _add(call, repo, thread, "status-change", status=status, **_remark(body))
    return Json({"newStatus": events.told(event)})


@routes.add("POST", "/api/{type}/{repo}/discussions/{num}/merge")
async def merge(call: Call) -> Response:
    repo, thread = _named(call)
    require_write(call, repo)
    body = await call.json()
    if not thread.is_pull or thread.status != "open":
        raise Refusal(400, f"There is no open pull request #{thread.num}")
    with call.store.transaction():
        in_the_way = pulls.conflicts(call.store, repo, thread)
        if in_the_way:
            raise Refusal(409, f"This pull request has conflicts: {', '.join(in_the_way)}")
        pulls.merge(call.store, repo, thread, writer(call).name, now())
        event = _add(call, repo, thread, "status-change", status="merged", **_remark(body))
    return Json({"newStatus": events.told(event)})


def _discussed(repo: Repo) -> Repo:
    if repo.facts.get("discussionsDisabled"):
        raise Refusal(403, "Discussions are disabled for this repo")
    return repo


def _named(call: Call) -> tuple[Repo, Thread]:
    repo = _discussed(repo_of(call))
    thread = call.store.threads.get(repo, int(call.args["num"]))
    if thread is None:
        raise Refusal(404, "Discussion not found")
    return repo, thread


def _editable(call: Call) -> tuple[Repo, Thread]:
    repo, thread = _named(call)
    if writer(call).name != thread.author:
        require_write(call, repo)
    return repo, thread


def _comment(call: Call) -> Event:
    """The comment that the URL names."""
    repo, thread = _named(call)
    for event in call.store.threads.events(repo, thread.num):
        if event.type == "comment" and events.event_id(event) == call.args["event"]:
            if event.data.get("hidden"):
                raise Refusal(400, "This comment is hidden")
            return event
    raise Refusal(404, "Comment not found")


def _add(call: Call, repo: Repo, thread: Thread, kind: str, **data: Any) -> Event:
    return call.store.threads.add(repo, thread.num, kind, writer(call).name, now(), data)


def _title(body: dict[str, Any]) -> str:
    title = str(body.get("title") or "").strip()
    if not 3 <= len(title) <= TITLE:
        raise Refusal(400, f"A title has from 3 to {TITLE} characters")
    return title


def _text(body: dict[str, Any], name: str, *, empty: bool = False) -> str:
    text = str(body.get(name) or "")
    if len(text) > TEXT or not (empty or text.strip()):
        raise Refusal(400, f'"{name}" has from 1 to {TEXT} characters')
    return text


def _remark(body: dict[str, Any]) -> dict[str, str]:
    return {"comment": str(body["comment"])} if body.get("comment") else {}


def _thread(call: Call, repo: Repo, thread: Thread) -> dict[str, Any]:
    return {
        "num": thread.num,
        "title": thread.title,
        "status": thread.status,
        "isPullRequest": thread.is_pull,
        "createdAt": iso(thread.created),
        "author": events.author(thread.author),
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
    told: dict[str, Any] = {"changes": changes, "filesWithConflicts": pulls.conflicts(store, repo, thread)}
    return {**told, "diff": pulls.unified(store, repo, thread)} if with_diff else told
