"""Tokens in plain text, for whoever asks for that explicitly: a file that is its owner's alone."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from hubtui.accounts.files import locked, read_private, write_private
from hubtui.accounts.stores.base import READY, Status, StoreState, TokenKey, TokenStore, parse_secret
from hubtui.errors import StoreDamaged, StoreError, StoreRefused, StoreUnavailable
from hubtui.secret import Secret


class PlainStore(TokenStore):
    """Refuses a file that others can read: it may have been read."""

    name = "plain"
    title = "plain text file"
    about = "Not encrypted: whoever reads your files or backups has the token."

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()

    def status(self) -> Status:
        try:
            self._read()
        except StoreRefused as error:
            return Status(StoreState.REFUSED, str(error), error.advice)
        except StoreError as error:
            return Status(StoreState.UNAVAILABLE, str(error), error.advice)
        return READY

    def get(self, key: TokenKey) -> Secret | None:
        value = self._read().get(str(key))
        return None if value is None else parse_secret(value, f"{self._path.name}")

    def put(self, key: TokenKey, token: Secret) -> None:
        self._change(lambda tokens: {**tokens, str(key): token.reveal()})
        if self.get(key) != token:
            raise StoreUnavailable(f"{self._path} does not have what was put into it", "Retry.")

    def delete(self, key: TokenKey) -> None:
        self._change(lambda tokens: {name: value for name, value in tokens.items() if name != str(key)})

    def _change(self, step: Callable[[dict[str, str]], dict[str, str]]) -> None:
        with self._guard, locked(self._path):
            tokens = self._read()
            changed = step(tokens)
            if changed != tokens:
                write_private(self._path, msgspec.json.encode(changed))

    def _read(self) -> dict[str, str]:
        content = read_private(self._path)
        if content is None:
            return {}
        if os.name != "nt" and stat.S_IMODE(self._path.stat().st_mode) & 0o077:
            advice = f"Replace the tokens if that is possible at all, and chmod 600 {self._path}."
            raise StoreRefused("others can read the file of plain tokens", advice)
        try:
            return msgspec.json.decode(content, type=dict[str, str])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise StoreDamaged(f"{self._path} is not what hubtui writes") from None
