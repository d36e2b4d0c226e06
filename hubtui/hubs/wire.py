"""One HTTP/1.1 connection that is kept open: a request, its answer, the next request. Nothing is tried twice.

Answers are taken apart by httptools: of a small file, that is most of what reading it costs a processor.
"""

from __future__ import annotations

import os
import select
import socket
import ssl
import time
from collections.abc import ItemsView, Iterator
from functools import cache

import httptools

from hubtui.hubs.streams import BLOCK
from hubtui.origins import Origin

CONNECT, SILENCE = 10.0, 60.0
"""Seconds until a connection has to stand, and without a byte until it counts as broken."""
FLOOR = 16 * 1024
"""Bytes that have to come in `SILENCE` seconds of waiting: an answer that drips counts as broken too."""
HEAD = 64 * 1024
"""The longest head of an answer, and how much is read at once while it is looked for."""
PATIENCE = 0.25
"""Seconds after which a block is handed on although it is not full."""


class NotHttp(OSError):
    """What arrived is no answer."""


class Headers:
    """Found by name in any case."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def add(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        known = self._values.get(key)
        self._values[key] = text if known is None else f"{known}, {text}"

    def get(self, name: str, default: str = "", /) -> str:
        return self._values.get(name.lower(), default)

    def items(self) -> ItemsView[str, str]:
        return self._values.items()


class Answer:
    """The head of an answer."""

    def __init__(self) -> None:
        self.status = 0
        self.reason = ""
        self.headers = Headers()


class Wire:
    """For one thread at a time. Raises OSError for whatever goes wrong on the way."""

    def __init__(self, host: Origin) -> None:
        scheme, name, port = host
        self._socket = socket.create_connection((name, port), timeout=CONNECT)
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if scheme == "https":
                self._socket = tls().wrap_socket(self._socket, server_hostname=name)
            self._socket.settimeout(SILENCE)
        except BaseException:
            self._socket.close()
            raise
        self._answer = Answer()
        self._parts: list[bytes] = []
        """Of the body, what came with the head or between its chunks."""
        self._left: int | None = None
        """How much of a body of known length has yet to be read."""
        self._has_head = self._is_whole = self._keeps = False
        self._read = 0
        self._waited, self._came = 0.0, 0
        """Seconds since the last `FLOOR` bytes of this answer, spent waiting, and what came in them."""

    @property
    def is_free(self) -> bool:
        """Whether the next request may be made: the whole answer was read, and the server stays."""
        return self._is_whole and self._keeps

    @property
    def is_stale(self) -> bool:
        """Whether the server has closed it meanwhile, or said what nobody asked for."""
        waiting = select.poll()
        waiting.register(self._socket, select.POLLIN)
        return bool(waiting.poll(0))

    @property
    def missing(self) -> int:
        """Bytes of the body that were announced and not read yet."""
        return self._left or 0

    def close(self) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> Answer:
        """Send a request without a body; the head of its answer."""
        self._socket.sendall(request)
        return self.answer()

    def answer(self) -> Answer:
        """The head of the answer to what was sent."""
        self._answer, self._parts, self._left, self._read = Answer(), [], None, 0
        self._has_head = self._is_whole = self._keeps = False
        self._waited, self._came = 0.0, 0
        self._parser = httptools.HttpResponseParser(self)
        while not self._has_head:
            if not self._feed():
                raise ConnectionResetError("the server closed the connection without an answer")
        return self._answer

    def blocks(self) -> Iterator[bytes]:
        """The body as it arrives. EOFError when it ends too early."""
        while True:
            if self._parts:
                yield b"".join(self._taken())
            elif self._is_whole:
                return
            elif self._left is None:
                self._feed_body()
            else:
                yield from self._direct(self._left)

    def _taken(self) -> list[bytes]:
        parts, self._parts = self._parts, []
        return parts

    def _direct(self, left: int) -> Iterator[bytes]:
        """The rest of a body whose length is known, past the parser. What came before a break is not lost.

        One buffer for all blocks: a new one for each would be cleared by Python and the system first.
        """
        buffer = memoryview(bytearray(min(BLOCK, left)))
        while left:
            block, error = self._fill(buffer[:left])
            left -= len(block)
            self._left = left
            if not left:
                self._is_whole = True
            if block:
                yield block
            if error is not None:
                raise error
        self._is_whole = True

    def _fill(self, buffer: memoryview) -> tuple[bytes, Exception | None]:
        filled, until = 0, time.monotonic() + PATIENCE
        try:
            while filled < len(buffer):
                began = time.monotonic()
                count = self._socket.recv_into(buffer[filled:])
                self._check_pace(began, count)
                if not count:
                    raise EOFError
                filled += count
                if time.monotonic() > until:
                    break
        except (OSError, EOFError) as error:
            return bytes(buffer[:filled]), error
        return bytes(buffer[:filled]), None

    def _feed_body(self) -> None:
        """More of a body whose length is not known: it may end with the connection, unless it has chunks."""
        if not self._feed():
            if "chunked" in self._answer.headers.get("Transfer-Encoding").lower():
                raise EOFError
            self._is_whole, self._keeps = True, False

    def _feed(self) -> bool:
        """Take in what has arrived. False when the server will send no more."""
        began = time.monotonic()
        data = self._socket.recv(HEAD)
        self._check_pace(began, len(data))
        self._read += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            raise NotHttp(f"not an answer in HTTP: {error}") from None
        if not self._has_head and self._read > HEAD:
            raise NotHttp("the head of the answer does not end")
        return bool(data)

    def _check_pace(self, began: float, count: int) -> None:
        """TimeoutError when too little comes, however steadily. Only waiting counts: who reads slowly may."""
        self._waited += time.monotonic() - began
        self._came += count
        if self._came >= FLOOR:
            self._waited, self._came = 0.0, 0
        elif self._waited > SILENCE:
            raise TimeoutError(f"{self._came} bytes in {self._waited:.0f} s")

    # --- what httptools finds

    def on_message_begin(self) -> None:
        if self._is_whole:
            raise NotHttp("more than one answer")

    def on_status(self, reason: bytes) -> None:
        self._answer.reason += reason.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers.add(name, value)

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            return
        self._answer.status = status
        self._keeps = self._parser.should_keep_alive()
        self._left = _length(self._answer.headers)
        self._has_head = True

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)
        if self._left is not None:
            self._left -= len(body)

    def on_message_complete(self) -> None:
        if self._has_head:
            self._is_whole = True
        else:  # 100 Continue and the like come before the answer
            self._answer = Answer()


def _length(headers: Headers) -> int | None:
    """What the head says that the body has, if that is how its end is known."""
    text = headers.get("Content-Length")
    return int(text) if text.isdecimal() and not headers.get("Transfer-Encoding") else None


@cache
def tls() -> ssl.SSLContext:
    """The certificates that the SDKs' clients trust: the user's own file, else certifi's."""
    import certifi

    chosen = os.environ.get("SSL_CERT_FILE") or os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where()
    return ssl.create_default_context(cafile=chosen)
