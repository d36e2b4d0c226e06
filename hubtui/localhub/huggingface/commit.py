"""Hugging Face: a commit."""

from __future__ import annotations

from starlette.responses import Response

from hubtui.localhub.history import PULLS
from hubtui.localhub.huggingface import draft
from hubtui.localhub.huggingface.access import (
    branch_of,
    forbidden,
    new_routes,
    repo_of,
    require_write,
    web_url,
    writer,
)
from hubtui.localhub.huggingface.draft import Draft
from hubtui.localhub.records import Commit, Repo
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
STALE = "The branch was updated since you opened this page. Please refresh and try again."


@routes.add("POST", "/api/{type}/{repo}/commit/{rev}")
async def create_commit(call: Call) -> Response:
    repo, me = repo_of(call), writer(call)
    create_pr = call.flag("create_pr")
    ref = branch_of(call, repo, call.args["rev"], pulls=not create_pr)
    _may_commit(call, repo, ref, create_pr)
    said = await draft.read(call, repo)
    with call.store.transaction():
        parent = _parent(call, repo, ref, said, create_pr)
        changes = draft.changes(call, parent, said)
        number = _open_pull(call, repo, ref, said, parent) if create_pr else 0
        commit = call.store.commit(
            repo, changes, author=me.name, title=said.title, message=said.description,
            ref=f"{PULLS}{number}" if number else ref, parent=parent,
        )  # fmt: skip
        pull = number or (int(ref.removeprefix(PULLS)) if ref.startswith(PULLS) else 0)
        if pull:
            about = {"subject": said.title, "oid": commit.oid}
            call.store.threads.add(repo, pull, "commit", me.name, now(), about)
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
        if repo.facts.get("discussionsDisabled"):
            raise Refusal(403, "Discussions are disabled for this repo")
        return
    if ref.startswith(PULLS):
        thread = call.store.threads.get(repo, int(ref.removeprefix(PULLS)))
        me = writer(call)
        if thread is None or (thread.author != me.name and not me.owns(repo.namespace)):
            raise forbidden(repo)
        return
    require_write(call, repo)


def _parent(call: Call, repo: Repo, ref: str, said: Draft, create_pr: bool) -> Commit:
    head = call.store.history.ref(repo, ref)
    assert head is not None
    given = str(said.header.get("parentCommit") or "")
    if not given or given == head.oid:
        return head
    named = call.store.history.by_oid(repo, given)
    if create_pr and named is not None:
        return named
    raise Refusal(412, STALE)


def _open_pull(call: Call, repo: Repo, ref: str, said: Draft, parent: Commit) -> int:
    me = writer(call)
    thread = call.store.threads.open(repo, said.title, me.name, now(), base=ref, base_commit=parent)
    call.store.threads.add(repo, thread.num, "comment", me.name, now(), {"raw": said.description})
    call.store.history.set_ref(repo, f"{PULLS}{thread.num}", parent, now())
    return thread.num
