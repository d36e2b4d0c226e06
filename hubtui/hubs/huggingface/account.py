"""Who is signed in at Hugging Face."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubtui.errors import Unauthorized
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.hubs.identity import Identity
from hubtui.model import Namespace, User
from hubtui.secret import Secret

_MATCHES = 20
"""The most that the hub gives of each kind."""


class Account(Connection):
    def __init__(self, endpoint: str, token: Secret | None, account: str = "") -> None:
        super().__init__(endpoint, token, account)
        self._identity = Identity(self._ask_who)

    def whoami(self) -> User:
        """Remembered for a minute: the hub limits this strictly."""
        if self.is_anonymous:
            raise Unauthorized("no token: browsing without an account", hub=self.title)
        return self._identity()

    def whoami_now(self) -> User:
        return self._identity.anew()

    def search_namespaces(self, text: str) -> list[Namespace]:
        """By the search that the web site completes names with, 20 users and 20 organisations at most."""
        if not text.strip():
            return []
        params = [("q", text.strip()), ("type", "user"), ("type", "org"), ("limit", str(_MATCHES))]
        with translated():
            record = self._get(f"{self.endpoint}/api/quicksearch", params).json()
            found = [_organisation(item) for item in record.get("orgs") or ()]
            found += [_user(item) for item in record.get("users") or ()]
        return sorted(found, key=lambda namespace: _likeliness(namespace.name, text.strip()))

    @translated()
    def _ask_who(self) -> User:
        record = self._get(f"{self.endpoint}/api/whoami-v2").json()
        role = ((record.get("auth") or {}).get("accessToken") or {}).get("role", "")
        return User(
            name=record["name"],
            display_name=record.get("fullname") or "",
            email=record.get("email") or "",
            organisations=tuple(_organisation(item) for item in record.get("orgs") or ()),
            token_role=role or "",
        )


def _likeliness(name: str, text: str) -> tuple[bool, bool]:
    """Sorts the name that was typed first, then those that begin with it, else in the hub's own order."""
    name, text = name.casefold(), text.casefold()
    return name != text, not name.startswith(text)


def _user(record: Mapping[str, Any]) -> Namespace:
    return Namespace(record["user"], display_name=record.get("fullname") or "")


def _organisation(record: Mapping[str, Any]) -> Namespace:
    return Namespace(
        record["name"],
        is_organisation=True,
        display_name=record.get("fullname") or "",
        role=record.get("roleInOrg") or "",
    )
