"""Hugging Face: the content of a file, by the redirects that the real hub makes."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response

from hubtui.localhub import content, signing
from hubtui.localhub.huggingface import xet
from hubtui.localhub.huggingface.access import (
    PLURAL,
    commit_of,
    entry_of,
    new_routes,
    repo_missing,
    repo_of,
    require_content,
)
from hubtui.localhub.records import Entry
from hubtui.localhub.web import Call, Refusal

routes = new_routes()


@routes.add("GET HEAD", r"/{prefix}{repo}/resolve/{rev}/{path}")
async def resolve(call: Call) -> Response:
    """A regular file is kept on this host, an LFS file on another."""
    repo = repo_of(call)
    require_content(call, repo)
    commit = commit_of(call, repo)
    entry = _file(call, entry_of(call, commit, call.args["path"], call.args["rev"]))
    headers = {"X-Repo-Commit": commit.oid, "X-Linked-Etag": content.etag(entry), "Accept-Ranges": "bytes"}
    if entry.kind == "lfs":
        if call.store.held(f"hf:{repo.id}", entry.sha256) is None:
            raise Refusal(404, "The content of this file was permanently deleted", "EntryNotFound")
        headers |= {"X-Linked-Size": str(entry.size), "Location": _elsewhere(call, entry)}
        file = xet.kept(call.store, entry)
        if file is not None:
            headers |= xet.headers(call, repo, commit.oid, file)
        return PlainTextResponse(f"Found. Redirecting to {headers['Location']}", 302, headers)
    path = quote(call.args["path"])
    headers["Location"] = f"/api/resolve-cache/{PLURAL[repo.type]}/{repo.repo_id}/{commit.oid}/{path}"
    return PlainTextResponse(f"Temporary Redirect. Redirecting to {headers['Location']}", 307, headers)


@routes.add("GET HEAD", "/api/resolve-cache/{type}/{repo}/{rev}/{path}")
async def resolve_cache(call: Call) -> Response:
    repo = repo_of(call)
    require_content(call, repo)
    commit = commit_of(call, repo)
    entry = _file(call, entry_of(call, commit, call.args["path"], call.args["rev"]))
    headers = {
        "X-Repo-Commit": commit.oid,
        "ETag": content.etag(entry),
        "Content-Type": content.media_type(call.args["path"]),
        "Content-Disposition": content.disposition(call.args["path"]),
    }
    return content.send(call, entry.sha256, entry.size, headers)


@routes.add("GET HEAD", "/__cdn/{sha256}", signed=True)
async def cdn(call: Call) -> Response:
    """The other host: whoever has the link may read, and no token is looked at."""
    sha256 = call.args["sha256"]
    size = call.number("size", 0)
    if not signing.valid(call, "cdn", sha256, str(size)):
        raise Refusal(403, "This link is not valid, or not any more")
    if not call.store.blobs.has(sha256, size) and call.method == "GET":
        raise Refusal(501, "This content came by xet, and is served to clients that speak xet only")
    headers = {
        "ETag": f'"{sha256}"',
        "Content-Type": "application/octet-stream",
        "Content-Disposition": content.disposition(call.query.get("name", "file")),
    }
    return content.send(call, sha256, size, headers)


@routes.add("GET HEAD", r"/{name}/resolve/{rev}/{path}")
async def no_namespace(call: Call) -> Response:
    raise repo_missing(call)


def _file(call: Call, entry: Entry) -> Entry:
    if entry.is_tree:
        raise Refusal(404, "Entry not found", "EntryNotFound")
    return entry


def _elsewhere(call: Call, entry: Entry) -> str:
    """A link to the content under the host's other loopback name."""
    address, port = call.app.host.rsplit(":", 1)
    host, _, _ = call.header("host").rpartition(":")
    other = address if host == "localhost" else "localhost"
    query = signing.query(call, "cdn", entry.sha256, str(entry.size))
    return f"http://{other}:{port}/__cdn/{entry.sha256}?size={entry.size}&name={quote(entry.name)}&{query}"
