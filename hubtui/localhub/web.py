"""What both protocols share of HTTP: routes over raw paths, calls, refusals, the application around them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubtui.localhub.damage import HangUp
from hubtui.localhub.devices import Devices
from hubtui.localhub.records import LocalAccount
from hubtui.localhub.requests import RequestLog, Seen
from hubtui.localhub.store import Store

PLACEHOLDER = re.compile(r"\{(\w+)\}")
SHAPES = {"repo": "[^/]+/[^/]+", "path": ".+", "rest": ".*"}
"""What the placeholders of a route match; all others match one path segment."""


class Refusal(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, code: str = "", **extra: Any) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.target = ""
        """The raw path that was asked for."""
        self.business: int = extra.pop("business", 0)
        """What ModelScope's older interface numbers it with, where it is known."""
        self.body: dict[str, Any] = extra.pop("body", {})
        self.headers: dict[str, str] = extra.pop("headers", {})


class Call:
    """One request on its way through a handler."""

    def __init__(self, app: App, request: Request, args: Mapping[str, str]) -> None:
        self.app = app
        self.store: Store = app.store
        self.request = request
        self.query = request.query_params
        self.args = args
        """The placeholders of the route, unquoted."""
        self.account: LocalAccount | None = None

    @property
    def method(self) -> str:
        return self.request.method

    def header(self, name: str) -> str:
        return self.request.headers.get(name, "")

    def flag(self, name: str) -> bool:
        """Whether a query parameter says yes."""
        return self.query.get(name, "").lower() in ("true", "1", "yes")

    def number(self, name: str, default: int, low: int = 0, high: int = 10**15) -> int:
        """A whole number from the query, held within bounds."""
        text = self.query.get(name, "")
        if not text:
            return default
        if not re.fullmatch(r"\d{1,18}", text):
            raise Refusal(400, f"Invalid value for {name}: {text!r}")
        return min(max(int(text), low), high)

    async def json(self) -> dict[str, Any]:
        """The body as a JSON mapping; empty if there is no body."""
        body = await self.request.body()
        if not body:
            return {}
        try:
            data = json.loads(body)
        except ValueError:
            raise Refusal(400, "The request body is not valid JSON") from None
        if not isinstance(data, dict):
            raise Refusal(400, "The request body is not a JSON object")
        return data

    def url(self, path: str) -> str:
        """An absolute URL on this hub, as the caller reached it."""
        return f"http://{self.header('host') or self.app.host}{path}"


Handler = Callable[[Call], Awaitable[Response]]


