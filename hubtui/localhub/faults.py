"""What goes wrong on purpose: faults, the requests that they befall, and the route that sets them."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from hubtui.localhub import damage
from hubtui.localhub.damage import HangUp, Then
from hubtui.localhub.history import HEADS
from hubtui.localhub.store import now
from hubtui.localhub.web import App, Json, Refusal, new_request_id

CONTROL = "/__fault"
COMMIT = re.compile(r"/(models|datasets|spaces|studios)/([^/]+/[^/]+)/commit/([^/?]+)")
SINGULAR = {"models": "model", "datasets": "dataset", "spaces": "space", "studios": "space"}
SOMEBODY = "somebody-else"


@dataclass(frozen=True)
class Fault:
    """What goes wrong, with which requests, and how often. All that is set happens to the same request."""

    hub: str = ""
    """`hf` or `ms`; empty for both."""
    method: str = ""
    """Empty for all."""
    path: str = ""
    """A pattern, searched in the path and query as they were sent, still percent-encoded."""
    skip: int = 0
    """So many matching requests pass first."""
    count: int | None = 1
    """So many matching requests suffer; None for all."""

    status: int | None = None
    """Answer with this, and do not carry the request out."""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers of that answer."""
    body: str | dict[str, Any] | list[Any] | None = None
    """Body of that answer; the hub's own form of an error if there is none."""
    hang_up: str | None = None
    """Close the connection without a word of answer, `before` or `after` the request is carried out."""
    cut: int | None = None
    """Break the connection after so many bytes of the answer's body."""
    reset: bool = True
    """Break connections with a reset; otherwise they are closed in good order."""
    wrong: int | None = None
    """The byte of the answer's body at this offset is another."""
    short: int | None = None
    """So many bytes are missing at the end of the answer's body."""
    lie: bool = False
    """With `short`: the Content-Length counts the missing bytes, and the connection is closed instead."""
    stall: int | None = None
    """After so many bytes of the answer's body nothing comes; with 0 not even the head. See `release`."""
    rate: int | None = None
    """Bodies go in and out with so many bytes a second."""
    latency: float = 0.0
    """Seconds to wait before anything."""
    ignore: str = ""
    """A header of the request that is not looked at, such as `range`."""
    moves: str = ""
    """Before a commit is carried out, somebody else commits this path to the same branch."""
    revoke: bool = False
    """The token of the request is worth nothing from now on."""

    def __post_init__(self) -> None:
        for complaint in _complaints(self):
            raise ValueError(complaint)


NONE = type(None)
WORDS = dict.fromkeys(("hub", "method", "path", "ignore", "moves"), (str,))
NUMBERS = dict.fromkeys(("count", "status", "cut", "wrong", "short", "stall", "rate"), (int, NONE))
SWITCHES = dict.fromkeys(("reset", "lie", "revoke"), (bool,))
KINDS: Mapping[str, tuple[type, ...]] = {
    **WORDS, **NUMBERS, **SWITCHES, "skip": (int,), "latency": (int, float), "headers": (dict,),
    "hang_up": (str, NONE), "body": (str, dict, list, NONE),
}  # fmt: skip


def _complaints(fault: Fault) -> Iterator[str]:
    """What makes no sense in a fault."""
    for name, kinds in KINDS.items():
        value = getattr(fault, name)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            yield f"{name} cannot be {value!r}"
        elif isinstance(value, int | float) and value < 0:
            yield f"{name} cannot be less than 0"
    if fault.hang_up not in (None, "before", "after"):
        yield "hang_up is before or after"
    if fault.rate == 0:
        yield "rate cannot be 0"
    if fault.status is not None and not 200 <= fault.status <= 599:
        yield "status is from 200 to 599"
    if not all(isinstance(text, str) for pair in fault.headers.items() for text in pair):
        yield "headers are texts"
    try:
        re.compile(fault.path)
    except re.error as error:
        yield f"path is not a pattern: {error}"


