"""Each screen at 120x40 and 80x24, in dark and in light, as it was looked at and found good."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.strip import Strip

import hubtui.localhub.seed
from hubtui import format
from hubtui.localhub.server import LocalHub
from hubtui.ui.app import HubtuiApp
from tests import snapshots
from tests.tour import SCENES, Tour
from tests.ui.explorer import app_over

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOVING = {"copy", "report"}
"""Scenes that are never twice the same."""


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's content of one certain day."""
    directory = tmp_path_factory.mktemp("snapshots") / "hub"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hubtui.localhub.seed, "now", lambda: int(NOW.timestamp()))
        with LocalHub(directory, seed=True):
            pass
    return directory


def drawn(app: HubtuiApp) -> list[Strip]:
    return app.screen._compositor.render_strips()


@pytest.mark.parametrize("scene", [name for name in SCENES if name not in MOVING])
async def test_a_screen_looks_as_it_did(session, scene, monkeypatch):
    monkeypatch.setattr(format, "now", lambda: NOW)
    monkeypatch.setenv("TZ", "UTC")
    parts: list[tuple[str, str]] = []
    app = app_over(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await SCENES[scene](Tour(pilot, app, session))
        for size in ((120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for theme in ("dark", "light"):
                app.theme = f"hubtui-{theme}"
                await pilot.pause()
                where = f"{size[0]}x{size[1]}"
                if theme == "dark":
                    parts.append((where, snapshots.letters(drawn(app))))
                parts.append((f"{where} {theme}", snapshots.styles(drawn(app))))
    snapshots.matches(scene, parts)
