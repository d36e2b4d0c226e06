"""Hugging Face: lists of models, datasets and spaces, by pages."""

from __future__ import annotations

import base64
import json

from starlette.responses import Response

from hubtui.localhub.huggingface.access import SINGULAR, new_routes
from hubtui.localhub.huggingface.pages import next_link
from hubtui.localhub.huggingface.shapes import FULL, SHORT, Subject, expanded, shape
from hubtui.localhub.records import Repo
from hubtui.localhub.repos import Listing
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
PAGE = 1000
SORTS = {
    "lastModified": "modified",
    "createdAt": "created",
    "downloads": "downloads",
    "likes": "likes",
    "trendingScore": "trending",
}


@routes.add("GET", "/api/{type}")
async def list_repos(call: Call) -> Response:
    repo_type = SINGULAR[call.args["type"]]
    limit = call.number("limit", PAGE, 1, PAGE)
    wanted = _wanted(call, repo_type, limit)
    repos = call.store.repos.list(wanted)
    names, asked = _fields(call, repo_type)
    items = [shape(Subject(call.store, repo), names, keep_empty=asked) for repo in repos[:limit]]
    headers = {}
    if len(repos) > limit:
        headers["Link"] = next_link(call, cursor=_cursor(repos[limit - 1], wanted.sort))
    return Json(items, headers=headers)


def _wanted(call: Call, repo_type: str, limit: int) -> Listing:
    sort = call.query.get("sort") or "trendingScore"
    if sort not in SORTS:
        raise Refusal(400, f"Invalid sort parameter: {sort}")
    cursor = call.query.get("cursor")
    return Listing(
        "hf",
        repo_type,
        call.account,
        owner=call.query.get("author", ""),
        words=[word for text in call.query.getlist("search") for word in text.split()],
        tags=[tag for text in call.query.getlist("filter") for tag in text.split(",") if tag],
        gated=call.flag("gated") if "gated" in call.query else None,
        pipeline=call.query.get("pipeline_tag", ""),
        sort=SORTS[sort],
        after=_position(cursor) if cursor else None,
        limit=limit + 1,
    )


def _fields(call: Call, repo_type: str) -> tuple[list[str], bool]:
    wanted = [*call.query.getlist("expand"), *call.query.getlist("expand[]")]
    if wanted:
        return expanded(repo_type, wanted), True
    names = list(FULL[repo_type] if call.flag("full") else SHORT[repo_type])
    names += [
        name
        for name in ("cardData", "config")
        if call.flag(name) and (repo_type == "model" or name != "config")
    ]
    return names, False


def _cursor(repo: Repo, sort: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([getattr(repo, sort), repo.id]).encode()).decode()


def _position(cursor: str) -> tuple[int, int]:
    try:
        value, number = json.loads(base64.urlsafe_b64decode(cursor))
        return int(value), int(number)
    except (ValueError, TypeError):
        raise Refusal(400, "Invalid cursor") from None
