"""Hugging Face: repos are made, set, moved and deleted."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from hubtui.localhub.history import HEADS, OID, TAGS
from hubtui.localhub.huggingface.access import (
    PREFIX,
    branch_of,
    new_routes,
    own_repo,
    repo_missing,
    repo_of,
    require_content,
    require_write,
    signed_in,
    writer,
)
from hubtui.localhub.records import LocalAccount, Repo
from hubtui.localhub.repos import may_see
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
NAME = re.compile(r"(?!.*(--|\.\.))(?![-.])[\w.-]{1,96}(?<![-.])", re.ASCII)
SDKS = ("gradio", "docker", "static", "streamlit")
VISIBILITIES = ("public", "private", "protected")
SETTINGS = ("discussionsDisabled", "discussionsSorting", "gatedNotificationsEmail", "gatedNotificationsMode")
"""What a repo is told to be besides its visibility and its gate."""


@routes.add("POST", "/api/repos/create")
async def create_repo(call: Call) -> Response:
    me = signed_in(call)
    body = await call.json()
    repo_type, namespace, name = _named(body, str(body.get("organization") or me.name))
    _may_create(me, repo_type, namespace, name)
    existing = call.store.repos.find("hf", repo_type, f"{namespace}/{name}")
    if existing is not None:
        raise _there_already(call, existing)
    repo = call.store.create_repo(
        "hf",
        repo_type,
        namespace,
        name,
        visibility=_visibility(body, repo_type),
        author=me.name,
        facts=_facts(body, repo_type),
    )
    return Json({"url": _url(call, repo), "name": repo.repo_id, "id": repo.object_id})


@routes.add("DELETE", "/api/repos/delete")
async def delete_repo(call: Call) -> Response:
    me = writer(call)
    body = await call.json()
    repo_type, namespace, name = _named(body, str(body.get("organization") or me.name))
    repo = _writable(call, repo_type, f"{namespace}/{name}")
    with call.store.transaction():
        call.store.repos.delete(repo)
    return Json({})


@routes.add("POST", "/api/repos/move")
async def move_repo(call: Call) -> Response:
    me = writer(call)
    body = await call.json()
    repo_type = str(body.get("type") or "model")
    repo = _writable(call, repo_type, str(body.get("fromRepo", "")))
    namespace, _, name = str(body.get("toRepo", "")).partition("/")
    if not me.owns(namespace):
        raise Refusal(403, f"You don't have the rights to move a {repo_type} to the namespace {namespace}")
    if not NAME.fullmatch(name):
        raise Refusal(400, f'Invalid repo name: "{name}"')
    other = call.store.repos.find("hf", repo_type, f"{namespace}/{name}")
    if other is not None and other.id != repo.id:
        raise Refusal(409, f"A {repo_type} repository called {namespace}/{name} already exists")
    call.store.repos.rename(repo, namespace, name)
    return Json({})


@routes.add("POST", "/api/{type}/{repo}/duplicate")
async def duplicate_repo(call: Call) -> Response:
    source, me = repo_of(call), writer(call)
    require_content(call, source)
    body = await call.json()
    repo_type, namespace, name = _named(
        {"type": source.type, "name": body.get("repository") or source.name}, me.name
    )
    _may_create(me, repo_type, namespace, name)
    existing = call.store.repos.find("hf", repo_type, f"{namespace}/{name}")
    if existing is not None:
        raise _there_already(call, existing)
    asked = "visibility" in body or "private" in body
    visibility = _visibility(body, repo_type) if asked else source.visibility
    repo = call.store.duplicate(source, namespace, name, visibility)
    return Json({"url": _url(call, repo), "filesCopyPending": False})


@routes.add("POST", "/api/{type}/{repo}/super-squash/{rev}")
async def super_squash(call: Call) -> Response:
    repo, me = own_repo(call), writer(call)
    revision = call.args["rev"]
    if call.store.history.ref(repo, TAGS + revision) is not None or OID.fullmatch(revision):
        raise Refusal(400, f"Invalid reference for a branch: {revision}")
    ref = branch_of(call, repo, revision)
    message = str((await call.json()).get("message") or f"Super-squash branch '{revision}'")
    if len(message) > 500:
        raise Refusal(400, '"message" has more than 500 characters')
    with call.store.transaction():
        commit = call.store.history.squash(repo, ref, author=me.name, title=message, date=now())
        if ref == HEADS + repo.default_branch:
            call.store.repos.update(repo, modified=commit.date)
    return Json({"commitId": commit.oid})


@routes.add("PUT", "/api/{type}/{repo}/settings")
async def update_settings(call: Call) -> Response:
    repo = own_repo(call)
    body = await call.json()
    changes: dict[str, Any] = {}
    if "visibility" in body or "private" in body:
        changes["visibility"] = _visibility(body, repo.type)
    if "gated" in body:
        if body["gated"] not in (False, "auto", "manual"):
            raise Refusal(400, '"gated" must be one of [auto, manual, false]')
        changes["gated"] = body["gated"] or ""
    told = {name: body[name] for name in SETTINGS if name in body}
    if told:
        changes["facts"] = {**repo.facts, **told}
    if changes:
        repo = call.store.repos.update(repo, **changes)
    return Json(
        {
            "private": repo.visibility == "private",
            "visibility": repo.visibility,
            "gated": repo.gated or False,
            "discussionsDisabled": False,
            **{name: repo.facts[name] for name in SETTINGS if name in repo.facts},
        }
    )


def _may_create(me: LocalAccount, repo_type: str, namespace: str, name: str) -> None:
    if not me.writes(namespace):
        message = f'You don\'t have the rights to create a {repo_type} under the namespace "{namespace}"'
        raise Refusal(403, message)
    if not NAME.fullmatch(name) or name.endswith(".git"):
        raise Refusal(400, f'Invalid repo name: "{name}"')


def _there_already(call: Call, repo: Repo) -> Refusal:
    message = f"You already created this {repo.type} repo"
    return Refusal(409, message, body={"url": _url(call, repo)})


def _writable(call: Call, repo_type: str, repo_id: str) -> Repo:
    repo = call.store.repos.find("hf", repo_type, repo_id)
    if repo is None or not may_see(repo, call.account):
        raise repo_missing(call)
    require_write(call, repo)
    return repo


def _named(body: dict[str, Any], namespace: str) -> tuple[str, str, str]:
    repo_type = str(body.get("type") or "model")
    if repo_type not in PREFIX:
        raise Refusal(400, f"Invalid repo type: {repo_type}")
    name = str(body.get("name") or "")
    first, slash, last = name.partition("/")
    return (repo_type, first, last) if slash else (repo_type, namespace, name)


def _visibility(body: dict[str, Any], repo_type: str) -> str:
    if body.get("private") is not None:
        return "private" if body["private"] else "public"
    wanted = str(body.get("visibility") or "public")
    if wanted not in VISIBILITIES:
        raise Refusal(400, f'"visibility" must be one of [{", ".join(VISIBILITIES)}]')
    if wanted == "protected" and repo_type != "space":
        raise Refusal(400, "Only a Space can be protected")
    return wanted


def _facts(body: dict[str, Any], repo_type: str) -> dict[str, Any]:
    if repo_type != "space":
        return {}
    if body.get("sdk") not in SDKS:
        raise Refusal(400, f'"sdk" must be one of [{", ".join(SDKS)}]')
    return {"sdk": body["sdk"], "stage": "NO_APP_FILE"}


def _url(call: Call, repo: Repo) -> str:
    return call.url(f"/{PREFIX[repo.type]}{repo.repo_id}")
