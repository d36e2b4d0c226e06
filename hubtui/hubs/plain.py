"""Plain GETs of content over kept-alive connections, by the standard library.

A request costs a quarter of the processor time that it costs through httpx or requests, and of many small
files that is most of the time that a copy takes. Where a proxy is set for the host this is not the way to
go: ask `applies` first.
"""

from __future__ import annotations

import http.client
import os
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from hubtui.errors import Offline, Refused
from hubtui.hubs.streams import BLOCK
from hubtui.hubs.traffic import Way
from hubtui.origins import Origin, is_loopback, is_private_way, origin

CONNECT, SILENCE = 10.0, 60.0
"""Seconds until a connection has to stand, and without a byte until it counts as broken."""
KEEP = 30.0
"""Seconds for which an idle connection is used again."""
REDIRECTS = 5
MOVED = (301, 302, 303, 307, 308)
_LOST = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, http.client.CannotSendRequest)
Answer = http.client.HTTPResponse


def applies(url: str) -> bool:
    """Whether the host is reached directly: no proxy is set for it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return is_loopback(host) or parts.scheme not in getproxies() or bool(proxy_bypass(host))


class PlainGet:
    """Safe to use from several threads. Private headers go to the endpoint's own origin only."""

    def __init__(self, title: str, way: Way, private: Mapping[str, str], agent: str) -> None:
        self._title = title
        self._way = way
        self._home = origin(way.endpoint)
        self._private = dict(private)
        self._agent = agent
        self._idle: dict[Origin, list[tuple[float, http.client.HTTPConnection]]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def open(self, url: str, headers: Mapping[str, str]) -> Iterator[Answer]:
        """The answer, redirects followed; whatever its status. What is left unread ends the connection.

        Raises Offline for what the network does, and Refused for a redirect that leaves https.
        """
        for _ in range(REDIRECTS):
            connection, answer = self._ask(url, headers)
            try:
                target = answer.headers.get("Location", "") if answer.status in MOVED else ""
                if not target:
                    yield answer
                    return
                self._skip(url, answer)
            finally:
                self._give_back(url, connection, answer)
            url = self._followed(url, target)
        raise Refused(f"more than {REDIRECTS} redirects", hub=self._title)

    def blocks(self, url: str, answer: Answer) -> Iterator[bytes]:
        """The body as it arrives. Offline when it ends before its announced length."""
        try:
            while block := answer.read(BLOCK):
                yield block
        except (OSError, http.client.HTTPException) as error:
            raise self._offline(url, error) from None
        if answer.length:
            raise Offline(f"the content ended {answer.length:,} bytes early", hub=self._title)

    def _skip(self, url: str, answer: Answer) -> None:
        """The body of a redirect, so that the connection can be used again."""
        for _ in self.blocks(url, answer):
            pass

    def close(self) -> None:
        with self._lock:
            idle = [connection for kept in self._idle.values() for _, connection in kept]
            self._idle.clear()
        for connection in idle:
            connection.close()

    def _ask(self, url: str, headers: Mapping[str, str]) -> tuple[http.client.HTTPConnection, Answer]:
        """One request. A kept connection that the server has closed meanwhile is replaced, once."""
        parts, host, asked = urlsplit(url), origin(url), self._way.ask("GET", url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"User-Agent": self._agent, **headers, **(self._private if host == self._home else {})}
        while True:
            kept = self._kept(host)
            connection = kept or _connection(host)
            try:
                if kept is None:
                    connection.connect()
                    connection.sock.settimeout(SILENCE)
                connection.request("GET", path, headers=sent)
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if kept is None or not isinstance(error, _LOST):
                    offline = self._offline(url, error)
                    asked.failed(offline.message)
                    raise offline from None
            else:
                asked.answered(answer.status, answer.headers)
                return connection, answer

    def _kept(self, host: Origin) -> http.client.HTTPConnection | None:
        now = time.monotonic()
        with self._lock:
            kept = self._idle.get(host, [])
            while kept:
                since, connection = kept.pop()
                if now - since < KEEP:
                    return connection
                connection.close()
        return None

    def _give_back(self, url: str, connection: http.client.HTTPConnection, answer: Answer) -> None:
        if not answer.isclosed() or answer.will_close:
            connection.close()
            return
        with self._lock:
            self._idle.setdefault(origin(url), []).append((time.monotonic(), connection))

    def _followed(self, url: str, target: str) -> str:
        following = urljoin(url, target)
        if not is_private_way(following):
            parts = urlsplit(following)
            raise Refused(f"a redirect to {parts.scheme}://{parts.hostname}", hub=self._title)
        return following

    def _offline(self, url: str, error: Exception) -> Offline:
        words = "no answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        return Offline(f"cannot reach {urlsplit(url).netloc}: {words}", hub=self._title)


def _connection(host: Origin) -> http.client.HTTPConnection:
    scheme, name, port = host
    if scheme == "https":
        return http.client.HTTPSConnection(name, port, timeout=CONNECT, context=_tls())
    return http.client.HTTPConnection(name, port, timeout=CONNECT)


@cache
def _tls() -> ssl.SSLContext:
    """The certificates that the SDKs' clients trust: the user's own file, else certifi's."""
    import certifi

    chosen = os.environ.get("SSL_CERT_FILE") or os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where()
    return ssl.create_default_context(cafile=chosen)
