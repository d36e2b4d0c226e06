"""The log screen: what was asked of which hub, what was said, without secrets."""

from __future__ import annotations

import logging

from textual.strip import Strip

from hubtui.localhub.seed import DEMO_ACCOUNTS
from hubtui.ui.location import View
from tests.ui.explorer import Driver, hubtui

log = logging.getLogger("hubtui.tests")


def shown(me: Driver) -> str:
    lines = me.app.screen.query_one("LineList")
    return "\n".join(lines.render_line(y).text.rstrip() for y in range(lines.size.height))


def document(me: Driver) -> list[Strip]:
    view = me.app.screen.view
    return [view.render_line(y) for y in range(view.size.height)]


async def test_what_was_asked_and_said_is_there_to_be_read(session, local_hub):
    local_hub.faults.add(hub="hf", path="/api/models", status=503, count=1)
    async with hubtui(session) as me:
        await me.press("ctrl+r")
        await me.settled()
        me.app.context.say("words that were said")
        await me.press("W")
        await me.shows("LogScreen")
        words = shown(me)
        assert "GET 127.0.0.1:" in words
        assert "/api/models" in words
        assert "503" in words
        assert "✗" in words
        assert "hf-rosalind" in words
        assert "ms-rosalind" in words
        assert "words that were said" in words
        assert not any(account.token in words for account in DEMO_ACCOUNTS)
        await me.press("W")
        await me.shows("Explorer")


async def test_it_follows_what_happens_until_one_looks_at_something(session):
    async with hubtui(session) as me:
        await me.press("W")
        await me.shows("LogScreen")
        lines = me.app.screen.lines
        log.warning("the first")
        await me.until(lambda: "the first" in lines.current.words, "it follows")
        await me.press("k", "k")
        looked_at = lines.cursor_key
        log.warning("the second")
        await me.until(lambda: lines.rows[-1].words == "the second", "it came")
        assert lines.cursor_key == looked_at
        await me.press("G")
        log.warning("the third")
        await me.until(lambda: "the third" in lines.current.words, "it follows again")


async def test_one_line_can_be_filtered_read_and_copied(session):
    async with hubtui(session) as me:
        log.error("needle\nin a haystack")
        await me.press("W", "slash")
        await me.type("needle")
        await me.press("enter", "y", "y")
        assert me.app.context.copied == "needle\nin a haystack"
        await me.press("enter")
        await me.shows("Document")
        await me.until(
            lambda: (
                "in a haystack" in "".join(text for line in me.app.screen.view._lines for text, *_ in line)
            ),
            "the second line",
        )
        await me.press("escape")
        await me.shows("LogScreen")


async def test_nothing_looks_while_it_is_closed(session):
    async with hubtui(session) as me:
        await me.press("W")
        await me.shows("LogScreen")
        screen = me.app.screen
        (timer,) = [timer for timer in screen._timers if timer._callback == screen.look]
        await me.press("escape")
        await me.shows("Explorer")
        await me.until(lambda: not screen.is_running and timer._task is None, "its timer is over")


async def test_the_file_holds_the_requests_too_and_no_token(session):
    async with hubtui(session) as me:
        await me.press("h")
        await me.at(View.PLACES)
    text = session.log.path.read_text()
    assert "ms-rosalind: GET 127.0.0.1" in text
    assert not any(account.token in text for account in DEMO_ACCOUNTS)
