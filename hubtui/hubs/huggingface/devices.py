"""Signing in to Hugging Face in a browser, for a device that has none: RFC 8628, as huggingface_hub's
`_oauth_device` speaks it, which knows one endpoint only and cannot be interrupted.

hubtui is that library's application to the hub; HF_DEVICE_CODE_OAUTH_CLIENT_ID names another one.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx2
from huggingface_hub import constants
from huggingface_hub.utils import build_hf_headers, get_session

from hubtui.errors import HubError, Refused, Unauthorized, Unavailable, Unsupported
from hubtui.hubs.answers import UNREADABLE
from hubtui.hubs.huggingface.client import on_behalf
from hubtui.hubs.huggingface.connection import Connection, prepare, translated
from hubtui.hubs.traffic import Way
from hubtui.model import Grant, Invitation
from hubtui.origins import is_private_way
from hubtui.secret import Secret

_TITLE = "Hugging Face"
_SECONDS = 10.0
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_SLOWER = 5.0
"""Seconds that RFC 8628 lets pass besides when a hub is asked too often."""
_ASKED = (1.0, 60.0)
"""Between these is how often a hub can want to be asked."""
_LONGEST = 3600.0


class Devices(Connection):
    @classmethod
    def invite(cls, endpoint: str) -> Invitation:
        with translated():
            status, record = _post(endpoint, "device", {})
            if status in (404, 405):
                raise Unsupported(
                    "this endpoint has no sign-in in the browser", hub=_TITLE, advice="Paste a token."
                )
            if "device_code" not in record:
                raise _refusal(status, record)
            address, user_code = str(record["verification_uri"]), str(record["user_code"])
            _check(address, user_code)
            seconds = min(float(record.get("expires_in", 900)), _LONGEST)
            interval = _bounded(float(record.get("interval", 5)))
            code = Secret(str(record["device_code"]))
            until = time.monotonic() + seconds
            return Invitation(address, user_code, code, interval, until)

    @classmethod
    def answer(cls, endpoint: str, invitation: Invitation) -> Grant | Invitation:
        if time.monotonic() >= invitation.until:
            raise _over()
        fields = {"grant_type": _DEVICE, "device_code": invitation.device_code.reveal()}
        try:
            status, record = _post(endpoint, "token", fields)
        except (httpx2.TransportError, *UNREADABLE):
            return invitation  # a network that blinks ends nothing
        if status >= 500:
            return invitation
        if status == 429:
            return _slower(invitation)
        match record.get("error"):
            case "slow_down":
                return _slower(invitation)
            case "authorization_pending":
                return invitation
            case "expired_token":
                raise _over()
            case "access_denied":
                raise Refused("it was denied in the browser", hub=_TITLE, advice="Begin again, and agree.")
            case None if "access_token" not in record:
                return invitation  # what a proxy says is no answer of the hub's
            case None:
                with translated():
                    return _grant(record)
        raise _refusal(status, record)

    @classmethod
    def renew(cls, endpoint: str, grant: Grant) -> Grant:
        if grant.refresh is None:
            raise Unauthorized("the sign-in has ended", hub=_TITLE, advice="Sign in again.")
        fields = {"grant_type": "refresh_token", "refresh_token": grant.refresh.reveal()}
        with translated():
            status, record = _post(endpoint, "token", fields)
            if "access_token" in record:
                return _grant(record, grant.refresh)
        if record.get("error") == "invalid_grant":
            words = "the sign-in has ended, or was taken back on the hub's page"
            raise Unauthorized(words, status=status, hub=_TITLE, advice="Sign in again.")
        raise _refusal(status, record)


def _post(endpoint: str, what: str, fields: Mapping[str, str]) -> tuple[int, Mapping[str, Any]]:
    """One POST without anybody's token in its head, and never sent on to where the answer redirects: its
    status, and its record, which is empty when there is none."""
    prepare()
    response = get_session().post(
        f"{endpoint}/oauth/{what}",
        data={**fields, "client_id": constants.DEVICE_CODE_OAUTH_CLIENT_ID},
        headers=build_hf_headers(token=False, library_name="hubtui"),
        timeout=_SECONDS,
        follow_redirects=False,
        extensions=on_behalf(Way(_TITLE, endpoint, "signing-in")),
    )
    try:
        record = response.json()
    except ValueError:
        record = None
    return response.status_code, record if isinstance(record, dict) else {}


def _check(address: str, user_code: str) -> None:
    """Refused for a page that the user should not be sent to, and for what cannot be typed."""
    if not is_private_way(address):
        raise Refused("the page it names for signing in is not https", hub=_TITLE)
    for text in (address, user_code):
        if not (text.isascii() and text.isprintable()) or " " in address:
            raise Refused("the page or the code that it names for signing in cannot be", hub=_TITLE)


def _grant(record: Mapping[str, Any], refresh: Secret | None = None) -> Grant:
    """What the hub gave; it may leave the token that renews as it was."""
    now, seconds = time.time(), record.get("expires_in")
    given = record.get("refresh_token")
    return Grant(
        Secret(str(record["access_token"])),
        Secret(str(given)) if given else refresh,
        now,
        None if seconds is None else now + float(seconds),
    )


def _slower(invitation: Invitation) -> Invitation:
    return replace(invitation, interval=_bounded(invitation.interval + _SLOWER))


def _bounded(seconds: float) -> float:
    least, most = _ASKED
    return min(max(seconds, least), most)


def _over() -> Refused:
    return Refused("the code has expired", hub=_TITLE, advice="Begin again for another one.")


def _refusal(status: int, record: Mapping[str, Any]) -> HubError:
    """In the hub's words."""
    words = str(record.get("error_description") or record.get("error") or "no reason given")
    if record.get("error") == "invalid_client":
        advice = "Paste a token, or name an application of that hub in HF_DEVICE_CODE_OAUTH_CLIENT_ID."
        return Refused(words, status=status, hub=_TITLE, advice=advice)
    return (Unavailable if status >= 500 else Refused)(words, status=status, hub=_TITLE)
