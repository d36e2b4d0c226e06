"""What can happen to an answer on its way out: each kind of damage is a `send` around another `send`."""

from __future__ import annotations

import socket
import struct
from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive, Scope, Send

TRANSPORT = "transport"
"""Where the state of a request keeps its connection."""
BURSTS = 10
"""In so many pieces a second an answer of a limited rate is sent, unless they would be less than a byte."""

Sleep = Callable[[float], Awaitable[object]]
Then = Callable[[], Awaitable[None]]


class HangUp(Exception):
    """The connection ends here, whatever of the answer was still to come."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__()
        self._reset = reset

    async def carry_out(self, scope: Scope, receive: Receive) -> None:
        transport = scope["state"][TRANSPORT]
        if self._reset:
            at_once = struct.pack("ii", 1, 0)
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            transport.abort()
        else:
            transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass


class WrongByte:
    """One byte of the body is another; all else is as it should be."""

    def __init__(self, send: Send, offset: int) -> None:
        self._send = send
        self._left = offset

    async def __call__(self, message: Message) -> None:
        body = message.get("body", b"")
        if 0 <= self._left < len(body):
            wrong = bytes([body[self._left] ^ 0xFF])
            message = {**message, "body": body[: self._left] + wrong + body[self._left + 1 :]}
        self._left -= len(body)
        await self._send(message)


class Shortened:
    """The last bytes of the body are missing, and the Content-Length knows it."""

    def __init__(self, send: Send, missing: int) -> None:
        self._send = send
        self._missing = missing
        self._left = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._left = max(content_length(message) - self._missing, 0)
            others = [each for each in message["headers"] if each[0] != b"content-length"]
            message = {**message, "headers": [*others, (b"content-length", b"%d" % self._left)]}
        else:
            body = message.get("body", b"")[: self._left]
            self._left -= len(body)
            message = {**message, "body": body}
        await self._send(message)


class Interrupted:
    """Some of the body passes; then something happens, once; then the rest passes."""

    def __init__(self, send: Send, after: int, then: Then) -> None:
        """`after` counts bytes, from the end of the body if it is negative."""
        self._send = send
        self._left = after
        self._then: Then | None = then

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._left < 0:
            self._left = max(content_length(message) + self._left, 0)
        body = message.get("body", b"")
        if self._then is not None and len(body) > self._left:
            await self._send({**message, "body": body[: self._left], "more_body": True})
            message = {**message, "body": body[self._left :]}
            then, self._then = self._then, None
            await then()
        self._left -= len(body)
        await self._send(message)


class Held:
    """Before the first byte of the answer goes out, something happens."""

    def __init__(self, send: Send, then: Then) -> None:
        self._send = send
        self._then = then

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._then()
        await self._send(message)


class Paced:
    """So many bytes of the body go out in a second."""

    def __init__(self, send: Send, rate: int, sleep: Sleep) -> None:
        self._send = send
        self._rate = rate
        self._sleep = sleep

    async def __call__(self, message: Message) -> None:
        body = message.get("body", b"")
        piece = max(self._rate // BURSTS, 1)
        for start in range(0, len(body), piece):
            part = body[start : start + piece]
            await self._sleep(len(part) / self._rate)
            await self._send({**message, "body": part, "more_body": True})
        await self._send({**message, "body": b""} if body else message)


class PacedIn:
    """So many bytes of the request's body come in in a second."""

    def __init__(self, receive: Receive, rate: int, sleep: Sleep) -> None:
        self._receive = receive
        self._rate = rate
        self._sleep = sleep

    async def __call__(self) -> Message:
        message = await self._receive()
        if message.get("body"):
            await self._sleep(len(message["body"]) / self._rate)
        return message


async def hang_up(scope: Scope, send: Send, *, reset: bool) -> None:
    """End the connection in the middle of a body, once what was sent of it is on its way."""
    scope["state"][TRANSPORT].set_write_buffer_limits(0)
    await send({"type": "http.response.body", "body": b"", "more_body": True})
    raise HangUp(reset=reset)


def content_length(message: Message) -> int:
    """How long the head of an answer says that its body is."""
    return int(dict(message["headers"]).get(b"content-length", 0))
