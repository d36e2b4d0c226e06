"""Hugging Face: the files of a repo, by directory or all of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import Response

from hubtui.localhub.huggingface import xet
from hubtui.localhub.huggingface.access import commit_of, entry_of, iso, new_routes, repo_of
from hubtui.localhub.huggingface.pages import next_link
from hubtui.localhub.huggingface.shapes import lfs
from hubtui.localhub.records import Commit, Found, Repo
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
PAGE, EXPANDED_PAGE, MOST_PATHS = 1000, 100, 2000
SAFE = {
    "status": "unscanned",
    "protectAiScan": {"status": "unscanned"},
    "avScan": {"status": "unscanned"},
    "pickleImportScan": {"status": "unscanned", "pickleImports": []},
}


@routes.add("GET", "/api/{type}/{repo}/tree/{rev}(?:/{rest})?")
async def list_tree(call: Call) -> Response:
    repo = repo_of(call)
    expand = call.flag("expand")
    commit, after = _start(call, repo)
    size = EXPANDED_PAGE if expand else PAGE
    size = min(size, call.number("limit", size, 1))
    page = list(islice(_below(call, commit, after), size + 1))
    headers = {}
    if len(page) > size:
        position = json.dumps([commit.oid, page[size - 1].path]).encode()
        headers["Link"] = next_link(call, cursor=base64.urlsafe_b64encode(position).decode())
    return Json(_items(call, page[:size], expand), headers=headers)


@routes.add("GET", "/api/{type}/{repo}/treesize/{rev}(?:/{rest})?")
async def tree_size(call: Call) -> Response:
    commit = commit_of(call, repo_of(call))
    path = call.args["rest"].strip("/")
    if not path:
        return Json({"path": "/", "size": call.store.trees.get(commit.tree).size})
    return Json({"path": path, "size": entry_of(call, commit, path, call.args["rev"]).size})


@routes.add("POST", "/api/{type}/{repo}/paths-info/{rev}")
async def paths_info(call: Call) -> Response:
    paths, expand = await _asked_paths(call)
    if len(paths) > MOST_PATHS:
        raise Refusal(400, f"At most {MOST_PATHS} paths can be asked for at once")
    commit = commit_of(call, repo_of(call))
    found = []
    for path in paths:
        entry = call.store.trees.find(commit.tree, path.strip("/"))
        if entry is not None:
            found.append(Found(path.strip("/"), entry))
    return Json(_items(call, found, expand))


async def _asked_paths(call: Call) -> tuple[list[str], bool]:
    if "json" in call.header("content-type"):
        body = await call.json()
        paths = body.get("paths")
        paths = paths if isinstance(paths, list) else [paths] if isinstance(paths, str) else []
        return [str(path) for path in paths], bool(body.get("expand"))
    form = parse_qs((await call.request.body()).decode(), keep_blank_values=True)
    return form.get("paths", []), form.get("expand", [""])[-1].lower() == "true"


def _start(call: Call, repo: Repo) -> tuple[Commit, str]:
    cursor = call.query.get("cursor")
    if not cursor:
        return commit_of(call, repo), ""
    try:
        oid, after = json.loads(base64.urlsafe_b64decode(cursor))
    except (ValueError, TypeError):
        raise Refusal(400, "Invalid cursor") from None
    return commit_of(call, repo, str(oid)), str(after)


def _below(call: Call, commit: Commit, after: str) -> Iterable[Found]:
    path = call.args["rest"].strip("/")
    tree, prefix = commit.tree, ""
    if path:
        entry = entry_of(call, commit, path, call.args["rev"])
        if not entry.is_tree:
            raise Refusal(404, f'{path} is not a directory on "{call.args["rev"]}"', "EntryNotFound")
        tree, prefix = entry.subtree, path + "/"
    inner = after.removeprefix(prefix)
    if call.flag("recursive"):
        return call.store.trees.walk(tree, prefix, inner)
    entries = [Found(prefix + entry.name, entry) for entry in call.store.trees.get(tree).entries.values()]
    seen = next((index + 1 for index, found in enumerate(entries) if found.path == after), 0) if after else 0
    return entries[seen:]


def _items(call: Call, page: Sequence[Found], expand: bool) -> list[dict[str, Any]]:
    commits = call.store.history.some(found.entry.commit for found in page) if expand else {}
    items = []
    for path, entry in page:
        kind = "directory" if entry.is_tree else "file"
        size = 0 if entry.is_tree else entry.size
        item = {"type": kind, "oid": entry.oid, "size": size, **lfs(entry), "path": path}
        file = xet.kept(call.store, entry)
        if file is not None:
            item["xetHash"] = file.hash
        if expand:
            last = commits[entry.commit]
            item["lastCommit"] = {"id": last.oid, "title": last.title, "date": iso(last.date)}
            if not entry.is_tree:
                item["securityFileStatus"] = SAFE
        items.append(item)
    return items
