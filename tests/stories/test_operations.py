"""What was done is told afterwards, and one thing of it taken back without the rest."""

from __future__ import annotations

import pytest

from hubtui.errors import NotFound
from hubtui.model import Visibility
from hubtui.ui.offload import offload
from hubtui.ui.screens.operations import OperationsScreen
from tests.stories.test_owning import OWN, answer, choose, key, mark, visibility
from tests.ui.explorer import Driver, hubtui

ACCOUNT = "hf-rosalind"


def told(me: Driver) -> list[tuple[str, str, str]]:
    """The lines of the log: what, on what, and whether it can be taken back."""
    screen = me.app.screen
    assert isinstance(screen, OperationsScreen)
    rows = screen.listed.lines.shown_rows()
    return [(str(one.row.operation), one.row.repo.name, one.why_final) for one in rows]


async def open_log(me: Driver) -> None:
    await me.press("g", "z")
    await me.shows("OperationsScreen")
    await me.until(lambda: not me.app.screen.listed.lines.stale)


async def test_one_of_many_is_taken_back_from_the_log_and_the_rest_by_z(session):
    first, second = OWN[ACCOUNT]
    async with hubtui(session) as me:
        await open_log(me)
        assert told(me) == []
        await me.press("z")
        await me.said("undo: nothing is listed")
        await me.press("enter")
        await me.said("details: nothing is listed")
        await me.press("ctrl+r")
        await me.press("escape")
        await mark(me, first, second)
        await choose(me, "public")
        await answer(me, ACCOUNT)
        await me.said("2 repos done")
        me.put_cursor("salinity-regressor")
        await me.press("D")
        await answer(me, "rosalind/salinity-regressor")
        await me.said("1 repo done")
        await me.press("w", "down", "enter")
        await me.shows("Items")
        lines = me.app.screen.lines
        await me.until(lambda: lines.rows)
        assert (lines.rows[0].state, lines.rows[0].path) == ("done", "")
        assert lines.rows[0].repo.name in lines.render_line(1).text
        await me.press("escape", "escape")
        await open_log(me)
        assert told(me) == [
            ("delete", "salinity-regressor", "nothing takes it back"),
            ("public", second, ""),
            ("public", first, ""),
        ]
        await me.press("z")
        await me.said("nothing takes it back")
        await me.press("down", "enter")
        await me.shows("Details")
        assert ("before", "private") in me.app.screen.facts
        await me.press("escape", "z")
        await me.said("undo: private")
        await me.until(lambda: ("public", second, "it is taken back already") in told(me))
        assert await visibility(session, ACCOUNT, second) is Visibility.PRIVATE
        assert await visibility(session, ACCOUNT, first) is Visibility.PUBLIC
        await me.until(lambda: me.notifications.count("1 repo done") == 2)
        await me.press("escape", "z")
        await me.until(lambda: me.notifications.count("1 repo done") == 3)
        assert await visibility(session, ACCOUNT, first) is Visibility.PRIVATE
        await me.press("z")
        await me.said("nothing was done that can be taken back")
        hub = await offload(session.hub, ACCOUNT)
        with pytest.raises(NotFound):
            await offload(hub.repo_info, key("salinity-regressor"))
