"""Strangers' names on every screen: nothing runs, nothing crashes, nothing reaches the terminal raw."""

from __future__ import annotations

import pytest

from hubtui.errors import HubError
from hubtui.model import RepoKey, RepoType
from hubtui.ui.location import View
from tests.ui.explorer import hubtui

HOSTILE = (
    "[/]",
    "[@click=app.exit]go[/]",
    "[bold red]fix [WIP] bug [#123]",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b[2J\x9b31m",
    "‮gnp.exe",
    "a" * 3000,
    "z̷̛͙̀́̂̃̄̅̆̇̈",
    "日本語のモデル",
    "tab\tand\nnewline",
)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_names_are_only_text(session, name):
    session.left.discussion_title = name
    name = name.replace("/", "")  # it ends a name on any hub; the title keeps it
    repo = RepoKey(RepoType.MODEL, f"acme-lab/{name}")
    session.left.add(repo, {f"{name}.md": f"# {name}\n".encode(), "b": b"b"})
    async with hubtui(session) as me:
        await me.press("h")
        await me.at(View.PLACES)
        me.put_cursor("acme-lab")
        await me.press("enter")
        await me.at(View.REPOS)
        me.pane.lines.move_to(1)
        assert me.pane.lines.current.key == repo
        await me.press("y", "y", "I")
        await me.shows("Details")
        await me.until(lambda: me.app.screen.lines.shown_count)
        await me.press("escape", "space", "enter")
        await me.until(lambda: me.pane.location.view is View.FILES or "rror" in me.words())
        for view in ("c", "a", "r", "l", "d"):
            await me.press("g", view)
            await me.settled()
        await me.at(View.DISCUSSIONS)
        await me.press("enter")
        await me.shows("ThreadScreen")
        await me.until(lambda: "third" in me.app.screen.view.text)
        await me.press("escape", "I")
        await me.shows("Details")
        await me.press("escape", "g", "f")
        await me.at(View.FILES)
        await me.press("c")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.is_settled)
        drawn = me.app.export_screenshot()
        assert not {"\x1b", "\x07", "\x9b", "‮"} & set(drawn)
        assert me.app.is_running


async def test_a_hubs_error_is_only_text(session):
    session.left.always("list_tree", HubError("[/] \x1b[31m [@click=app.exit]x[/]", hub="[b]"))
    async with hubtui(session) as me:
        await me.press("enter")
        await me.until(lambda: "␛[31m" in me.words())
        assert "[@click=app.exit]x[/]" in me.words()
