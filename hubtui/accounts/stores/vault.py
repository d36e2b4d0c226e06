"""The vault: all tokens in one file that a passphrase opens, for machines without a keyring."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from hubtui.accounts.files import locked, read_private, write_private
from hubtui.accounts.stores.base import READY, Status, StoreState, TokenKey, TokenStore, parse_secret
from hubtui.accounts.stores.vault_file import COST, Key, Sealed, derive, new_key
from hubtui.errors import BadInput, StoreError, StoreLocked, StoreMissing, WrongPassphrase
from hubtui.secret import Secret

_ABSENT = Status(StoreState.NO_COLLECTION, "there is no vault yet", "Make one by choosing a passphrase.")
_LOCKED = Status(StoreState.LOCKED, "the vault is locked", "Unlock it with its passphrase.")
_CHANGED = Status(
    StoreState.LOCKED, "the vault's passphrase was changed elsewhere", "Unlock it with the new one."
)


class VaultStore(TokenStore):
    """Locked until `unlock`; from then on the derived key, never the passphrase, is in memory until `lock`.

    Every call reads the file anew and every change holds its lock, so several hubtuis can share it.
    """

    name = "vault"
    title = "vault"
    about = "An encrypted file that a passphrase opens, once a session."

    def __init__(self, path: Path, cost: int = COST) -> None:
        self._path = path
        self._cost = cost
        self._key: Key | None = None
        self._guard = threading.Lock()

    def status(self) -> Status:
        try:
            sealed = self._read()
        except StoreError as error:
            return Status(StoreState.UNAVAILABLE, str(error), error.advice)
        if sealed is None:
            return _ABSENT
        key = self._key
        if key is None:
            return _LOCKED
        return READY if key.head == sealed.head else _CHANGED

    @property
    def exists(self) -> bool:
        """Whether there is a file; it need not be whole."""
        return self._path.exists()

    def create(self, passphrase: str) -> None:
        """An empty vault, unlocked. BadInput when there is one, or the passphrase is too short."""
        key = new_key(passphrase, self._cost)
        with self._guard, locked(self._path):
            if self.exists:
                raise BadInput(f"there is a vault already: {self._path}")
            write_private(self._path, key.seal({}))
            self._key = key

    def unlock(self, passphrase: str) -> None:
        """WrongPassphrase, StoreDamaged, StoreMissing: nothing is changed then."""
        sealed = self._present()
        key = derive(passphrase, sealed.head)
        key.open(sealed)
        self._key = key

    def lock(self) -> None:
        """Forget the key."""
        self._key = None

    def change_passphrase(self, old: str, new: str) -> None:
        """Seal all with another key. The old passphrase opens nothing from then on."""
        key = new_key(new, self._cost)
        with self._guard, locked(self._path):
            sealed = self._present()
            tokens = derive(old, sealed.head).open(sealed)
            write_private(self._path, key.seal(tokens))
            self._key = key

    def get(self, key: TokenKey) -> Secret | None:
        value = self._open()[1].get(str(key))
        return None if value is None else parse_secret(value, "the vault")

    def put(self, key: TokenKey, token: Secret) -> None:
        self._change(lambda tokens: {**tokens, str(key): token.reveal()})
        if self.get(key) != token:
            raise StoreError("the vault does not have what was put into it", "Retry.")

    def delete(self, key: TokenKey) -> None:
        self._change(lambda tokens: {name: value for name, value in tokens.items() if name != str(key)})

    def _change(self, step: Callable[[dict[str, str]], dict[str, str]]) -> None:
        self._open()
        with self._guard, locked(self._path):
            key, tokens = self._open()
            changed = step(tokens)
            if changed != tokens:
                write_private(self._path, key.seal(changed))

    def _open(self) -> tuple[Key, dict[str, str]]:
        sealed, key = self._present(), self._key
        if key is None:
            raise _LOCKED.error()
        if key.head != sealed.head:
            raise _CHANGED.error()
        try:
            return key, key.open(sealed)
        except WrongPassphrase:
            raise StoreLocked("the vault was sealed anew elsewhere", "Unlock it again.") from None

    def _present(self) -> Sealed:
        sealed = self._read()
        if sealed is None:
            raise StoreMissing(_ABSENT.words, _ABSENT.advice)
        return sealed

    def _read(self) -> Sealed | None:
        content = read_private(self._path)
        return None if content is None else Sealed.parse(content)
