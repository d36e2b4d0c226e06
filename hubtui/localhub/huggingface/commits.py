"""Hugging Face: the commits of a revision, and what differs between two."""

from __future__ import annotations

import html
from typing import Any

from starlette.responses import PlainTextResponse, Response

from hubtui.localhub import diff
from hubtui.localhub.huggingface.access import commit_of, iso, new_routes, repo_of, require_content
from hubtui.localhub.huggingface.account import avatar
from hubtui.localhub.huggingface.pages import next_link
from hubtui.localhub.records import Commit
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
PAGE, LARGEST_PAGE = 50, 1000


@routes.add("GET", "/api/{type}/{repo}/commits/{rev}")
async def list_commits(call: Call) -> Response:
    head = commit_of(call, repo_of(call))
    page = call.number("p", 0)
    limit = call.number("limit", PAGE, 1, LARGEST_PAGE)
    formatted = "formatted" in [*call.query.getlist("expand"), *call.query.getlist("expand[]")]
    items = [_shape(commit, formatted) for commit in call.store.history.log(head, page * limit, limit)]
    headers = {"X-Total-Count": str(head.depth)}
    if (page + 1) * limit < head.depth:
        headers["Link"] = next_link(call, p=str(page + 1))
    return Json(items, headers=headers)


@routes.add("GET", "/api/{type}/{repo}/compare/{path}")
async def compare(call: Call) -> Response:
    repo = repo_of(call)
    require_content(call, repo)
    spec = call.args["path"]
    first, dots, last = spec.partition("...")
    if not dots:
        first, dots, last = spec.partition("..")
    if not (first and dots and last):
        raise Refusal(400, "A comparison is written as A..B or A...B")
    one, other = commit_of(call, repo, first), commit_of(call, repo, last)
    if dots == "...":
        one = call.store.history.common(one, other)
    return PlainTextResponse(diff.unified(call.store, one.tree, other.tree))


def _shape(commit: Commit, formatted: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": commit.oid,
        "title": commit.title,
        "message": commit.message,
        "authors": [{"user": commit.author, "avatar": avatar(commit.author)}],
        "date": iso(commit.date),
    }
    if formatted:
        told["formatted"] = {"title": html.escape(commit.title), "message": html.escape(commit.message)}
    return told