class Standing:
    """A fault that was set, and what has come of it."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.hits = 0
        self.struck = threading.Event()
        """Set once a request has suffered it."""
        self._seen = 0
        self._path = re.compile(fault.path)

    def befalls(self, hub: str, method: str, target: str) -> bool:
        """Whether this request suffers it; counts those that do."""
        fault = self.fault
        if fault.hub not in ("", hub) or fault.method not in ("", method) or not self._path.search(target):
            return False
        if fault.count is not None and self.hits >= fault.count:
            return False
        self._seen += 1
        if self._seen <= fault.skip:
            return False
        self.hits += 1
        self.struck.set()
        return True


class Faults:
    """All faults that were set; a request suffers the first that matches. Any thread may use it."""

    def __init__(self) -> None:
        self.sleep: damage.Sleep = asyncio.sleep
        """How time passes for what is slow."""
        self.revoked: set[bytes] = set()
        """Digests of the tokens that are worth nothing any more."""
        self._standing: list[Standing] = []
        self._stalled: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = threading.Lock()

    def add(self, **what: Any) -> Standing:
        """Set a fault, in the words of `Fault`."""
        unknown = what.keys() - {each.name for each in fields(Fault)}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        standing = Standing(Fault(**what))
        with self._lock:
            self._standing.append(standing)
        return standing

    def clear(self) -> None:
        """Nothing goes wrong any more: stalled answers go on, revoked tokens are good again."""
        with self._lock:
            self._standing.clear()
        self.revoked.clear()
        self.release()

    def release(self) -> None:
        """Let the stalled answers go on."""
        with self._lock:
            stalled, self._stalled = self._stalled, set()
        for loop, event in stalled:
            loop.call_soon_threadsafe(event.set)

    @contextmanager
    def taken(self, hub: str, method: str, target: str) -> Iterator[tuple[Fault, Then] | None]:
        """What befalls this request, and how it waits for `release`."""
        with self._lock:
            standing = next((each for each in self._standing if each.befalls(hub, method, target)), None)
            if standing is not None:
                event = asyncio.Event()
                place = (asyncio.get_running_loop(), event)
                self._stalled.add(place)
        if standing is None:
            yield None
            return

        async def released() -> None:
            await event.wait()

        try:
            yield standing.fault, released
        finally:
            with self._lock:
                self._stalled.discard(place)

    def told(self) -> list[dict[str, Any]]:
        with self._lock:
            return [{**asdict(each.fault), "hits": each.hits} for each in self._standing]


class Faulty:
    """A hub some of whose requests go wrong."""

    def __init__(self, inner: ASGIApp, app: App, faults: Faults) -> None:
        self._inner = inner
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._faults.taken(self._app.hub, scope["method"], _target(scope)) as taken:
            if taken is None:
                await self._inner(scope, receive, send)
            else:
                await self._suffer(*taken, scope, receive, send)

    async def _suffer(self, fault: Fault, released: Then, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.latency:
            await self._faults.sleep(fault.latency)
        if fault.hang_up == "before":
            raise HangUp(reset=fault.reset)
        if fault.rate:
            receive = damage.PacedIn(receive, fault.rate, self._faults.sleep)
        self._happen(fault, scope)
        await self._carry_out(fault, scope)(scope, receive, self._damaged(fault, released, scope, send))

    def _happen(self, fault: Fault, scope: Scope) -> None:
        """What changes behind the request's back."""
        if fault.revoke:
            self._app.revoke(self._app.token(Request(scope)))
        if fault.moves:
            self._commit(_target(scope), fault.moves)
        if fault.ignore:
            name = fault.ignore.lower().encode()
            scope["headers"] = [each for each in scope["headers"] if each[0] != name]

    def _carry_out(self, fault: Fault, scope: Scope) -> ASGIApp:
        if fault.status is None:
            return self._inner
        if fault.body is None:
            refusal = Refusal(fault.status, "This was set to go wrong", headers=fault.headers)
            refusal.target = _target(scope)
            return self._app.refuse(refusal, new_request_id())
        if isinstance(fault.body, str):
            return Response(fault.body, fault.status, fault.headers)
        return Json(fault.body, fault.status, fault.headers)

    def _damaged(self, fault: Fault, released: Then, scope: Scope, send: Send) -> Send:
        async def end() -> None:
            await damage.hang_up(scope, send, reset=fault.reset)

        async def close() -> None:
            await damage.hang_up(scope, send, reset=False)

        async def unheard() -> None:
            raise HangUp(reset=fault.reset)

        way = send
        if fault.cut is not None:
            way = damage.Interrupted(way, fault.cut, end)
        if fault.short:
            lying = damage.Interrupted(way, -fault.short, close)
            way = lying if fault.lie else damage.Shortened(way, fault.short)
        if fault.wrong is not None:
            way = damage.WrongByte(way, fault.wrong)
        if fault.stall is not None:
            later = damage.Interrupted(way, fault.stall, released)
            way = later if fault.stall else damage.Held(way, released)
        if fault.rate:
            way = damage.Paced(way, fault.rate, self._faults.sleep)
        return damage.Held(way, unheard) if fault.hang_up else way

    def _commit(self, target: str, path: str) -> None:
        """One more commit on the branch that a request is about to commit to."""
        found = COMMIT.search(target)
        if found is None:
            return
        store = self._app.store
        kind, repo_id, branch = (unquote(part) for part in found.groups())
        repo = store.repos.find(self._app.hub, SINGULAR[kind], repo_id)
        ref = branch if branch.startswith("refs/") else HEADS + branch
        if repo is not None and store.history.ref(repo, ref) is not None:
            content = store.keep(f"by {SOMEBODY}\n".encode())
            store.commit(repo, {path: content}, author=SOMEBODY, title=f"Add {path}", ref=ref, date=now())


class Controlled:
    """A hub with the route that sets its faults: POST one, GET all, DELETE all."""

    def __init__(self, inner: ASGIApp, faults: Faults) -> None:
        self._inner = inner
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == CONTROL:
            answer = await self._control(Request(scope, receive))
            await answer(scope, receive, send)
        else:
            await self._inner(scope, receive, send)

    async def _control(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
        elif request.method == "POST":
            try:
                self._faults.add(**json.loads(await request.body()))
            except (ValueError, TypeError) as error:
                return Json({"error": str(error)}, 400)
        elif request.method != "GET":
            return Json({"error": "POST a fault, GET or DELETE them all"}, 405)
        return Json(self._faults.told())


def _target(scope: Scope) -> str:
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path
