"""Hugging Face: likes, and requests to read what a gated repo holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import Response

from hubtui.localhub.huggingface.access import iso, new_routes, own_repo, repo_of, signed_in, writer
from hubtui.localhub.huggingface.account import avatar, full_name, object_id, user_named
from hubtui.localhub.huggingface.pages import page_of
from hubtui.localhub.records import AccessRequest, Repo
from hubtui.localhub.repos import may_see
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes(status="pending|accepted|rejected")
PAGE = 100


@routes.add("POST", "/api/{type}/{repo}/like")
async def like(call: Call) -> Response:
    repo, me = repo_of(call), writer(call)
    with call.store.transaction():
        if call.store.likes.add(repo, me.name, now()):
            call.store.repos.update(repo, likes=repo.likes + 1)
    return Json({})


@routes.add("DELETE", "/api/{type}/{repo}/like")
async def unlike(call: Call) -> Response:
    repo, me = repo_of(call), writer(call)
    with call.store.transaction():
        if call.store.likes.remove(repo, me.name):
            call.store.repos.update(repo, likes=repo.likes - 1)
    return Json({})


@routes.add("GET", "/api/{type}/{repo}/likers")
async def likers(call: Call) -> Response:
    page, headers = page_of(call, call.store.likes.of_repo(repo_of(call)), PAGE)
    return Json([{**_user(name), "type": "user", "isPro": False} for name in page], headers=headers)


@routes.add("GET", "/api/users/{user}/likes")
async def liked(call: Call) -> Response:
    user = user_named(call, call.args["user"])
    told = []
    for number, date in call.store.likes.of_user(user.name):
        repo = call.store.repos.by_id(number)
        if repo is not None and may_see(repo, call.account):
            about = {"name": repo.repo_id, "type": repo.type}
            told.append({"createdAt": iso(date), "repo": about})
    page, headers = page_of(call, told, PAGE)
    return Json(page, headers=headers)


@routes.add("POST", "/{prefix}{repo}/ask-access")
async def ask_access(call: Call) -> Response:
    """The form in front of a gated repo; where authors decide nothing, everyone is let in."""
    repo, me = _gated(repo_of(call)), signed_in(call)
    if call.store.access_requests.of_user(repo, me.name) is None:
        status = "accepted" if repo.gated == "auto" else "pending"
        call.store.access_requests.put(repo, me.name, status, now(), await _fields(call))
    return Json({})


@routes.add("GET", "/api/{type}/{repo}/user-access-request/{status}")
async def access_requests(call: Call) -> Response:
    repo = _gated(own_repo(call))
    requests, headers = page_of(call, call.store.access_requests.list(repo, call.args["status"]), PAGE)
    return Json([_request(each) for each in requests], headers=headers)


@routes.add("POST", "/api/{type}/{repo}/user-access-request/handle")
async def handle_access_request(call: Call) -> Response:
    repo = _gated(own_repo(call))
    body = await call.json()
    status = str(body.get("status"))
    if status not in ("pending", "accepted", "rejected"):
        raise Refusal(400, '"status" must be one of [accepted, rejected, pending]')
    request = _named(call, repo, body)
    if request.status == status:
        raise Refusal(404, f"This access request is already in the {status} list")
    call.store.access_requests.decide(request, status, str(body.get("rejectionReason") or ""))
    return Json({})


@routes.add("POST", "/api/{type}/{repo}/user-access-request/grant")
async def grant_access(call: Call) -> Response:
    repo = _gated(own_repo(call))
    name = _user_name(call, await call.json())
    request = call.store.access_requests.of_user(repo, name)
    if request is None:
        call.store.access_requests.put(repo, name, "accepted", now())
    elif request.status == "accepted":
        raise Refusal(400, "This user already has access to the repo")
    else:
        call.store.access_requests.decide(request, "accepted")
    return Json({})


@routes.add("POST", "/api/{type}/{repo}/user-access-request/cancel")
async def cancel_access_request(call: Call) -> Response:
    """Take one's own request back."""
    repo, me = _gated(repo_of(call)), signed_in(call)
    request = call.store.access_requests.of_user(repo, me.name)
    if request is None:
        raise Refusal(404, "Access request not found")
    call.store.access_requests.remove(request)
    return Json({})


def _gated(repo: Repo) -> Repo:
    if not repo.gated:
        raise Refusal(400, f"The {repo.type} {repo.repo_id} is not gated")
    return repo


def _named(call: Call, repo: Repo, body: dict[str, Any]) -> AccessRequest:
    """The request that the body names by its id or by its user."""
    number = str(body.get("requestId") or "")
    found = None
    if not number:
        found = call.store.access_requests.of_user(repo, _user_name(call, body))
    elif len(number) == 24 and number.isalnum() and number.isascii():
        found = _by_id(call, repo, number)
    if found is None:
        raise Refusal(404, "Access request not found")
    return found


def _by_id(call: Call, repo: Repo, number: str) -> AccessRequest | None:
    try:
        found = call.store.access_requests.by_id(repo, int(number[8:], 16))
    except (ValueError, OverflowError):
        return None
    return found if found is not None and _request_id(found) == number else None


def _user_name(call: Call, body: dict[str, Any]) -> str:
    wanted = str(body.get("userId") or "")
    for each in call.app.accounts:
        if wanted and object_id(each.name) == wanted:
            return each.name
    return user_named(call, str(body.get("user") or "")).name


async def _fields(call: Call) -> dict[str, Any]:
    body = await call.request.body()
    if "json" in call.header("content-type"):
        return await call.json()
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def _request(request: AccessRequest) -> dict[str, Any]:
    told: dict[str, Any] = {
        "requestId": _request_id(request),
        "user": {**_user(request.user), "email": f"{request.user}@example.org"},
        "timestamp": iso(request.created),
        "status": request.status,
        "fields": request.fields,
    }
    return {**told, "rejectionReason": request.reason} if request.reason else told


def _request_id(request: AccessRequest) -> str:
    return f"{request.created:08x}{request.id:016x}"


def _user(name: str) -> dict[str, Any]:
    return {"_id": object_id(name), "user": name, "fullname": full_name(name), "avatarUrl": avatar(name)}
