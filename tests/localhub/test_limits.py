"""Rate limits: counted apart, told as documented, over when their window is; no time passes in here."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import parse_ratelimit_headers
from modelscope_hub import HubApi
from modelscope_hub.errors import RateLimitError

from hubtui.localhub.arguments import add_arguments
from hubtui.localhub.limits import Limits
from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import ACCOUNTS, TOKENS, bearer

ADA = bearer("hf", "ada")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 6_000_010.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limited(tmp_path: Path, clock: Clock) -> Iterator[LocalHub]:
    """A hub with three API requests and two resolvers in 60 seconds, of which 10 are over."""
    limits = Limits(3, 60, resolvers=2, clock=clock)
    with LocalHub(tmp_path / "limited", accounts=ACCOUNTS, limits=limits) as hub:
        yield hub


def test_each_answer_says_what_is_left(limited: LocalHub, clock: Clock, http: requests.Session) -> None:
    url = f"{limited.hf}/api/whoami-v2"
    told = [http.get(url, headers=ADA) for _ in range(5)]
    assert [each.status_code for each in told] == [200, 200, 200, 429, 429]
    assert [each.headers["RateLimit"] for each in told[:4]] == [
        f'"api";r={left};t=50' for left in (2, 1, 0, 0)
    ]
    assert told[0].headers["RateLimit-Policy"] == '"fixed window";"api";q=3;w=60'
    assert told[3].headers["Retry-After"] == "50"
    clock.now += 49
    assert http.get(url, headers=ADA).headers["RateLimit"] == '"api";r=0;t=1'
    clock.now += 1
    assert http.get(url, headers=ADA).headers["RateLimit"] == '"api";r=2;t=60'


def test_callers_and_kinds_are_counted_apart(limited: LocalHub, http: requests.Session) -> None:
    api, file = f"{limited.hf}/api/models", f"{limited.hf}/ada/x/resolve/main/a"
    assert [http.get(api, headers=ADA).status_code for _ in range(4)][-1] == 429
    assert http.get(api, headers=bearer("hf", "grace")).ok
    assert http.get(api).headers["RateLimit"] == '"api";r=2;t=50'
    answers = [http.get(file, headers=ADA) for _ in range(3)]
    assert [each.status_code for each in answers] == [404, 404, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"fixed window";"resolvers";q=2;w=60'


def test_a_free_account_may_read_five_times_as_many_files() -> None:
    assert Limits(1000).quota("resolvers") == 5000


def test_links_with_their_own_permission_are_not_counted(limited: LocalHub, http: requests.Session) -> None:
    for path in ("/__cdn/x", "/api/resolve-cache/models/a/x/main/f"):
        assert [http.get(limited.hf + path).status_code for _ in range(9)].count(429) == 0
    upload = f"{limited.ms}/api/v1/repos/models/ada/x/lfs/{'0' * 64}/1"
    assert [http.put(upload, data=b"1").status_code for _ in range(9)] == [403] * 9


def test_the_sdks_are_told(
    limited: LocalHub, http: requests.Session, open_ms: Callable[[str, str], HubApi]
) -> None:
    hf = HfApi(endpoint=limited.hf, token=TOKENS["hf", "ada"])
    for _ in range(3):
        hf.whoami()
    with pytest.raises(HfHubHTTPError) as caught:
        hf.whoami()
    info = parse_ratelimit_headers(caught.value.response.headers)
    assert info is not None
    assert (info.remaining, info.reset_in_seconds, info.limit, info.window_seconds) == (0, 50, 3, 60)
    headers = bearer("ms", "ada")
    told = [http.get(f"{limited.ms}/openapi/v1/users/me", headers=headers) for _ in range(4)]
    assert [each.status_code for each in told] == [200, 200, 200, 429]
    assert (told[3].headers["Retry-After"], told[3].json()["code"]) == ("50", "RateLimitExceed")
    assert "RateLimit" not in told[0].headers
    with pytest.raises(RateLimitError) as limited_by:
        open_ms(limited.ms, TOKENS["ms", "ada"]).legacy.create_commit("ada/x", "model", [], "x")
    assert limited_by.value.retry_after == 50


def test_there_are_no_limits_unless_asked_for(hub: LocalHub, http: requests.Session) -> None:
    told = [http.get(f"{hub.hf}/api/models") for _ in range(600)]
    assert {(each.status_code, "RateLimit" in each.headers) for each in told} == {(200, False)}


@pytest.mark.parametrize(("text", "quota"), [("500", (500, 300)), ("20/60", (20, 60))])
def test_they_are_asked_for_in_an_argument(text: str, quota: tuple[int, int]) -> None:
    assert _parsed(text).rate_limit == quota


@pytest.mark.parametrize("text", ["0", "5/0", "-1", "x", "5/", "5/6/7"])
def test_an_argument_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(SystemExit):
        _parsed(text)


def _parsed(text: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args([f"--rate-limit={text}"])
