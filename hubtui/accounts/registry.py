"""The accounts of this run, and the token of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from hubtui.errors import BadInput
from hubtui.model import Account
from hubtui.secret import Secret

LOCAL = "local"


class Accounts:
    """Accounts by name, in the order they were added. None for a token means anonymous."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[Account, Secret | None]] = {}

    def add(self, account: Account, token: Secret | None) -> None:
        if account.name in self._tokens:
            raise BadInput(f"there is an account of this name already: {account.name!r}")
        self._tokens[account.name] = (account, token)

    def __iter__(self) -> Iterator[Account]:
        return (account for account, _ in self._tokens.values())

    def __len__(self) -> int:
        return len(self._tokens)

    def get(self, name: str) -> Account:
        if name not in self._tokens:
            raise BadInput(f"no account {name!r}; there are: {', '.join(self._tokens) or 'none'}")
        return self._tokens[name][0]

    def token(self, name: str) -> Secret | None:
        self.get(name)
        return self._tokens[name][1]

    def add_local(self, home: Path | None = None) -> None:
        """This machine's folders, without a token. `home` is where a look around begins, else the user's."""
        endpoint = f"file://{quote(home.as_posix())}" if home else "file://"
        self.add(Account(LOCAL, LOCAL, endpoint, "this machine"), None)

    def of_scheme(self, scheme: str) -> Account:
        """The account that a locator's `hf`, `ms` or `file` stands for: the first on that hub."""
        hub = {"hf": "huggingface", "ms": "modelscope", "file": LOCAL}[scheme]
        for account in self:
            if account.hub == hub:
                return account
        raise BadInput(f"no account on {hub}")
