"""Who is signed in at ModelScope."""

from __future__ import annotations

from hubtui.errors import Unauthorized
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import User


class Account(Connection):
    @translated()
    def whoami(self) -> User:
        """ModelScope tells neither organisations nor the token's role."""
        if self.is_anonymous:
            raise Unauthorized("no token: browsing without an account", hub=self.title)
        user = self._api.whoami()
        return User(name=user.username, email=user.email or "")
