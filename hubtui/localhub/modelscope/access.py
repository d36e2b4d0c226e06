"""Who may see and change what on the ModelScope side, and the two envelopes of its answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hubtui.localhub.records import Commit, LocalAccount, Repo
from hubtui.localhub.repos import may_see
from hubtui.localhub.web import Call, Json, Refusal, Routes, new_request_id

SINGULAR = {"models": "model", "datasets": "dataset", "studios": "space"}
NUMBERS = {1: "private", 3: "internal", 5: "public"}
"""How this protocol writes visibility."""
LEVELS = {name: number for number, name in NUMBERS.items()}
SCOPE = "ms"
"""All repos of this world share one answer to "do you have this content"."""


def new_routes() -> Routes:
    """Routes that know the placeholders of this protocol."""
    return Routes(type="models|datasets|studios", sha256="[0-9a-f]{64}", size=r"\d{1,15}", id=r"\d{1,15}")


def enveloped(data: Any, **beside: Any) -> Json:
    """The answer of an `/api/v1/` call."""
    head = {"Code": 200, "Data": data, "Message": "success", "RequestId": new_request_id(), "Success": True}
    return Json({**head, **beside})


def opened(data: Any) -> Json:
    """The answer of an `/openapi/v1/` call."""
    return Json({"success": True, "data": data, "request_id": new_request_id()})


def iso(date: int) -> str:
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed_in(call: Call) -> LocalAccount:
    """The caller, who must be known."""
    if call.account is None:
        raise Refusal(401, "Authentication is required", "InvalidAuthentication")
    return call.account


def writer(call: Call, namespace: str, what: str) -> LocalAccount:
    """The caller, who must be allowed to write in a namespace, by person and by token."""
    me = signed_in(call)
    if not me.writes(namespace):
        raise Refusal(403, f"No permission to {what}", "OperationNotAllowed")
    return me


def missing(call: Call) -> Refusal:
    what = call.args.get("repo") or call.args.get("id", "")
    return Refusal(404, f"The repository {what} does not exist, or you may not see it", "ResourceNotFound")


def repo_of(call: Call) -> Repo:
    """The repo that the URL names, by its name or its number, if the caller may see it."""
    repo_type = SINGULAR[call.args["type"]]
    if call.args.get("id"):
        repo = call.store.repos.by_id(int(call.args["id"]))
    else:
        repo = call.store.repos.find("ms", repo_type, call.args["repo"])
    if repo is None or (repo.world, repo.type) != ("ms", repo_type) or not may_see(repo, call.account):
        raise missing(call)
    return repo


def own_repo(call: Call) -> Repo:
    """The repo that the URL names, if the caller may write to it."""
    repo = repo_of(call)
    writer(call, repo.namespace, f"write to {repo.repo_id}")
    return repo


def commit_of(call: Call, repo: Repo, revision: str) -> Commit:
    commit = call.store.history.resolve(repo, revision or repo.default_branch)
    if commit is None:
        raise Refusal(404, f"Revision {revision} of {repo.repo_id} does not exist", "ResourceNotFound")
    return commit
