"""What the `hf` command line program has signed in: its active token, and each one that it stored by name.

The files are those of huggingface_hub 2.4 `constants.py`. A sign-in by the browser expires; that program
renews it, by writing to its files, and hubtui never does.
"""

from __future__ import annotations

import configparser
import re
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from hubtui.accounts.borrowed.environment import endpoint_of
from hubtui.accounts.borrowed.places import expanded, home, read_text
from hubtui.accounts.registry import Entry, Rank
from hubtui.accounts.stores.base import parse_secret
from hubtui.errors import StoreUnavailable, TokenMissing
from hubtui.model import Account
from hubtui.secret import Secret

_HUB = "huggingface"
_MAX_STORED = 100


def hf_cli_entries(environment: Mapping[str, str]) -> Iterator[Entry]:
    """One a stored name, as `hf:name`; the active token is one of these, or `hf:active`."""
    path, endpoint = token_path(environment), endpoint_of(_HUB, environment)
    active, is_readable = _looked_at(path)
    stored = _stored(_beside(path))
    unnamed = active and active not in {fields.get("hf_token", "").strip() for fields in stored.values()}
    if unnamed or not is_readable:
        account = Account("hf:active", _HUB, endpoint, "hf CLI", is_borrowed=True)
        yield Entry(account, partial(_active, path), _rank(active, is_active=True))
    taken = {"hf:active"}
    for name, fields in [*stored.items()][:_MAX_STORED]:
        token = fields.get("hf_token", "").strip()
        is_active = bool(token) and token == active
        origin = "hf CLI (active)" if is_active else "hf CLI"
        account = Account(_free_name(name, taken), _HUB, endpoint, origin, is_borrowed=True)
        yield Entry(account, partial(_named, _beside(path), name), _rank(token, is_active=is_active))


def token_path(environment: Mapping[str, str]) -> Path:
    """`HF_TOKEN_PATH`, else `token` in `HF_HOME`, else in the cache directory."""
    if path := environment.get("HF_TOKEN_PATH"):
        return expanded(path, environment)
    if folder := environment.get("HF_HOME"):
        return expanded(folder, environment) / "token"
    cache = environment.get("XDG_CACHE_HOME") or str(home(environment) / ".cache")
    return expanded(cache, environment) / "huggingface" / "token"


def _beside(path: Path) -> Path:
    return path.with_name("stored_tokens")


def _looked_at(path: Path) -> tuple[str, bool]:
    """The active token, empty for none, and whether it could be read."""
    try:
        return (read_text(path) or "").strip(), True
    except StoreUnavailable:
        return "", False


def _rank(token: str, *, is_active: bool) -> Rank:
    try:
        Secret(token)
    except ValueError:
        return Rank.UNUSABLE
    return Rank.ACTIVE if is_active else Rank.BORROWED


def _free_name(name: str, taken: set[str]) -> str:
    """A name that can be typed and is nobody else's."""
    plain = "hf:" + (re.sub(r"[^\w.@+-]", "_", name)[:60] or "_")
    number, free = 2, plain
    while free in taken:
        free, number = f"{plain}-{number}", number + 1
    taken.add(free)
    return free


def _active(path: Path) -> Secret:
    return _secret((read_text(path) or "").strip(), path)


def _named(path: Path, name: str) -> Secret:
    fields = _parsed(read_text(path) or "").get(name, {})
    try:
        expires = int(fields.get("expires_at", ""))
    except ValueError:
        expires = 0
    if expires and expires < time.time():
        raise TokenMissing("this sign-in of the hf CLI has expired", "Use any hf command, which renews it.")
    return _secret(fields.get("hf_token", "").strip(), path)


def _secret(token: str, path: Path) -> Secret:
    if not token:
        raise TokenMissing(f"{path} has this token no more", "Sign in with the hf CLI again, or here.")
    return parse_secret(token, str(path))


def _stored(path: Path) -> dict[str, dict[str, str]]:
    """By name; empty when the file is not what the program writes."""
    try:
        return _parsed(read_text(path) or "")
    except StoreUnavailable:
        return {}


def _parsed(text: str) -> dict[str, dict[str, str]]:
    config = configparser.ConfigParser(interpolation=None)
    try:
        config.read_string(text)
    except configparser.Error:
        return {}
    return {name: dict(config.items(name)) for name in config.sections()}
