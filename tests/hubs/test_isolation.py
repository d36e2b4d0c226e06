"""Tokens go to their own hub and nowhere else: over redirects, links, cookies and threads."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.errors import BadInput, HubError, Refused, Unavailable
from hubtui.hub import Hub
from hubtui.hubs import open_hub
from hubtui.hubs.huggingface import HuggingFace
from hubtui.hubs.modelscope import ModelScope
from hubtui.hubs.traffic import Way
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import Account, AddFile, Need, RepoKey, RepoType, Upload, Visibility
from hubtui.origins import is_loopback, is_private_way, same_origin
from hubtui.secret import Secret

TOKEN = "hf_wanderer0notarealtoken"
MODEL = RepoKey(RepoType.MODEL, "ada/tiny")


class Recorder:
    """A server that answers everything alike and keeps every head that it was sent."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                recorder.heads.append(f"{self.requestline}\n{self.headers}")
                self.send_response(recorder.status)
                for name, value in recorder.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST = do_PUT = do_HEAD = handle_any  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self.heads: list[str] = []
        self.status, self.headers = 200, {"Content-Type": "application/json"}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://{host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def redirect(self, status: int, target: str) -> None:
        self.status = status
        self.headers = {"Location": target, "Set-Cookie": f"m_session_id={TOKEN}; Path=/"}

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def home() -> Iterator[Recorder]:
    server = Recorder()
    yield server
    server.close()


