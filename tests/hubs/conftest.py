"""One embedded hub for the modules of this folder, without content of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.localhub.server import LocalAccount, LocalHub

OWNER = {"hf": "hf_owner0notarealtoken", "ms": "ms-owner0-not-a-real-token"}
STRANGER = {"hf": "hf_stranger0notarealtoken", "ms": "ms-stranger0-not-a-real-token"}


@pytest.fixture(scope="session")
def xet_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where hf_xet keeps what it remembers: once it has started, it asks no more."""
    home = tmp_path_factory.mktemp("xet-home")
    os.environ["HF_XET_CACHE"] = str(home)
    return home


@pytest.fixture(scope="session")
def local_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    directory: Path = tmp_path_factory.mktemp("hub")
    accounts = [
        LocalAccount(hub, name, tokens[hub], ("acme-lab",) if (hub, name) == ("hf", "owner") else ())
        for hub in ("hf", "ms")
        for name, tokens in (("owner", OWNER), ("stranger", STRANGER))
    ]
    with LocalHub(directory, accounts=accounts) as hub:
        yield hub
