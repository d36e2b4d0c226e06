"""Hugging Face: lists of models, datasets and spaces, by pages. No model here is served by a provider."""

from __future__ import annotations

import base64
import json
import re

from starlette.responses import Response

from hubtui.localhub.huggingface.access import SINGULAR, new_routes
from hubtui.localhub.huggingface.pages import next_link
from hubtui.localhub.huggingface.shapes import FULL, SHORT, Subject, expanded, shape
from hubtui.localhub.records import Repo
from hubtui.localhub.repos import Listing
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
PAGE = 1000
NUMBER = r"\d{1,15}(?:\.\d{1,6})?[KMBTkmbt]?"
BOUNDS = re.compile(rf"(?:min:({NUMBER}))?,?(?:max:({NUMBER}))?")
UNITS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
MOST = 2**62
APPS = {
    **dict.fromkeys(("llama.cpp", "ollama", "lmstudio", "jan", "koboldcpp", "llama-cpp-python"), "gguf"),
    **dict.fromkeys(("vllm", "sglang", "tgi", "docker-model-runner"), "safetensors"),
}
"""The tag that tells which models an app runs."""
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
    served = "inference" in call.query or "inference_provider" in call.query
    repos = [] if served else call.store.repos.list(wanted)
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
    tags = [tag for text in call.query.getlist("filter") for tag in text.split(",") if tag]
    parameters = call.query.get("num_parameters")
    return Listing(
        "hf",
        repo_type,
        call.account,
        owner=call.query.get("author", ""),
        words=[word for text in call.query.getlist("search") for word in text.split()],
        tags=[*tags, *(APPS.get(app, app) for app in call.query.getlist("apps"))],
        gated=call.flag("gated") if "gated" in call.query else None,
        pipeline=call.query.get("pipeline_tag", ""),
        parameters=_bounds(parameters) if parameters else None,
        links=_links(call) if repo_type == "space" else (),
        sort=SORTS[sort],
        after=_position(cursor) if cursor else None,
        limit=limit + 1,
    )


def _links(call: Call) -> list[tuple[str, str]]:
    """What a Space must make use of."""
    links = [(key, value) for key in ("models", "datasets") for value in call.query.getlist(key)]
    return [*links, ("models", "")] if call.flag("linked") and not links else links


def _bounds(text: str) -> tuple[int, int]:
    """The fewest and the most that `min:6B,max:128B` means."""
    found = BOUNDS.fullmatch(text)
    if found is None or not any(found.groups()):
        raise Refusal(400, f"Invalid num_parameters: {text}")
    low, high = (_number(each) for each in found.groups())
    return low or 0, MOST if high is None else high


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    unit = UNITS.get(text[-1].upper(), 1)
    return int(float(text[:-1] if unit > 1 else text) * unit)


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
