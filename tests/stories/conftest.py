"""The demo's content on an embedded hub of each test's own, and a session over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubtui.accounts import Accounts, Stores
from hubtui.accounts.kept import KeptFile
from hubtui.accounts.registry import Entry, Rank
from hubtui.accounts.stores.memory import MemoryStore
from hubtui.accounts.stores.vault import VaultStore
from hubtui.cli.demo import accounts_of, seeded_folder
from hubtui.localhub.server import LocalHub
from hubtui.model import Account
from hubtui.paths import Directories
from hubtui.secret import Secret
from hubtui.session import Session
from tests.stories.account_list import CHEAP, PASSPHRASE, TOKENS
from tests.ui.conftest import no_hub_on_the_loop

__all__ = ["no_hub_on_the_loop"]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub's folder with the demo's content, filled once and then only copied."""
    directory = tmp_path_factory.mktemp("seeded") / "hub"
    with LocalHub(directory, seed=True):
        pass
    return directory


@pytest.fixture
def local_hub(seeded: Path, tmp_path: Path) -> Iterator[LocalHub]:
    """Running; what a test does to it goes with the test."""
    directory = Path(shutil.copytree(seeded, tmp_path / "hub"))
    with LocalHub(directory) as hub:
        yield hub


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a small model in `models/copepod-tiny`, a file, and an empty folder `downloads`."""
    return seeded_folder(tmp_path / "here")


@pytest.fixture
def accounts(local_hub: LocalHub, folder: Path) -> Accounts:
    """`hf-rosalind`, `hf-kenji` and `ms-rosalind`, as in the demo, and this machine: its home is `folder`."""
    made = accounts_of({"hf": local_hub.hf, "ms": local_hub.ms})
    made.add_local(folder)
    return made


@pytest.fixture
def session(accounts: Accounts, tmp_path: Path) -> Iterator[Session]:
    made = Session(accounts, Directories.under(tmp_path / "home"))
    yield made
    made.close()


@pytest.fixture
def vaulted(local_hub, tmp_path) -> Iterator[Callable[[], Session]]:
    """Makes sessions over one vault, locked in each, with kenji's account kept in it."""
    made: list[Session] = []

    def make() -> Session:
        stores = Stores([VaultStore(tmp_path / "vault", CHEAP), MemoryStore()])
        public = Account("huggingface", "huggingface", local_hub.hf)
        found = [Entry(public, lambda: None, Rank.ANONYMOUS)]
        accounts = Accounts(KeptFile(tmp_path / "accounts.json"), stores, found)
        made.append(Session(accounts, Directories.under(tmp_path / "home")))
        return made[-1]

    first = make()
    first.accounts.stores.vault.create(PASSPHRASE)
    first.accounts.keep("team", "huggingface", local_hub.hf, Secret(TOKENS["hf"]), "vault")
    yield make
    for session in made:
        session.close()
