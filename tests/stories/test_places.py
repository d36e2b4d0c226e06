"""Where an account begins, and the lists that are no namespace's."""

from __future__ import annotations

import json

from hubtui.model import RepoKey, RepoType
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


async def test_liked_repos_are_a_list_with_the_keys_of_any_other(session):
    hub = await offload(session.hub, "hf-rosalind")
    key = RepoKey(RepoType.DATASET, "kenji/kaiyo-ner-ja")
    await offload(hub._post, hub._repo_url(key, "like"), {})
    async with hubtui(session) as me:
        await open_place(me, "Liked")
        liked = ["vit-plankton", "kaiyo-bert-ja", "whisper-field-notes", "log-embedder-base"]
        await me.until(lambda: me.names() == liked)
        assert "liked" in me.title()
        assert "acme-lab/vit-plankton" in me.words()
        await me.press("i")
        await me.until(lambda: me.right.location.repo and me.right.location.repo.name == "vit-plankton")
        await me.press("2")
        await me.until(lambda: me.names() == ["kaiyo-ner-ja", "plankton-frames", "buoy-readings"])


async def test_a_list_of_likes_without_any_of_a_type_says_so(session):
    async with hubtui(session) as me:
        await me.press("@")
        await me.shows("Choose")
        await me.type("kenji")
        await me.press("enter")
        await me.until(lambda: me.pane.location.account == "hf-kenji" and not me.pane.is_loading)
        await open_place(me, "Liked")
        await me.until(lambda: me.names() == ["haiku-of-the-sea"])
        await me.press("2")
        await me.until(lambda: "You have liked no datasets." in me.words())


async def test_a_collection_opens_from_its_namespace_and_closes_to_it(session):
    hub = await offload(session.hub, "hf-rosalind")
    made = await offload(hub._api.create_collection, "Field notes", namespace="acme-lab")
    for name, repo_type in (("acme-lab/cruise-logs", "dataset"), ("acme-lab/vit-plankton", "model")):
        await offload(hub._api.add_collection_item, made.slug, name, repo_type)
    async with hubtui(session) as me:
        await open_place(me, "acme-lab")
        await me.until(lambda: "bert-tiny-ner" in me.names())
        await me.press("4")
        await me.at(View.COLLECTIONS)
        assert "Plankton, end to end" in me.words()
        assert "4 collections" in me.tabs()
        me.put_cursor(made.slug)
        await me.press("enter")
        await me.until(lambda: me.names() == ["cruise-logs", "vit-plankton"])
        assert "collection Field notes" in me.title()
        assert "dataset" in me.words()
        await me.press("j", "enter")
        await me.at(View.FILES)
        await me.press("h")
        await me.at(View.REPOS)
        assert me.pane.location.source is Source.COLLECTION
        assert me.pane.lines.current.key.name == "vit-plankton"
        await me.press("m", "f", "h")
        await me.at(View.COLLECTIONS)
        assert me.pane.lines.current.slug == made.slug
        await me.press("[")
        await me.at(View.REPOS)
        await me.press("]", "h")
        await me.at(View.PLACES)
        assert me.pane.lines.current.name == "acme-lab"
        await me.press("'", "f")
        await me.until(lambda: "collection Field notes" in me.title() and not me.pane.is_loading)


async def test_a_namespace_without_collections_says_so(session):
    async with hubtui(session) as me:
        await go(me, "kenji")
        await me.press("4")
        await me.at(View.COLLECTIONS)
        assert "No collections here." in me.words()


async def test_ones_own_collections_are_there_with_the_private_ones(session):
    async with hubtui(session) as me:
        await open_place(me, "Collections")
        await me.at(View.COLLECTIONS)
        assert "Haiku" in me.words()
        private = next(line for line in me.words().splitlines() if "To read before the cruise" in line)
        assert " prv " in private
