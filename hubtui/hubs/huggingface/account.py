"""Who is signed in at Hugging Face."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubtui.errors import Unauthorized
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import Namespace, User


class Account(Connection):
    @translated()
    def whoami(self) -> User:
        if self.is_anonymous:
            raise Unauthorized("no token: browsing without an account", hub=self.title)
        record = self._api.whoami()
        role = record.get("auth", {}).get("accessToken", {}).get("role", "")
        return User(
            name=record["name"],
            display_name=record.get("fullname") or "",
            email=record.get("email") or "",
            organisations=tuple(_organisation(item) for item in record.get("orgs") or ()),
            token_role=role or "",
        )


def _organisation(record: Mapping[str, Any]) -> Namespace:
    return Namespace(
        record["name"],
        is_organisation=True,
        display_name=record.get("fullname") or "",
        role=record.get("roleInOrg") or "",
    )
