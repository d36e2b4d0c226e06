"""An embedded hub with an account on each side, and the desk of that account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.localhub.server import LocalAccount, LocalHub
from tests.jobs.desk import TOKENS, Desk


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalHub]:
    accounts = [LocalAccount(side, "ada", token, ()) for side, token in TOKENS.items()]
    with LocalHub(tmp_path / "hub", accounts=accounts) as hub:
        yield hub


@pytest.fixture
def desk(local: LocalHub, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(local, tmp_path)
    yield made
    made.close()
