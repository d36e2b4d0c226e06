"""Finding things on the whole hub, and in a list."""

from __future__ import annotations

import pytest

from hubtui.ui.location import Source, View
from tests.ui.explorer import Driver, hubtui


async def search(me: Driver, typed: str) -> None:
    await me.press("s")
    await me.shows("Prompt")
    await me.press("ctrl+u")
    await me.type(typed)
    await me.press("enter")


async def test_a_search_finds_repos_of_others_in_the_order_asked_for(session):
    async with hubtui(session) as me:
        await search(me, "bert sort:downloads")
        await me.until(lambda: me.names() == ["bert-tiny-ner", "kaiyo-bert-ja"])
        assert "search “bert” · by downloads" in me.title()
        assert "acme-lab/bert-tiny-ner" in me.words()
        await me.press("j", "enter")
        await me.at(View.FILES)
        assert "kenji/kaiyo-bert-ja" in me.title()
        await me.press("h")
        await me.at(View.REPOS)
        assert me.pane.lines.current.key.repo_id == "kenji/kaiyo-bert-ja"
        assert me.pane.location.source is Source.SEARCH


async def test_the_last_search_stands_in_the_prompt_to_be_changed(session):
    async with hubtui(session) as me:
        await search(me, "haiku type:dataset")
        await me.until(lambda: me.names() == ["haiku-corpus"])
        await me.press("3")
        await me.until(lambda: me.names() == ["haiku-machine"])
        await me.press("s")
        await me.shows("Prompt")
        assert me.app.screen.query_one("Entry").value == "haiku type:space"
        await me.press("escape")
        await me.shows("Explorer")
        assert me.names() == ["haiku-machine"]


async def test_a_tag_narrows_a_search(session):
    async with hubtui(session) as me:
        await search(me, "tag:translation")
        await me.until(lambda: me.names() == ["ja-en-marine-mt"])
        assert "tag translation" in me.title()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("bert sort:downlods", "did you mean downloads?"),
        ("srt:likes", "did you mean sort?"),
        ("type:modle", "did you mean model?"),
        ("license:mit", "tag:license:mit"),
        ("user:acme bert", "user:acme goes alone"),
        ("tag:", "nothing after 'tag:'"),
    ],
)
async def test_a_wrong_word_is_told_and_what_was_typed_stays(session, typed, words):
    async with hubtui(session) as me:
        await search(me, typed)
        await me.until(lambda: words in me.app.screen.said)
        assert me.app.screen.query_one("Entry").value == typed
        await me.type("x")
        assert words not in me.app.screen.said


async def test_nothing_found_says_so_and_how_to_go_on(session):
    async with hubtui(session) as me:
        await search(me, "no-such-thing")
        await me.until(lambda: "Nothing found: no models for “no-such-thing”." in me.words())
        assert "s search again" in me.words()


async def test_a_search_works_on_either_hub(session):
    async with hubtui(session) as me:
        await me.press("tab")
        await search(me, "haiku type:dataset")
        await me.until(lambda: "rosalind/haiku-corpus" in me.words())
        assert me.pane is me.right
        assert "ModelScope" in me.title()


async def test_searching_costs_one_request(session, local_hub):
    async with hubtui(session) as me:
        before = local_hub.requests.count
        await search(me, "log")
        await me.until(lambda: "log-embedder-base" in me.names())
        await me.settled()
        assert local_hub.requests.count == before + 1


async def test_users_are_found_and_opened(session):
    async with hubtui(session) as me:
        await search(me, "user:acme")
        await me.at(View.PLACES)
        assert me.names() == ["acme-lab"]
        assert "users “acme”" in me.title()
        await me.press("enter")
        await me.until(lambda: "bert-tiny-ner" in me.names())
        await me.press("tab")
        await search(me, "user:acme")
        await me.until(lambda: "ModelScope cannot search users" in me.app.screen.said)


async def test_a_filter_can_be_left_and_its_matches_walked(session):
    async with hubtui(session) as me:
        await me.press("h")
        await me.at(View.PLACES)
        me.put_cursor("acme-lab")
        await me.press("enter")
        await me.until(lambda: "vit-plankton" in me.names())
        await me.press("n")
        await me.said("nothing was filtered for yet")
        await me.press("/")
        await me.type("plankton")
        await me.press("enter", "escape")
        await me.until(lambda: "bert-tiny-ner" in me.names())
        walked = []
        for _ in range(3):
            await me.press("n")
            walked.append(me.pane.lines.current.key.name)
        assert set(walked) == {"vit-plankton", "vit-plankton-small"}
        assert walked[0] == walked[2]
        await me.said("past the end: on from the first row, for “plankton”")
        await me.press("N")
        assert me.pane.lines.current.key.name == walked[1]
        await me.press("2", "n")
        await me.until(lambda: me.names()[0] != "vit-plankton" and not me.pane.is_loading)
        await me.press("n")
        assert me.pane.lines.current.key.name == "plankton-frames"
        await me.press("n")
        await me.said("this is the only match of “plankton”")
        await me.press("3", "/")
        await me.type("zzz")
        await me.press("enter", "escape", "n")
        await me.said("nothing here matches “zzz”")
