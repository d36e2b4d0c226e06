"""The state of the Secret Service, found out without anything that could ask the user or start a program."""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

from hubtui.accounts.stores.base import READY, Status, StoreState

NAME = "org.freedesktop.secrets"
PATH = "/org/freedesktop/secrets"
_NO_BUS = Status(StoreState.UNAVAILABLE, "there is no D-Bus session here, as is usual over SSH")
_DEAD_BUS = Status(StoreState.UNAVAILABLE, "the D-Bus session has ended or cannot be reached")
_NOT_RUNNING = Status(
    StoreState.UNAVAILABLE,
    "no keyring is running (no Secret Service on D-Bus)",
    "Start the desktop's keyring and retry, or choose the vault.",
)
_LOCKED = Status(StoreState.LOCKED, "the keyring is locked", "Unlock it; it asks in a window of the desktop.")
_NO_COLLECTION = Status(
    StoreState.NO_COLLECTION,
    "the keyring has no default collection",
    "Make one with the desktop's password program, or choose the vault.",
)
_SILENT = Status(StoreState.UNRESPONSIVE, "the keyring does not answer", "Retry when it answers again.")


def probe(collection: str = "", seconds: float = 2.0) -> Status:
    """Three or four short reads: is there a bus, a service, a default collection, and is that locked?

    `collection` is the D-Bus path of one that is used instead of the default. Never raises.
    """
    from jeepney.io.blocking import open_dbus_connection

    deadline = time.monotonic() + seconds
    try:
        with closing(open_dbus_connection(auth_timeout=seconds / 2)) as connection:
            return _look(_Reader(connection, deadline), collection)
    except KeyError:
        return _NO_BUS
    except TimeoutError:
        return _SILENT
    except Exception:  # noqa: BLE001 - whatever a bus that dies makes of it
        return _DEAD_BUS


def _look(reader: _Reader, collection: str) -> Status:
    if not reader.has_owner():
        return _NOT_RUNNING
    path = collection or reader.default_collection()
    if path == "/":
        return _NO_COLLECTION
    match reader.is_locked(path):
        case None:
            return _NO_COLLECTION
        case True:
            return _LOCKED
        case _:
            return READY


class _Reader:
    """The reads, each within what is left of the time."""

    def __init__(self, connection: Any, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def has_owner(self) -> bool:
        from jeepney.bus_messages import message_bus

        return bool(self._ask(message_bus.NameHasOwner(NAME))[0])

    def default_collection(self) -> str:
        from jeepney import DBusAddress, new_method_call

        service = DBusAddress(PATH, NAME, "org.freedesktop.Secret.Service")
        return str(self._ask(new_method_call(service, "ReadAlias", "s", ("default",)))[0])

    def is_locked(self, path: str) -> bool | None:
        """None when there is no such collection."""
        from jeepney import DBusAddress, DBusErrorResponse, Properties

        where = DBusAddress(path, NAME, "org.freedesktop.Secret.Collection")
        try:
            (_, value), *_ = self._ask(Properties(where).get("Locked"))
        except DBusErrorResponse:
            return None
        return bool(value)

    def _ask(self, message: Any) -> tuple[Any, ...]:
        from jeepney import MessageFlag
        from jeepney.wrappers import unwrap_msg

        message.header.flags |= MessageFlag.no_auto_start
        left = max(self._deadline - time.monotonic(), 0)
        answer: tuple[Any, ...] = unwrap_msg(self._connection.send_and_get_reply(message, timeout=left))
        return answer


def unlock(collection: str = "") -> None:
    """Ask the user, in a window of the desktop; may take for ever. Raises whatever secretstorage does."""
    import secretstorage
    from secretstorage.collection import DEFAULT_COLLECTION

    with closing(secretstorage.dbus_init()) as connection:
        secretstorage.Collection(connection, collection or DEFAULT_COLLECTION).unlock()
