"""What can be made to go wrong: on the wire, and as the SDKs see it."""

from __future__ import annotations

import hashlib
import http.client
import select
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
from modelscope_hub import HubApi
from modelscope_hub.errors import AuthenticationError, NetworkError, RateLimitError, ServerError

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import ACCOUNTS, bearer
from tests.localhub.serving import serving

Open = Callable[[str, str], HubApi]
BODY = bytes(range(256)) * 400
FILE = "/ada/x/resolve/main/w.txt"
KEPT = "/api/resolve-cache/"
"""Where the bytes of a regular file come from, on the hf side."""


@pytest.fixture
def repo(hf: HfApi) -> str:
    hf.create_repo("ada/x")
    hf.upload_file(repo_id="ada/x", path_in_repo="w.txt", path_or_fileobj=BODY)
    return "ada/x"


@pytest.fixture
def plain(hub: LocalHub, repo: str) -> Iterator[Callable[[str], http.client.HTTPResponse]]:
    """One request on a connection of its own, its answer not yet read."""
    connections: list[http.client.HTTPConnection] = []

    def get(path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(hub.hf.removeprefix("http://"), timeout=30)
        connections.append(connection)
        connection.request("GET", path)
        return connection.getresponse()

    yield get
    for each in connections:
        each.close()


@pytest.fixture
def kept(hf: HfApi, repo: str) -> str:
    """The path that answers with `BODY` itself."""
    return f"{KEPT}models/ada/x/{hf.model_info(repo).sha}/w.txt"


Get = Callable[[str], http.client.HTTPResponse]


def test_an_answer_of_choice_so_many_times(hub: LocalHub, repo: str, http: requests.Session) -> None:
    fault = hub.faults.add(method="GET", path=r"^/api/models/ada/x$", count=2, status=503, body="down")
    url = f"{hub.hf}/api/models/{repo}"
    assert [http.get(url).status_code for _ in range(3)] == [503, 503, 200]
    assert (fault.hits, http.get(f"{hub.ms}/api/models/ada/x").status_code) == (2, 404)
    hub.faults.add(hub="ms", path="/models", status=429, headers={"Retry-After": "7"}, count=None, skip=1)
    answers = [http.get(f"{hub.ms}/openapi/v1/models") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 429, 429, 429]
    assert answers[1].headers["Retry-After"] == "7"
    assert answers[1].headers["X-Request-Id"]
    hub.faults.clear()
    assert http.get(f"{hub.ms}/openapi/v1/models").ok


def test_a_cut_answer_ends_with_a_reset_or_in_good_order(hub: LocalHub, plain: Get, kept: str) -> None:
    hub.faults.add(path=KEPT, cut=1000)
    answer = plain(kept)
    assert (answer.status, answer.read(1000)) == (200, BODY[:1000])
    with pytest.raises(ConnectionResetError):
        answer.read(1)
    hub.faults.add(path=KEPT, cut=1000, reset=False)
    with pytest.raises(http.client.IncompleteRead) as caught:
        plain(kept).read()
    assert caught.value.partial == BODY[:1000]


def test_one_wrong_byte(hub: LocalHub, plain: Get, kept: str) -> None:
    hub.faults.add(path=KEPT, wrong=70_000)
    got = plain(kept).read()
    assert [place for place in range(len(BODY)) if got[place] != BODY[place]] == [70_000]
    assert plain(kept).read() == BODY


def test_a_short_body_with_and_without_a_lie(hub: LocalHub, plain: Get, kept: str) -> None:
    hub.faults.add(path=KEPT, short=5)
    honest = plain(kept)
    assert (honest.headers["Content-Length"], honest.read()) == (str(len(BODY) - 5), BODY[:-5])
    hub.faults.add(path=KEPT, short=5, lie=True)
    lying = plain(kept)
    assert lying.headers["Content-Length"] == str(len(BODY))
    with pytest.raises(http.client.IncompleteRead) as caught:
        lying.read()
    assert caught.value.partial == BODY[:-5]


def test_a_stalled_answer_goes_on_when_released(hub: LocalHub, plain: Get, kept: str) -> None:
    hub.faults.add(path=KEPT, stall=100)
    answer = plain(kept)
    assert answer.read(100) == BODY[:100]
    hub.faults.release()
    assert answer.read() == BODY[100:]


def test_a_stall_may_come_before_the_first_byte(hub: LocalHub, repo: str) -> None:
    fault = hub.faults.add(path="/api/models", stall=0)
    address = tuple(hub.hf.removeprefix("http://").split(":"))
    with socket.create_connection(address, timeout=30) as connection:  # type: ignore[arg-type]
        connection.sendall(b"GET /api/models HTTP/1.1\r\nHost: x\r\n\r\n")
        assert fault.struck.wait(30)
        assert select.select([connection], [], [], 0) == ([], [], [])
        hub.faults.release()
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_time_passes_for_what_is_slow(hub: LocalHub, plain: Get, kept: str, http: requests.Session) -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    hub.faults.sleep = wait
    hub.faults.add(path=KEPT, rate=10_000, latency=2.5)
    assert plain(kept).read() == BODY
    assert (waits[0], max(waits[1:]), round(sum(waits[1:]), 3)) == (2.5, 0.1, len(BODY) / 10_000)
    waits.clear()
    hub.faults.add(path="/api/validate-yaml", rate=7)
    http.post(f"{hub.hf}/api/validate-yaml", data=b'{"content": ""}')
    assert waits[:-1].count(1 / 7) > 10
    assert round(waits[0], 3) == round(15 / 7, 3)


@pytest.mark.parametrize(("when", "applied"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("reset", [True, False])
def test_an_answer_is_lost_before_or_after_the_request_is_carried_out(
    hub: LocalHub, hf: HfApi, repo: str, http: requests.Session, when: str, applied: int, reset: bool
) -> None:
    before = len(hf.list_repo_commits(repo))
    hub.faults.add(method="POST", path="/commit/", hang_up=when, reset=reset)
    lines = '{"key":"header","value":{"summary":"x"}}\n{"key":"file","value":{"path":"a","content":"x"}}'
    url = f"{hub.hf}/api/models/{repo}/commit/main"
    with pytest.raises(requests.ConnectionError):
        http.post(url, data=lines, headers=bearer("hf", "ada"))
    assert len(hf.list_repo_commits(repo)) - before == applied
    assert hub.requests.matching("POST", "/commit/")[-1].status == 0


def test_the_head_moves_under_a_commit(hub: LocalHub, hf: HfApi, ms: HubApi, repo: str) -> None:
    head = hf.model_info(repo).sha
    hub.faults.add(path="/commit/", moves="meanwhile.txt", count=2)
    sent = {"repo_id": repo, "path_in_repo": "a.txt", "path_or_fileobj": b"1"}
    with pytest.raises(HfHubHTTPError) as caught:
        hf.upload_file(**sent, parent_commit=head)
    assert caught.value.response.status_code == 412
    assert set(hf.list_repo_files(repo)) == {".gitattributes", "w.txt", "meanwhile.txt"}
    ms.create_repo("ada/y", "model", visibility="public", license="mit")
    action = {"action": "create", "path": "a.txt", "type": "normal", "content": "1"}
    ms.legacy.create_commit("ada/y", "model", [action], "Add a")
    assert {each.path for each in ms.list_repo_files("ada/y", "model")} >= {"a.txt", "meanwhile.txt"}


def test_a_revoked_token_is_worth_nothing_until_all_is_cleared(
    hub: LocalHub, hf: HfApi, ms: HubApi, repo: str, open_ms: Open
) -> None:
    hub.faults.add(hub="hf", path="/tree/", revoke=True)
    assert hf.whoami()["name"] == "ada"
    with pytest.raises(HfHubHTTPError):
        list(hf.list_repo_tree(repo))
    with pytest.raises(HfHubHTTPError) as caught:
        hf.whoami()
    assert caught.value.response.status_code == 401
    assert ms.whoami().username == "ada"
    hub.faults.add(hub="ms", path="/users/me", revoke=True)
    with pytest.raises(AuthenticationError):
        ms.whoami()
    hub.faults.clear()
    assert (hf.whoami()["name"], ms.whoami().username) == ("ada", "ada")


def test_a_range_may_be_ignored(hub: LocalHub, kept: str, http: requests.Session) -> None:
    hub.faults.add(path=KEPT, ignore="Range")
    part = {"Range": "bytes=100-"}
    assert [http.get(hub.hf + kept, headers=part).status_code for _ in range(2)] == [200, 206]


def test_what_hugging_faces_sdk_does(hub: LocalHub, hf: HfApi, repo: str, tmp_path: Path) -> None:
    def download(name: str) -> bytes:
        return Path(hf.hf_hub_download(repo, "w.txt", local_dir=tmp_path / name)).read_bytes()

    wrong = hub.faults.add(method="GET", path=KEPT, wrong=9)
    assert len(download("a")) == len(BODY)
    assert (wrong.hits, hashlib.sha256(download("b")).digest()) == (1, hashlib.sha256(BODY).digest())
    hub.faults.add(method="GET", path=KEPT, status=503)
    with pytest.raises(HfHubHTTPError):
        download("c")


def test_what_modelscopes_sdk_does(hub: LocalHub, ms: HubApi, tmp_path: Path) -> None:
    ms.create_repo("ada/y", "model", visibility="public", license="mit")
    ms.upload_file(repo_id="ada/y", repo_type="model", path_or_fileobj=BODY, path_in_repo="w.bin")
    hub.faults.add(method="GET", path="FilePath=w.bin", cut=5000)
    got = ms.download_file("ada/y", repo_type="model", file_path="w.bin", local_dir=tmp_path)
    assert Path(got).read_bytes() == BODY
    action = [{"action": "create", "path": "a.txt", "type": "normal", "content": "1"}]
    hub.faults.add(path="/commit/", status=429, headers={"Retry-After": "3"})
    with pytest.raises(RateLimitError) as caught:
        ms.legacy.create_commit("ada/y", "model", action, "x")
    assert caught.value.retry_after == 3
    hub.faults.add(path="/commit/", status=409, body={"Code": 10030000001, "Message": "conflict"})
    with pytest.raises(ServerError):
        ms.legacy.create_commit("ada/y", "model", action, "x")
    hub.faults.add(path="/commit/", hang_up="after")
    with pytest.raises(NetworkError):
        ms.legacy.create_commit("ada/y", "model", action, "x")
    assert len([each for each in ms.list_repo_files("ada/y", "model") if each.path == "a.txt"]) == 1


def test_the_control_route_is_there_only_when_asked_for(
    tmp_path: Path, hub: LocalHub, http: requests.Session
) -> None:
    assert http.post(f"{hub.hf}/__fault", json={"status": 500}).status_code == 404
    with LocalHub(tmp_path / "other", accounts=ACCOUNTS, faults=True) as other:
        for port in (other.hf, other.ms):
            told = http.post(f"{port}/__fault", json={"path": "/whoami|/users/me", "status": 418}).json()
            assert [(each["status"], each["hits"]) for each in told] == [(418, 0)]
            assert http.get(f"{other.hf}/api/whoami-v2", headers=bearer("hf", "ada")).status_code == 418
            assert http.get(f"{port}/__fault").json()[0]["hits"] == 1
            assert http.delete(f"{port}/__fault").json() == []
        assert http.put(f"{other.hf}/__fault").status_code == 405
        assert not other.requests.matching(part="__fault")


@pytest.mark.parametrize(
    "what",
    [
        {"nonsense": 1},
        {"path": "("},
        {"count": -1},
        {"cut": "5"},
        {"status": True},
        {"hang_up": "never"},
        {"rate": 0},
        {"status": 99},
        {"status": 429, "headers": {"Retry-After": 5}},
        [],
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(tmp_path: Path, what: object, http: requests.Session) -> None:
    with LocalHub(tmp_path, accounts=ACCOUNTS, faults=True) as hub:
        answer = http.post(f"{hub.ms}/__fault", json=what)
        assert (answer.status_code, list(answer.json())) == (400, ["error"])
        assert http.get(f"{hub.ms}/__fault").json() == []


def test_a_stalled_answer_does_not_keep_the_hub_from_ending(tmp_path: Path) -> None:
    with LocalHub(tmp_path, accounts=ACCOUNTS) as hub:
        hub.faults.add(path="/api/models", stall=0)
        address = tuple(hub.hf.removeprefix("http://").split(":"))
        with socket.create_connection(address) as connection:  # type: ignore[arg-type]
            connection.sendall(b"GET /api/models HTTP/1.1\r\nHost: x\r\n\r\n")


def test_another_process_serves_them_when_told_to(tmp_path: Path, http: requests.Session) -> None:
    with serving(tmp_path / "plain") as hub:
        assert http.post(f"{hub.hf}/__fault", json={"status": 500}).status_code == 404
    with serving(tmp_path / "hub", "--faults", "--rate-limit", "2/999999") as hub:
        fault = {"hub": "ms", "path": "/models", "hang_up": "after"}
        assert http.post(f"{hub.hf}/__fault", json=fault).ok
        with pytest.raises(requests.ConnectionError):
            http.get(f"{hub.ms}/openapi/v1/models")
        assert http.get(f"{hub.hf}/__fault").json()[0]["hits"] == 1
        assert [http.get(f"{hub.hf}/api/models").status_code for _ in range(3)] == [200, 200, 429]


def test_requests_that_nothing_befalls_go_their_way(hub: LocalHub, repo: str, http: requests.Session) -> None:
    faults = [hub.faults.add(hub="ms"), hub.faults.add(method="PUT"), hub.faults.add(path="^/nowhere")]
    assert http.get(f"{hub.hf}/api/models/{repo}").ok
    assert [each.hits for each in faults] == [0, 0, 0]


def test_the_query_is_part_of_what_is_matched(hub: LocalHub, http: requests.Session) -> None:
    fault = hub.faults.add(path=r"\?FilePath=a%20b$", status=500, count=None)
    url = f"{hub.ms}/api/v1/models/ada/x/repo?FilePath="
    assert [http.get(url + name).status_code for name in ("a%20b", "a%20bc")] == [500, 404]
    assert fault.hits == 1
