"""The demo's content: a working team's account on both hubs."""

from __future__ import annotations

from hubtui.localhub.records import LocalAccount
from hubtui.localhub.store import Store

DEMO_ACCOUNTS = (
    LocalAccount("hf", "rosalind", "hf_demoRosalindTokenForLoopbackOnly01", ("acme-lab",)),
    LocalAccount("hf", "kenji", "hf_demoKenjiTokenForLoopbackOnly0002", ("acme-lab",)),
    LocalAccount("ms", "rosalind", "ms-5d1c0de0-0000-4000-8000-00005ea1a001"),
)
MARK = "seeded"


def seed(store: Store) -> None:
    """Fill an empty store; one that was filled before stays as it is."""
