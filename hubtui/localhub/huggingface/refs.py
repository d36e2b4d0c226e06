"""Hugging Face: branches, tags and pull request refs."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from hubtui.localhub.history import HEADS, PULLS, TAGS
from hubtui.localhub.huggingface.access import commit_of, new_routes, own_repo, repo_of
from hubtui.localhub.records import Commit, Ref, Repo
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
BAD_NAME = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[/.-]|[/.]$|\.lock$|/\.")


@routes.add("GET", "/api/{type}/{repo}/refs")
async def list_refs(call: Call) -> Response:
    refs = call.store.history.refs(repo_of(call))
    told: dict[str, Any] = {"tags": _shapes(refs, TAGS), "branches": _shapes(refs, HEADS), "converts": []}
    if call.flag("include_prs"):
        told["pullRequests"] = _shapes(refs, PULLS)
    return Json(told)


@routes.add("POST", "/api/{type}/{repo}/branch/{name}")
async def create_branch(call: Call) -> Response:
    repo = own_repo(call)
    body = await call.json()
    start = commit_of(call, repo, str(body.get("startingPoint") or repo.default_branch))
    return _create(call, repo, HEADS, start, call.args["name"])


@routes.add("DELETE", "/api/{type}/{repo}/branch/{name}")
async def delete_branch(call: Call) -> Response:
    repo = own_repo(call)
    if call.args["name"] == repo.default_branch:
        raise Refusal(403, f"Cannot delete the {repo.default_branch} branch")
    return _delete(call, repo, HEADS)


@routes.add("POST", "/api/{type}/{repo}/tag/{rev}")
async def create_tag(call: Call) -> Response:
    repo = own_repo(call)
    target = commit_of(call, repo)
    return _create(call, repo, TAGS, target, str((await call.json()).get("tag", "")))


@routes.add("DELETE", "/api/{type}/{repo}/tag/{name}")
async def delete_tag(call: Call) -> Response:
    return _delete(call, own_repo(call), TAGS)


def _create(call: Call, repo: Repo, prefix: str, target: Commit, name: str) -> Response:
    what = "branch" if prefix == HEADS else "tag"
    if not name or len(name) > 255 or BAD_NAME.search(name):
        raise Refusal(400, f"Invalid reference for a {what}: {name}")
    if call.store.history.ref(repo, prefix + name) is not None:
        raise Refusal(409, f"Reference {prefix}{name} already exists")
    call.store.history.set_ref(repo, prefix + name, target, now())
    return Json({})


def _delete(call: Call, repo: Repo, prefix: str) -> Response:
    name = prefix + call.args["name"]
    if call.store.history.ref(repo, name) is None:
        raise Refusal(404, f"Reference {name} does not exist", "RevisionNotFound")
    call.store.history.delete_ref(repo, name)
    return Json({})


def _shapes(refs: list[Ref], prefix: str) -> list[dict[str, str]]:
    return [
        {"name": ref.short, "ref": ref.name, "targetCommit": ref.target.oid}
        for ref in refs
        if ref.name.startswith(prefix)
    ]
