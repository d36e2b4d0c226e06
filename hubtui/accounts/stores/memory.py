"""Tokens for this session only: they go with the program."""

from __future__ import annotations

from hubtui.accounts.stores.base import READY, Status, TokenKey, TokenStore
from hubtui.secret import Secret


class MemoryStore(TokenStore):
    name = "memory"
    title = "this session"
    about = "Kept in memory and gone when hubtui ends."

    def __init__(self) -> None:
        self._tokens: dict[str, Secret] = {}

    def status(self) -> Status:
        return READY

    def get(self, key: TokenKey) -> Secret | None:
        return self._tokens.get(str(key))

    def put(self, key: TokenKey, token: Secret) -> None:
        self._tokens[str(key)] = token

    def delete(self, key: TokenKey) -> None:
        self._tokens.pop(str(key), None)
