"""A user on a machine without a desktop, with accounts whose tokens are found wherever they go."""

from __future__ import annotations

import os
import secrets
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hubtui.localhub.server import LocalAccount, LocalHub
from tests.terminal import Terminal


@dataclass
class Canaries:
    """Tokens of two accounts a hub, tokens that are nobody's, and a passphrase: new ones for every test."""

    tokens: dict[str, str] = field(
        default_factory=lambda: {
            "hf-rosalind": f"hf_{secrets.token_hex(17)}",
            "hf-kenji": f"hf_{secrets.token_hex(17)}",
            "ms-rosalind": f"ms-{uuid.uuid4()}",
            "ms-kenji": f"ms-{uuid.uuid4()}",
        }
    )
    wrong: str = field(default_factory=lambda: f"hf_{secrets.token_hex(17)}")
    malformed: str = field(default_factory=lambda: f"hf_{secrets.token_hex(12)} {secrets.token_hex(12)}")
    passphrase: str = field(default_factory=lambda: f"open {secrets.token_hex(12)}")

    @property
    def all(self) -> list[str]:
        return [*self.tokens.values(), self.wrong, self.malformed, *self.malformed.split(), self.passphrase]

    def accounts(self) -> list[LocalAccount]:
        named = {key: key.split("-") for key in self.tokens}
        return [
            LocalAccount(hub, name, self.tokens[key], ("acme-lab",) if hub == "hf" else ())
            for key, (hub, name) in named.items()
        ]


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def hub(tmp_path: Path, canaries: Canaries) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub", accounts=canaries.accounts(), seed=True) as running:
        yield running


@dataclass
class Machine:
    """Its folders, and how hubtui is started there."""

    folder: Path
    hub: LocalHub

    @property
    def folders(self) -> list[Path]:
        return [self.folder]

    @property
    def environment(self) -> dict[str, str]:
        for name in ("home", "tmp", "run"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        return {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()),
            "TERM": "xterm-256color", "LANG": "C.UTF-8",
            "HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"), "HUBTUI_HOME": str(self.folder / "hubtui"),
            "SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22", "TEXTUAL_LOG": str(self.folder / "textual.log"),
            "HF_ENDPOINT": self.hub.hf, "MODELSCOPE_ENDPOINT": self.hub.ms,
        }  # fmt: skip

    def command(self, where: str) -> list[str]:
        return [sys.executable, "-m", "tests.canaries.launch", where]

    def start(self, where: str = "screenshot") -> Terminal:
        return Terminal(self.command(where), self.environment)


@pytest.fixture
def machine(tmp_path: Path, hub: LocalHub) -> Machine:
    return Machine(tmp_path / "machine", hub)
