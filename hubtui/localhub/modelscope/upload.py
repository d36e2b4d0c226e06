"""ModelScope: contents come in, commits name them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any

from starlette.responses import Response

from hubtui.localhub import content, gitobjects, signing
from hubtui.localhub.history import HEADS
from hubtui.localhub.modelscope.access import SCOPE, enveloped, new_routes, own_repo, signed_in
from hubtui.localhub.records import Content, Repo
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Refusal

routes = new_routes()
SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_ACTIONS = 2000


@routes.add("POST", "/api/v1/repos/{type}/{repo}/info/lfs/objects/batch")
async def batch(call: Call) -> Response:
    repo = own_repo(call)
    body = await call.json()
    objects = [
        _object(call, repo, str(each.get("oid")), each.get("size")) for each in body.get("objects", [])
    ]
    return enveloped({"objects": objects})


@routes.add("PUT", "/api/v1/repos/{type}/{repo}/lfs/{sha256}/{size}", signed=True)
async def put_blob(call: Call) -> Response:
    sha256, size = call.args["sha256"], call.args["size"]
    if not signing.valid(call, "ms", call.args["repo"], sha256, size):
        raise Refusal(403, "This upload link is not valid, or not any more", "OperationNotAllowed")
    await content.receive_blob(call, sha256, int(size))
    call.store.hold(SCOPE, [(sha256, int(size))], now())
    return enveloped({})


@routes.add("POST", "/api/v1/repos/{type}/{repo}/commit/{path}")
async def create_commit(call: Call) -> Response:
    repo = own_repo(call)
    body = await call.json()
    actions = body.get("actions") or []
    if len(actions) > MOST_ACTIONS:
        raise Refusal(
            422, f"A commit has at most {MOST_ACTIONS} actions, not {len(actions)}", "InputParameterError"
        )
    title, _, message = str(body.get("commit_message") or "Update files").partition("\n")
    commit = _commit(call, repo, call.args["path"], actions, title, message.strip())
    return enveloped({"oid": commit, "commit_id": commit})


@routes.add("DELETE", "/api/v1/(?P<type>models|studios)/{repo}/file")
@routes.add("DELETE", "/api/v1/(?P<type>datasets)/{repo}/repo")
async def delete_file(call: Call) -> Response:
    repo = own_repo(call)
    path = call.query.get("FilePath", "")
    actions = [{"action": "delete", "path": path}]
    branch = call.query.get("Revision") or repo.default_branch
    return enveloped({"oid": _commit(call, repo, branch, actions, f"Delete {path}", "")})


def _commit(
    call: Call, repo: Repo, branch: str, actions: list[dict[str, Any]], title: str, message: str
) -> str:
    """Put a commit on a branch; its oid."""
    ref = HEADS + branch
    head = call.store.history.ref(repo, ref)
    if head is None:
        raise Refusal(404, f"The branch {branch} does not exist", "ResourceNotFound")
    changes: dict[str, Content | None] = {}
    for action in actions:
        path = _path(str(action.get("path") or ""))
        kind = action.get("action")
        if kind == "delete":
            if call.store.trees.find(head.tree, path) is None:
                raise Refusal(404, f"The file {path} does not exist", "ResourceNotFound")
            changes[path] = None
        elif kind in ("create", "update"):
            changes[path] = _content(call, path, action)
        else:
            raise Refusal(400, f"Unknown action: {kind!r}", "InputParameterError")
    commit = call.store.commit(
        repo, changes, author=signed_in(call).name, title=title, message=message, ref=ref, parent=head
    )
    return commit.oid


def _content(call: Call, path: str, action: dict[str, Any]) -> Content:
    if action.get("type") == "lfs":
        sha256, size = str(action.get("sha256") or ""), action.get("size")
        if call.store.held(SCOPE, sha256) != size:
            raise Refusal(
                400, f"The content of {path} (sha256 {sha256}) has not been uploaded", "InputParameterError"
            )
        assert isinstance(size, int)
        return Content(sha256, size, gitobjects.pointer_oid(sha256, size), lfs=True)
    text = str(action.get("content") or "")
    try:
        data = base64.b64decode(text, validate=True) if action.get("encoding") == "base64" else text.encode()
    except binascii.Error:
        raise Refusal(400, f"The content of {path} is not base64", "InputParameterError") from None
    if action.get("sha256") not in (None, "", hashlib.sha256(data).hexdigest()):
        raise Refusal(400, f"The content of {path} is not what its sha256 says", "InputParameterError")
    return call.store.keep(data)


def _object(call: Call, repo: Repo, oid: str, size: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"oid": oid, "size": size}
    if not SHA256.fullmatch(oid) or not isinstance(size, int) or size < 0:
        return {**told, "error": {"code": 422, "message": "Invalid oid or size"}}
    if call.store.held(SCOPE, oid) is not None:
        return told
    query = signing.query(call, "ms", repo.repo_id, oid, str(size))
    path = f"/api/v1/repos/{call.args['type']}/{repo.repo_id}/lfs/{oid}/{size}?{query}"
    return {**told, "actions": {"upload": {"href": call.url(path)}}}


def _path(path: str) -> str:
    if "\\" in path or "\0" in path or any(part in ("", ".", "..", ".git") for part in path.split("/")):
        raise Refusal(400, f"Invalid path: {path!r}", "InputParameterError")
    return path
