"""Plain GETs of content over kept-alive connections.

A request costs a tenth of the processor time that it costs through httpx or requests, and of many small
files that is most of the time that a copy takes. Where a proxy is set for the host this is not the way to
go: ask `applies` first.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from hubtui.errors import Offline, Refused
from hubtui.hubs.answers import without_number
from hubtui.hubs.traffic import Way
from hubtui.hubs.wire import Answer, Headers, Wire
from hubtui.origins import Origin, is_loopback, is_private_way, origin

KEEP = 30.0
"""Seconds for which an idle connection is used again."""
REDIRECTS = 5
MOVED = (301, 302, 303, 307, 308)
_LOST = (ConnectionResetError, BrokenPipeError)
_TARGET = re.compile(r"[\x21-\x7e]+")


def applies(url: str) -> bool:
    """Whether the host is reached directly: no proxy is set for it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return is_loopback(host) or parts.scheme not in getproxies() or bool(proxy_bypass(host))


class Got:
    """An answer whose body is being read."""

    def __init__(self, url: str, via: Headers | None, wire: Wire, answer: Answer, title: str) -> None:
        self.url = url
        """Where redirects led."""
        self.via = via
        """Of the first redirect, where there was one."""
        self.status = answer.status
        self.reason = answer.reason
        self.headers = answer.headers
        self._wire = wire
        self._title = title

    def blocks(self) -> Iterator[bytes]:
        """The body as it arrives. Offline when it ends before its announced length."""
        try:
            yield from self._wire.blocks()
        except EOFError:
            words = f"the content ended {self._wire.missing:,} bytes early"
            raise Offline(words, hub=self._title) from None
        except OSError as error:
            raise offline(self.url, error, self._title) from None

    def read(self) -> bytes:
        """The rest of the body in one piece. For small ones."""
        return b"".join(self.blocks())


class PlainGet:
    """Safe to use from several threads. Private headers go to the endpoint's own origin only."""

    def __init__(self, title: str, way: Way, private: Mapping[str, str], agent: str) -> None:
        self._title = title
        self._way = way
        self._home = origin(way.endpoint)
        self._private = dict(private)
        self._agent = agent
        self._idle: dict[Origin, list[tuple[float, Wire]]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def open(self, url: str, headers: Mapping[str, str]) -> Iterator[Got]:
        """The answer, redirects followed; whatever its status. What is left unread ends the connection.

        Raises Offline for what the network does, and Refused for a redirect that leaves https.
        """
        via: Headers | None = None
        for _ in range(REDIRECTS):
            host = origin(url)
            wire, answer = self._ask(url, host, headers)
            got = Got(url, via, wire, answer, self._title)
            try:
                target = answer.headers.get("Location") if answer.status in MOVED else ""
                if not target:
                    yield got
                    return
                got.read()
                via = via or answer.headers
            finally:
                self._give_back(host, wire)
            url = self._followed(url, target)
        raise Refused(f"more than {REDIRECTS} redirects", hub=self._title)

    def close(self) -> None:
        with self._lock:
            idle = [wire for kept in self._idle.values() for _, wire in kept]
            self._idle.clear()
        for wire in idle:
            wire.close()

    def _ask(self, url: str, host: Origin, headers: Mapping[str, str]) -> tuple[Wire, Answer]:
        """One request. A kept connection that the server has closed meanwhile is replaced, once."""
        request = self._request(url, host, headers)
        asked = self._way.ask("GET", url, is_content=True)
        wire = self._kept(host)
        while True:
            kept = wire is not None
            try:
                wire = wire or Wire(host)
                answer = wire.ask(request)
            except (OSError, ValueError) as error:
                if wire is not None:
                    wire.close()
                if not kept or not isinstance(error, _LOST):
                    broken = offline(url, error, self._title)
                    asked.failed(broken.message)
                    raise broken from None
                wire = None
            else:
                asked.answered(answer.status, answer.headers)
                return wire, answer

    def _request(self, url: str, host: Origin, headers: Mapping[str, str]) -> bytes:
        """As it goes over the wire. Where it leads was said by a hub: no line of its own may come of it."""
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        name = parts.netloc.rpartition("@")[2]
        if not _TARGET.fullmatch(target) or not _TARGET.fullmatch(name):
            raise Refused(f"not a URL: {url!r}", hub=self._title)
        sent = {"Host": name, "User-Agent": self._agent, **headers}
        if host == self._home:
            sent |= self._private
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        return f"GET {target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")

    def _kept(self, host: Origin) -> Wire | None:
        now = time.monotonic()
        while True:
            with self._lock:
                kept = self._idle.get(host)
                if not kept:
                    return None
                since, wire = kept.pop()
            if now - since < KEEP and not wire.is_stale:
                return wire
            wire.close()

    def _give_back(self, host: Origin, wire: Wire) -> None:
        if not wire.is_free:
            wire.close()
            return
        with self._lock:
            self._idle.setdefault(host, []).append((time.monotonic(), wire))

    def _followed(self, url: str, target: str) -> str:
        following = urljoin(url, target)
        if not is_private_way(following):
            parts = urlsplit(following)
            raise Refused(f"a redirect to {parts.scheme}://{parts.hostname}", hub=self._title)
        return following


def offline(url: str, error: Exception, title: str) -> Offline:
    told = without_number(str(error)) or type(error).__name__
    words = "no answer in time" if isinstance(error, TimeoutError) else told
    return Offline(f"cannot reach {urlsplit(url).netloc.rpartition('@')[2]}: {words}", hub=title)
