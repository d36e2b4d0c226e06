"""One grammar: mark, filter, sort, copy text, in and out are the same keys in every list."""

from __future__ import annotations

import pytest

from hubtui.ui.actions.texts import name_of
from hubtui.ui.location import View
from hubtui.ui.widgets.text_line import FrameBottom
from tests.ui import places
from tests.ui.explorer import Driver, hubtui


@pytest.fixture
def session(session):
    session.left.add(places.FIRST, {**session.left.repos[places.FIRST].tree, "extra.txt": b"x"})
    session.left.create_discussion(places.FIRST, "Another question", "Where?")
    return session


def bottom(me: Driver) -> str:
    return me.app.screen.frame.query_one(FrameBottom).text


async def marked(me: Driver, count: int) -> None:
    await me.until(lambda: len(me.app.context.lines.marks) == count, f"{count} marked")


@pytest.mark.parametrize("place", places.ALL, ids=lambda place: place.__name__)
async def test_the_same_keys_do_the_same_in_every_list(session, place):
    async with hubtui(session) as me:
        await place(me)
        lines = me.app.context.lines
        count = lines.shown_count
        assert count >= 2
        await me.press("space")
        assert (len(lines.marks), lines.cursor) == (1, 1)
        await me.press("*")
        await marked(me, count - 1)
        await me.press("A")
        await marked(me, count)
        assert f"{count} marked" in bottom(me)
        await me.press("u")
        await marked(me, 0)
        await me.press("g", "g", "v", "j", "v")
        await marked(me, 2)
        await me.press("escape")
        await marked(me, 0)

        await me.press(",", "n")
        await me.until(lambda: lines.arrangement.sort == "name")
        up = [lines.table.key(row) for row in lines.shown_rows()]
        await me.press(",", "n")
        await me.until(lambda: lines.arrangement.reverse)
        down = [lines.table.key(row) for row in lines.shown_rows()]
        group = lines.table.group
        assert down == up[::-1] or group or len({lines.table.sorts["name"].value(r) for r in lines.rows}) == 1

        await me.press("space", "g", "g")
        text = lines.table.text(lines.current)
        await me.press("/")
        await me.type(text[:4].replace("/", ""))
        await me.press("enter")
        assert text in [lines.table.text(row) for row in lines.shown_rows()]
        assert f"/ {text[:4].strip()}" in bottom(me)
        await marked(me, 1)
        await me.press("escape")
        assert lines.shown_count == count
        await marked(me, 1)

        await me.press("u", "g", "g", "y", "y")
        await me.until(lambda: me.app.context.copied == name_of(lines.current) != "")
        await me.press("A", "y", "a")
        await me.until(lambda: me.app.context.copied.count("\n") == count - 1)

        await me.press("ctrl+g")
        await me.shows("Marked")
        await me.until(lambda: me.app.context.lines.shown_count == count)
        await me.press("space")
        await marked_in(me, lines, count - 1)
        await me.press("enter")
        await me.until(lambda: me.app.context.lines is lines)


async def marked_in(me: Driver, lines, count: int) -> None:
    await me.until(lambda: len(lines.marks) == count)


@pytest.mark.parametrize("place", places.ALL, ids=lambda place: place.__name__)
async def test_the_same_keys_go_in_and_out(session, place):
    async with hubtui(session) as me:
        await place(me)
        screen, location = me.app.screen, me.pane.location
        if place in (places.plan, places.items):
            await me.press("escape")
            await me.until(lambda: me.app.screen is not screen)
            return
        await me.press("g", "g", "enter")
        await me.until(
            lambda: me.app.screen is not screen or (me.pane.location != location and not me.pane.is_loading)
        )
        await me.press("escape" if me.app.screen is not screen else "h")
        await me.until(lambda: me.app.screen is screen and not me.pane.is_loading)
        back = {View.REPOS: View.REPOS, View.PLACES: View.PLACES, View.FILES: View.FILES}
        assert me.pane.location.view in (location.view, View.REPOS, back.get(location.view))


async def test_nothing_marked_is_told(session):
    async with hubtui(session) as me:
        await me.press("ctrl+g")
        await me.said("nothing is marked")
