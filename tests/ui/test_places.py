"""Places, searches and bookmarks at their edges: strangers' words, hubs that fail, files that cannot be."""

from __future__ import annotations

import json

import pytest

from hubtui.errors import Offline
from hubtui.model import Collection, RepoKey, RepoType
from hubtui.session import Session
from hubtui.ui.location import Source, View
from tests.ui.explorer import hubtui
from tests.ui.test_hostile import HOSTILE


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_names_are_only_text_in_every_list(session, name):
    repo = RepoKey(RepoType.MODEL, f"acme-lab/{name.replace('/', '')}")
    session.left.add(repo, {"a": b"a"})
    session.left.liked = [repo]
    slug = f"rosalind/{name.replace('/', '')}"
    session.left.collections = {slug: (Collection(slug, name, "rosalind", name), [repo])}
    async with hubtui(session) as me:
        for place in ("Liked", "Collections", "Trending"):
            await me.press("h")
            await me.at(View.PLACES)
            me.put_cursor(place)
            await me.press("enter")
            await me.until(lambda: me.pane.location.view is not View.PLACES and not me.pane.is_loading)
            _drawn(me)
        await me.press("h", "4")
        await me.at(View.PLACES)
        me.put_cursor("Collections")
        await me.press("enter")
        await me.at(View.COLLECTIONS)
        await me.press("I")
        await me.shows("Details")
        await me.press("escape", "enter")
        await me.at(View.REPOS)
        await me.press("m", "h", "enter")
        await me.at(View.FILES)
        await me.press("m", "r")
        await me.said("r is")
        _drawn(me)
        await me.press("'", "'")
        await me.shows("Choose")
        _drawn(me)
        await me.press("escape", "s")
        await me.shows("Prompt")
        me.app.screen.query_one("Entry").value = f"sort:{name}"
        await me.press("enter")
        _drawn(me)
        await me.press("escape", ":")
        await me.shows("Prompt")
        me.app.screen.query_one("Entry").value = name
        await me.press("tab", "enter")
        _drawn(me)
        assert me.app.is_running


def _drawn(me):
    assert not {"\x1b", "\x07", "\x9b", "‮"} & set(me.app.export_screenshot())


async def test_a_search_that_fails_says_so_and_can_be_tried_again(session):
    session.left.script("search_repos", Offline("cannot connect", hub="Hugging Face"))
    async with hubtui(session) as me:
        await me.press("s")
        await me.shows("Prompt")
        await me.type("plankton")
        await me.press("enter")
        await me.until(lambda: "cannot connect" in me.words())
        assert "search “plankton”" in me.title()
        await me.press("ctrl+r")
        await me.until(lambda: me.names() == ["vit-plankton"])
        await me.press("h")
        await me.at(View.PLACES)
        assert me.pane.lines.current.name == "Search…"


async def test_back_goes_over_lists_and_accounts(session):
    async with hubtui(session) as me:
        await me.press("@")
        await me.shows("Choose")
        await me.type("modelscope")
        await me.press("enter")
        await me.until(lambda: me.pane.location.account == "modelscope" and not me.pane.is_loading)
        assert me.names() == ["old-port"]
        await me.press("s")
        await me.shows("Prompt")
        await me.type("port")
        await me.press("enter")
        await me.until(lambda: me.pane.location.source is Source.SEARCH and not me.pane.is_loading)
        for account in ("modelscope", "huggingface"):
            await me.press("H")
            await me.until(lambda a=account: me.pane.location.account == a and not me.pane.is_loading)
        await me.press("L", "L")
        await me.until(lambda: me.pane.location.source is Source.SEARCH and not me.pane.is_loading)


async def test_a_hub_that_can_only_list_says_so_of_each_list(session):
    session.left.capabilities = {}
    async with hubtui(session) as me:
        await me.press("h")
        await me.at(View.PLACES)
        for place in ("Liked", "Collections", "Trending", "Search…"):
            me.put_cursor(place)
            await me.press("enter")
            await me.said(f"{place}: Hugging Face")


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"x": 1}', "\x00", '{"a": {"namespaces": 3, "repos": [1]}}']
)
async def test_files_of_nonsense_count_as_none(session, tmp_path, content):
    for name in ("visits.json", "bookmarks.json"):
        (session.directories.state / name).write_text(content)
    again = Session(session.accounts, session.directories)
    assert again.bookmarks.all() == []
    assert again.visits.repos(None) == []
    again.close()


async def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_lost(session, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with hubtui(session) as me:
        await me.press("m", "a")
        await me.said("a is")
        monkeypatch.setattr("hubtui.bookmarks.write_json", refuse)
        await me.press("h", "m", "a")
        await me.said("the bookmarks cannot be written: No space left on device")
        kept = json.loads((session.directories.state / "bookmarks.json").read_text())
        assert kept["a"]["view"] == "repos"
        assert session.bookmarks.get("a").view == "repos"