class Routes:
    """Handlers by method and raw (still percent-encoded) path."""

    def __init__(self, **shapes: str) -> None:
        self._shapes = {**SHAPES, **shapes}
        self._by_method: dict[str, list[tuple[re.Pattern[str], Handler, bool]]] = {}

    def add(self, methods: str, template: str, *, signed: bool = False) -> Callable[[Handler], Handler]:
        """Register a handler; a signed route trusts its URL and looks at no token."""
        pattern = re.compile(PLACEHOLDER.sub(self._group, template))

        def register(handler: Handler) -> Handler:
            for method in methods.split():
                self._by_method.setdefault(method, []).append((pattern, handler, signed))
            return handler

        return register

    def include(self, other: Routes) -> None:
        for method, routes in other._by_method.items():
            self._by_method.setdefault(method, []).extend(routes)

    def find(self, method: str, raw: str) -> tuple[Handler, dict[str, str], bool] | None:
        for pattern, handler, signed in self._by_method.get(method, ()):
            found = pattern.fullmatch(raw)
            if found:
                return handler, {name: unquote(text) for name, text in found.groupdict("").items()}, signed
        return None

    def _group(self, placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        return f"(?P<{name}>{self._shapes.get(name, '[^/]+')})"


class Meter:
    """Counts one request's bytes, and records it before the client can know that it is over."""

    def __init__(
        self, hub: str, method: str, path: str, account: str, log: RequestLog, receive: Receive, send: Send
    ) -> None:
        self._what = (hub, method, path)
        self._account = account
        self._log: RequestLog | None = log
        self._receive = receive
        self._send = send
        self._status = self._received = self._sent = 0
        self._left: int | None = None
        """Bytes of the answer that have yet to be sent, if it said how many there are."""

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            length = dict(message["headers"]).get(b"content-length")
            self._left = 0 if self._what[1] == "HEAD" else int(length) if length else None
        elif self._what[1] != "HEAD":
            size = len(message.get("body", b""))
            self._sent += size
            self._left = None if self._left is None else self._left - size
        if self._left == 0 or (message["type"] == "http.response.body" and not message.get("more_body")):
            self.finish()
        await self._send(message)

    def finish(self) -> None:
        """Record the request, once."""
        if self._log is not None:
            counts = (self._status, self._received, self._sent)
            self._log.add(Seen(*self._what, *counts, self._account))
            self._log = None


class App:
    """One protocol as an ASGI application."""

    hub: ClassVar[str]
    routes: ClassVar[Routes]

    def __init__(
        self, store: Store, accounts: list[LocalAccount], log: RequestLog, latency: float = 0.0
    ) -> None:
        self.store = store
        self.accounts = [each for each in accounts if each.hub == self.hub]
        self.host = ""
        """`127.0.0.1:port`, once it listens."""
        self.outer: ASGIApp = self.answer
        """What a request goes through: faults and limits are put around `answer`."""
        self.revoked: set[bytes] = set()
        """Digests of tokens that are worth nothing any more."""
        self.devices = Devices()
        """Who signed in in a browser; on the Hugging Face side only."""
        self._by_token = {_digest(each.token): each for each in self.accounts}
        self._names = {each.token: self._name(each) for each in accounts}
        self._log = log
        self._latency = latency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        raw = scope["raw_path"].decode("latin-1")
        whose = self._carried(Request(scope))
        meter = Meter(self.hub, scope["method"], raw, whose, self._log, receive, send)
        if self._latency:
            await asyncio.sleep(self._latency)
        try:
            await self.outer(scope, meter.receive, meter.send)
        except ClientDisconnect:
            pass
        except HangUp as hang_up:
            meter.finish()
            await hang_up.carry_out(scope, receive)
        finally:
            meter.finish()

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(Request(scope, receive), scope["raw_path"].decode("latin-1"))
        await response(scope, receive, send)

    async def _respond(self, request: Request, raw: str) -> Response:
        try:
            found = self.routes.find(request.method, raw)
            if found is None:
                raise Refusal(404, "Sorry, we can't find the page you are looking for.")
            handler, args, signed = found
            call = Call(self, request, args)
            if not signed:
                call.account = self.authenticate(request)
            return await handler(call)
        except Refusal as refusal:
            refusal.target = raw
            return self.refuse(refusal, request.headers.get("x-request-id") or new_request_id())

    def _name(self, account: LocalAccount) -> str:
        return account.name if account.hub == self.hub else f"{account.hub}:{account.name}"

    def _all_names(self) -> Mapping[str, str]:
        """What the log calls whoever has each token, those of the Hugging Face side's devices too."""
        prefix = "" if self.hub == "hf" else "hf:"
        return {**self._names, **{token: prefix + name for token, name in self.devices.names().items()}}

    def _carried(self, request: Request) -> str:
        """Whose tokens are in the request's headers or URL: by what they hold, not by who is let in."""
        head = unquote("\n".join([str(request.url), *request.headers.values()]))
        found = {name for token, name in self._all_names().items() if token in head}
        if not found and (bearer(request) or "authorization" in request.headers):
            found.add("?")
        return "+".join(sorted(found))

    def account_of(self, token: str) -> LocalAccount | None:
        """Who a token belongs to; looked up by digest, so that timing tells nothing of the token."""
        return None if self.is_revoked(token) else self._by_token.get(_digest(token))

    def is_revoked(self, token: str) -> bool:
        return _digest(token) in self.revoked

    def revoke(self, token: str) -> None:
        """From now on nobody is signed in by this token."""
        self.revoked.add(_digest(token))

    def token(self, request: Request) -> str:
        """What the caller signs in with; empty for nobody."""
        return bearer(request)

    def authenticate(self, request: Request) -> LocalAccount | None:
        raise NotImplementedError

    def refuse(self, refusal: Refusal, request_id: str) -> Response:
        raise NotImplementedError


def bearer(request: Request) -> str:
    """The token of an Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def new_request_id() -> str:
    return f"Root=1-{uuid.uuid4()}"


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class Json(Response):
    """A JSON answer, compact."""

    media_type = "application/json; charset=utf-8"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
