"""Where an account begins, and the lists that are no namespace's."""

from __future__ import annotations

import json

from hubtui.session import Session
from hubtui.ui.location import Source, View
from hubtui.ui.offload import offload
from tests.ui.explorer import Driver, hubtui


async def at_places(me: Driver) -> None:
    await me.press("h")
    await me.at(View.PLACES)


async def open_place(me: Driver, name: str) -> None:
    await at_places(me)
    me.put_cursor(name)
    await me.press("enter")


async def go(me: Driver, typed: str) -> None:
    await me.press(":")
    await me.shows("Prompt")
    await me.type(typed)
    await me.press("enter")


async def test_a_namespace_that_was_typed_is_there_the_next_time(session, accounts):
    async with hubtui(session) as me:
        await go(me, "kenji")
        await me.until(lambda: "kaiyo-bert-ja" in me.names())
        await at_places(me)
        assert me.names()[:3] == ["rosalind", "acme-lab", "kenji"]
        assert me.pane.lines.current.name == "kenji"
    again = Session(accounts, session.directories)
    try:
        async with hubtui(again) as me:
            await at_places(me)
            assert me.names()[:3] == ["rosalind", "acme-lab", "kenji"]
            assert "visited" in me.words()
            assert "kenji" not in me.names(me.right), "what one account visited is not shown to another"
    finally:
        again.close()


async def test_recent_repos_lead_back_to_where_one_was(session):
    async with hubtui(session) as me:
        await go(me, "hf://datasets/acme-lab/cruise-logs")
        await me.at(View.FILES)
        await go(me, "hf://acme-lab/bert-tiny-ner")
        await me.until(lambda: me.pane.location.repo and me.pane.location.repo.name == "bert-tiny-ner")
        await me.settled()
        await me.press("h")
        await me.at(View.REPOS)
        await open_place(me, "Recent repos")
        await me.at(View.REPOS)
        assert me.names() == ["bert-tiny-ner", "cruise-logs"]
        assert "acme-lab/cruise-logs" in me.words()
        assert "recent repos" in me.title()
        await me.press("2")
        await me.said("repos of all types")
        await me.press("j", "enter")
        await me.at(View.FILES)
        assert str(me.pane.location.repo) == "datasets/acme-lab/cruise-logs"
        await me.press("h")
        await me.at(View.REPOS)
        assert me.pane.location.source is Source.RECENT
        assert me.pane.lines.current.key.name == "cruise-logs"


async def test_what_is_trending_keeps_its_source_over_the_types(session):
    async with hubtui(session) as me:
        await open_place(me, "Trending")
        await me.at(View.REPOS)
        assert "trending" in me.title()
        assert "acme-lab/log-embedder-base" in me.words()
        await me.press("2")
        await me.until(lambda: "acme-lab/plankton-frames" in me.words() and not me.pane.is_loading)
        assert "trending" in me.title()
        me.put_cursor("plankton-frames")
        await me.press("enter")
        await me.at(View.FILES)
        await me.press("h")
        await me.at(View.REPOS)
        assert me.pane.location.source is Source.TRENDING
        assert me.pane.lines.current.key.name == "plankton-frames"
        await me.press("h")
        await me.at(View.PLACES)
        assert me.pane.lines.current.name == "Trending"


async def test_what_a_hub_cannot_list_is_dim_and_says_why(session):
    async with hubtui(session) as me:
        await me.press("tab")
        await at_places(me)
        assert "ModelScope has no" in me.words()
        me.put_cursor("Collections")
        await me.press("enter")
        await me.said("ModelScope has no collections to read")
        await me.press("k", "enter")
        await me.said("ModelScope has no list of what you like to read")
        await me.press("4")
        await me.said("open a namespace first")


async def test_what_was_visited_goes_with_the_account(session):
    async with hubtui(session) as me:
        await go(me, "kenji/kaiyo-bert-ja")
        await me.at(View.FILES)
        path = session.directories.state / "visits.json"
        await me.until(lambda: path.exists() and "kaiyo-bert-ja" in path.read_text())
        await offload(session.forget_account, session.accounts.get("hf-rosalind"))
        assert [key.split()[0] for key in json.loads(path.read_text())] == ["modelscope"]
