"""Whose each token was when its hub last said so, for when the hub cannot be asked; kept over restarts."""

from __future__ import annotations

import hmac
import secrets
import threading
from contextlib import suppress
from pathlib import Path

from hubtui.json_file import read_json, write_json
from hubtui.model import Account
from hubtui.remembered import Identity
from hubtui.secret import Secret

_SALT, _WHO = "salt", "users"


class KnownUsers:
    """Identities by token and endpoint. The token is not kept: a digest of it, keyed by this file's own
    random salt, tells only whether it is the same again.

    A file that cannot be read counts as none, and one that cannot be written is no error: this is a
    convenience. Safe to use from several threads.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        kept = read_json(path)
        salt, found = kept.get(_SALT), kept.get(_WHO)
        self._salt = salt if isinstance(salt, str) and salt else secrets.token_hex(16)
        self._who = {k: v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}

    def mark(self, account: Account, token: Secret) -> str:
        """What the token of this account is found by."""
        text = f"{account.hub} {account.endpoint} {token.reveal()}"
        return hmac.digest(self._salt.encode(), text.encode(), "sha256").hex()[:32]

    def get(self, mark: str) -> str:
        """The user's name; empty when it was never told."""
        return self._who.get(mark, "").rpartition(" ")[2]

    def note(self, mark: str, who: Identity) -> None:
        """Blocks when it is news."""
        with self._lock:
            if self._who.get(mark) != _words(who):
                self._who = {**self._who, mark: _words(who)}
                self._write()

    def forget(self, account: Account, who: Identity | None) -> None:
        """Drop what was noted of one; when it is not known who it is, of all at the endpoint. Blocks."""
        begin = f"{account.hub} {account.endpoint} "
        with self._lock:
            stay = {
                mark: words
                for mark, words in self._who.items()
                if not (words == _words(who) if who is not None else words.startswith(begin))
            }
            if stay != self._who:
                self._who = stay
                self._write()

    def _write(self) -> None:
        with suppress(OSError):
            write_json(self._path, {_SALT: self._salt, _WHO: self._who})


def _words(who: Identity) -> str:
    return f"{who.hub} {who.endpoint} {who.user}"
