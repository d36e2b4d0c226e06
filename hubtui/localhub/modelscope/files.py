"""ModelScope: the files of a repo, and their content."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from starlette.responses import Response

from hubtui.localhub import content
from hubtui.localhub.modelscope import paging
from hubtui.localhub.modelscope.access import commit_of, enveloped, new_routes, repo_of
from hubtui.localhub.records import Commit, Entry, Found
from hubtui.localhub.web import Call, Refusal

routes = new_routes()
CAP = 3000
"""A model's listing ends here, without a word."""
PAGE, LARGEST_PAGE = 100, 200


@routes.add("GET", "/api/v1/(?P<type>models|studios)/{repo}/repo/files")
async def list_files(call: Call) -> Response:
    commit = commit_of(call, repo_of(call), call.query.get("Revision", ""))
    entries, _ = _listing(call, commit)
    files = _shapes(call, islice(entries, CAP))
    return enveloped({"Files": files, "LatestCommitter": _latest(commit)})


@routes.add("GET", "/api/v1/(?P<type>datasets)/{repo}/repo/tree")
async def list_tree(call: Call) -> Response:
    return _tree_page(call)


@routes.add("GET", "/api/v1/(?P<type>datasets)/{id}/repo/tree")
async def list_numbered_tree(call: Call) -> Response:
    return _tree_page(call)


@routes.add("GET HEAD", "/api/v1/{type}/{repo}/repo")
async def get_file(call: Call) -> Response:
    repo = repo_of(call)
    commit = commit_of(call, repo, call.query.get("Revision", ""))
    path = call.query.get("FilePath", "").strip("/")
    entry = call.store.trees.find(commit.tree, path) if path else None
    if entry is None or entry.is_tree:
        raise Refusal(404, f"The file {path} does not exist", "ResourceNotFound")
    headers = {
        "ETag": f'"{entry.sha256}"',
        "X-Linked-ETag": entry.sha256,
        "X-Linked-Size": str(entry.size),
        "Content-Type": "application/octet-stream",
        "Content-Disposition": content.disposition(path),
    }
    return content.send(call, entry.sha256, entry.size, headers)


def _tree_page(call: Call) -> Response:
    commit = commit_of(call, repo_of(call), call.query.get("Revision", ""))
    page, size = call.number("PageNumber", 1, 1), call.number("PageSize", PAGE, 1, LARGEST_PAGE)
    entries, total = _listing(call, commit, (page - 1) * size)
    files = _shapes(call, islice(entries, size))
    return enveloped({"Files": files, "LatestCommitter": _latest(commit)}, TotalCount=total)


def _listing(call: Call, commit: Commit, skip: int = 0) -> tuple[Iterable[Found], int]:
    """What the query asks for, from some entry on, and how many entries there are in all."""
    tree, prefix = _root(call, commit)
    trees = call.store.trees
    if call.flag("Recursive"):
        return paging.walk(trees, tree, prefix, skip), paging.count(trees, tree)
    entries = trees.get(tree).entries
    return (Found(prefix + each.name, each) for each in islice(entries.values(), skip, None)), len(entries)


def _root(call: Call, commit: Commit) -> tuple[int, str]:
    root = call.query.get("Root", "").strip("/")
    if not root:
        return commit.tree, ""
    entry = call.store.trees.find(commit.tree, root)
    if entry is None or not entry.is_tree:
        raise Refusal(404, f"The directory {root} does not exist", "ResourceNotFound")
    return entry.subtree, root + "/"


def _shapes(call: Call, found: Iterable[Found]) -> list[dict[str, Any]]:
    page = list(found)
    commits = call.store.history.some(each.entry.commit for each in page)
    return [_shape(path, entry, commits[entry.commit]) for path, entry in page]


def _shape(path: str, entry: Entry, last: Commit) -> dict[str, Any]:
    return {
        "Id": entry.oid,
        "Path": path,
        "Name": entry.name,
        "Type": "tree" if entry.is_tree else "blob",
        "Size": 0 if entry.is_tree else entry.size,
        "Sha256": entry.sha256,
        "IsLFS": entry.kind == "lfs",
        "Mode": "40000" if entry.is_tree else "33188",
        "Revision": last.oid,
        "CommittedDate": last.date,
        "CommitMessage": last.title,
        "CommitterName": last.author,
    }


def _latest(commit: Commit) -> dict[str, Any]:
    return {
        "Id": commit.oid,
        "ShortId": commit.oid[:8],
        "Title": commit.title,
        "Message": commit.title,
        "CommitterName": commit.author,
        "CommittedDate": commit.date,
        "CreatedAt": commit.date,
    }
