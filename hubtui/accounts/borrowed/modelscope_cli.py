"""What the `modelscope` command line program has signed in.

modelscope_hub 0.5 `config.py` keeps the token nowhere but in a pickled cookie jar. A pickle is a program, so
it is never loaded: its opcodes are read as a list, and the token is what stands where a session cookie's
value stands in what the SDK writes. `git_token` is another token, of git only.
"""

from __future__ import annotations

import pickletools
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hubtui.accounts.borrowed.environment import endpoint_of
from hubtui.accounts.borrowed.places import expanded, home, read_file, read_text
from hubtui.accounts.endpoints import checked_endpoint
from hubtui.accounts.registry import Entry, Rank
from hubtui.accounts.stores.base import parse_secret
from hubtui.errors import BadInput, StoreError, StoreUnavailable, TokenMissing
from hubtui.model import Account
from hubtui.secret import Secret

_HUB = "modelscope"
_NAME = "ms:active"
_AGAIN = "Sign in with the modelscope CLI again, or here."


@dataclass(frozen=True, slots=True, repr=False)
class SessionCookie:
    """Of one host, until then."""

    value: str
    domain: str
    expires: int | None

    @property
    def host(self) -> str:
        return self.domain.lstrip(".").lower()

    def is_for(self, endpoint: str) -> bool:
        """Whether a browser would send it there."""
        host = urlsplit(endpoint).hostname or ""
        return bool(self.host) and (host == self.host or host.endswith(f".{self.host}"))


def modelscope_cli_entries(environment: Mapping[str, str]) -> Iterator[Entry]:
    """One, `ms:active`, when the program is signed in; also when its token cannot be borrowed."""
    folder = credentials(environment)
    endpoint = endpoint_of(_HUB, environment)
    try:
        cookie = _cookie(folder)
        if cookie is None:
            return
        endpoint = endpoint if cookie.is_for(endpoint) else checked_endpoint(cookie.host)
        _token(folder, endpoint)
        rank = Rank.ACTIVE
    except (StoreError, BadInput):
        rank = Rank.UNUSABLE
    account = Account(_NAME, _HUB, endpoint, "modelscope CLI", is_borrowed=True, user=_user(folder))
    yield Entry(account, partial(_token, folder, endpoint), rank)


def credentials(environment: Mapping[str, str]) -> Path:
    """`credentials` in `MODELSCOPE_HOME`, else in `~/.modelscope`."""
    folder = environment.get("MODELSCOPE_HOME")
    return (expanded(folder, environment) if folder else home(environment) / ".modelscope") / "credentials"


def session_cookie(content: bytes) -> SessionCookie | None:
    """The first session cookie in a pickled jar as the SDK writes it; None without one of that form."""
    try:
        values = [*_values(content)]
    except Exception:  # noqa: BLE001 - pickletools raises anything on what is no pickle
        return None
    for start in range(len(values)):
        match values[start : start + _FORM]:
            case [
                "name", "m_session_id", "value", str(value), "port", _, "port_specified", bool(),
                "domain", str(domain), "domain_specified", bool(), "domain_initial_dot", bool(),
                "path", str(), "path_specified", bool(), "secure", _, "expires", int() | None as expires,
            ]:  # fmt: skip
                return SessionCookie(value, domain, expires)
    return None


_FORM = 22
_OTHER = object()
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_LITERALS = {
    "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE", "BININT", "BININT1", "BININT2", "INT", "LONG",
    "LONG1", "LONG4",
}  # fmt: skip
_PUT = {"BINPUT", "LONG_BINPUT", "PUT"}
_GET = {"BINGET", "LONG_BINGET", "GET"}


def _values(content: bytes) -> Iterator[Any]:
    """What the opcodes push, as far as it is a text or a number; of all else only that it is there."""
    memo: dict[int, Any] = {}
    last: Any = _OTHER
    argument: Any
    for opcode, argument, _ in pickletools.genops(content):
        if opcode.name == "MEMOIZE":
            memo[len(memo)] = last
        elif opcode.name in _PUT:
            memo[int(argument)] = last
        elif opcode.name not in ("PROTO", "FRAME"):
            if opcode.name in _GET:
                last = memo.get(int(argument), _OTHER)
            elif opcode.name in _LITERALS:
                last = argument
            else:
                last = _CONSTANTS.get(opcode.name, _OTHER)
            yield last


def _cookie(folder: Path) -> SessionCookie | None:
    """None without the file. StoreUnavailable when there is no such cookie in it."""
    content = read_file(folder / "cookies")
    if content is None:
        return None
    cookie = session_cookie(content)
    if cookie is None:
        raise StoreUnavailable(f"{folder / 'cookies'} has no token that can be borrowed", _AGAIN)
    return cookie


def _token(folder: Path, endpoint: str) -> Secret:
    cookie = _cookie(folder)
    if cookie is None or not cookie.is_for(endpoint):
        raise TokenMissing(f"the modelscope CLI is not signed in to {endpoint} any more", _AGAIN)
    if cookie.expires is not None and cookie.expires <= time.time():
        raise TokenMissing("the modelscope CLI's sign-in has expired", _AGAIN)
    return parse_secret(cookie.value, str(folder / "cookies"))


def _user(folder: Path) -> str:
    try:
        return (read_text(folder / "user") or "").partition(":")[0].strip()[:100]
    except StoreUnavailable:
        return ""
