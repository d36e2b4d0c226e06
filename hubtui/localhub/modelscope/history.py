"""ModelScope: branches, tags and commits."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from hubtui.localhub.history import HEADS, TAGS
from hubtui.localhub.modelscope.access import commit_of, enveloped, new_routes, own_repo, repo_of
from hubtui.localhub.records import Commit, Ref
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Refusal

routes = new_routes()
PAGE, LARGEST_PAGE = 50, 100


@routes.add("GET", "/api/v1/{type}/{repo}/revisions")
async def list_revisions(call: Call) -> Response:
    repo = repo_of(call)
    branches = [_revision(ref) for ref in call.store.history.refs(repo, HEADS)]
    until = call.number("EndTime", now())
    tags = [_revision(ref) for ref in call.store.history.refs(repo, TAGS) if ref.created <= until]
    return enveloped({"RevisionMap": {"Branches": branches, "Tags": tags}})


@routes.add("GET", "/api/v1/{type}/{repo}/commits")
async def list_commits(call: Call) -> Response:
    head = commit_of(call, repo_of(call), call.query.get("Ref", ""))
    page, size = call.number("PageNumber", 1, 1), call.number("PageSize", PAGE, 1, LARGEST_PAGE)
    commits = [_shape(commit) for commit in call.store.history.log(head, (page - 1) * size, size)]
    return enveloped({"Commit": commits, "TotalCount": head.depth}, TotalCount=head.depth)


@routes.add("POST", "/api/v1/{type}/{repo}/repo/tag")
async def create_tag(call: Call) -> Response:
    repo = own_repo(call)
    body = await call.json()
    name = str(body.get("TagName") or "")
    target = commit_of(call, repo, str(body.get("Ref") or ""))
    if not name or any(character in " ~^:?*[\\" for character in name):
        raise Refusal(400, f"Invalid tag name: {name!r}", "InputParameterError")
    if call.store.history.ref(repo, TAGS + name) is not None:
        raise Refusal(409, f"The tag {name} already exists", "DuplicateEntity")
    call.store.history.set_ref(repo, TAGS + name, target, now())
    return enveloped({"Name": name, "CommitId": target.oid})


def _revision(ref: Ref) -> dict[str, Any]:
    return {"Revision": ref.short, "CreatedAt": ref.created, "CommitId": ref.target.oid}


def _shape(commit: Commit) -> dict[str, Any]:
    return {
        "Id": commit.oid,
        "ShortId": commit.oid[:8],
        "Title": commit.title,
        "Message": f"{commit.title}\n\n{commit.message}" if commit.message else commit.title,
        "AuthorName": commit.author,
        "AuthorEmail": f"{commit.author}@example.org",
        "AuthoredDate": commit.date,
        "CommittedDate": commit.date,
        "CommitterName": commit.author,
        "CreatedAt": commit.date,
    }
