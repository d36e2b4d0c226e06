"""Hubs that are slow, down, refusing or limiting: what the user sees, and that every key works meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from hubtui.model import RepoKey, RepoType
from hubtui.paths import Directories
from hubtui.session import Session
from hubtui.ui.location import View
from tests.ui.explorer import Driver, hubtui


async def keys_work(me: Driver) -> None:
    """The other pane's cursor and filter, and help."""
    pane = me.pane
    await me.press("tab", "G", "g", "g", "j")
    assert me.pane is not pane
    assert me.pane.lines.cursor == 1
    await me.press("/", "a", "enter")
    assert "/ a" in me.bottom()
    await me.press("escape", "?")
    await me.shows("Help")
    await me.press("escape")
    await me.shows("Explorer")
    await me.press("tab")
    assert me.pane is pane


async def test_a_hub_that_does_not_answer_leaves_every_key_working(session, local_hub):
    async with hubtui(session) as me:
        fault = local_hub.faults.add(hub="hf", path="/tree/", stall=0)
        await me.press("enter")
        await me.until(fault.struck.is_set)
        assert " …" in me.title()
        await keys_work(me)
        local_hub.faults.release()
        await me.at(View.FILES)
        assert "README.md" in me.names()


async def test_quitting_does_not_wait_for_a_hub_that_does_not_answer(session, local_hub):
    async with hubtui(session) as me:
        fault = local_hub.faults.add(hub="hf", path="/tree/", stall=0)
        await me.press("enter")
        await me.until(fault.struck.is_set)
        await me.press("q")
        await me.until(lambda: not me.app.is_running)
        local_hub.faults.release()


@pytest.mark.parametrize(
    ("what", "words", "short"),
    [
        ({"hang_up": "before"}, "No connection to the hub.", "offline"),
        ({"status": 503}, "The hub is in trouble.", "hub in trouble"),
        ({"status": 401}, "The hub does not accept the token.", "token refused"),
        ({"status": 403}, "This account may not see this.", "forbidden"),
        ({"status": 404}, "Not there, or not shown to this account.", "not found"),
        ({"status": 429}, "The hub's limit is reached.", "limit reached"),
    ],
)
async def test_what_the_hub_refuses_is_told_apart_and_retried(session, local_hub, what, words, short):
    async with hubtui(session) as me:
        local_hub.faults.add(hub="hf", path="/tree/", count=None, **what)
        await me.press("enter")
        await me.until(lambda: words in me.words())
        assert f"{short} · ctrl+r retry" in me.bottom()
        await keys_work(me)
        local_hub.faults.clear()
        await me.press("ctrl+r")
        await me.until(lambda: "README.md" in me.names())
        assert short not in me.bottom()


async def test_when_the_limit_is_over_the_hub_is_asked_again(session, local_hub):
    async with hubtui(session) as me:
        fault = local_hub.faults.add(hub="hf", path="/tree/", status=429, headers={"Retry-After": "3"})
        await me.press("enter")
        await me.until(lambda: "Asked again by itself at" in me.words())
        await me.until(lambda: "README.md" in me.names())
        assert fault.hits == 1


async def test_a_colleague_sees_at_once_what_was_there_yesterday_and_then_what_is_there_now(
    accounts, local_hub, tmp_path
):
    home = Directories.under(tmp_path / "home")
    yesterday = Session(accounts, home)
    async with hubtui(yesterday) as me:
        seen = me.names()
    yesterday.close()

    hub = await asyncio.to_thread(Session(accounts, home).hub, "hf-rosalind")
    new = RepoKey(RepoType.MODEL, "rosalind/new-overnight")
    await asyncio.to_thread(hub.create_repo, new)
    today = Session(accounts, home)
    fault = local_hub.faults.add(hub="hf", path=r"/api/models\?", stall=0)
    async with hubtui(today) as me:
        assert me.names(me.left) == seen
        await me.until(fault.struck.is_set)
        assert " …" in me.title(me.left)
        local_hub.faults.release()
        await me.until(lambda: "new-overnight" in me.names(me.left))
        local_hub.faults.add(hub="hf", hang_up="before", count=None)
        await me.press("ctrl+r")
        await me.until(lambda: "offline · ctrl+r retry" in me.bottom(me.left))
        assert "new-overnight" in me.names(me.left)
    today.close()


async def test_removing_an_account_removes_what_it_saw(session, tmp_path):
    async with hubtui(session):
        pass
    account = session.accounts.get("hf-rosalind")
    session.catalog._store.flush()
    seen = [*(tmp_path / "home" / "cache").glob("seen*")]
    assert any(b"bert-tiny-ner" in each.read_bytes() for each in seen)
    await asyncio.to_thread(session.catalog.forget_account, account)
    await asyncio.to_thread(session.catalog.forget_account, session.accounts.get("ms-rosalind"))
    assert not any(b"bert-tiny-ner" in each.read_bytes() for each in seen)


async def test_what_opening_a_repo_and_a_folder_costs(session, local_hub):
    async with hubtui(session) as me:
        await me.press("h")
        await me.at(View.PLACES)
        me.put_cursor("acme-lab")
        await me.press("enter")
        await me.at(View.REPOS)
        me.put_cursor("bert-tiny-ner")
        local_hub.requests.reset()
        await me.press("enter")
        await me.at(View.FILES)
        opened = [seen.path for seen in local_hub.requests]
        assert 1 <= len(opened) <= 2, opened
        assert "/tree/main" in opened[0]
        assert all(row.last_commit for row in me.pane.lines.rows)
        me.put_cursor("onnx")
        local_hub.requests.reset()
        await me.press("enter")
        await me.at(View.FILES, "onnx")
        assert [seen.path.partition("?")[0] for seen in local_hub.requests] == [
            "/api/models/acme-lab/bert-tiny-ner/tree/main/onnx"
        ]
        await me.press("h")
        await me.at(View.FILES)
        assert len(local_hub.requests) == 1, "what was seen costs nothing"


async def test_a_big_folder_lists_fast_and_tells_last_commits_in_view(session, local_hub):
    async with hubtui(session) as me:
        await me.press(":")
        await me.shows("Prompt")
        await me.type("datasets/acme-lab/plankton-frames@main:images/007")
        await me.press("enter")
        await me.at(View.FILES, "images/007")
        local_hub.requests.reset()
        await me.press("ctrl+l")
        await me.until(lambda: not me.pane.is_partial)
        assert len(me.pane.lines.rows) == 200
        assert [seen.path for seen in local_hub.requests if "expand=true" in seen.path] == []
        assert me.pane.lines.rows[150].last_commit is None
        await me.press("G")
        await me.until(lambda: me.pane.lines.current.last_commit is not None)
        assert me.pane.lines.current.last_commit.title.startswith("Upload all frames")
        asked = len(local_hub.requests.matching("POST", "/paths-info/main"))
        await me.press("g", "g", "G")
        await me.until(lambda: not me.pane.lines.lacking(1))
        assert len(local_hub.requests.matching("POST", "/paths-info/main")) == asked
