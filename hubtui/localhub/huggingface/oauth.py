"""Hugging Face: signing a device in by a code that its user enters in a browser (RFC 8628), and renewing the
token that comes of it. What huggingface_hub's `_oauth_device` speaks, and a page for the browser."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import HTMLResponse, Response

from hubtui.localhub.devices import CLIENT, Tokens, Trouble
from hubtui.localhub.huggingface.access import new_routes
from hubtui.localhub.web import Call, Json

routes = new_routes()
PAGE = "/oauth/device"
AGREE = "/oauth/device/agree"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
WORDS = {
    Trouble.PENDING: "The authorization request is still pending",
    Trouble.SLOW_DOWN: "Polling too frequently",
    Trouble.EXPIRED: "The device code has expired",
    Trouble.DENIED: "The user denied the authorization request",
    Trouble.BAD_GRANT: "The grant is invalid, expired or revoked",
}


@routes.add("POST", PAGE, signed=True)
async def begin(call: Call) -> Response:
    fields = await _form(call)
    if refused := _refused_client(fields):
        return refused
    devices = call.app.devices
    code, asked = devices.begin()
    return Json(
        {
            "device_code": code,
            "user_code": asked.user_code,
            "verification_uri": call.url(PAGE),
            "expires_in": int(devices.terms.code_seconds),
            "interval": int(devices.terms.interval),
        },
        headers={"Cache-Control": "no-store"},
    )


@routes.add("POST", "/oauth/token", signed=True)
async def token(call: Call) -> Response:
    fields = await _form(call)
    if refused := _refused_client(fields):
        return refused
    match fields.get("grant_type"):
        case str(kind) if kind == DEVICE_GRANT:
            return _answer(call.app.devices.collect(fields.get("device_code", "")))
        case "refresh_token":
            return _answer(call.app.devices.renew(fields.get("refresh_token", "")))
    return _trouble("unsupported_grant_type", "Only device codes and refresh tokens are taken")


@routes.add("GET", PAGE, signed=True)
async def page(call: Call) -> Response:
    return _page(call.query.get("code", ""))


@routes.add("POST", AGREE, signed=True)
async def agree(call: Call) -> Response:
    """The browser's answer. Here nobody is signed in by a cookie: the page asks for the account's token."""
    fields = await _form(call)
    account = call.app.account_of(fields.get("token", "").strip())
    if account is None:
        return _page(fields.get("code", ""), "This token is nobody's here.", 403)
    agreed = fields.get("answer") == "agree"
    if not call.app.devices.settle(fields.get("code", ""), account if agreed else None):
        return _page("", "No device waits with this code.", 404)
    return _page("", f"Done, {account.name}: back to the device." if agreed else "The device was refused.")


async def _form(call: Call) -> Mapping[str, str]:
    body = await call.request.body()
    return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20))


def _refused_client(fields: Mapping[str, str]) -> Response | None:
    if fields.get("client_id") == CLIENT:
        return None
    return _trouble("invalid_client", "No application has this client_id")


def _answer(outcome: Tokens | Trouble) -> Response:
    if isinstance(outcome, Trouble):
        return _trouble(outcome.value, WORDS[outcome])
    body: dict[str, Any] = {
        "access_token": outcome.access,
        "token_type": "bearer",
        "expires_in": outcome.seconds,
    }
    if outcome.refresh:
        body["refresh_token"] = outcome.refresh
    return Json(body, headers={"Cache-Control": "no-store"})


def _trouble(error: str, words: str) -> Response:
    return Json({"error": error, "error_description": words}, 400, {"Cache-Control": "no-store"})


def _page(code: str, words: str = "", status: int = 200) -> Response:
    """A form without scripts, which no other page can send by itself: it needs a token."""
    said = f"<p><b>{html.escape(words)}</b></p>" if words else ""
    return HTMLResponse(
        f"""<!doctype html><meta charset="utf-8"><title>Sign in a device</title>
<body style="font: 16px sans-serif; max-width: 32em; margin: 3em auto">
<h1>Sign in a device</h1>{said}
<form method="post" action="{AGREE}">
<p><label>The code that it shows<br><input name="code" value="{html.escape(code)}" autofocus></label></p>
<p><label>Your token on this embedded hub<br><input name="token" type="password"></label></p>
<p><button name="answer" value="agree">Agree</button> <button name="answer" value="deny">Deny</button></p>
</form>""",
        status,
        {"Cache-Control": "no-store"},
    )
