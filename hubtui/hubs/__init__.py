"""The hubs by name; an implementation and its SDK are imported when a hub is opened, not before."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from urllib.parse import quote

from hubtui.errors import BadInput
from hubtui.hub import Hub
from hubtui.model import Account
from hubtui.origins import is_private_way
from hubtui.secret import Secret

HUBS = {"huggingface": "HuggingFace", "modelscope": "ModelScope", "local": "Local"}
"""Module in this package, and the `Hub` in it."""


def hub_class(name: str) -> type[Hub]:
    """The implementation of that name; BadInput when there is none."""
    if name not in HUBS:
        raise BadInput(f"no hub {name!r}; there are: {', '.join(HUBS)}")
    implementation: type[Hub] = getattr(import_module(f"hubtui.hubs.{name}"), HUBS[name])
    return implementation


def open_hub(account: Account, token: Secret | None, cache: Path) -> Hub:
    """A hub seen through an account: only with this token, or with none. No request is made.

    `cache` is where an SDK may write what it insists on writing, below a folder of the account's own.
    BadInput for a token that would go to its hub unencrypted.
    """
    if token is not None and not is_private_way(account.endpoint):
        raise BadInput(f"{account.name}: {account.endpoint} is not https: no token is sent there")
    folder = cache / quote(account.name, safe="@+")
    return hub_class(account.hub).open(account.endpoint, token, folder, account=account.name)
