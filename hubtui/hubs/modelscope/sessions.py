"""requests' sessions for one account: its credentials go to its own hub, and nobody else's go anywhere."""

from __future__ import annotations

import math
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from hubtui.hubs.answers import seconds_asked
from hubtui.hubs.traffic import Way
from hubtui.origins import is_loopback, origin


def guard(session: requests.Session, way: Way, *, is_signed: bool = False) -> None:
    """Plain adapters that check where each request goes, those of a redirect too; no netrc; no proxy for
    loopback. Links that are signed have headers of their own, which stay."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(way, is_signed=is_signed))
    session.trust_env = not is_loopback(origin(way.endpoint)[1])
    session.auth = _as_it_is  # else requests would put the user's netrc in the place of the token
    session.rebuild_auth = _nothing  # type: ignore[method-assign]


def signed_session(way: Way) -> requests.Session:
    """For links that are their own permission: no token, no netrc."""
    session = requests.Session()
    guard(session, way, is_signed=True)
    return session


class _Adapter(HTTPAdapter):
    """Connections are kept, nothing is tried twice: a status, 429 too, comes back as the hub sent it."""

    def __init__(self, way: Way, *, is_signed: bool) -> None:
        super().__init__(pool_connections=4, pool_maxsize=64, max_retries=0)
        self._way = way
        self._is_signed = is_signed

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        url = request.url or ""
        self._way.check(url)
        if not self._is_signed and not self._way.is_home(url):
            for name in ("Authorization", "Cookie"):
                request.headers.pop(name, None)
        asked = self._way.ask(request.method or "", url)
        try:
            response = super().send(request, *args, **kwargs)
        except Exception as error:
            asked.failed(f"{type(error).__name__}: {error}")
            raise
        asked.answered(response.status_code, response.headers)
        tell_seconds(response)
        return response


def tell_seconds(response: requests.Response) -> None:
    """Where the hub asks to wait until a date, have it say for how long: the SDK reads no dates."""
    seconds = seconds_asked(response.headers)
    if seconds is not None:
        response.headers["Retry-After"] = str(math.ceil(seconds))


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _nothing(prepared: requests.PreparedRequest, response: requests.Response) -> None:
    """On a redirect the adapter decides what goes along."""
