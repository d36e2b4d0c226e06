"""Settling in: keys, columns and places as one is used to."""

from __future__ import annotations

from hubtui.config import FILE
from hubtui.paths import Directories
from hubtui.session import Session
from hubtui.settings import load_settings
from hubtui.ui.location import View
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from tests.ui.explorer import hubtui

MINE = """
keymap = "mc"
glyphs = "ascii"

[start]
left = "hf://acme-lab"

[columns]
repos = ["name", "licence", "likes"]

[sort]
repos = "likes"

[keys]
look.details = "alt+d"
"""


async def test_a_commander_user_finds_everything_as_before(accounts, tmp_path):
    (tmp_path / FILE).write_text(MINE)
    settings = load_settings(tmp_path)
    assert settings.problems == ()
    session = Session(accounts, Directories.under(tmp_path / "home"), settings=settings)
    try:
        async with hubtui(session) as me:
            await me.until(lambda: "acme-lab" in me.title(me.left))
            assert me.words(me.left).splitlines()[0].split()[:3] == ["name", "licence", "♥↓"]
            likes = [row.likes or 0 for row in me.left.lines.shown_rows()]
            assert likes == sorted(likes, reverse=True)
            assert "F5 copy" in me.app.screen.query_one(KeyBar).text
            await me.press("down", "insert", "insert")
            assert len(me.pane.lines.marks) == 2
            await me.press("j")
            assert me.pane.lines.cursor == 3
            await me.press("f1")
            await me.shows("Help")
            screen = me.app.screen
            assert isinstance(screen, Keyed)
            assert screen.keyboard.key("look.details") == "alt+d"
            await me.press("escape", "enter")
            await me.at(View.FILES)
            await me.press("ctrl+pageup")
            await me.at(View.REPOS)
            await me.press("f5")
            await me.shows("PlanScreen")
            await me.until(lambda: me.app.screen.totals is not None, "the plan")
            assert len(me.app.screen.plan.repos) == 2
            await me.press("f10", "f10")
            await me.until(lambda: not me.app.is_running)
    finally:
        session.close()
