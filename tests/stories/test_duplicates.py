"""Repos that their hub duplicates: under another name, open to more people only when that is typed."""

from __future__ import annotations

from hubtui.model import Visibility
from hubtui.ui.offload import offload
from tests.stories.test_owning import OWN, key, visibility
from tests.stories.test_refs import listens
from tests.ui.explorer import hubtui


async def test_a_model_is_duplicated_by_its_hub_with_its_history_and_opened_only_by_name(session):
    name = OWN["hf-rosalind"][0]
    async with hubtui(session) as me:
        me.put_cursor(name)
        await me.press("Y")
        await me.shows("Duplicate")
        await me.press("enter")
        await me.until(lambda: f"there is a model rosalind/{name} already" in me.app.screen.said)
        await me.type("-2")
        await me.press("tab", "left", "enter")
        await listens(me)
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        await me.type(f"rosalind/{name}-2")
        await me.press("enter")
        await me.said("(public): rosalind/")
        await me.said("no undo: D deletes what is made")
        await me.said("1 repo done")
        await me.until(lambda: f"{name}-2" in me.names())
        await me.until(lambda: me.pane.lines.current.key == key(f"{name}-2"))
        assert await visibility(session, "hf-rosalind", f"{name}-2") is Visibility.PUBLIC
        hub = await offload(session.hub, "hf-rosalind")
        assert await offload(hub.resolve, key(f"{name}-2"), "main") == await offload(
            hub.resolve, key(name), "main"
        )
        await me.press("z")
        await me.said("nothing was done that can be taken back")
