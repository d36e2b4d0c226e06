"""The one HTTP client that huggingface_hub has for a process, made to serve several accounts.

It keeps no cookies. Each account's requests bear a tag, which never leaves: by it the client knows where the
account's token may go, and for whom a request is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import quote, unquote

import httpx2
from huggingface_hub.utils._http import hf_request_event_hook

from hubtui.hubs.traffic import Asked, Way

_TITLE = "Hugging Face"
_TAG = "X-Hubtui-Way"
_WAY, _ASKED = "hubtui_way", "hubtui_asked"


def tag(way: Way) -> dict[str, str]:
    """Headers for all requests of an account."""
    return {_TAG: f"{quote(way.account, safe='')} {way.endpoint}"}


def on_behalf(way: Way) -> dict[str, Any]:
    """`extensions` for a request without the account's token that is made for it."""
    return {_WAY: way}


def new_client() -> httpx2.Client:
    """Loopback is never reached through a proxy."""
    direct = {f"all://{host}": None for host in ("127.0.0.1", "localhost", "[::1]")}
    return httpx2.Client(
        event_hooks={"request": [_leaving, hf_request_event_hook], "response": [_answered]},
        follow_redirects=True,
        timeout=httpx2.Timeout(60.0, connect=10.0),
        limits=httpx2.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=30.0),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        mounts=direct,
    )


def _leaving(request: httpx2.Request) -> None:
    """Before each request, those of a redirect too: no token but to its own hub, nothing unencrypted."""
    url = str(request.url)
    tagged = request.headers.pop(_TAG, None)
    if tagged is not None:
        account, _, endpoint = tagged.partition(" ")
        request.extensions[_WAY] = Way(_TITLE, endpoint, unquote(account))
    way: Way = request.extensions.get(_WAY) or Way(_TITLE, "")
    way.check(url)
    if "Authorization" in request.headers and request.extensions.get(_WAY) and not way.is_home(url):
        del request.headers["Authorization"]
    request.extensions[_ASKED] = way.ask(request.method, url)


def _answered(response: httpx2.Response) -> None:
    asked: Asked = response.request.extensions[_ASKED]
    asked.answered(response.status_code, response.headers)


def unanswered(error: Exception, words: str) -> None:
    """Log a request that came to nothing."""
    request = getattr(error, "_request", None)
    extensions: Mapping[str, Any] = request.extensions if request is not None else {}
    if _ASKED in extensions:
        extensions[_ASKED].failed(words)
