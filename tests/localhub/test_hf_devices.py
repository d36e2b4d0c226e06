"""Signing a device in by a browser: the SDK's own functions, and what each answer is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests
from huggingface_hub import HfApi, constants
from huggingface_hub.errors import DeviceCodeError, OAuthErrorCode
from huggingface_hub.utils._oauth_device import poll_device_token, refresh_access_token, request_device_code

from hubtui.localhub.devices import CLIENT
from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import TOKENS

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
Answer = Callable[..., requests.Response]


@pytest.fixture(autouse=True)
def endpoint(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK's functions know one endpoint only."""
    monkeypatch.setattr(constants, "ENDPOINT", hub.hf)
    hub.devices.terms.interval = 0


@pytest.fixture
def answer(hub: LocalHub, http: requests.Session) -> Answer:
    """What the user does on the page."""

    def give(code: str, answer: str = "agree", token: str = TOKENS["hf", "ada"]) -> requests.Response:
        fields = {"code": code, "token": token, "answer": answer}
        return http.post(f"{hub.hf}/oauth/device/agree", data=fields)

    return give


def asked(http: requests.Session, hub: LocalHub, **fields: str) -> Any:
    """The token endpoint's answer."""
    return http.post(f"{hub.hf}/oauth/token", data={"client_id": CLIENT, **fields})


def test_the_sdk_signs_in_and_renews(hub: LocalHub, answer: Answer) -> None:
    info = request_device_code()
    assert info["verification_uri"] == f"{hub.hf}/oauth/device"
    assert info["expires_in"] == 300
    agreed = threading.Event()

    def pending() -> None:
        if not agreed.is_set():
            assert answer(info["user_code"]).ok
            agreed.set()

    given = poll_device_token(info, on_pending=pending)
    assert agreed.is_set(), "it was pending first"
    assert given["expires_in"] == 30 * 24 * 3600
    assert len(given["access_token"]) > 512, "as long as the real ones"
    api = HfApi(endpoint=hub.hf, token=given["access_token"])
    me = api.whoami()
    assert me["name"] == "ada"
    assert "accessToken" not in me["auth"]
    other = refresh_access_token(given["refresh_token"])
    assert other["access_token"] != given["access_token"]
    assert HfApi(endpoint=hub.hf, token=other["access_token"]).whoami()["name"] == "ada"
    with pytest.raises(DeviceCodeError) as told:
        refresh_access_token(given["refresh_token"])
    assert told.value.error_code == OAuthErrorCode.INVALID_GRANT


def test_a_refusal_reaches_the_sdk(answer: Answer) -> None:
    info = request_device_code()
    assert answer(info["user_code"], "deny").ok
    with pytest.raises(DeviceCodeError) as told:
        poll_device_token(info)
    assert told.value.error_code == OAuthErrorCode.ACCESS_DENIED


def test_a_code_that_expired_reaches_the_sdk(hub: LocalHub, answer: Answer) -> None:
    info = request_device_code()
    hub.devices.clock = lambda clock=hub.devices.clock: clock() + 301
    assert answer(info["user_code"]).status_code == 404
    with pytest.raises(DeviceCodeError) as told:
        poll_device_token(info)
    assert told.value.error_code == OAuthErrorCode.EXPIRED_TOKEN


def test_who_asks_too_often_is_told_so(hub: LocalHub, http: requests.Session) -> None:
    hub.devices.terms.interval = 5
    code = request_device_code()["device_code"]
    said = [asked(http, hub, grant_type=DEVICE, device_code=code) for _ in range(2)]
    assert [each.json()["error"] for each in said] == ["authorization_pending", "slow_down"]
    assert {each.status_code for each in said} == {400}
    hub.devices.clock = lambda clock=hub.devices.clock: clock() + 6
    later = asked(http, hub, grant_type=DEVICE, device_code=code)
    assert later.json()["error"] == "authorization_pending"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"grant_type": DEVICE, "device_code": "made-up"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
        ({"grant_type": DEVICE, "client_id": "another"}, "invalid_client"),
    ],
)
def test_what_is_not_a_grant_is_told(fields: dict[str, str], error: str, hub: LocalHub, http: Any) -> None:
    response = asked(http, hub, **fields)
    assert (response.status_code, response.json()["error"]) == (400, error)
    assert response.json()["error_description"]


def test_tokens_are_given_once_and_hold_for_so_long(hub: LocalHub, answer: Answer, http: Any) -> None:
    info = request_device_code()
    answer(info["user_code"])
    given = asked(http, hub, grant_type=DEVICE, device_code=info["device_code"]).json()
    again = asked(http, hub, grant_type=DEVICE, device_code=info["device_code"]).json()
    assert again["error"] == "invalid_grant"
    whoami, bearer = f"{hub.hf}/api/whoami-v2", {"Authorization": f"Bearer {given['access_token']}"}
    assert http.get(whoami, headers=bearer).ok
    assert hub.requests.matching(part="whoami")[-1].account == "ada"
    hub.devices.clock = lambda clock=hub.devices.clock: clock() + 31 * 24 * 3600
    assert http.get(whoami, headers=bearer).status_code == 401
    renewed = asked(http, hub, grant_type="refresh_token", refresh_token=given["refresh_token"]).json()
    assert http.get(whoami, headers={"Authorization": f"Bearer {renewed['access_token']}"}).ok
    hub.devices.end("ada")
    assert http.get(whoami, headers=bearer).status_code == 401
    ended = asked(http, hub, grant_type="refresh_token", refresh_token=renewed["refresh_token"]).json()
    assert ended["error"] == "invalid_grant"


def test_the_page_wants_a_token_of_this_hub(hub: LocalHub, answer: Answer, http: Any) -> None:
    info = request_device_code()
    page = http.get(f"{hub.hf}/oauth/device?code=<b>")
    assert page.ok
    assert "<b>" not in page.text.partition("<form")[2]
    assert answer(info["user_code"], token="hf_nobodys0token").status_code == 403
    assert answer("AAAA-AAAA").status_code == 404
    assert answer(info["user_code"].lower()).ok, "typed in small letters"
