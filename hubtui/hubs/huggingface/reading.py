"""Hugging Face's file content, read: by the resolve route, and past it where the hub has shown the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import httpx2
from huggingface_hub.utils import hf_raise_for_status

from hubtui.hubs.huggingface.connection import Connection, opened, translated
from hubtui.hubs.plain import Got, applies
from hubtui.hubs.streams import BLOCK, PAST_THE_END, bytes_range, limited, skip
from hubtui.model import RepoKey, is_oid
from hubtui.secret import Secret

_POINTER = b"version https://git-lfs.github.com/spec/"
_LONGEST_POINTER = 1024
_ELSEWHERE = (400, 404, 405, 410)
"""What the shorter way may say of a file that the longer one gives."""


class Reading(Connection):
    def __init__(self, endpoint: str, token: Secret | None, account: str = "") -> None:
        super().__init__(endpoint, token, account)
        self._shorter: dict[tuple[RepoKey, str], str] = {}
        """Where the resolve route leads for the ordinary files of a commit: the same place for all of them,
        but for their paths. Asking there halves the requests, of which the hub counts the first kind."""

    def read(
        self, repo: RepoKey, revision: str, path: str, *, offset: int = 0, length: int | None = None
    ) -> Iterator[bytes]:
        """From the resolve route, redirects followed; the token stays with this hub's own host."""
        if length == 0:
            return
        url = f"{self.endpoint}/{repo}/resolve/{quote(revision, safe='')}/{quote(path)}"
        headers = {"Accept-Encoding": "identity", **bytes_range(offset, length)}
        if not applies(url):
            asked = self._read_by_sdk(url, headers)
        elif offset or length is not None or not is_oid(revision):
            asked = self._read_plainly(url, headers)
        else:
            asked = self._read_whole(repo, revision, path, url, headers)
        with translated(), asked as (status, blocks):
            yield from limited(skip(blocks, offset) if status == 200 else blocks, length)

    @contextmanager
    def _read_plainly(self, url: str, headers: Mapping[str, str]) -> Iterator[tuple[int, Iterator[bytes]]]:
        with self._plain.open(url, headers) as answer:
            yield _checked(url, answer)

    @contextmanager
    def _read_whole(
        self, repo: RepoKey, revision: str, path: str, url: str, headers: Mapping[str, str]
    ) -> Iterator[tuple[int, Iterator[bytes]]]:
        shorter = self._shorter.get((repo, revision))
        if shorter is not None:
            with self._plain.open(f"{shorter}{quote(path)}", headers) as answer:
                first = _start(answer)
                if answer.status not in _ELSEWHERE and not first.startswith(_POINTER):
                    yield _checked(url, answer, first)
                    return
                if not first:
                    self._shorter.pop((repo, revision), None)
        with self._plain.open(url, headers) as answer:
            self._learn(repo, revision, path, answer)
            yield _checked(url, answer)

    def _learn(self, repo: RepoKey, revision: str, path: str, answer: Got) -> None:
        """Where this file was, the commit's other ordinary files are. Large ones are on another host."""
        parts, below = urlsplit(answer.url), quote(path)
        is_here = answer.was_moved and answer.status == 200 and self._way.is_home(answer.url)
        if is_here and parts.path.endswith(f"/{revision}/{below}"):
            place = parts.path.removesuffix(below)
            self._shorter[repo, revision] = f"{parts.scheme}://{parts.netloc}{place}"

    @contextmanager
    def _read_by_sdk(self, url: str, headers: Mapping[str, str]) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Where a proxy stands between."""
        with opened(url, {**self._headers, **headers}, expected=PAST_THE_END) as response:
            ends = response.status_code == PAST_THE_END
            yield response.status_code, iter(()) if ends else response.iter_bytes(BLOCK)


def _start(answer: Got) -> bytes:
    """All of what may be the pointer of an LFS file, not its content; of anything else nothing."""
    size = answer.headers.get("Content-Length")
    is_short = answer.status == 200 and size.isdecimal() and int(size) <= _LONGEST_POINTER
    return answer.read() if is_short else b""


def _checked(url: str, answer: Got, first: bytes = b"") -> tuple[int, Iterator[bytes]]:
    """The status and what follows it, `first` having been read already; the hub's refusal is raised."""
    if answer.status == PAST_THE_END:
        return answer.status, iter(())
    if answer.status >= 400:
        hf_raise_for_status(_response(url, answer))
    return answer.status, iter((first,)) if first else answer.blocks()


def _response(url: str, answer: Got) -> httpx2.Response:
    """As httpx would have had it, for the SDK to read the hub's refusal from."""
    told, request = [*answer.headers.items()], httpx2.Request("GET", url)
    return httpx2.Response(answer.status, headers=told, content=answer.read(), request=request)
