"""Hugging Face: the large files that a repo ever held, and deleting their contents for good."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from hubtui.localhub.history import HEADS
from hubtui.localhub.huggingface.access import (
    iso,
    new_routes,
    objects,
    own_repo,
    repo_missing,
    repo_of,
    require_content,
    require_write,
)
from hubtui.localhub.huggingface.pages import page_of
from hubtui.localhub.records import Repo
from hubtui.localhub.repos import may_see
from hubtui.localhub.store import Store, now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
PAGE, MOST = 1000, 1000
Place = tuple[str, str, str | None]
"""A path, the git oid there, and the ref it was found on."""


@routes.add("GET", "/api/{type}/{repo}/lfs-files")
async def list_large_files(call: Call) -> Response:
    repo = own_repo(call)
    page, headers = page_of(call, call.store.holdings(f"hf:{repo.id}"), PAGE)
    places = _places(call.store, repo)
    return Json(
        [_shape(sha256, size, date, places.get(sha256)) for sha256, size, date in page], headers=headers
    )


@routes.add("POST", "/api/{type}/{repo}/lfs-files/batch")
async def delete_large_files(call: Call) -> Response:
    repo = own_repo(call)
    told = (await call.json()).get("deletions")
    wanted: dict[str, Any] = told if isinstance(told, dict) else {}
    contents = wanted.get("sha")
    if not isinstance(contents, list) or not 0 < len(contents) <= MOST:
        raise Refusal(400, f'"deletions.sha" must have from 1 to {MOST} items')
    _delete(call, repo, {str(each) for each in contents}, bool(wanted.get("rewriteHistory", True)))
    return Json({"success": True})


@routes.add("POST", "/api/{type}/{repo}/lfs-files/duplicate")
async def share_large_files(call: Call) -> Response:
    """Let another repo hold what this one holds, before a commit there names it."""
    source = repo_of(call)
    require_content(call, source)
    body = await call.json()
    named = body.get("target")
    target = _target(call, named if isinstance(named, dict) else {})
    files = [str(each.get("sha256")) for each in objects(body, "files", MOST)]
    sizes = {sha256: call.store.held(f"hf:{source.id}", sha256) for sha256 in files}
    held = [(sha256, size) for sha256, size in sizes.items() if size is not None]
    call.store.hold(f"hf:{target.id}", held, now())
    failed = [{"sha256": sha256, "error": "File not found"} for sha256, size in sizes.items() if size is None]
    return Json({"success": [sha256 for sha256, _ in held], "failed": failed})


@routes.add("DELETE", "/api/{type}/{repo}/lfs-files/{sha256}")
async def delete_large_file(call: Call) -> Response:
    repo, sha256 = own_repo(call), call.args["sha256"]
    if call.store.held(f"hf:{repo.id}", sha256) is None:
        raise Refusal(404, "LFS object not found")
    _delete(call, repo, {sha256}, "rewriteHistory" not in call.query or call.flag("rewriteHistory"))
    return Json({"success": True})


def _target(call: Call, named: dict[str, Any]) -> Repo:
    repo = call.store.repos.find("hf", str(named.get("type") or "model"), str(named.get("name")))
    if repo is None or not may_see(repo, call.account):
        raise repo_missing(call)
    require_write(call, repo)
    return repo


def _delete(call: Call, repo: Repo, contents: set[str], rewrite: bool) -> None:
    """Without rewriting, the history goes on naming what is no longer there."""
    scope = f"hf:{repo.id}"
    held = {each for each in contents if call.store.held(scope, each) is not None}
    with call.store.transaction():
        call.store.release(scope, held)
        if rewrite:
            call.store.history.forget(repo, held)


def _places(store: Store, repo: Repo) -> dict[str, Place]:
    """Where each content is, or was last: the branches first, then all that led to them."""
    found: dict[str, Place] = {}
    seen: set[int] = set()
    refs = sorted(store.history.refs(repo), key=lambda ref: ref.name != HEADS + repo.default_branch)
    for ref in refs:
        _walk(store, ref.target.tree, "", ref.name, found, seen)
    for commit in reversed(store.history.of_repo(repo)):
        _walk(store, commit.tree, "", None, found, seen)
    return found


def _walk(
    store: Store, tree: int, prefix: str, ref: str | None, found: dict[str, Place], seen: set[int]
) -> None:
    if tree in seen:
        return
    seen.add(tree)
    for name, entry in store.trees.get(tree).entries.items():
        if entry.is_tree:
            _walk(store, entry.subtree, f"{prefix}{name}/", ref, found, seen)
        elif entry.kind == "lfs":
            found.setdefault(entry.sha256, (prefix + name, entry.oid, ref))


def _shape(sha256: str, size: int, date: int, place: Place | None) -> dict[str, Any]:
    path, oid, ref = place or ("", sha256, None)
    told = {"fileOid": sha256, "filename": path, "oid": oid, "pushedAt": iso(date), "size": size}
    return {**told, "ref": ref} if ref else told
