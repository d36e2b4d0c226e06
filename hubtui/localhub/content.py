"""File contents over HTTP: sent whole or in part, received in pieces; memory stays flat both ways."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import BinaryIO
from urllib.parse import quote

from anyio import to_thread
from starlette.responses import Response, StreamingResponse

from hubtui.localhub.blobs import CHUNK, SMALL, Blobs, Incoming
from hubtui.localhub.records import Entry
from hubtui.localhub.web import Call, Refusal

RANGE = re.compile(r"bytes=(\d*)-(\d*)")
TEXT_SUFFIXES = (
    ".md",
    ".json",
    ".txt",
    ".py",
    ".yaml",
    ".yml",
    ".csv",
    ".jsonl",
    ".gitattributes",
    ".gitignore",
)


def send(call: Call, sha256: str, size: int, headers: dict[str, str]) -> Response:
    """The content, or the part of it that a Range asks for."""
    headers = {"Accept-Ranges": "bytes", **headers}
    start, end, status = 0, size, 200
    wanted = _range(call, size, headers.get("ETag", ""))
    if wanted is not None:
        (start, end), status = wanted, 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    if call.method == "HEAD":
        return Response(status_code=status, headers=headers)
    if size <= SMALL:
        return Response(call.store.blobs.small(sha256)[start:end], status, headers)
    return StreamingResponse(_read(call.store.blobs, sha256, start, end), status, headers)


def disposition(path: str) -> str:
    """The Content-Disposition of a file."""
    name = quote(path.rsplit("/", 1)[-1])
    return f"inline; filename*=UTF-8''{name}; filename=\"{name}\";"


def media_type(path: str) -> str:
    return "text/plain; charset=utf-8" if path.endswith(TEXT_SUFFIXES) else "application/octet-stream"


def _range(call: Call, size: int, etag: str) -> tuple[int, int] | None:
    found = RANGE.fullmatch(call.header("range").strip())
    if found is None or not any(found.groups()):
        return None
    if call.header("if-range") not in ("", etag):
        return None
    first, last = found.groups()
    if first:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    else:
        start, end = max(size - int(last), 0), size
    if start >= size or start == end:
        raise Refusal(416, "Range Not Satisfiable", headers={"Content-Range": f"bytes */{size}"})
    return start, end


async def _read(blobs: Blobs, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
    file: BinaryIO = await to_thread.run_sync(blobs.path(sha256).open, "rb", 0)
    try:
        file.seek(start)
        left = end - start
        while left:
            data = await to_thread.run_sync(file.read, min(CHUNK, left))
            if not data:
                return
            left -= len(data)
            yield data
    finally:
        file.close()


async def receive(call: Call, incoming: Incoming, limit: int) -> None:
    """Write the request's body as it arrives; more than `limit` bytes are refused."""
    held: list[bytes] = []
    size = 0
    async for data in call.request.stream():
        held.append(data)
        size += len(data)
        if incoming.size + size > limit:
            raise Refusal(400, f"More than the {limit} bytes that were announced arrived")
        if size >= CHUNK:
            await to_thread.run_sync(incoming.write_all, held)
            held, size = [], 0
    if held:
        await to_thread.run_sync(incoming.write_all, held)


async def receive_blob(call: Call, sha256: str, size: int) -> None:
    """Take in one content that was announced by hash and size, or refuse it."""
    with call.store.blobs.receive() as incoming:
        await receive(call, incoming, size)
        if (incoming.size, incoming.sha256) != (size, sha256):
            raise Refusal(
                400, f"Content has {incoming.size} bytes and sha256 {incoming.sha256}, not as announced"
            )
        call.store.blobs.adopt(incoming)


def etag(entry: Entry) -> str:
    """What names a file's content: its sha256 if it is LFS, its git oid otherwise."""
    return f'"{entry.sha256 if entry.kind == "lfs" else entry.oid}"'
