"""Hugging Face: tokens for the xet store, and what answers say of content that is kept there."""

from __future__ import annotations

import secrets
import time
from urllib.parse import quote

from starlette.responses import Response

from hubtui.localhub.huggingface.access import (
    PLURAL,
    branch_of,
    commit_of,
    new_routes,
    repo_of,
    require_content,
    require_write,
    writer,
)
from hubtui.localhub.records import Entry, Repo
from hubtui.localhub.shards import XetFile
from hubtui.localhub.store import Store
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
LIFETIME = 3600


@routes.add("GET", "/api/{type}/{repo}/xet-read-token/{rev}")
async def read_token(call: Call) -> Response:
    repo = repo_of(call)
    require_content(call, repo)
    commit_of(call, repo)
    return _token(call)


@routes.add("GET", "/api/{type}/{repo}/xet-write-token/{rev}")
async def write_token(call: Call) -> Response:
    repo = repo_of(call)
    writer(call)
    create_pr = call.flag("create_pr")
    if not create_pr and not call.args["rev"].startswith("refs/pr/"):
        require_write(call, repo)
    branch_of(call, repo, call.args["rev"], pulls=not create_pr)
    return _token(call)


def kept(store: Store, entry: Entry) -> XetFile | None:
    """Where the content of a file is, if that is the xet store."""
    return store.xet.known(entry.sha256) if store.xet and entry.kind == "lfs" else None


def headers(call: Call, repo: Repo, commit: str, file: XetFile) -> dict[str, str]:
    """How a client that speaks xet finds a file."""
    route = call.url(f"/api/{PLURAL[repo.type]}/{repo.repo_id}/xet-read-token/{quote(commit, safe='')}")
    return {"X-Xet-Hash": file.hash, "Link": f'<{route}>; rel="xet-auth"'}


def _token(call: Call) -> Response:
    if call.store.xet is None:
        raise Refusal(404, "Xet is not enabled here")
    token, expires = f"xet_{secrets.token_urlsafe(24)}", int(time.time()) + LIFETIME
    told = {"casUrl": call.store.xet.url, "accessToken": token, "exp": expires}
    names = ("X-Xet-Cas-Url", "X-Xet-Access-Token", "X-Xet-Token-Expiration")
    return Json(told, headers=dict(zip(names, map(str, told.values()), strict=True)))
