"""Hugging Face: large files come in by git-LFS, whole or in parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.responses import Response

from hubtui.localhub import content, signing
from hubtui.localhub.huggingface.access import new_routes, objects, repo_of, writer
from hubtui.localhub.records import Repo
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
SHA256 = re.compile(r"[0-9a-f]{64}")
PART = 64 * 1024 * 1024
"""A file above this size comes in parts of this size."""
MOST_OBJECTS, MOST_PARTS = 1000, 10_000


@routes.add("POST", r"/{prefix}{repo}\.git/info/lfs/objects/batch")
async def batch(call: Call) -> Response:
    repo = repo_of(call)
    writer(call)
    body = await call.json()
    wanted = objects(body, "objects", MOST_OBJECTS)
    if body.get("operation") != "upload":
        raise Refusal(422, "Only uploads are served here")
    multipart = "multipart" in (body.get("transfers") or [])
    told = [_object(call, repo, str(each.get("oid")), each.get("size"), multipart) for each in wanted]
    parts = any("chunk_size" in each.get("actions", {}).get("upload", {}).get("header", {}) for each in told)
    return Json({"transfer": "multipart" if parts else "basic", "objects": told, "hash_algo": "sha256"})


@routes.add("PUT", "/__lfs/{id}/{sha256}/{size}", signed=True)
async def put_object(call: Call) -> Response:
    repo, sha256, size = _signed(call, "object")
    await content.receive_blob(call, sha256, size)
    call.store.hold(f"hf:{repo.id}", [(sha256, size)], now())
    return Response(headers={"ETag": f'"{sha256}"'})


@routes.add("PUT", "/__lfs/{id}/{sha256}/{size}/{part}", signed=True)
async def put_part(call: Call) -> Response:
    repo, sha256, size = _signed(call, "part", call.args["part"])
    number = int(call.args["part"])
    with call.store.blobs.receive() as incoming:
        await content.receive(call, incoming, PART)
        if incoming.size != min(PART, size - (number - 1) * PART):
            raise Refusal(400, f"Part {number} has {incoming.size} bytes, not as announced")
        digest = incoming.finish()
        incoming.path.replace(_part_path(incoming.path.parent, repo, sha256, number, digest))
    return Response(headers={"ETag": f'"{digest}"'})


@routes.add("POST", "/__lfs/{id}/{sha256}/{size}", signed=True)
async def complete(call: Call) -> Response:
    """Join the parts, check the whole."""
    repo, sha256, size = _signed(call, "object")
    body = await call.json()
    told_parts = objects(body, "parts", MOST_PARTS)
    numbers = [each.get("partNumber") for each in told_parts]
    if body.get("oid") != sha256 or numbers != list(range(1, -(-size // PART) + 1)):
        raise Refusal(400, "These are not the parts that were announced")
    with call.store.blobs.receive() as incoming:
        place = incoming.path.parent
        parts = [_part_path(place, repo, sha256, *_told(each)) for each in told_parts]
        for part in parts:
            if not part.exists():
                raise Refusal(400, "A part is missing, or is not what arrived")
            await to_thread.run_sync(incoming.append_file, part)
        for part in place.glob(f"{repo.id}-{sha256}-*"):
            part.unlink()
        if (incoming.size, incoming.sha256) != (size, sha256):
            raise Refusal(400, "The content has not the sha256 that was announced")
        call.store.blobs.adopt(incoming)
    call.store.hold(f"hf:{repo.id}", [(sha256, size)], now())
    return Json({})


@routes.add("POST", r"/{prefix}{repo}\.git/info/lfs/verify")
async def verify(call: Call) -> Response:
    repo = repo_of(call)
    writer(call)
    body = await call.json()
    if call.store.held(f"hf:{repo.id}", str(body.get("oid"))) != body.get("size"):
        raise Refusal(404, "LFS object not found")
    return Json({})


def _object(call: Call, repo: Repo, oid: str, size: Any, multipart: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"oid": oid, "size": size}
    if not SHA256.fullmatch(oid) or not isinstance(size, int) or size < 0:
        return {**told, "error": {"code": 422, "message": "Invalid oid or size"}}
    if call.store.held(f"hf:{repo.id}", oid) is not None:
        return told
    base = f"/__lfs/{repo.id}/{oid}/{size}"
    facts = (str(repo.id), oid, str(size))
    upload: dict[str, Any] = {"href": call.url(f"{base}?{signing.query(call, 'object', *facts)}")}
    if multipart and size > PART:
        count = -(-size // PART)
        upload["header"] = {"chunk_size": str(PART)} | {
            str(n): call.url(f"{base}/{n}?{signing.query(call, 'part', str(n), *facts)}")
            for n in range(1, count + 1)
        }
    verify_path = f"{call.request.scope['raw_path'].decode().removesuffix('/objects/batch')}/verify"
    return {**told, "actions": {"upload": upload, "verify": {"href": call.url(verify_path)}}}


def _signed(call: Call, *what: str) -> tuple[Repo, str, int]:
    facts = (call.args["id"], call.args["sha256"], call.args["size"])
    if not signing.valid(call, *what, *facts):
        raise Refusal(403, "This upload link is not valid, or not any more")
    repo = call.store.repos.by_id(int(facts[0]))
    if repo is None:
        raise Refusal(404, "Repository not found", "RepoNotFound")
    return repo, facts[1], int(facts[2])


def _told(part: Mapping[str, Any]) -> tuple[int, str]:
    """The number and digest of a part, as the client tells them."""
    digest = str(part.get("etag")).strip('"')
    return int(part["partNumber"]), digest if SHA256.fullmatch(digest) else ""


def _part_path(directory: Path, repo: Repo, sha256: str, number: int, digest: str) -> Path:
    """Its name tells what arrived: nothing is read again to compare it."""
    return directory / f"{repo.id}-{sha256}-{number}-{digest}"
