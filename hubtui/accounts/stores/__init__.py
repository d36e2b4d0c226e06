"""The places for tokens, by name."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

from hubtui.accounts.stores.base import READY, Status, StoreState, TokenKey, TokenStore
from hubtui.accounts.stores.command import CommandStore
from hubtui.accounts.stores.keyring import KeyringStore
from hubtui.accounts.stores.memory import MemoryStore
from hubtui.accounts.stores.plain import PlainStore
from hubtui.accounts.stores.vault import VaultStore
from hubtui.errors import StoreUnavailable
from hubtui.paths import Directories

__all__ = ["READY", "Status", "StoreState", "Stores", "TokenKey", "TokenStore"]


class Stores:
    """The stores of one session, in the order they are offered. Making them touches nothing."""

    def __init__(self, stores: Iterable[TokenStore]) -> None:
        self._stores = {store.name: store for store in stores}
        self._commands: dict[str, CommandStore] = {}
        self._lock = threading.Lock()

    @classmethod
    def in_memory(cls) -> Stores:
        """Nothing but this session."""
        return cls([MemoryStore()])

    @classmethod
    def of_user(cls, directories: Directories) -> Stores:
        folder = directories.tokens
        return cls(
            [
                KeyringStore(),
                VaultStore(folder / "vault"),
                MemoryStore(),
                CommandStore(),
                PlainStore(folder / "plain.json"),
            ]
        )

    def __iter__(self) -> Iterator[TokenStore]:
        return iter(self._stores.values())

    def __contains__(self, name: object) -> bool:
        return name in self._stores

    def __getitem__(self, name: str) -> TokenStore:
        if name not in self._stores:
            raise StoreUnavailable(f"there is no token store {name!r} here")
        return self._stores[name]

    @property
    def keyring(self) -> KeyringStore:
        store = self["keyring"]
        assert isinstance(store, KeyringStore)
        return store

    @property
    def vault(self) -> VaultStore:
        store = self["vault"]
        assert isinstance(store, VaultStore)
        return store

    def of(self, name: str, command: str) -> TokenStore:
        """The store of an account; `command` is what prints its token, for the store of that name."""
        if name != CommandStore.name:
            return self[name]
        with self._lock:
            if command not in self._commands:
                self._commands[command] = CommandStore(command)
            return self._commands[command]

    def title(self, name: str) -> str:
        return self._stores[name].title if name in self._stores else name