@pytest.fixture(params=["127.0.0.1", "localhost"], ids=["other port", "other host"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Recorder]:
    server = Recorder(request.param)
    yield server
    server.close()


def upload_of(content: bytes) -> Upload:
    return Upload("model.bin", len(content), sha256(content).hexdigest(), content)


def put(hub: Hub, href: str) -> None:
    ticket: Any = {"upload": {"href": href}} if isinstance(hub, HuggingFace) else {"href": href}
    hub.put(MODEL, Need(upload_of(b"12"), inline=False, ticket=ticket), iter([b"12"]))


ASKING: dict[str, tuple[type[Hub], Callable[[Any], Any]]] = {
    "hf whoami, by the SDK": (HuggingFace, lambda hub: hub.whoami()),
    "hf listing": (HuggingFace, lambda hub: list(hub.list_repos("ada", RepoType.MODEL))),
    "hf content": (HuggingFace, lambda hub: list(hub.read(MODEL, "main", "a"))),
    "hf content, by the SDK": (HuggingFace, lambda hub: _read_by_sdk(hub)),
    "hf POST": (HuggingFace, lambda hub: hub._post(f"{hub.endpoint}/api/x", {})),
    "ms whoami, by OpenAPI": (ModelScope, lambda hub: hub.whoami()),
    "ms listing": (ModelScope, lambda hub: list(hub.list_repos("ada", RepoType.MODEL))),
    "ms tree, by the older API": (ModelScope, lambda hub: list(hub.list_tree(MODEL, "master"))),
    "ms content": (ModelScope, lambda hub: list(hub.read(MODEL, "master", "a"))),
    "ms content, by the SDK": (ModelScope, lambda hub: _read_by_sdk(hub)),
    "ms POST": (ModelScope, lambda hub: hub._post("x", {})),
}


def _read_by_sdk(hub: Any) -> None:
    where = f"{hub.endpoint}/x" if isinstance(hub, HuggingFace) else ("ada/tiny", "model", "a", "master")
    with hub._read_by_sdk(where, {}) as (_, blocks):
        list(blocks)


def opened(kind: type[Hub], url: str, folder: Path, token: str = TOKEN, account: str = "") -> Hub:
    return kind.open(url, Secret(token), folder, account=account)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("asking", ASKING)
def test_a_redirect_takes_no_token_elsewhere(asking, status, home, elsewhere, tmp_path):
    kind, ask = ASKING[asking]
    home.redirect(status, f"{elsewhere.url}/landed")
    hub = opened(kind, home.url, tmp_path)
    try:
        ask(hub)
    except HubError:
        pass  # what the other server says makes no sense; it is only asked
    finally:
        hub.close()
    assert TOKEN in home.heads[0]
    assert elsewhere.heads
    assert TOKEN not in "\n".join(elsewhere.heads)


@pytest.mark.parametrize("kind", [HuggingFace, ModelScope])
def test_a_link_to_upload_to_gets_no_token_elsewhere(kind, home, elsewhere, tmp_path):
    hub = opened(kind, home.url, tmp_path)
    put(hub, f"{elsewhere.url}/bucket?signature=abc")
    hub.close()
    assert [head.split()[0] for head in elsewhere.heads] == ["PUT"]
    assert TOKEN not in elsewhere.heads[0]


def test_a_link_to_verify_at_gets_no_token_elsewhere(home, elsewhere, tmp_path):
    hub = opened(HuggingFace, home.url, tmp_path)
    ticket: Any = {"upload": {"href": f"{home.url}/x"}, "verify": {"href": f"{elsewhere.url}/verify"}}
    hub.put(MODEL, Need(upload_of(b"12"), inline=False, ticket=ticket), iter([b"12"]))
    assert elsewhere.heads[0].startswith("POST /verify")
    assert TOKEN not in elsewhere.heads[0]


@pytest.mark.parametrize("asking", ASKING)
def test_what_marks_an_account_s_requests_stays_here(asking, home, tmp_path):
    kind, ask = ASKING[asking]
    hub = opened(kind, home.url, tmp_path, account="the-lab-s")
    try:
        ask(hub)
    except HubError:
        pass
    finally:
        hub.close()
    assert home.heads
    assert "the-lab-s" not in "\n".join(home.heads)


@pytest.mark.parametrize("asking", ASKING)
def test_nothing_is_asked_unencrypted_after_a_redirect(asking, home, tmp_path):
    kind, ask = ASKING[asking]
    home.redirect(302, "http://192.0.2.1/landed")
    hub = opened(kind, home.url, tmp_path)
    with pytest.raises(Refused, match="192"):
        ask(hub)
    hub.close()


@pytest.mark.parametrize("kind", [HuggingFace, ModelScope])
def test_nothing_is_put_to_an_unencrypted_link(kind, home, tmp_path):
    hub = opened(kind, home.url, tmp_path)
    with pytest.raises(Refused, match="encrypted"):
        put(hub, "http://192.0.2.1/bucket?signature=abc")
    hub.close()


@pytest.mark.parametrize("asking", [each for each in ASKING if each.startswith("ms")])
def test_a_netrc_does_not_take_the_token_s_place(asking, home, tmp_path, monkeypatch):
    """Read for real hubs only, as proxies are: as if this one were no loopback."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    kind, ask = ASKING[asking]
    hub: Any = opened(kind, home.url, tmp_path)
    for session in hub._sessions():
        session.trust_env = True
    try:
        ask(hub)
    except HubError:
        pass
    finally:
        hub.close()
    assert "Basic" not in "\n".join(home.heads)
    assert f"Bearer {TOKEN}" in home.heads[0]


# Two accounts a hub, at once

NAMES = ("ada", "bob")
TOKENS = {(hub, name): f"{hub}_{name}0notarealtoken" for hub in ("hf", "ms") for name in NAMES}


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[LocalHub]:
    accounts = [LocalAccount(hub, name, token) for (hub, name), token in TOKENS.items()]
    with LocalHub(tmp_path / "hub", accounts=accounts) as hub:
        yield hub


def all_hubs(shared: LocalHub, folder: Path) -> dict[tuple[str, str], Hub]:
    endpoints = {"hf": (HuggingFace, shared.hf), "ms": (ModelScope, shared.ms)}
    return {
        (scheme, name): opened(*endpoints[scheme], folder / f"{scheme}-{name}", token, f"{scheme}-{name}")
        for (scheme, name), token in TOKENS.items()
    }


def private_repo(hub: Hub, name: str) -> RepoKey:
    """A repo that only this account can see, so that whose it is stands in every path."""
    repo = RepoKey(RepoType.MODEL, f"{name}/tiny")
    hub.create_repo(repo, visibility=Visibility.PRIVATE)
    content = b"of " + name.encode()
    change = AddFile("owner.txt", len(content), sha256(content).hexdigest(), content)
    hub.commit(repo, hub.default_revision, [change], "Begin")
    return repo


def test_two_accounts_a_hub_from_eight_threads_never_use_each_other_s_token(shared, tmp_path):
    hubs = all_hubs(shared, tmp_path)
    repos = {key: private_repo(hub, key[1]) for key, hub in hubs.items()}
    for key in TOKENS:
        # Each hub tries to make every client keep a cookie with one account's token in it.
        bait = {"Set-Cookie": f"m_session_id={TOKENS[key]}; Path=/; Max-Age=9999"}
        shared.faults.add(hub=key[0], path=f"{key[1]}(/|%2F)?tiny", status=503, headers=bait)
        with pytest.raises(Unavailable):
            hubs[key].repo_info(repos[key])
    shared.requests.reset()

    def use(turn: int) -> None:
        key = [*hubs][turn % len(hubs)]
        hub, repo = hubs[key], repos[key]
        assert hub.whoami().name == key[1]
        assert b"".join(hub.read(repo, hub.default_revision, "owner.txt")) == b"of " + key[1].encode()
        assert hub.repo_info(repo).key == repo
        assert [entry.path for page in hub.list_tree(repo, hub.default_revision) for entry in page.items]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(use, range(160)))
    for hub in hubs.values():
        hub.close()
    asked = [seen for seen in shared.requests if "/tiny" in seen.path]
    assert len(asked) >= 480
    assert [seen for seen in asked if f"/{seen.account}/tiny" not in seen.path] == []
    assert {seen.account for seen in shared.requests} == {*NAMES}


def test_an_anonymous_hub_beside_them_carries_no_token(shared, tmp_path):
    hubs = all_hubs(shared, tmp_path)
    for hub in hubs.values():
        hub.whoami()
    shared.requests.reset()
    for kind, url in ((HuggingFace, shared.hf), (ModelScope, shared.ms)):
        nobody = kind.open(url, None, tmp_path / kind.__name__)
        list(nobody.list_repos("ada", RepoType.MODEL))
        nobody.close()
    assert {seen.account for seen in shared.requests} == {""}


def test_the_hub_tells_a_token_that_is_the_other_hub_s(shared, tmp_path):
    hub = HuggingFace.open(shared.hf, Secret(TOKENS["ms", "ada"]), tmp_path)
    with pytest.raises(HubError):
        hub.whoami()
    assert [seen.account for seen in shared.requests] == ["ms:ada"]


# Endpoints


@pytest.mark.parametrize("hub", ["huggingface", "modelscope"])
@pytest.mark.parametrize(
    "endpoint", ["http://hub.example", "http://127.0.0.1.example", "http://localhost.example"]
)
def test_no_token_goes_to_an_endpoint_without_https(hub, endpoint, tmp_path):
    with pytest.raises(BadInput, match="https"):
        open_hub(Account("mine", hub, endpoint), Secret(TOKEN), tmp_path)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True), ("127.0.0.1", True), ("127.8.9.10", True), ("::1", True),
        ("127.0.0.1.evil.example", False), ("127.evil.example", False), ("localhost.evil.example", False),
        ("10.0.0.1", False), ("", False), ("0x7f.1", False),
    ],
)  # fmt: skip
def test_what_only_looks_like_this_machine_is_not(host, here):
    assert is_loopback(host) is here


@given(st.sampled_from(["http", "https"]), st.integers(1, 65535), st.sampled_from(["a.example", "b.example"]))
def test_another_scheme_host_or_port_is_not_home(scheme, port, host):
    url = f"{scheme}://{host}:{port}/x"
    is_home = Way("A hub", "https://a.example").is_home(url)
    assert is_home == ((scheme, port, host) == ("https", 443, "a.example"))
    assert is_private_way(url) == (scheme == "https")


def test_a_host_is_the_same_however_it_is_written():
    assert same_origin("https://Hub.Example:443/a", "HTTPS://hub.example./b")
    assert not same_origin("https://hub.example/a", "https://hub.example@evil.example/a")


def test_tls_stays_on():
    from hubtui.hubs.wire import tls

    assert tls().verify_mode is ssl.CERT_REQUIRED
