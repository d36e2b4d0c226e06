"""Places with a letter, and whose hub a pane shows."""

from __future__ import annotations

import json

from hubtui.session import Session
from hubtui.ui.location import Source, View
from hubtui.ui.widgets.hints import Hints
from tests.stories.test_places import at_places, go
from tests.stories.test_search import search
from tests.ui.explorer import hubtui


async def test_a_bookmark_opens_at_its_revision_and_path_after_a_restart(session, accounts):
    async with hubtui(session) as me:
        await go(me, "hf://datasets/acme-lab/cruise-logs@v1.0/data")
        await me.at(View.FILES, "data")
        await me.press("m", "c")
        await me.said("c is hf://datasets/acme-lab/cruise-logs@v1.0/data")
    again = Session(accounts, session.directories)
    try:
        async with hubtui(again) as me:
            await me.press("tab", "'", "c")
            await me.at(View.FILES, "data")
            assert me.pane is me.right
            assert me.pane.location.account == "hf-rosalind"
            assert me.pane.location.revision == "v1.0"
            await me.press("H")
            await me.at(View.REPOS)
            assert me.pane.location.account == "ms-rosalind"
    finally:
        again.close()


async def test_searches_and_tabs_are_places_too(session):
    async with hubtui(session) as me:
        await search(me, "bert sort:downloads")
        await me.until(lambda: me.names() == ["bert-tiny-ner", "kaiyo-bert-ja"])
        await me.press("m", "s", "enter")
        await me.at(View.FILES)
        await me.press("]")
        await me.until(lambda: me.pane.location.view is not View.FILES and not me.pane.is_loading)
        view = me.pane.location.view
        await me.press("m", "t", "'", "s")
        await me.at(View.REPOS)
        assert me.pane.location.source is Source.SEARCH
        assert "search “bert” · by downloads" in me.title()
        await me.press("'", "t")
        await me.at(view)
        assert me.pane.location.repo.name == "bert-tiny-ner"


async def test_the_hints_show_which_letters_there_are(session):
    async with hubtui(session) as me:
        await me.press("m", "a")
        await me.said("a is hf://models/rosalind")
        for key in ("m", "'"):
            await me.press(key)
            await me.until(lambda: me.app.screen.query(Hints))
            shown = "\n".join(line.text for line in me.app.screen.query("Hints TextLine"))
            assert "a     hf://models/rosalind" in shown
            await me.press("escape")
            await me.until(lambda: not me.app.screen.query(Hints))


async def test_the_list_goes_to_one_and_deletes_another(session):
    path = session.directories.state / "bookmarks.json"
    async with hubtui(session) as me:
        await me.press("'", "'")
        await me.shows("Choose")
        await me.until(lambda: "No bookmarks yet." in _shown(me))
        await me.press("escape")
        await me.shows("Explorer")
        await me.press("m", "a")
        await me.said("a is")
        await at_places(me)
        await me.press("m", "b")
        await me.said("b is places")
        me.put_cursor("Bookmarks")
        await me.press("enter")
        await me.shows("Choose")
        await me.press("delete")
        await me.until(lambda: list(json.loads(path.read_text())) == ["b"])
        await me.press("'")
        await me.press("escape")
        await me.press("enter")
        await me.shows("Explorer")
        await me.at(View.PLACES)
        await me.press("'", "a")
        await me.said("there is no bookmark a")


async def test_a_letter_can_be_given_again_and_must_be_one(session):
    async with hubtui(session) as me:
        await me.press("m", "a")
        await me.said("a is hf://models/rosalind")
        await at_places(me)
        await me.press("m", "a")
        await me.said("a is places, not hf://models/rosalind any more")
        await me.press("m", "+")
        await me.said("a bookmark is one letter or digit, not '+'")


async def test_a_bookmark_of_an_account_that_is_gone_says_so(session):
    path = session.directories.state / "bookmarks.json"
    path.write_text(
        json.dumps(
            {
                "x": {"account": "gone", "view": "repos", "locator": "hf://models/acme"},
                "y": {"account": "hf-rosalind", "view": "nowhere"},
                "z": {"account": "hf-rosalind", "view": "files", "locator": "hf://no--name/x"},
                "no": {"account": "hf-rosalind", "view": "places"},
                "w": ["nonsense"],
            }
        )
    )
    again = Session(session.accounts, session.directories)
    try:
        async with hubtui(again) as me:
            await me.press("'", "x")
            await me.said("there is no account gone now")
            await me.press("'", "y")
            await me.said("makes no sense")
            await me.press("'", "z")
            await me.said("not a name a hub can have")
            await me.press("'", "w")
            await me.said("there is no bookmark w")
    finally:
        again.close()


async def test_a_pane_shows_another_account_and_goes_back(session):
    async with hubtui(session) as me:
        await me.press("@")
        await me.shows("Choose")
        await me.type("kenji")
        await me.press("enter")
        await me.until(lambda: "kaiyo-bert-ja" in me.names() and not me.pane.is_loading)
        assert "Hugging Face · kenji" in me.title()
        assert "quant-playground" in me.names(), "what only kenji can see"
        await me.press("H")
        await me.until(lambda: "diatom-namer" in me.names() and not me.pane.is_loading)
        assert "Hugging Face · rosalind" in me.title()
        await go(me, "kenji")
        await me.until(lambda: "kaiyo-bert-ja" in me.names() and not me.pane.is_loading)
        assert "quant-playground" not in me.names(), "listings are not mixed between accounts"
        await me.press("@")
        await me.shows("Choose")
        assert "here" in _shown(me)
        await me.press("escape")
        await me.shows("Explorer")


async def test_a_pane_shows_this_machine_and_a_folder_has_a_letter(session, tmp_path):
    (tmp_path / "models" / "tiny").mkdir(parents=True)
    (tmp_path / "models" / "tiny" / "config.json").write_text("{}")
    async with hubtui(session) as me:
        await me.press("@")
        await me.shows("Choose")
        await me.type("local")
        await me.press("enter")
        await me.at(View.PLACES)
        assert "This machine" in me.title()
        await go(me, f"{tmp_path}/models/tiny")
        await me.until(lambda: me.names() == ["config.json"] and not me.pane.is_loading)
        await me.press("m", "d")
        await me.said("d is file://")
        await me.press("H")
        await me.at(View.PLACES)
        await me.press("'", "d")
        await me.until(lambda: me.names() == ["config.json"] and not me.pane.is_loading)
        assert me.pane.location.account == "local"


def _shown(me):
    lines = me.app.screen.lines
    return "\n".join(lines.render_line(y).text.rstrip() for y in range(lines.size.height))
