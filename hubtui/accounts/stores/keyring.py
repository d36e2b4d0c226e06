"""The operating system's keyring: Secret Service, macOS Keychain, Windows' credentials."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from hubtui.accounts.stores import secret_service
from hubtui.accounts.stores.base import READY, Status, StoreState, TokenKey, TokenStore, parse_secret
from hubtui.accounts.stores.bounded import Bounded
from hubtui.accounts.stores.keyring_choice import SECRET_SERVICE, refusal, system_backend
from hubtui.errors import StoreError, StoreLocked, StoreUnavailable, StoreUnresponsive
from hubtui.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "hubtui"
_SILENT = Status(StoreState.UNRESPONSIVE, "the keyring does not answer", "Retry when it answers again.")


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds."""

    probe: float = 2.0
    call: float = 3.0
    unlock: float = 60.0


class KeyringStore(TokenStore):
    """Every call is probed first, bounded in time, and on its own daemon thread, one at a time.

    After a call that took too long it answers UNRESPONSIVE at once, until `retry`. Nothing but `unlock` asks
    the user. Nothing of it is imported or started before it is first used.
    """

    name = "keyring"
    title = "keyring"
    about = "Kept by the operating system and opened with your login."

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._bounded = Bounded("keyring")

    def status(self) -> Status:
        if self._bounded.is_open:
            return _SILENT
        if refused := refusal():
            return refused
        try:
            backend = self._backend()
            if system_backend() != SECRET_SERVICE:
                return READY
            status = self._bounded.call(
                lambda: secret_service.probe(_collection(backend), self._limits.probe), self._limits.probe
            )
        except StoreError as error:
            silent = isinstance(error, StoreUnresponsive)
            return _SILENT if silent else Status(StoreState.UNAVAILABLE, str(error), error.advice)
        if status.state is StoreState.UNRESPONSIVE:
            self._bounded.is_open = True
        return status

    def retry(self) -> Status:
        self._bounded.reset()
        return self.status()

    def unlock(self) -> Status:
        """Let the keyring ask the user, for a minute at most; what it came to. Only when that is wanted."""
        status = self.retry()
        if status.state is StoreState.LOCKED:
            collection = _collection(self._backend())
            self._call(lambda: secret_service.unlock(collection), self._limits.unlock, trips=False)
            status = self.status()
        return status

    def get(self, key: TokenKey) -> Secret | None:
        backend = self._ready()
        value = self._call(lambda: backend.get_password(SERVICE, str(key)))
        return None if value is None else parse_secret(value, "the keyring")

    def put(self, key: TokenKey, token: Secret) -> None:
        backend, given_up = self._ready(), threading.Event()

        def write() -> bool:
            backend.set_password(SERVICE, str(key), token.reveal())
            is_kept = backend.get_password(SERVICE, str(key)) == token.reveal()
            if given_up.is_set():
                backend.delete_password(SERVICE, str(key))
            return is_kept

        try:
            if not self._call(write):
                raise StoreUnavailable("the keyring does not have what was put into it")
        except StoreUnresponsive:
            given_up.set()
            raise

    def delete(self, key: TokenKey) -> None:
        backend = self._ready()

        def remove() -> None:
            if backend.get_password(SERVICE, str(key)) is not None:
                backend.delete_password(SERVICE, str(key))

        self._call(remove)

    def _ready(self) -> KeyringBackend:
        """The backend, when it can be used without asking anyone."""
        status = self.status()
        if status.state is not StoreState.READY:
            raise status.error()
        return self._backend()

    def _backend(self) -> KeyringBackend:
        module, _, name = system_backend().rpartition(".")
        try:
            backend: KeyringBackend = getattr(import_module(module), name)()
        except Exception as error:  # noqa: BLE001 - a broken installation raises anything
            raise StoreUnavailable(f"the keyring cannot be used: {type(error).__name__}") from None
        return backend

    def _call(self, function: Callable[[], T], seconds: float = 0, *, trips: bool = True) -> T:
        """Bounded, and whatever is raised in the words of a StoreError."""
        from keyring.errors import KeyringLocked

        try:
            return self._bounded.call(function, seconds or self._limits.call, trips=trips)
        except StoreError:
            raise
        except KeyringLocked:
            raise StoreLocked("the keyring is locked") from None
        except Exception as error:  # noqa: BLE001 - so does a bus that dies
            raise StoreUnavailable(f"the keyring failed: {type(error).__name__}", "Retry.") from None


def _collection(backend: KeyringBackend) -> str:
    """The one that keyring was told to use instead of the default."""
    return str(getattr(backend, "preferred_collection", ""))
