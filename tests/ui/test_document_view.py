"""What a pane shows instead of rows: laid out behind, never by an answer that came too late."""

from __future__ import annotations

import threading

from rich.text import Text

from hubtui.errors import Unavailable
from hubtui.model import RepoKey, RepoType
from hubtui.ui.location import View
from tests.ui.explorer import hubtui
from tests.ui.fakes import MODELS

FIRST = RepoKey(RepoType.MODEL, f"rosalind/{MODELS[0]}")


async def at_card(me) -> None:
    await me.press("enter")
    await me.at(View.FILES)
    await me.press("g", "c")
    await me.at(View.CARD)
    await me.until(lambda: "It names plankton." in me.pane.document.text)


async def test_a_slower_earlier_layout_never_lands_on_a_later_one(session):
    release = threading.Event()

    def slow(ink):
        release.wait(20)
        yield Text("earlier")

    async with hubtui(session) as me:
        await at_card(me)
        view = me.pane.document
        view.show(slow)
        view.show(lambda ink: [Text("later")])
        await me.until(lambda: view.text == "later")
        release.set()
        await me.until(lambda: not any("laid_out" in thread.name for thread in threading.enumerate()))
        assert view.text == "later"


async def test_what_is_shown_is_dim_until_the_next_place_is_there(session):
    release = threading.Event()
    async with hubtui(session) as me:
        await at_card(me)
        view = me.pane.document
        bright = [segment.style.color for segment in view.render_line(0) if segment.text.strip()]
        session.left.always("list_commits", lambda: release.wait(20))
        await me.press("g", "l")
        await me.until(lambda: view.stale)
        assert "A model" in view.text
        assert [segment.style.color for segment in view.render_line(0) if segment.text.strip()] != bright
        release.set()
        session.left.clear()
        await me.at(View.COMMITS)
        assert not view.display
        assert me.pane.lines.has_focus


async def test_facts_that_break_off_keep_what_was_read_and_can_be_asked_again(session):
    session.left.page_size = 2
    session.left.script("list_tree", None, None, Unavailable("out for lunch", status=503, hub="Hugging Face"))
    async with hubtui(session) as me:
        await me.press("enter")
        await me.at(View.FILES)
        await me.press("g", "a")
        await me.until(lambda: "out for lunch" in me.pane.document.text)
        assert "2 files" in me.pane.document.text
        assert "so far" in me.pane.document.text
        await me.press("ctrl+r")
        await me.until(lambda: "4 files" in me.pane.document.text)
        assert "out for lunch" not in me.pane.document.text


async def test_both_panes_hold_documents_and_swap_them(session):
    async with hubtui(session) as me:
        await at_card(me)
        await me.press("tab", "enter")
        await me.at(View.FILES)
        await me.press("g", "a")
        await me.at(View.ABOUT)
        await me.until(lambda: "old-port" in me.right.document.text)
        await me.press("\\")
        await me.until(lambda: "old-port" in me.left.document.text)
        await me.until(lambda: "It names plankton." in me.right.document.text)
        await me.press("space")
        assert "marked" not in me.bottom()
