"""What a hostile request can reach: no file by its name, nothing without a token, no other host."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubtui.localhub.modelscope.app import ModelScopeApp
from hubtui.localhub.server import LocalHub
from hubtui.localhub.web import App
from tests.localhub.conftest import ACCOUNTS, TOKENS

CANARY = b"nobody may read this"
LARGE = bytes(range(256)) * 500
OWN = re.compile(r".*/(?:blobs/[0-9a-f]{2}(?:/[0-9a-f]{64})?|incoming/[0-9a-f]{24})")
"""What the hub itself names: contents by their hash, and what is on its way in."""
PATHS = {
    "hf": (
        "/api/{}",
        "/api/models/{}",
        "/api/models/ada/x/tree/main/{}",
        "/api/models/ada/x/tree/{}",
        "/api/models/ada/x/revision/{}",
        "/api/models/ada/x/treesize/main/{}",
        "/api/models/ada/x/refs/{}",
        "/api/resolve-cache/models/ada/x/main/{}",
        "/ada/x/resolve/main/{}",
        "/ada/x/resolve/{}/w.bin",
        "/{}/resolve/main/w.bin",
        "/datasets/{}/resolve/main/w.bin",
        "/__cdn/{}",
        "/{}",
    ),
    "ms": (
        "/api/v1/{}",
        "/api/v1/models/{}",
        "/api/v1/models/ada/x/repo?FilePath={}",
        "/api/v1/models/ada/x/repo?FilePath=w.bin&Revision={}",
        "/api/v1/models/ada/x/repo/files?Root={}&Recursive=True",
        "/api/v1/datasets/{}/repo/tree",
        "/api/v1/models/ada/x/commits?Ref={}",
        "/api/v1/repos/models/ada/x/lfs/{}/5",
        "/openapi/v1/models/{}",
        "/openapi/v1/models?search={}&owner={}",
        "/{}",
    ),
}
HOSTILE = st.one_of(
    st.sampled_from(
        [
            "../canary.txt", "../../canary.txt", "..", ".", "/etc/passwd", "//etc/passwd", "..\\canary.txt",
            "blobs", "../hub.sqlite", "hub.sqlite", "w.bin/../../../canary.txt", "\0", "w.bin\0.txt", "~root",
            "file:///etc/passwd", "C:\\boot.ini", "a" * 5000, "%2e%2e/canary.txt", "../" * 40 + "etc/passwd",
        ]
    ),
    st.text(st.characters(codec="utf-8"), max_size=40),
)  # fmt: skip
WAYS = (quote, lambda text: quote(text, safe=""), lambda text: quote(text).replace(".", "%2E"))
Asked = tuple[str, str, str]


class Watch:
    """The files that other threads of this process open, list, move or remove while it looks."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on or threading.current_thread() is threading.main_thread():
            return
        if event == "open" or event.startswith(("os.list", "os.scan", "os.re", "os.mk", "os.rm", "shutil.")):
            self.seen.append(str(arguments[0]))


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    """A hub with a file on each side, and beside its directory one that is not its own."""
    home = tmp_path_factory.mktemp("safety")
    (home / "canary.txt").write_bytes(CANARY)
    with LocalHub(home / "hub", accounts=ACCOUNTS) as hub:
        _put(hub)
        yield hub


def _put(hub: LocalHub) -> None:
    ask(hub, "hf", "POST", "/api/repos/create", json.dumps({"name": "x"}))
    ask(hub, "ms", "POST", "/api/v1/models", json.dumps({"Path": "ada", "Name": "x"}))
    line = {"key": "file", "value": {"path": "w.bin", "content": LARGE.hex()}}
    lines = json.dumps({"key": "header", "value": {"summary": "x"}}) + "\n" + json.dumps(line)
    assert ask(hub, "hf", "POST", "/api/models/ada/x/commit/main", lines)[0] == 200
    action = {"action": "create", "path": "w.bin", "type": "normal", "content": LARGE.hex()}
    told = json.dumps({"commit_message": "x", "actions": [action]})
    assert ask(hub, "ms", "POST", "/api/v1/repos/models/ada/x/commit/master", told)[0] == 200


