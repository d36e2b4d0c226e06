"""The demo's content: a working team's account on both hubs, the same on every day but for its dates."""

from __future__ import annotations

from hubtui.localhub.records import LocalAccount
from hubtui.localhub.seed.build import build
from hubtui.localhub.store import Store, now

__all__ = ["DEMO_ACCOUNTS", "seed"]
DEMO_ACCOUNTS = (
    LocalAccount("hf", "rosalind", "hf_demoRosalindTokenForLoopbackOnly01", ("acme-lab",)),
    LocalAccount("hf", "kenji", "hf_demoKenjiTokenForLoopbackOnly0002", ("acme-lab",)),
    LocalAccount("ms", "rosalind", "ms-5d1c0de0-0000-4000-8000-00005ea1a001"),
)
DAY = 86_400
MARK = "seeded"


def seed(store: Store) -> None:
    """Fill a store, once: one that was filled before stays as it is."""
    if store.setting(MARK):
        return
    with store.transaction():
        build(store, now() // DAY * DAY)
        store.set_setting(MARK, "1")
