"""Embedded hubs to talk to, the SDKs pointed at them, and nothing that leaves loopback."""

from __future__ import annotations

import os

os.environ.update(
    {
        "NO_PROXY": "127.0.0.1,localhost",
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "MODELSCOPE_DOWNLOAD_INTRA_CLOUD": "false",
        "TQDM_DISABLE": "1",
    }
)

from collections.abc import Callable, Iterator
from pathlib import Path

import huggingface_hub.constants
import pytest
import requests
from huggingface_hub import HfApi
from modelscope_hub import HubApi, HubConfig

from hubtui.localhub.seed import DEMO_ACCOUNTS
from hubtui.localhub.server import LocalAccount, LocalHub

huggingface_hub.constants.HF_HUB_DISABLE_XET = True
huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY = True
ACCOUNTS = (
    LocalAccount("hf", "ada", "hf_ada0not0a0token", ("lab",)),
    LocalAccount("hf", "grace", "hf_grace0not0a0token"),
    LocalAccount("ms", "ada", "ms-ada-0000-not-a-token", ("lab",)),
    LocalAccount("ms", "grace", "ms-grace-0000-not-a-token"),
)
TOKENS = {(each.hub, each.name): each.token for each in ACCOUNTS}


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    """The demo's hub; only read from it."""
    with LocalHub(tmp_path_factory.mktemp("seeded"), accounts=DEMO_ACCOUNTS, seed=True) as hub:
        yield hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    """An empty hub."""
    with LocalHub(tmp_path / "hub", accounts=ACCOUNTS) as hub:
        yield hub


@pytest.fixture
def hf(hub: LocalHub) -> HfApi:
    return HfApi(endpoint=hub.hf, token=TOKENS["hf", "ada"])


@pytest.fixture
def grace(hub: LocalHub) -> HfApi:
    """Someone who is not of ada's organisation."""
    return HfApi(endpoint=hub.hf, token=TOKENS["hf", "grace"])


@pytest.fixture
def anonymous(hub: LocalHub) -> HfApi:
    return HfApi(endpoint=hub.hf, token=False)


@pytest.fixture
def demo(seeded: LocalHub) -> HfApi:
    return HfApi(endpoint=seeded.hf, token=DEMO_ACCOUNTS[0].token)


@pytest.fixture
def open_ms(tmp_path: Path) -> Callable[[str, str], HubApi]:
    """ModelScope's SDK, for an endpoint and a token."""

    def opened(endpoint: str, token: str) -> HubApi:
        config = HubConfig(
            endpoint=endpoint,
            token=token,
            config_dir=tmp_path / "ms" / token[:8],
            cache_dir=tmp_path / "ms-cache",
        )
        return HubApi(config=config)

    return opened


@pytest.fixture
def ms(hub: LocalHub, open_ms: Callable[[str, str], HubApi]) -> HubApi:
    return open_ms(hub.ms, TOKENS["ms", "ada"])


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """Plain HTTP, without the environment's proxies and tokens."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


def bearer(hub: str, name: str) -> dict[str, str]:
    """The Authorization header of one of `ACCOUNTS`."""
    return {"Authorization": f"Bearer {TOKENS[hub, name]}"}
