"""Hugging Face: what a space runs on, and whether it runs. Nothing is run here: its state alone is kept."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from hubtui.localhub.huggingface import shapes
from hubtui.localhub.huggingface.access import new_routes, own_repo, repo_missing, repo_of
from hubtui.localhub.records import Repo
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
FLAVORS = (
    "cpu-basic", "cpu-upgrade", "zero-a10g", "t4-small", "t4-medium", "l4x1", "l4x4", "l40sx1", "l40sx4",
    "l40sx8", "a10g-small", "a10g-large", "a10g-largex2", "a10g-largex4", "a100-large", "a100x4", "a100x8",
)  # fmt: skip
NEVER = -1


@routes.add("GET", "/api/{type}/{repo}/runtime")
async def get_runtime(call: Call) -> Response:
    return _told(call, _space(call, repo_of(call)))


@routes.add("POST", "/api/{type}/{repo}/pause")
async def pause(call: Call) -> Response:
    return _changed(call, _running(call), stage="PAUSED")


@routes.add("POST", "/api/{type}/{repo}/restart")
async def restart(call: Call) -> Response:
    return _changed(call, _running(call), stage="RUNNING")


@routes.add("POST", "/api/{type}/{repo}/hardware")
async def request_hardware(call: Call) -> Response:
    repo, body = _space(call, own_repo(call)), await call.json()
    if body.get("flavor") not in FLAVORS:
        raise Refusal(400, f'"flavor" must be one of [{", ".join(FLAVORS)}]')
    changes = {"hardware": body["flavor"]}
    if "sleepTimeSeconds" in body:
        changes["sleep"] = _seconds(body["sleepTimeSeconds"])
    return _changed(call, repo, **changes)


@routes.add("POST", "/api/{type}/{repo}/sleeptime")
async def set_sleep_time(call: Call) -> Response:
    repo, body = _space(call, own_repo(call)), await call.json()
    return _changed(call, repo, sleep=_seconds(body.get("seconds")))


def _seconds(told: Any) -> int:
    if not isinstance(told, int) or not (told > 0 or told == NEVER):
        raise Refusal(400, "A sleep time is a number of seconds, or -1")
    return told


def _space(call: Call, repo: Repo) -> Repo:
    if repo.type != "space":
        raise repo_missing(call)
    return repo


def _running(call: Call) -> Repo:
    repo = _space(call, own_repo(call))
    if repo.facts.get("sdk") == "static":
        raise Refusal(400, "A static Space is always running")
    return repo


def _changed(call: Call, repo: Repo, **facts: Any) -> Response:
    return _told(call, call.store.repos.update(repo, facts={**repo.facts, **facts}))


def _told(call: Call, repo: Repo) -> Response:
    return Json(shapes.runtime(shapes.Subject(call.store, repo)))
