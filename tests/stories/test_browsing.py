"""Looking around, on both hubs."""

from __future__ import annotations

from hubtui.ui.location import View
from tests.ui.explorer import hubtui


async def test_from_the_team_to_a_file_and_back(session):
    async with hubtui(session) as me:
        await me.press("h")
        await me.at(View.PLACES)
        me.put_cursor("acme-lab")
        await me.press("enter")
        await me.at(View.REPOS)
        me.put_cursor("bert-tiny-ner")
        await me.press("enter")
        await me.at(View.FILES)
        assert "README.md" in me.names()
        await me.press("h")
        await me.at(View.REPOS)
        assert me.pane.lines.current.key.name == "bert-tiny-ner"


async def test_a_start_asks_each_hub_once_who_one_is(session, local_hub):
    async with hubtui(session) as me:
        await me.press("h")
        await me.at(View.PLACES)
        await me.press("tab", "h")
        await me.at(View.PLACES)
    for hub, path in (("hf", "/api/whoami-v2"), ("ms", "/openapi/v1/users/me")):
        assert len(local_hub.requests.matching(part=path, hub=hub)) == 1
