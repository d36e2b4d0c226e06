"""Who is signed in at ModelScope."""

from __future__ import annotations

from pathlib import Path

from hubtui.errors import Unauthorized
from hubtui.hubs.identity import Identity
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import User
from hubtui.secret import Secret


class Account(Connection):
    def __init__(self, endpoint: str, token: Secret | None, folder: Path, account: str = "") -> None:
        super().__init__(endpoint, token, folder, account)
        self._identity = Identity(self._ask_who)

    def whoami(self) -> User:
        """Remembered for a minute. ModelScope tells neither organisations nor the token's role."""
        if self.is_anonymous:
            raise Unauthorized("no token: browsing without an account", hub=self.title)
        return self._identity()

    def whoami_now(self) -> User:
        return self._identity.anew()

    @translated()
    def _ask_who(self) -> User:
        user = self._api.whoami()
        return User(name=user.username, email=user.email or "")
