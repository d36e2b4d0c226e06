"""Hugging Face's file content, read: by the resolve route, and past it where the hub has shown the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import httpx2
from huggingface_hub.utils import hf_raise_for_status
from huggingface_hub.utils._runtime import is_xet_available

from hubtui.hubs.huggingface.connection import Connection, opened, translated
from hubtui.hubs.huggingface.xet import Xet
from hubtui.hubs.plain import Got, applies
from hubtui.hubs.streams import BLOCK, PAST_THE_END, bytes_range, limited, skip
from hubtui.hubs.traffic import Headers
from hubtui.model import RepoKey, is_oid
from hubtui.secret import Secret

_PLAIN = {"Accept-Encoding": "identity"}
_ELSEWHERE = (400, 404, 405, 410)
"""What the shorter way may say of a file that the longer one gives."""


_NOT_HERE = (400, 413, 501)
"""What the host of large files may say of one that only the xet store gives."""
_LINK = re.compile(r'<([^>]*)>\s*;\s*rel="([^"]*)"')


class _ByXetOnly(Exception):
    """Where the xet store has the file."""

    def __init__(self, route: str, xet_hash: str, size: int) -> None:
        super().__init__(xet_hash)
        self.route = route
        self.xet_hash = xet_hash
        self.size = size


class Reading(Connection):
    def __init__(self, endpoint: str, token: Secret | None, account: str = "") -> None:
        super().__init__(endpoint, token, account)
        self._shorter: dict[tuple[RepoKey, str], str] = {}
        """Where the resolve route leads for the ordinary files of a commit: the same place for all of them,
        but for their paths. Asking there halves the requests, of which the hub counts the first kind."""
        self._xet = Xet(self._get, self._headers)

    def read(
        self, repo: RepoKey, revision: str, path: str, *, offset: int = 0, length: int | None = None
    ) -> Iterator[bytes]:
        """From the resolve route, redirects followed; the token stays with this hub's own host."""
        if length == 0:
            return
        url = self._resolve_url(repo, revision, path)
        headers = {**_PLAIN, **bytes_range(offset, length)}
        asked = self._read_plainly if applies(url) else self._read_by_sdk
        try:
            with translated(), asked(url, headers) as (status, blocks):
                yield from limited(skip(blocks, offset) if status == 200 else blocks, length)
        except _ByXetOnly as told:
            yield from self._xet.read(told.route, told.xet_hash, told.size, offset, length)

    def read_ordinary(self, repo: RepoKey, revision: str, path: str) -> Iterator[bytes]:
        url = self._resolve_url(repo, revision, path)
        if not is_oid(revision) or not applies(url):
            yield from self.read(repo, revision, path)
            return
        with translated(), self._opened_shorter(repo, revision, path, url) as answer:
            yield from _checked(url, answer)[1]

    def _resolve_url(self, repo: RepoKey, revision: str, path: str) -> str:
        return f"{self.endpoint}/{repo}/resolve/{quote(revision, safe='')}/{quote(path)}"

    @contextmanager
    def _opened_shorter(self, repo: RepoKey, revision: str, path: str, url: str) -> Iterator[Got]:
        """The long way for a commit's first file, and again where the shorter one leads nowhere."""
        shorter = self._shorter.get((repo, revision))
        if shorter is not None:
            with self._plain.open(f"{shorter}{quote(path)}", _PLAIN) as answer:
                if answer.status not in _ELSEWHERE:
                    yield answer
                    return
            self._shorter.pop((repo, revision), None)
        with self._plain.open(url, _PLAIN) as answer:
            self._learn(repo, revision, path, answer)
            yield answer

    @contextmanager
    def _read_plainly(self, url: str, headers: Mapping[str, str]) -> Iterator[tuple[int, Iterator[bytes]]]:
        with self._plain.open(url, headers) as answer:
            self._check_way(answer.status, answer.via)
            yield _checked(url, answer)

    def _check_way(self, status: int, via: Headers | None) -> None:
        """Very large files come from the xet store alone: the host that the hub leads to refuses them."""
        if via is None or status not in _NOT_HERE:
            return
        route = _linked(via.get("Link") or "", "xet-auth") or via.get("X-Xet-Refresh-Route") or ""
        xet_hash, size = via.get("X-Xet-Hash") or "", via.get("X-Linked-Size") or ""
        if xet_hash and size.isdecimal() and self._way.is_home(route) and is_xet_available():
            raise _ByXetOnly(route, xet_hash, int(size))

    def _learn(self, repo: RepoKey, revision: str, path: str, answer: Got) -> None:
        """Where this file was, the commit's other ordinary files are. Large ones are on another host."""
        parts, below = urlsplit(answer.url), quote(path)
        is_here = answer.via is not None and answer.status == 200 and self._way.is_home(answer.url)
        if is_here and parts.path.endswith(f"/{revision}/{below}"):
            place = parts.path.removesuffix(below)
            self._shorter[repo, revision] = f"{parts.scheme}://{parts.netloc}{place}"

    @contextmanager
    def _read_by_sdk(self, url: str, headers: Mapping[str, str]) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Where a proxy stands between."""

        def check(response: httpx2.Response) -> None:
            self._check_way(response.status_code, response.history[0].headers if response.history else None)

        asked = opened(url, {**self._headers, **headers}, expected=PAST_THE_END, before=check)
        with asked as response:
            ends = response.status_code == PAST_THE_END
            yield response.status_code, iter(()) if ends else response.iter_bytes(BLOCK)


def _linked(header: str, relation: str) -> str:
    """The URL that a Link header gives for this relation."""
    return next((url for url, named in _LINK.findall(header) if named == relation), "")


def _checked(url: str, answer: Got) -> tuple[int, Iterator[bytes]]:
    """The status and what follows it; the hub's refusal is raised."""
    if answer.status == PAST_THE_END:
        return answer.status, iter(())
    if answer.status >= 400:
        hf_raise_for_status(_response(url, answer))
    return answer.status, answer.blocks()


def _response(url: str, answer: Got) -> httpx2.Response:
    """As httpx would have had it, for the SDK to read the hub's refusal from."""
    told, request = [*answer.headers.items()], httpx2.Request("GET", url)
    return httpx2.Response(answer.status, headers=told, content=answer.read(), request=request)
