"""What was seen shows at once, as of then, and what it is now comes behind."""

from __future__ import annotations

import asyncio
import inspect
import threading

import pytest

from hubtui.errors import Forbidden, NotFound, Offline
from hubtui.model import RepoKey, RepoType
from hubtui.ui.actions.states import STATES
from hubtui.ui.location import View
from tests.ui.explorer import Driver, hubtui
from tests.ui.fakes import MODELS, TREE, FakeSession

NEW = RepoKey(RepoType.MODEL, "rosalind/a-new-one")


async def an_hour_later(me: Driver) -> None:
    """Go in; what was seen outside is an hour old when we come out again."""
    await me.press("enter")
    await me.at(View.FILES)
    listing = me.session.repos("huggingface", "rosalind", RepoType.MODEL)
    listing.as_of -= 3600


async def test_old_rows_show_at_once_and_new_ones_come_behind(session):
    hold = threading.Event()
    async with hubtui(session) as me:
        me.put_cursor("vit-plankton")
        await an_hour_later(me)
        session.left.repos = {NEW: session.left.repos[next(iter(session.left.repos))], **session.left.repos}
        session.left.always("list_repos", lambda: hold.wait(30))
        await me.press("h")
        await me.at(View.REPOS)
        assert me.names() == [*MODELS]
        assert "as of " in me.bottom()
        assert " …" in me.title()
        await me.press("j", "space")
        hold.set()
        await me.until(lambda: "a-new-one" in me.names())
        assert me.pane.lines.current.key.name == "whisper-field-notes"
        assert "1 marked" in me.bottom()
        assert "as of " not in me.bottom()
        assert " …" not in me.title()


async def test_a_row_that_vanished_is_told_when_it_was_under_the_cursor_or_marked(session):
    async with hubtui(session) as me:
        await me.press("space")
        me.put_cursor("vit-plankton")
        await an_hour_later(me)
        for name in ("vit-plankton", MODELS[0]):
            del session.left.repos[RepoKey(RepoType.MODEL, f"rosalind/{name}")]
        await me.press("h")
        await me.said("vit-plankton is not there any more")
        await me.said("1 marked row is not there any more")
        assert "marked" not in me.bottom()
        assert me.names() == [MODELS[1], MODELS[3]]


async def test_a_hub_that_is_down_keeps_the_rows_and_says_so(session):
    async with hubtui(session) as me:
        await an_hour_later(me)
        session.left.always("list_repos", Offline("cannot connect", hub="Hugging Face"))
        await me.press("h")
        await me.until(lambda: "offline · ctrl+r retry" in me.bottom())
        assert me.names() == [*MODELS]
        assert "as of " in me.bottom()
        assert "cannot connect" in me.words()
        session.left.clear()
        await me.press("ctrl+r")
        await me.until(lambda: "offline" not in me.bottom() and not me.pane.is_renewing)
        assert "cannot connect" not in me.words()


@pytest.mark.parametrize("refusal", [Forbidden, NotFound])
async def test_what_the_hub_refuses_now_is_not_shown_from_before(session, refusal):
    async with hubtui(session) as me:
        await an_hour_later(me)
        session.left.always("list_repos", refusal("no", status=403, hub="Hugging Face"))
        await me.press("h")
        await me.until(lambda: STATES[refusal].words in me.words())
        assert me.names() == []


async def test_refreshing_by_hand_asks_at_once(session):
    async with hubtui(session) as me:
        session.left.add(NEW, dict(TREE))
        await me.press("ctrl+r")
        await me.until(lambda: "a-new-one" in me.names())
        assert "Hugging Face · rosalind" in me.title()


async def test_refreshing_what_is_on_its_way_goes_on_with_that(session):
    hold = threading.Event()
    session.left.always("list_tree", lambda: hold.wait(30))
    async with hubtui(session) as me:
        await me.press("enter")
        await me.until(lambda: me.pane.is_loading)
        await me.press("ctrl+r")
        hold.set()
        await me.at(View.FILES)
        assert "README.md" in me.names()


async def test_the_next_start_shows_what_the_last_one_saw(session, tmp_path):
    async with hubtui(session):
        pass
    session.close()
    again = FakeSession(tmp_path)
    hold = threading.Event()
    again.left.always("list_repos", lambda: hold.wait(30))
    async with hubtui(again) as me:
        assert me.names() == [*MODELS]
        assert " …" in me.title()
        hold.set()
        await me.until(lambda: " …" not in me.title())
    again.close()


async def test_the_demo_keeps_nothing(session, tmp_path):
    session.close()
    demo = FakeSession(tmp_path / "demo", is_demo=True)
    async with hubtui(demo):
        pass
    demo.close()
    assert not list((tmp_path / "demo").rglob("seen*"))


async def test_what_still_runs_is_stopped_before_the_panes_are_gone(session):
    found: list[bool] = []
    async with hubtui(session) as me:

        async def late() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                found.append(me.app.context.is_open)

        me.app.dispatch.run(late(), "late")
        await me.pilot.pause()
    assert found == [True]


async def test_nothing_is_begun_any_more_once_the_program_is_closing(session):
    async with hubtui(session) as me:
        me.app.dispatch.stop()
        late = me.app.context.hub("huggingface")
        me.app.dispatch.run(late, "late")  # type: ignore[arg-type]
        assert inspect.getcoroutinestate(late) == inspect.CORO_CLOSED


async def test_keys_that_follow_each_other_go_on_from_where_the_last_one_leads(session):
    hold = threading.Event()
    async with hubtui(session) as me:
        me.put_cursor("vit-plankton")
        await me.press("enter")
        await me.at(View.FILES)
        for listing in ("list_commits", "list_refs"):
            session.left.always(listing, lambda: hold.wait(30))
        await me.press("]", "]")
        assert "▪Commits" in me.tabs()
        await me.press("]")
        assert "▪Refs" in me.tabs()
        await me.press("H")
        hold.set()
        await me.at(View.COMMITS)
        await me.press("backspace", "backspace")
        await me.at(View.PLACES)


async def test_a_load_that_was_stopped_leaves_what_is_shown(session):
    hold = threading.Event()
    async with hubtui(session) as me:
        title, names = me.title(), me.names()
        session.left.always("list_tree", lambda: hold.wait(30))
        await me.press("enter")
        assert me.pane.is_loading
        me.app.workers.cancel_group(me.app, "pane.open-left")
        await me.until(lambda: not me.pane.is_loading)
        assert (me.title(), me.names(), me.pane.lines.stale) == (title, names, False)
        hold.set()
