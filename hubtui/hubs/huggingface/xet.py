"""Hugging Face's xet store: files go there in pieces, of which it may have some already, and come from there.

hf_xet has its own connections, retries and memory: what it builds takes some 300 MB however large a file is,
so one upload runs at a time.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2
from huggingface_hub.utils._runtime import is_xet_available

from hubtui.errors import Corrupt, NotFound, Offline, Unauthorized, Unavailable
from hubtui.hubs.streams import BLOCK
from hubtui.model import Upload

SMALLEST = 4 * 1024 * 1024
"""Below this size a file is one request by LFS, and several by xet."""
FAILURES = 2
"""So many uploads that fail one after another, and the LFS way is taken from then on: not every network lets
one reach the store."""
_EARLY = 60
"""Seconds before its end at which a token is not used any more."""
_HUB = "Hugging Face xet store"
_CONFIG = {
    "telemetry.enabled": False,
    # Failures come back soon: who asks again, and when, is for the caller to say and for the user to see.
    "client.retry_max_attempts": 2,
    "client.retry_base_delay": "500ms",
    "client.connect_timeout": "10s",
    "client.ac_max_upload_concurrency": 8,
    "data.ingestion_block_size": BLOCK,
    "reconstruction.download_buffer_size": 32_000_000,
    "reconstruction.download_buffer_perfile_size": 16_000_000,
    "reconstruction.download_buffer_limit": 64_000_000,
    "reconstruction.min_reconstruction_fetch_size": 16_000_000,
    "reconstruction.max_reconstruction_fetch_size": 64_000_000,
    "reconstruction.min_prefetch_buffer": 16_000_000,
}


@dataclass(frozen=True, slots=True)
class _Token:
    endpoint: str
    access: str
    expires: int


class Xet:
    """The store as one account reaches it. Safe to use from several threads."""

    def __init__(self, get: Callable[[str], httpx2.Response], headers: Mapping[str, str]) -> None:
        self._get = get
        known = {name.lower(): value for name, value in headers.items()}
        self._private = {name: known[name] for name in ("authorization", "user-agent") if name in known}
        self._public = {"user-agent": known.get("user-agent", "hubtui")}
        self._tokens: dict[str, _Token | None] = {}
        self._failures = 0
        self._uploading = threading.Lock()

    def takes(self, route: str, upload: Upload) -> bool:
        """Whether the file is to go to the store, by the repo's write token `route`."""
        wanted = upload.size >= SMALLEST and self._failures < FAILURES and is_xet_available()
        return wanted and self._token(route) is not None

    def put(self, route: str, upload: Upload, chunks: Iterator[bytes]) -> None:
        """Send a content, streamed. What `chunks` raises comes through as it is, and ends the upload."""
        with self._uploading:
            with self._counted():
                commit = _session().new_upload_commit(**self._access(route))
            try:
                with self._counted():
                    stream = commit.start_upload_stream(name=upload.path, sha256=upload.sha256)
                for chunk in _checked(upload, chunks):
                    with self._counted():
                        stream.write(chunk)
                with self._counted():
                    stream.finish()
                    commit.wait_to_finish()
            except BaseException:
                commit.abort()
                raise
        self._failures = 0

    def read(self, route: str, xet_hash: str, size: int, offset: int, length: int | None) -> Iterator[bytes]:
        """The content from `offset` on, by the repo's read token `route`."""
        import hf_xet

        end = size if length is None else min(size, offset + length)
        if offset >= end:
            return
        with _translated():
            group = _session().new_download_stream_group(**self._access(route))
            stream = iter(group.download_stream(hf_xet.XetFileInfo(xet_hash, size), offset, end))
        try:
            while True:
                with _translated():
                    block = next(stream, b"")
                if not block:
                    return
                for start in range(0, len(block), BLOCK):
                    yield block[start : start + BLOCK]
        finally:
            stream.cancel()

    def _access(self, route: str) -> Mapping[str, Any]:
        token = self._token(route)
        if token is None:
            raise Unavailable("the hub keeps nothing there any more", hub=_HUB)
        return {
            "endpoint": token.endpoint,
            "token": token.access,
            "token_expiry_unix_secs": token.expires,
            "token_refresh_url": route,
            "token_refresh_headers": self._private,
            "custom_headers": self._public,
        }

    def _token(self, route: str) -> _Token | None:
        """None where the hub has no such store."""
        known = self._tokens.get(route)
        if route in self._tokens and (known is None or known.expires - _EARLY > time.time()):
            return known
        try:
            told = self._get(route).json()
            token = _Token(str(told["casUrl"]), str(told["accessToken"]), int(told["exp"]))
        except NotFound:
            token = None
        self._tokens[route] = token
        return token

    @contextmanager
    def _counted(self) -> Iterator[None]:
        try:
            with _translated():
                yield
        except (Offline, Unavailable):
            self._failures += 1
            raise


def _checked(upload: Upload, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks; Corrupt at their end when they are not what was announced: the store takes anything."""
    sha256, size = hashlib.sha256(), 0
    for chunk in chunks:
        sha256.update(chunk)
        size += len(chunk)
        yield chunk
    if (size, sha256.hexdigest()) != (upload.size, upload.sha256):
        raise Corrupt(f"{upload.path} is not what was announced: {size:,} bytes came", hub=_HUB)


@cache
def _session() -> Any:
    """hf_xet's threads and connections, for all accounts: tokens are given with each transfer."""
    import hf_xet

    return hf_xet.XetSession(hf_xet.XetConfig().with_config(_CONFIG))


@contextmanager
def _translated() -> Iterator[None]:
    """hf_xet raises Python's own errors, with the words of its Rust libraries."""
    import hf_xet

    try:
        yield
    except hf_xet.XetAuthenticationError as error:
        raise Unauthorized(str(error), hub=_HUB) from None
    except ConnectionError as error:
        raise Offline(str(error), hub=_HUB) from None
    except (OSError, RuntimeError, ValueError, TypeError) as error:
        raise Unavailable(str(error), hub=_HUB) from None
