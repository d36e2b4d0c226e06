"""The way to Hugging Face: huggingface_hub's HTTP client, made safe for several accounts and for a screen."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import httpx2
from huggingface_hub import constants, set_client_factory
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import (
    build_hf_headers,
    disable_progress_bars,
    get_session,
    hf_raise_for_status,
    parse_ratelimit_headers,
)

from hubtui.errors import (
    Conflict,
    Forbidden,
    Gated,
    HubError,
    NotFound,
    Offline,
    RateLimited,
    Refused,
    Unauthorized,
    Unavailable,
)
from hubtui.hub import Hub
from hubtui.hubs.answers import UNREADABLE, seconds_asked, unreadable, without_number
from hubtui.hubs.huggingface.client import new_client, tag, unanswered
from hubtui.hubs.plain import PlainGet
from hubtui.hubs.quiet import share_tqdm_lock, silence_logger
from hubtui.hubs.traffic import Way
from hubtui.model import RepoKey
from hubtui.secret import Secret

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_TITLE = "Hugging Face"
_BY_TYPE: tuple[tuple[type[HfHubHTTPError], type[HubError]], ...] = (
    (GatedRepoError, Gated),
    (RepositoryNotFoundError, NotFound),
    (RevisionNotFoundError, NotFound),
    (RemoteEntryNotFoundError, NotFound),
)
_BY_STATUS: Mapping[int, type[HubError]] = {
    401: Unauthorized,
    402: Forbidden,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Conflict,
}
_preparing = threading.Lock()


class Connection(Hub):
    """What every part of the hub shares: endpoint, SDK object, headers with this account's token."""

    def __init__(self, endpoint: str, token: Secret | None, account: str = "") -> None:
        prepare()
        self.endpoint = endpoint.rstrip("/")
        self.is_anonymous = token is None
        self._secret = token
        self._way = Way(_TITLE, self.endpoint, account)
        self._headers = build_hf_headers(**self._known())
        private = {name: value for name, value in self._headers.items() if name.lower() == "authorization"}
        self._plain = PlainGet(_TITLE, self._way, private, self._headers["user-agent"])

    @classmethod
    def open(cls, endpoint: str, token: Secret | None, cache: Path, *, account: str = "") -> Self:
        return cls(endpoint, token, account)

    def close(self) -> None:
        self._plain.close()

    @cached_property
    def _api(self) -> HfApi:
        """Made when it is first asked for: importing it takes longer than the rest of the SDK, and neither
        listing nor copying needs it."""
        from huggingface_hub import HfApi

        return HfApi(endpoint=self.endpoint, **self._known())

    def _known(self) -> dict[str, Any]:
        """Who asks, as the SDK is told."""
        given = self._secret.reveal() if self._secret else False
        return {"token": given, "library_name": "hubtui", "headers": tag(self._way)}

    def _repo_url(self, repo: RepoKey, *parts: str) -> str:
        """`/api/models/ns/name/part/...`, each part quoted as one segment."""
        quoted = "".join(f"/{quote(part, safe='')}" for part in parts)
        return f"{self.endpoint}/api/{repo.repo_type.plural}/{repo.repo_id}{quoted}"

    def _get(self, url: str, params: Sequence[tuple[str, str]] = ()) -> httpx2.Response:
        """One GET, checked. No retry: the reader decides, and sees the hub's words at once."""
        with translated():
            response = get_session().get(url, params=list(params) or None, headers=self._headers)
            hf_raise_for_status(response)
            return response

    def _text(self, url: str, limit: int) -> tuple[str, bool]:
        """A text as far as `limit` bytes, and whether that is all of it."""
        content = bytearray()
        with translated(), opened(url, self._headers) as response:
            for block in response.iter_bytes():
                content += block
                if len(content) > limit:
                    break
        return content[:limit].decode("utf-8", "replace"), len(content) <= limit

    def _post(self, url: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        """One POST of a JSON body, checked; its JSON answer."""
        with translated():
            response = get_session().post(url, json=body, headers={**self._headers, **(headers or {})})
            hf_raise_for_status(response)
            return response.json()

    def _pages(self, url: str, params: Sequence[tuple[str, str]] = ()) -> Iterator[httpx2.Response]:
        """The answers of a listing, following `Link: rel="next"`; only to this hub's own host."""
        response = self._get(url, params)
        yield response
        while following := response.links.get("next", {}).get("url"):
            if not self._way.is_home(following):
                raise Refused(f"the next page is on another host: {httpx2.URL(following).host}", hub=_TITLE)
            response = self._get(following)
            yield response


@contextmanager
def opened(
    url: str,
    headers: Mapping[str, str],
    *,
    expected: int = 0,
    before: Callable[[httpx2.Response], None] = lambda _: None,
) -> Iterator[httpx2.Response]:
    """A GET whose answer is read as it comes, checked; the `expected` status is no error. What `before` that
    raises goes first."""
    with get_session().stream("GET", url, headers=headers) as response:
        before(response)
        if response.status_code >= 400:
            response.read()
        if response.status_code != expected:
            hf_raise_for_status(response)
        yield response


@contextmanager
def translated() -> Iterator[None]:
    """Turns what huggingface_hub and its HTTP library raise into `errors`, with the hub's own words; so too
    an answer that is not what the hub's API promises, such as a proxy's HTML page."""
    try:
        yield
    except HfHubHTTPError as error:
        raise _translate(error) from None
    except (httpx2.TransportError, httpx2.StreamError) as error:
        offline = Offline(_transport_words(error), hub=_TITLE)
        unanswered(error, offline.message)
        raise offline from None
    except ConnectionError as error:
        raise Offline(str(error), hub=_TITLE) from None
    except UNREADABLE as error:
        raise unreadable(error, _TITLE) from error


def _translate(error: HfHubHTTPError) -> HubError:
    response = error.response
    status = response.status_code
    words = error.server_message or response.reason_phrase or "no reason given"
    details: Any = {"status": status, "request_id": error.request_id or "", "hub": _TITLE}
    for theirs, ours in _BY_TYPE:
        if isinstance(error, theirs):
            return ours(words, **details)
    if status == 429:
        return RateLimited(words, retry_after=_retry_after(response.headers), **details)
    if status >= 500:
        return Unavailable(words, **details)
    return _BY_STATUS.get(status, Refused)(words, **details)


def _retry_after(headers: httpx2.Headers) -> float | None:
    if limit := parse_ratelimit_headers(headers):
        return float(limit.reset_in_seconds)
    return seconds_asked(headers)


def _transport_words(error: Exception) -> str:
    words = "no answer in time" if isinstance(error, httpx2.TimeoutException) else without_number(str(error))
    host = error.request.url.netloc.decode() if isinstance(error, httpx2.RequestError) else ""
    return f"cannot reach {host or 'the hub'}: {words or type(error).__name__}"


def prepare() -> None:
    """Before anything is asked through the SDK; from any thread."""
    with _preparing:
        _prepare_sdk()


@cache
def _prepare_sdk() -> None:
    """Once: a client with time limits and without cookies (the SDK shares one between accounts), no bars."""
    constants.HF_HUB_DISABLE_TELEMETRY = True
    set_client_factory(new_client)
    disable_progress_bars()
    silence_logger("huggingface_hub")
    share_tqdm_lock()
