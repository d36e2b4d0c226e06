"""Signing in to Hugging Face in a browser: what the hub may say, and what must not be believed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from hubtui.errors import HubError, Offline, Refused, Unauthorized, Unavailable, Unsupported
from hubtui.hubs import hub_class
from hubtui.hubs.huggingface import HuggingFace
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import Grant, Invitation
from hubtui.secret import Secret, redacted
from tests.hubs.test_isolation import Recorder

ADA = LocalAccount("hf", "ada", "hf_adas0own0token000", ("lab",))


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub", accounts=[ADA]) as running:
        running.devices.terms.interval = 0
        yield running


def agree(hub: LocalHub, invitation: Invitation, answer: str = "agree") -> None:
    """As the user does in a browser."""
    fields = {"code": invitation.user_code, "token": ADA.token, "answer": answer}
    with httpx2.Client() as browser:
        assert browser.post(f"{hub.hf}/oauth/device/agree", data=fields).is_success


def granted(hub: LocalHub) -> Grant:
    invitation = HuggingFace.invite(hub.hf)
    agree(hub, invitation)
    grant = HuggingFace.answer(hub.hf, invitation)
    assert isinstance(grant, Grant)
    return grant


def test_a_grant_comes_once_the_user_agrees(hub, tmp_path):
    invitation = HuggingFace.invite(hub.hf)
    assert invitation.address == f"{hub.hf}/oauth/device"
    assert 290 < invitation.until - time.monotonic() <= 300
    assert HuggingFace.answer(hub.hf, invitation) == invitation
    agree(hub, invitation)
    grant = HuggingFace.answer(hub.hf, invitation)
    assert isinstance(grant, Grant)
    me = HuggingFace.open(hub.hf, grant.token, tmp_path).whoami()
    assert (me.name, me.token_role) == ("ada", "")
    assert grant.refresh
    assert grant.expires == pytest.approx(time.time() + 30 * 24 * 3600, abs=60)
    assert {each.account for each in hub.requests.matching(part="oauth")} == {""}, "nobody's token went along"


def test_neither_code_nor_tokens_are_shown(hub):
    invitation = HuggingFace.invite(hub.hf)
    agree(hub, invitation)
    grant = HuggingFace.answer(hub.hf, invitation)
    secrets = [invitation.device_code, grant.token, grant.refresh]
    for secret in secrets:
        assert secret.reveal() not in f"{invitation!r} {grant!r} {secrets}"
        assert redacted(f"<{secret.reveal()}>") == "<********>"


def test_a_user_who_denies_is_told_of(hub):
    invitation = HuggingFace.invite(hub.hf)
    agree(hub, invitation, "deny")
    with pytest.raises(Refused, match="denied"):
        HuggingFace.answer(hub.hf, invitation)


def test_a_code_ends_by_the_hubs_clock_and_by_ours(hub):
    invitation = HuggingFace.invite(hub.hf)
    asked = len(hub.requests)
    with pytest.raises(Refused, match="expired"):
        HuggingFace.answer(hub.hf, replace(invitation, until=time.monotonic()))
    assert len(hub.requests) == asked, "a hub is not asked what cannot be"
    hub.devices.clock = lambda clock=hub.devices.clock: clock() + 301
    with pytest.raises(Refused, match="expired"):
        HuggingFace.answer(hub.hf, invitation)


def test_a_hub_that_is_asked_too_often_is_asked_less_often(hub):
    hub.devices.terms.interval = 5
    invitation = HuggingFace.invite(hub.hf)
    assert invitation.interval == 5
    assert HuggingFace.answer(hub.hf, invitation) == invitation
    slower = HuggingFace.answer(hub.hf, invitation)
    assert isinstance(slower, Invitation)
    assert slower.interval == 10


@pytest.mark.parametrize(
    "trouble",
    [
        {"hang_up": "before"},
        {"status": 503},
        {"status": 502, "body": "<html>"},
        {"status": 403, "body": "<html>"},
        {"status": 200, "body": {"message": "a proxy's"}},
    ],
)
def test_a_network_that_blinks_ends_nothing(trouble, hub):
    invitation = HuggingFace.invite(hub.hf)
    agree(hub, invitation)
    hub.faults.add(path="/oauth/token", **trouble)
    assert HuggingFace.answer(hub.hf, invitation) == invitation
    assert isinstance(HuggingFace.answer(hub.hf, invitation), Grant)


def test_a_hub_at_its_limit_is_asked_less_often(hub):
    invitation = HuggingFace.invite(hub.hf)
    hub.faults.add(path="/oauth/token", status=429)
    slower = HuggingFace.answer(hub.hf, invitation)
    assert isinstance(slower, Invitation)
    assert slower.interval == invitation.interval + 5


@pytest.mark.parametrize("status", [404, 405])
def test_an_endpoint_without_it_says_so(status, hub):
    hub.faults.add(path="/oauth/device", status=status)
    with pytest.raises(Unsupported, match="no sign-in in the browser") as told:
        HuggingFace.invite(hub.hf)
    assert "token" in told.value.advice


def test_modelscope_says_that_it_has_none():
    for ask in (
        lambda kind: kind.invite("http://127.0.0.1:9"),
        lambda kind: kind.renew("http://127.0.0.1:9", Grant(Secret("ms-a-token-it-is"))),
    ):
        with pytest.raises(Unsupported, match="ModelScope has no sign-in in the browser"):
            ask(hub_class("modelscope"))


def test_another_application_can_be_named_and_an_unknown_one_is_told(hub, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.DEVICE_CODE_OAUTH_CLIENT_ID", "of-another-hub")
    with pytest.raises(Refused, match="No application has this client_id") as told:
        HuggingFace.invite(hub.hf)
    assert "HF_DEVICE_CODE_OAUTH_CLIENT_ID" in told.value.advice


GOOD: dict[str, Any] = {
    "device_code": "a-device-code-of-some-length",
    "user_code": "ABCD-EFGH",
    "verification_uri": "https://hf.example/device",
    "expires_in": 300,
    "interval": 5,
}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"verification_uri": "http://hf.example/device"}, Refused),
        ({"verification_uri": "javascript:alert(1)"}, Refused),
        ({"verification_uri": "https://hf.example/\x1b]52;c;aGk=\x07"}, Refused),
        ({"verification_uri": "https://hf.example/ two"}, Refused),
        ({"user_code": "AB\u202eCD"}, Refused),
        ({"verification_uri": None}, HubError),
        ({"device_code": "with a space in it"}, Unavailable),
        ({"device_code": ""}, Unavailable),
        ({"expires_in": "soon"}, Unavailable),
        ({"interval": [1]}, Unavailable),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(changed, error, hub):
    body = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    hub.faults.add(path="/oauth/device", status=200, body=body)
    with pytest.raises(error):
        HuggingFace.invite(hub.hf)


def test_numbers_of_the_hub_are_held_within_bounds(hub):
    hub.faults.add(path="/oauth/device", status=200, body={**GOOD, "interval": -3, "expires_in": 10**9})
    invitation = HuggingFace.invite(hub.hf)
    assert invitation.interval == 1
    assert invitation.until - time.monotonic() <= 3600
    hub.faults.add(path="/oauth/device", status=200, body={**GOOD, "interval": 10**9})
    assert HuggingFace.invite(hub.hf).interval == 60


def test_a_redirect_takes_no_code_and_no_token_elsewhere(hub):
    elsewhere = Recorder("localhost")
    try:
        grant, invitation = granted(hub), HuggingFace.invite(hub.hf)
        for ask in (
            lambda: HuggingFace.invite(hub.hf),
            lambda: HuggingFace.answer(hub.hf, invitation),
            lambda: HuggingFace.renew(hub.hf, grant),
        ):
            hub.faults.add(path="/oauth/", status=307, headers={"Location": f"{elsewhere.url}/oauth"})
            with suppress(HubError):
                ask()
        assert elsewhere.heads == []
    finally:
        elsewhere.close()


def test_a_grant_is_renewed_and_the_one_before_is_worth_nothing(hub, tmp_path):
    grant = granted(hub)
    other = HuggingFace.renew(hub.hf, grant)
    assert other.token != grant.token
    assert other.refresh != grant.refresh
    assert HuggingFace.open(hub.hf, other.token, tmp_path).whoami().name == "ada"
    with pytest.raises(Unauthorized) as told:
        HuggingFace.renew(hub.hf, grant)
    assert told.value.advice == "Sign in again."


def test_a_hub_may_keep_the_token_that_renews(hub):
    grant = granted(hub)
    body = {"access_token": "hf_oauth_another0token", "expires_in": 60}
    hub.faults.add(path="/oauth/token", status=200, body=body)
    other = HuggingFace.renew(hub.hf, grant)
    assert other.refresh == grant.refresh


def test_renewing_without_a_network_is_no_refusal(hub):
    grant = granted(hub)
    hub.faults.add(path="/oauth/token", hang_up="before")
    with pytest.raises(Offline):
        HuggingFace.renew(hub.hf, grant)
    hub.faults.add(path="/oauth/token", status=503)
    with pytest.raises(Unavailable):
        HuggingFace.renew(hub.hf, grant)
    assert HuggingFace.renew(hub.hf, grant).token != grant.token


@pytest.mark.parametrize(
    ("seconds", "renewal"), [(30 * 24 * 3600, 29 * 24 * 3600), (8 * 3600, 6 * 3600), (100, 75)]
)
def test_a_grant_is_due_before_it_expires(seconds, renewal):
    token = Secret("hf_oauth_a0token")
    grant = Grant(token, token, issued=1000.0, expires=1000.0 + seconds)
    assert grant.renewal == 1000 + renewal
    assert not grant.is_due(1000 + renewal - 1)
    assert grant.is_due(1000 + renewal)
    assert not grant.has_expired(1000 + renewal)
    assert grant.has_expired(1000 + seconds)
    assert Grant(token, None, 1000.0, 1000.0 + seconds).renewal is None
    assert Grant(token, token).renewal is None
