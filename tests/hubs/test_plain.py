"""Plain GETs: whose secrets go where, what a lost connection costs, and when a proxy is in the way."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hubtui.errors import Offline, Refused
from hubtui.hubs import wire
from hubtui.hubs.plain import PlainGet, applies
from hubtui.hubs.traffic import Way
from hubtui.hubs.wire import tls

PRIVATE = {"Authorization": "Bearer not-a-real-token", "Cookie": "s=not-a-real-token"}


class Script:
    """A server on loopback that gives prepared answers, one a request, and keeps what it was asked."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: list[bytes] = []
        self.asked: list[str] = []
        self.connections = 0
        self._context = context
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
            with suppress(OSError), self._secured(connection) as secured, secured.makefile("rb") as stream:
                self._talk(secured, stream)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._context.wrap_socket(connection, server_side=True) if self._context else connection

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
        return answer.read()


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
    home.answers = [ok(b"unread", length=20), ok(b"next")]
    with get.open(f"{home.url}/file", {}):
        pass
    assert body(get, f"{home.url}/file") == b"next"
    assert home.connections == 2


CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_a_body_in_chunks_is_read_to_its_end_and_the_connection_kept(home, get):
    home.answers = [CHUNKS + b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n", ok(b"three")]
    assert body(get, f"{home.url}/file") == b"onetwo"
    assert body(get, f"{home.url}/file") == b"three"
    assert home.connections == 1


def test_chunks_that_break_off_are_no_whole_body(home, get):
    home.answers = [CHUNKS + b"3\r\none\r\n" + b"HANG UP"]
    with pytest.raises(Offline, match="early"):
        body(get, f"{home.url}/file")


def test_a_body_without_a_length_ends_with_its_connection(home, get):
    home.answers = [b"HTTP/1.1 200 OK\r\n\r\nall there is" + b"HANG UP"]
    assert body(get, f"{home.url}/file") == b"all there is"


def test_a_body_larger_than_any_block_comes_in_blocks(home, get):
    content = bytes(range(256)) * 12_288
    home.answers = [ok(content), ok(b"next")]
    with get.open(f"{home.url}/file", {}) as answer:
        blocks = list(answer.blocks())
    assert b"".join(blocks) == content
    assert max(map(len, blocks)) <= 1024 * 1024
    assert body(get, f"{home.url}/file") == b"next"
    assert home.connections == 1


def test_what_came_before_a_break_is_handed_on(home, get):
    home.answers = [ok(b"x" * 100_000, length=900_000) + b"HANG UP"]
    came: list[bytes] = []
    with (
        get.open(f"{home.url}/file", {}) as answer,
        pytest.raises(Offline, match="800,000 bytes early"),
    ):
        came.extend(answer.blocks())
    assert b"".join(came) == b"x" * 100_000


def test_what_comes_before_the_answer_is_skipped(home, get):
    home.answers = [b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok(b"content")]
    with get.open(f"{home.url}/file", {}) as answer:
        assert answer.headers.get("Link") == ""
        assert (answer.status, answer.reason, answer.read()) == (200, "OK", b"content")


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n" + b"HANG UP",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: %s\r\n" % (b"x" * 8000) * 20 + b"HANG UP",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nfour",
    ],
    ids=["another protocol", "a head without end", "two lengths"],
)
def test_what_is_no_answer_is_offline(home, get, answer):
    home.answers = [answer]
    with pytest.raises(Offline, match=r"127\.0\.0\.1"):
        body(get, f"{home.url}/file")


def test_an_answer_that_nobody_asked_for_is_not_taken_for_the_next(home, get):
    home.answers = [ok(b"one") + ok(b"forged"), ok(b"two")]
    with pytest.raises(Offline, match="not an answer"):
        body(get, f"{home.url}/file")
    assert body(get, f"{home.url}/file") == b"two"


@pytest.mark.parametrize("target", ["/a b", "/a\u00e9", "/\x01"])
def test_a_redirect_that_is_no_url_is_refused(home, get, target):
    home.answers = [moved("/x").replace(b"/x", target.encode("latin-1")), ok(b"never")]
    with pytest.raises((Refused, Offline)):
        body(get, f"{home.url}/file")
    assert len(home.asked) == 1


@pytest.fixture
def certified(tmp_path, monkeypatch) -> Iterator[ssl.SSLContext]:
    """A server's side of TLS as `localhost`, by an authority that this test alone trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, nothing = serialization.Encoding.PEM, serialization.NoEncryption()
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(pem))
    private = serialization.PrivateFormat.PKCS8
    (tmp_path / "key.pem").write_bytes(key.private_bytes(pem, private, nothing))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    tls.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    yield context
    tls.cache_clear()


def test_it_speaks_tls_to_who_proves_its_name_and_to_nobody_else(certified):
    server = Script(certified)
    content = b"content" * 50_000
    server.answers = [ok(content), ok(b"again"), ok(b"never")]
    port = server.url.rpartition(":")[2]
    get = PlainGet("A hub", Way("A hub", f"https://localhost:{port}"), PRIVATE, "hubtui-tests")
    assert body(get, f"https://localhost:{port}/file") == content
    assert body(get, f"https://localhost:{port}/file") == b"again"
    assert server.connections == 1
    assert "not-a-real-token" in server.asked[0]
    get.close()
    with pytest.raises(Offline, match="certificate"):
        body(get, f"https://127.0.0.1:{port}/file")
    server.close()
    assert len(server.asked) == 2


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


@pytest.mark.parametrize("part", ["head", "body"])
def test_an_answer_that_drips_counts_as_broken(get, monkeypatch, part):
    monkeypatch.setattr(wire, "SILENCE", 0.2)
    whole = ok(b"content") if part == "head" else ok(b"", length=5000)
    start = 0 if part == "head" else len(whole)
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.sendall(whole[:start])
            for byte in whole[start:] + b"." * 5000:
                if over.wait(0.02):
                    return
                connection.sendall(bytes([byte]))

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        with pytest.raises(Offline, match="in time"):
            body(get, f"http://127.0.0.1:{server.getsockname()[1]}/file")
        over.set()
