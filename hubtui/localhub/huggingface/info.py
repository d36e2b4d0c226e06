"""Hugging Face: one repo, at its head or at a revision."""

from __future__ import annotations

from starlette.responses import Response

from hubtui.localhub.huggingface.access import (
    commit_of,
    new_routes,
    own_repo,
    repo_missing,
    repo_of,
    require_content,
)
from hubtui.localhub.huggingface.shapes import INFO, Subject, expanded, shape
from hubtui.localhub.records import Commit, Repo
from hubtui.localhub.web import Call, Json

routes = new_routes()


@routes.add("GET HEAD", "/api/{type}/{repo}")
async def repo_info(call: Call) -> Response:
    return _answer(call, repo_of(call), None)


@routes.add("GET HEAD", "/api/{type}/{repo}/revision/{rev}")
async def revision_info(call: Call) -> Response:
    repo = repo_of(call)
    return _answer(call, repo, commit_of(call, repo))


@routes.add("GET", "/api/{type}/{repo}/auth-check")
async def auth_check(call: Call) -> Response:
    require_content(call, repo_of(call))
    return Json({})


@routes.add("GET", "/api/{type}/{repo}/auth-check/write")
async def auth_check_write(call: Call) -> Response:
    own_repo(call)
    return Json({})


@routes.add("GET HEAD", "/api/{type}/{name}")
async def no_namespace(call: Call) -> Response:
    raise repo_missing(call)


def _answer(call: Call, repo: Repo, commit: Commit | None) -> Response:
    subject = Subject(call.store, repo, commit, blobs=call.flag("blobs"))
    wanted = [*call.query.getlist("expand"), *call.query.getlist("expand[]")]
    if wanted:
        return Json(shape(subject, expanded(repo.type, wanted), keep_empty=True))
    told = shape(subject, INFO[repo.type])
    if commit is not None:
        told["sha"] = commit.oid
    if call.flag("securityStatus"):
        told["securityRepoStatus"] = {"scansDone": True, "filesWithIssues": []}
    return Json(told)
