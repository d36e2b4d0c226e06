"""Hugging Face: how each file of a commit is to be sent."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from hubtui.localhub.gitattributes import ignored, is_lfs, lfs_rules
from hubtui.localhub.huggingface.access import branch_of, new_routes, objects, repo_of, require_write, writer
from hubtui.localhub.records import Commit
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
LARGEST_REGULAR = 10 * 1024 * 1024
MOST_FILES = 1000
ATTRIBUTES = ".gitattributes"


@routes.add("POST", "/api/{type}/{repo}/preupload/{rev}")
async def preupload(call: Call) -> Response:
    repo = repo_of(call)
    writer(call)
    create_pr = call.flag("create_pr")
    if not create_pr and not call.args["rev"].startswith("refs/pr/"):
        require_write(call, repo)
    head = call.store.history.ref(repo, branch_of(call, repo, call.args["rev"], pulls=not create_pr))
    assert head is not None
    body = await call.json()
    files = objects(body, "files", MOST_FILES)
    rules = lfs_rules(str(body.get("gitAttributes") or text_of(call, head, ATTRIBUTES)))
    gitignore = str(body.get("gitIgnore") or text_of(call, head, ".gitignore"))
    return Json({"files": [_advice(call, head, file, rules, gitignore) for file in files]})


def _advice(
    call: Call, head: Commit, file: dict[str, Any], rules: list[tuple[str, bool]], gitignore: str
) -> dict[str, Any]:
    path = check_path(str(file.get("path", "")), 422)
    size = file.get("size", 0)
    if not isinstance(size, int | float):
        raise Refusal(400, f"The size of {path} is not a number")
    lfs = is_lfs(path, rules) or size > LARGEST_REGULAR
    told = {"path": path, "uploadMode": "lfs" if lfs else "regular", "shouldIgnore": ignored(path, gitignore)}
    entry = call.store.trees.find(head.tree, path)
    if entry is not None and not entry.is_tree:
        told["oid"] = entry.sha256 if entry.kind == "lfs" else entry.oid
    return told


def text_of(call: Call, head: Commit, path: str) -> str:
    """What a regular file of a commit says; nothing if it is not there."""
    entry = call.store.trees.find(head.tree, path)
    if entry is None or entry.kind != "file":
        return ""
    return call.store.blobs.read(entry.sha256, entry.size).decode(errors="replace")


def check_path(path: str, status: int = 400) -> str:
    """The path of a file in a repo, refused if it could not be one."""
    parts = path.split("/")
    bad = "\\" in path or "\0" in path or any(part in ("", ".", "..", ".git") for part in parts)
    if bad or len(path.encode()) > 4096:
        raise Refusal(status, f"Invalid path: {path!r}")
    return path
