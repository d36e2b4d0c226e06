"""Where stories begin: the same repo on either hub."""

from __future__ import annotations

import pytest

from hubtui.model import RepoKey, RepoType
from hubtui.ui.location import View
from tests.ui.explorer import Driver

DIATOMS = RepoKey(RepoType.MODEL, "rosalind/diatom-namer")
"""Rosalind's own, on both hubs."""

BOTH = pytest.mark.parametrize("account", ["hf-rosalind", "ms-rosalind"])


async def go(me: Driver, account: str, where: str) -> None:
    """Type it on the command line of the pane of this account."""
    if me.pane.location.account != account:
        await me.press("tab")
    await me.press(":")
    await me.shows("Prompt")
    await me.type(where)
    await me.press("enter")
    await me.until(
        lambda: me.pane.location.repo is not None and me.pane.location.repo.repo_id in where, where
    )
    await me.settled()


async def open_tab(me: Driver, key: str, view: View) -> None:
    await me.press("g", key)
    await me.at(view)
