"""How many requests a caller may make in a window of time, counted and told as the hubs do."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubtui.localhub.web import App, Refusal, new_request_id

Clock = Callable[[], float]
API, RESOLVERS = "api", "resolvers"


@dataclass(frozen=True)
class Limits:
    """What one caller may ask for in a window. Whoever is not signed in shares one count."""

    api: int
    window: int = 300
    """Seconds; all windows begin at whole multiples of it."""
    resolvers: int = 0
    """File contents on the hf side; five times `api` if 0, as a free account has it."""
    clock: Clock = time.time

    def quota(self, bucket: str) -> int:
        return self.api if bucket == API else self.resolvers or 5 * self.api


class Limited:
    """A hub that counts its callers' requests, each kind apart, and refuses those beyond the quota."""

    buckets: ClassVar[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
        "hf": {
            RESOLVERS: re.compile(r"/(?!api/).+/resolve/.+"),
            API: re.compile(r"/api/(?!resolve-cache/).+|/.+\.git/.+/batch"),
        },
        "ms": {API: re.compile(r"/(?:open)?api/(?!v1/repos/.+/lfs/[0-9a-f]{64}/).+")},
    }
    """What is counted, by raw path: neither where a redirect leads to nor links with their own permission."""

    def __init__(self, inner: ASGIApp, app: App, limits: Limits) -> None:
        self._inner = inner
        self._app = app
        self._limits = limits
        self._window = 0
        self._counts: Counter[tuple[str, str]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        bucket = self._bucket(scope["raw_path"].decode("latin-1"))
        if not bucket:
            await self._inner(scope, receive, send)
            return
        left, reset = self._count(bucket, Request(scope))
        told = self._headers(bucket, max(left, 0), reset)
        if left >= 0:
            await self._inner(scope, receive, _telling(send, told))
            return
        refusal = Refusal(429, "Too many requests", headers={**told, "Retry-After": str(reset)})
        refusal.target = scope["path"]
        await self._app.refuse(refusal, new_request_id())(scope, receive, send)

    def _bucket(self, raw: str) -> str:
        kinds = self.buckets[self._app.hub].items()
        return next((name for name, pattern in kinds if pattern.fullmatch(raw)), "")

    def _count(self, bucket: str, request: Request) -> tuple[int, int]:
        """How many more the caller may make after this one, and the seconds until all count anew."""
        window, spent = divmod(int(self._limits.clock()), self._limits.window)
        if window != self._window:
            self._window = window
            self._counts.clear()
        account = self._app.account_of(self._app.token(request))
        caller = (account.name if account else "", bucket)
        self._counts[caller] += 1
        return self._limits.quota(bucket) - self._counts[caller], self._limits.window - spent

    def _headers(self, bucket: str, left: int, reset: int) -> dict[str, str]:
        if self._app.hub != "hf":
            return {}
        policy = f'"fixed window";"{bucket}";q={self._limits.quota(bucket)};w={self._limits.window}'
        return {"RateLimit": f'"{bucket}";r={left};t={reset}', "RateLimit-Policy": policy}


def _telling(send: Send, headers: Mapping[str, str]) -> Send:
    more = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return telling
