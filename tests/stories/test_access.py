"""Who asks to read a gated repo is let in or turned down, seen from the other side."""

from __future__ import annotations

import pytest

from hubtui.errors import Gated, HubError
from hubtui.model import Gating, RepoKey, RepoType, Visibility
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from tests.stories.test_refs import listens
from tests.stories.writing import done
from tests.ui.explorer import Driver, hubtui

GATED = RepoKey(RepoType.MODEL, "rosalind/tiny-experiments")


@pytest.fixture
async def kenji(session):
    """Another user's view of rosalind's model, which asks for consent."""
    owner = await offload(session.hub, "hf-rosalind")
    await offload(owner.set_visibility, GATED, Visibility.PUBLIC)
    await offload(owner.set_gating, GATED, Gating.MANUAL)
    return await offload(session.hub, "hf-kenji")


async def asks(hub, **why: str) -> None:
    await offload(hub._post, f"{hub.endpoint}/{GATED}/ask-access", why)


async def reads(hub) -> bytes:
    return await offload(lambda: b"".join(hub.read(GATED, "main", "README.md")))


async def open_access(me: Driver) -> None:
    me.put_cursor(GATED.name)
    await me.press("g", "q")
    await me.shows("AccessScreen")


async def test_one_is_let_in_and_reads(session, kenji):
    async with hubtui(session) as me:
        await asks(kenji, Why="for my thesis [b]x[/b]\x1b[31m")
        with pytest.raises((Gated, HubError)):
            await reads(kenji)
        await open_access(me)
        lines = me.app.screen.lines
        await me.until(lambda: [row.user for row in lines.rows] == ["kenji"])
        assert "for my thesis [b]x[/b]" in lines.render_line(1).text
        await me.press("a")
        await me.said("kenji let in")
        await me.until(lambda: not lines.rows)
        assert await reads(kenji)
        assert await done(session) == [("let in kenji", "done", "another answer takes its place")]
        await me.press("]")
        await me.until(lambda: [row.status.value for row in lines.rows] == ["accepted"])
        await me.press("y", "y")
        await me.until(lambda: me.app.context.copied == "kenji")


async def test_one_is_turned_down_with_a_reason(session, kenji):
    async with hubtui(session) as me:
        await asks(kenji)
        await open_access(me)
        await me.until(lambda: me.app.screen.lines.rows)
        await me.press("x")
        await me.shows("Prompt")
        await me.press("escape")
        await me.shows("AccessScreen")
        await me.press("x")
        await me.shows("Prompt")
        await me.type("members only")
        await me.press("enter")
        await me.said("kenji turned down")
        await me.press("]", "]")
        await me.until(lambda: [row.reason for row in me.app.screen.lines.rows] == ["members only"])
        with pytest.raises(HubError):
            await reads(kenji)


async def test_many_want_their_number_and_what_is_refused_is_told(session, kenji, local_hub):
    async with hubtui(session) as me:
        await asks(kenji)
        owner = await offload(session.hub, "hf-rosalind")
        await asks(owner)
        await open_access(me)
        await me.until(lambda: len(me.app.screen.lines.rows) == 2)
        await me.press("A", "a")
        await listens(me)
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        local_hub.faults.add(method="POST", path="/handle", status=403, body={"error": "Not now"})
        await me.type("2")
        await me.press("enter")
        await me.said("1 user let in")
        await me.said("1 not answered")
        assert sorted(state for _, state, _ in await done(session)) == ["done", "failed"]
        await me.until(lambda: len(me.app.screen.lines.rows) == 1)
        await me.press("escape")
        await me.shows("Explorer")


async def test_nobody_asks_and_a_hub_in_trouble_are_told_apart(session, kenji, local_hub):
    async with hubtui(session) as me:
        await open_access(me)
        screen = me.app.screen
        await me.until(lambda: "Nobody waits to be let in." in screen.lines.render_line(2).text)
        await me.press("a", "x")
        await me.until(lambda: me.notifications.count("nothing is listed") == 2)
        fault = local_hub.faults.add(hub="hf", path="/user-access-request/", status=503, count=None)
        await me.press("ctrl+r")
        await me.until(lambda: fault.hits and "503" in screen.lines.render_line(2).text)
        local_hub.faults.clear()
        await me.press("ctrl+r")
        await me.until(lambda: "Nobody waits" in screen.lines.render_line(2).text)


async def test_what_is_not_gated_and_a_hub_without_say_so(session):
    async with hubtui(session) as me:
        me.put_cursor("diatom-namer")
        await me.press("g", "q")
        await me.said("diatom-namer is not gated: nobody has to ask")
        await me.press("tab")
        await me.at(View.REPOS)
        await me.press("g", "q")
        await me.said("ModelScope tells nobody who asks to read models")