def ask(hub: LocalHub, side: str, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
    """One request, its path as it is."""
    connection = http.client.HTTPConnection(getattr(hub, side).removeprefix("http://"), timeout=30)
    try:
        headers = {"Authorization": f"Bearer {TOKENS[side, 'ada']}", "Content-Type": "application/x-ndjson"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """A side, a method, and a path of that side with something hostile in it."""
    side = draw(st.sampled_from(sorted(PATHS)))
    template = draw(st.sampled_from(PATHS[side]))
    method = draw(st.sampled_from(["GET", "GET", "HEAD", "PUT", "DELETE", "POST"]))
    text = draw(st.sampled_from(WAYS))(draw(HOSTILE))
    return side, method, template.replace("{}", text)


def test_the_watch_sees_what_is_read(hub: LocalHub, watch: Watch) -> None:
    watch.on, watch.seen = True, []
    got = ask(hub, "ms", "GET", "/api/v1/models/ada/x/repo?FilePath=w.bin")
    watch.on = False
    assert got == (200, LARGE.hex().encode())
    assert [name for name in watch.seen if OWN.fullmatch(name)] == watch.seen != []


@given(asked())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_of_a_request_reaches_the_file_system(hub: LocalHub, watch: Watch, what: Asked) -> None:
    watch.on, watch.seen = True, []
    status, body = ask(hub, *what)
    watch.on = False
    assert [name for name in watch.seen if not OWN.fullmatch(name)] == []
    assert status < 500
    assert CANARY not in body


@given(HOSTILE)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_of_a_commit_reaches_the_file_system(hub: LocalHub, watch: Watch, path: str) -> None:
    watch.on, watch.seen = True, []
    line = {"key": "file", "value": {"path": path, "content": "x" * 40_000}}
    lines = json.dumps({"key": "header", "value": {"summary": "x"}}) + "\n" + json.dumps(line)
    action = {"action": "create", "path": path, "type": "normal", "content": "x" * 40_000}
    told = json.dumps({"commit_message": "x", "actions": [action]})
    statuses = {
        ask(hub, "hf", "POST", "/api/models/ada/x/commit/main", lines)[0],
        ask(hub, "ms", "POST", "/api/v1/repos/models/ada/x/commit/master", told)[0],
    }
    watch.on = False
    assert [name for name in watch.seen if not OWN.fullmatch(name)] == []
    assert max(statuses) < 500


def test_it_listens_on_loopback_alone(hub: LocalHub) -> None:
    for url in (hub.hf, hub.ms):
        address, _, port = url.removeprefix("http://").partition(":")
        assert address == "127.0.0.1"
        with socket.socket() as other:
            other.bind(("127.0.0.2", int(port)))


def test_a_token_is_found_by_its_digest_alone(hub: LocalHub) -> None:
    app: App = ModelScopeApp(None, list(ACCOUNTS), None)  # type: ignore[arg-type]
    assert set(app._by_token) == {
        hashlib.sha256(each.token.encode()).digest() for each in ACCOUNTS if each.hub == "ms"
    }
    assert app.account_of(TOKENS["ms", "ada"]) == ACCOUNTS[2]
    for wrong in ("", TOKENS["ms", "ada"][:-1], TOKENS["ms", "ada"] + "x", TOKENS["hf", "ada"], "\0"):
        assert app.account_of(wrong) is None


@pytest.mark.parametrize("header", ["Bearer é", "Basic x", "Bearer", "Bearer  ", "bearer x y"])
def test_a_strange_token_is_refused_in_order(hub: LocalHub, header: str) -> None:
    for side, path in (("hf", "/api/whoami-v2"), ("ms", "/openapi/v1/users/me")):
        connection = http.client.HTTPConnection(getattr(hub, side).removeprefix("http://"), timeout=30)
        connection.request("GET", path, headers={"Authorization": header})
        assert connection.getresponse().status == 401
        connection.close()


def test_nothing_was_written_beside_the_hub(hub: LocalHub) -> None:
    own = hub._directory
    assert {each.name for each in own.parent.iterdir()} == {own.name, "canary.txt"}
    assert {each.name for each in own.iterdir()} <= {
        "blobs", "incoming", "hub.sqlite", "hub.sqlite-wal", "hub.sqlite-shm",
    }  # fmt: skip
