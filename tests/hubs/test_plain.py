"""Plain GETs: whose secrets go where, what a lost connection costs, and when a proxy is in the way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from hubtui.errors import Offline, Refused
from hubtui.hubs.plain import PlainGet, applies
from hubtui.hubs.traffic import Way

PRIVATE = {"Authorization": "Bearer not-a-real-token", "Cookie": "s=not-a-real-token"}


class Script:
    """A server on loopback that gives prepared answers, one a request, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.asked: list[str] = []
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rb") as stream:
                self._talk(connection, stream)

    def _talk(self, connection: socket.socket, stream) -> None:  # type: ignore[no-untyped-def]
        while self.answers:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = stream.readline()
                if not line:
                    return
                head += line
            self.asked.append(head.decode())
            answer = self.answers.pop(0)
            connection.sendall(answer.removesuffix(b"HANG UP"))
            if answer.endswith(b"HANG UP"):
                return

    def close(self) -> None:
        self._socket.close()


def ok(body: bytes, length: int | None = None) -> bytes:
    announced = len(body) if length is None else length
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (announced, body)


def moved(url: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 2\r\n\r\n..".encode()


@pytest.fixture
def home() -> Iterator[Script]:
    server = Script()
    yield server
    server.close()


@pytest.fixture
def elsewhere() -> Iterator[Script]:
    server = Script()
    yield server
    server.close()


@pytest.fixture
def get(home: Script) -> Iterator[PlainGet]:
    made = PlainGet("A hub", Way("A hub", home.url), PRIVATE, "hubtui-tests")
    yield made
    made.close()


def body(get: PlainGet, url: str) -> bytes:
    with get.open(url, {"Range": "bytes=0-"}) as answer:
        return b"".join(get.blocks(url, answer))


def test_secrets_stay_with_the_hubs_own_host_and_port(home, elsewhere, get):
    home.answers = [moved(f"{elsewhere.url}/content")]
    elsewhere.answers = [ok(b"content")]
    assert body(get, f"{home.url}/file") == b"content"
    assert "not-a-real-token" in home.asked[0]
    assert "not-a-real-token" not in elsewhere.asked[0]
    assert "Range: bytes=0-" in elsewhere.asked[0]
    assert "User-Agent: hubtui-tests" in elsewhere.asked[0]


def test_a_redirect_at_home_keeps_them_and_the_connection(home, get):
    home.answers = [moved("/other?x=1"), ok(b"one"), ok(b"two")]
    assert body(get, f"{home.url}/file") == b"one"
    assert body(get, f"{home.url}/file") == b"two"
    assert home.asked[1].startswith("GET /other?x=1 ")
    assert all("not-a-real-token" in asked for asked in home.asked)
    assert home.connections == 1


@pytest.mark.parametrize("target", ["http://cdn.example/x", "ftp://127.0.0.1/x", "file:///etc/passwd"])
def test_a_redirect_that_leaves_https_is_refused(home, get, target):
    home.answers = [moved(target)]
    with pytest.raises(Refused, match="redirect"):
        body(get, f"{home.url}/file")


def test_a_ring_of_redirects_ends(home, get):
    home.answers = [moved("/again")] * 9
    with pytest.raises(Refused, match="redirects"):
        body(get, f"{home.url}/file")


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(home, get):
    home.answers = [ok(b"one") + b"HANG UP", ok(b"two")]
    assert body(get, f"{home.url}/file") == b"one"
    assert body(get, f"{home.url}/file") == b"two"
    assert home.connections == 2


def test_a_new_connection_that_is_closed_is_not_tried_again(home, get):
    home.answers = [b"HANG UP", ok(b"never")]
    with pytest.raises(Offline):
        body(get, f"{home.url}/file")
    assert len(home.asked) == 1


def test_a_body_that_ends_early_is_told(home, get):
    home.answers = [ok(b"half", length=8) + b"HANG UP"]
    with pytest.raises(Offline, match="4 bytes early"):
        body(get, f"{home.url}/file")


def test_a_body_that_was_not_read_is_not_taken_for_the_next_answer(home, get):
    home.answers = [ok(b"unread"), ok(b"next")]
    with get.open(f"{home.url}/file", {}):
        pass
    assert body(get, f"{home.url}/file") == b"next"
    assert home.connections == 2


def test_nobody_there_is_offline(get):
    with pytest.raises(Offline, match=r"127\.0\.0\.1:9"):
        body(get, "http://127.0.0.1:9/file")


def test_a_proxy_is_respected_but_not_for_this_machine(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "internal.example")
    assert not applies("https://huggingface.co/x")
    assert applies("https://internal.example/x")
    assert applies("http://127.0.0.1:8000/x")
    monkeypatch.delenv("https_proxy")
    assert applies("https://huggingface.co/x")
