"""ModelScope: the files of a repo, and their content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from starlette.responses import Response

from hubtui.localhub import content
from hubtui.localhub.modelscope.access import commit_of, enveloped, new_routes, repo_of
from hubtui.localhub.records import Commit, Entry, Found
from hubtui.localhub.trees import Trees
from hubtui.localhub.web import Call, Refusal

routes = new_routes()
CAP = 3000
"""A model's listing ends here, without a word."""
PAGE, LARGEST_PAGE = 100, 200


@routes.add("GET", "/api/v1/(?P<type>models|studios)/{repo}/repo/files")
async def list_files(call: Call) -> Response:
    commit, entries = _listing(call)
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
    commit, entries = _listing(call)
    page, size = call.number("PageNumber", 1, 1), call.number("PageSize", PAGE, 1, LARGEST_PAGE)
    files = _shapes(call, islice(entries, (page - 1) * size, page * size))
    return enveloped({"Files": files, "LatestCommitter": _latest(commit)}, TotalCount=_total(call, commit))


def _listing(call: Call) -> tuple[Commit, Iterable[Found]]:
    commit = commit_of(call, repo_of(call), call.query.get("Revision", ""))
    tree, prefix = _root(call, commit)
    trees = call.store.trees
    return commit, trees.walk(tree, prefix) if call.flag("Recursive") else _shallow(trees, tree, prefix)


def _total(call: Call, commit: Commit) -> int:
    tree, prefix = _root(call, commit)
    trees = call.store.trees
    return sum(
        1 for _ in (trees.walk(tree, prefix) if call.flag("Recursive") else _shallow(trees, tree, prefix))
    )


def _root(call: Call, commit: Commit) -> tuple[int, str]:
    root = call.query.get("Root", "").strip("/")
    if not root:
        return commit.tree, ""
    entry = call.store.trees.find(commit.tree, root)
    if entry is None or not entry.is_tree:
        raise Refusal(404, f"The directory {root} does not exist", "ResourceNotFound")
    return entry.subtree, root + "/"


def _shallow(trees: Trees, tree: int, prefix: str) -> Iterator[Found]:
    return (Found(prefix + entry.name, entry) for entry in trees.get(tree).entries.values())


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
