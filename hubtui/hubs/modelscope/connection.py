"""The way to ModelScope: one modelscope_hub API object an account, which neither keeps nor finds a token."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import requests
from modelscope_hub import HubApi, HubConfig
from modelscope_hub import errors as sdk
from modelscope_hub._legacy_api import LegacyClient
from modelscope_hub._openapi import OpenAPIClient
from modelscope_hub.utils import build_user_agent

from hubtui.errors import (
    Conflict,
    Corrupt,
    Forbidden,
    HubError,
    NotFound,
    Offline,
    RateLimited,
    Refused,
    Unauthorized,
    Unavailable,
    Unsupported,
)
from hubtui.hub import Hub
from hubtui.hubs.answers import UNREADABLE, unreadable, without_number
from hubtui.hubs.modelscope.sessions import guard
from hubtui.hubs.plain import PlainGet
from hubtui.hubs.quiet import share_tqdm_lock, silence_logger
from hubtui.hubs.traffic import Way
from hubtui.model import RepoKey, RepoType
from hubtui.secret import Secret

_TITLE = "ModelScope"
_KINDS = {RepoType.MODEL: "model", RepoType.DATASET: "dataset", RepoType.SPACE: "studio"}
_BY_TYPE: Sequence[tuple[type[Exception], type[HubError]]] = (
    (sdk.AuthenticationError, Unauthorized),
    (sdk.PermissionDeniedError, Forbidden),
    (sdk.NotExistError, NotFound),
    (sdk.AlreadyExistsError, Conflict),
    (sdk.InvalidParameter, Refused),
    (sdk.QuotaExceededError, Refused),
    (sdk.ServerError, Unavailable),
    (sdk.FileIntegrityError, Corrupt),
    (sdk.NotSupportedError, Unsupported),
)
_REASON = re.compile(r"(Failed to [^\"]+|Connection aborted[^\"]+|\[Errno [^\"]+?)[\"')]*$")


class Connection(Hub):
    """What every part of the hub shares: the SDK object with its sessions, and the raw legacy routes."""

    def __init__(self, endpoint: str, token: Secret | None, folder: Path, account: str = "") -> None:
        silence_logger("modelscope_hub")
        silence_logger("modelscope")
        share_tqdm_lock()
        self.endpoint = endpoint.rstrip("/")
        self.is_anonymous = token is None
        # An empty token means none: without one given, HubConfig unpickles the user's cookie file.
        config = HubConfig(
            endpoint=self.endpoint,
            token=token.reveal() if token else "",
            config_dir=folder / "config",
            cache_dir=folder / "cache",
        )
        self._api = HubApi(config=config)
        # Both clients without retries of their own: their waits cannot be interrupted and lose a 429's facts.
        self._api._openapi = OpenAPIClient(config, max_retries=1)
        # Without a user agent it makes one from the default configuration, in the user's home.
        agent = build_user_agent(config=config)
        self._api._legacy = LegacyClient(config.token, self.endpoint, max_retries=0, user_agent=agent)
        self._way = Way(_TITLE, self.endpoint, account)
        for session in self._sessions():
            guard(session, self._way)
        self._plain = PlainGet(_TITLE, self._way, _private(config.token), agent)

    @classmethod
    def open(cls, endpoint: str, token: Secret | None, cache: Path, *, account: str = "") -> Self:
        return cls(endpoint, token, cache, account)

    def close(self) -> None:
        self._plain.close()
        for session in self._sessions():
            session.close()

    def _sessions(self) -> list[requests.Session]:
        clients = (self._api.openapi, self._api.legacy)
        return [session for client in clients for session in (client._session, client._read_session)]

    @staticmethod
    def _kind(repo_type: RepoType) -> str:
        """ModelScope's word for a repo type."""
        return _KINDS[repo_type]

    def _route(self, repo: RepoKey, *parts: str) -> str:
        """`models/ns/name/part/...`, below `/api/v1/`."""
        return "/".join((f"{self._kind(repo.repo_type)}s", repo.repo_id, *parts))

    def _get(self, path: str, params: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The whole JSON envelope of a legacy GET, checked."""
        with translated():
            body: Mapping[str, Any] = self._api.legacy._request("GET", path, params=params).json()
        return body

    def _post(self, path: str, body: Any) -> Any:
        """The `Data` of a legacy POST's answer."""
        with translated():
            answer = self._api.legacy._request("POST", path, json_body=body).json()
        return answer.get("Data", answer)


@contextmanager
def translated() -> Iterator[None]:
    """Turns what modelscope_hub and requests raise into `errors`, with the hub's own words; so too an answer
    that is not what the hub's API promises, such as a proxy's HTML page."""
    try:
        yield
    except sdk.HubError as error:
        raise _translate(error) from None
    except UNREADABLE as error:
        raise unreadable(error, _TITLE) from error
    except requests.RequestException as error:
        raise Offline(_transport_words(error), hub=_TITLE) from None


def _translate(error: Any) -> HubError:
    details: Any = {
        "status": getattr(error, "status_code", None) or 0,
        "request_id": getattr(error, "request_id", None) or "",
        "hub": _TITLE,
    }
    if isinstance(error, sdk.NetworkError):
        return Offline(_transport_words(error), hub=_TITLE)
    words = str(getattr(error, "message", "") or error.args[0] if error.args else error)
    if isinstance(error, sdk.RateLimitError):
        return RateLimited(words, retry_after=error.retry_after, **details)
    for theirs, ours in _BY_TYPE:
        if isinstance(error, theirs):
            return ours(words, **details)
    return Refused(words, **details)


def _transport_words(error: BaseException) -> str:
    """What is at the bottom of it: requests wraps urllib3's error, and the SDK wraps that."""
    if isinstance(error, requests.Timeout | sdk.RequestTimeoutError):
        return "cannot reach the hub: no answer in time"
    found = _REASON.search(str(error))
    return f"cannot reach the hub: {without_number(found[1] if found else str(error))}"


def _private(token: str | None) -> Mapping[str, str]:
    """What the SDK's legacy client sends to say whose a request is (modelscope_hub 0.5 `_legacy_api.py`)."""
    return {"Authorization": f"Bearer {token}", "Cookie": f"m_session_id={token}"} if token else {}
