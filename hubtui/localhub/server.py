"""The embedded hub, running: both protocols on two loopback ports of one process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hubtui.localhub import seed as seeding
from hubtui.localhub.damage import TRANSPORT
from hubtui.localhub.devices import Devices
from hubtui.localhub.faults import Controlled, Faults, Faulty
from hubtui.localhub.huggingface.app import HuggingFaceApp
from hubtui.localhub.limits import Limited, Limits
from hubtui.localhub.modelscope.app import ModelScopeApp
from hubtui.localhub.records import LocalAccount
from hubtui.localhub.requests import RequestLog
from hubtui.localhub.store import Store
from hubtui.localhub.web import App

__all__ = ["Limits", "LocalAccount", "LocalHub"]
ADDRESS = "127.0.0.1"


class LocalHub:
    """A hub of its own: started, asked over HTTP, stopped. What it keeps stays in its directory."""

    def __init__(
        self,
        directory: Path,
        *,
        accounts: Sequence[LocalAccount] = (),
        seed: bool = False,
        hf_port: int = 0,
        ms_port: int = 0,
        latency: float = 0.0,
        limits: Limits | None = None,
        faults: bool = False,
        xet: bool = False,
    ) -> None:
        """`xet` lets clients that speak it use it; `faults` serves the route that sets them, which
        `self.faults` does either way."""
        self.requests = RequestLog()
        self.faults = Faults()
        self.devices = Devices()
        self.hf = ""
        """`http://127.0.0.1:N`, once it is started."""
        self.ms = ""
        self._directory = directory
        self._accounts = list(accounts) or list(seeding.DEMO_ACCOUNTS)
        self._seed = seed
        self._ports = (hf_port, ms_port)
        self._latency = latency
        self._limits = limits
        self._controlled = faults
        self._xet = xet
        self._store: Store | None = None
        self._servers: list[uvicorn.Server] = []
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve on a daemon thread; both ports accept connections when this returns."""
        sockets = self.listen()
        self._thread = threading.Thread(target=self._run, args=(sockets,), name="localhub", daemon=True)
        self._thread.start()

    def listen(self) -> list[socket.socket]:
        """Take both ports and open the store: all that can fail."""
        sockets: list[socket.socket] = []
        try:
            sockets += [_listening(port) for port in self._ports]
            self._store = Store(self._directory, xet=self._xet)
            if self._seed:
                seeding.seed(self._store)
        except BaseException:
            for each in sockets:
                each.close()
            self._close()
            raise
        self.hf, self.ms = (f"http://{ADDRESS}:{each.getsockname()[1]}" for each in sockets)
        apps = self._apps(self._store, sockets)
        self._servers = [_server(Controlled(app, self.faults) if self._controlled else app) for app in apps]
        return sockets

    def _apps(self, store: Store, sockets: Sequence[socket.socket]) -> list[App]:
        apps: list[App] = []
        for kind, each in zip((HuggingFaceApp, ModelScopeApp), sockets, strict=True):
            app = kind(store, self._accounts, self.requests, self._latency)
            app.host = f"{ADDRESS}:{each.getsockname()[1]}"
            app.revoked, app.devices = self.faults.revoked, self.devices
            inner = Limited(app.answer, app, self._limits) if self._limits else app.answer
            app.outer = Faulty(inner, app, self.faults)
            apps.append(app)
        return apps

    async def serve(self, sockets: Sequence[socket.socket]) -> None:
        """Answer until `stop`."""
        try:
            await asyncio.gather(
                *(server.serve([each]) for server, each in zip(self._servers, sockets, strict=True))
            )
        finally:
            self._close()

    def stop(self) -> None:
        """Finish what is being answered, then close."""
        self.faults.clear()
        for server in self._servers:
            server.should_exit = True
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, sockets: Sequence[socket.socket]) -> None:
        asyncio.run(self.serve(sockets))

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def __enter__(self) -> LocalHub:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Protocol(HttpToolsProtocol):
    """Gives the application its connection too, so that it can break it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"][TRANSPORT] = self.transport


def _server(app: ASGIApp) -> uvicorn.Server:
    config = uvicorn.Config(
        app, http=_Protocol, log_config=None, log_level="warning", access_log=False, lifespan="off",
        server_header=False, timeout_graceful_shutdown=2, backlog=512,
    )  # fmt: skip
    return _Server(config)


def _listening(port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((ADDRESS, port))
        taken.listen(512)
    except OSError:
        taken.close()
        raise
    return taken
