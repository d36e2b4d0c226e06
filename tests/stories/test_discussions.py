"""Discussions and pull requests, read and taken part in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hubtui.session import Session
from hubtui.ui.location import View
from hubtui.ui.screens.thread import ThreadScreen
from tests.ui.explorer import Driver, hubtui

BERT = "acme-lab/bert-tiny-ner"


@asynccontextmanager
async def at_discussions(
    session: Session, repo: str = BERT, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Driver]:
    """The left pane on the repo's discussions."""
    async with hubtui(session, size) as me:
        await me.press("colon", *f"hf://{repo}", "enter")
        await me.at(View.FILES)
        while me.pane.location.view is not View.DISCUSSIONS:
            before = me.pane.location
            await me.press("[")
            await me.until(lambda before=before: not me.pane.is_loading and me.pane.location != before)
        yield me


def numbers(me: Driver) -> list[int]:
    return [row.num for row in me.pane.lines.shown_rows()]


async def lists(me: Driver, *nums: int) -> None:
    await me.until(lambda: not me.pane.is_loading and numbers(me) == [*nums], f"{nums}, not {numbers(me)}")


async def reads(me: Driver, words: str) -> None:
    """Until the open thread has these words."""
    await me.shows("ThreadScreen")
    await me.until(lambda: words in thread(me).view.text, f"{words!r} in {thread(me).view.text!r}")


def thread(me: Driver) -> ThreadScreen:
    assert isinstance(me.app.screen, ThreadScreen)
    return me.app.screen


async def open_thread(me: Driver, num: int) -> None:
    me.pane.lines.move_to(numbers(me).index(num))
    await me.press("enter")
    await me.shows("ThreadScreen")
    await me.until(lambda: thread(me).thread is not None and not thread(me).is_busy)


async def test_a_maintainer_lists_what_is_still_open_then_the_pull_requests_then_one_persons(session):
    async with at_discussions(session) as me:
        await lists(me, 7, 6, 5, 4, 3, 2, 1)
        await me.press("f", "o")
        await lists(me, 7, 6, 5, 3)
        assert " open " in me.bottom()
        await me.press("f", "p")
        await lists(me, 7, 5)
        assert " open · pull requests " in me.bottom()
        await me.press("f", "a")
        await me.shows("Prompt")
        await me.press("ctrl+u")
        await me.type("kenji")
        await me.press("enter")
        await lists(me, 5)
        assert " open · pull requests · by kenji " in me.bottom()
        await me.press("f", "d")
        await me.until(lambda: "None here are: open · discussions · by kenji." in me.words())
        await me.press("H")
        await lists(me, 5)
        await me.press("f", "f")
        await lists(me, 7, 6, 5, 4, 3, 2, 1)
        assert "kenji" not in me.bottom()
        await me.press("f", "c")
        await lists(me, 4, 2, 1)
        await me.press("f", "c")
        await lists(me, 7, 6, 5, 4, 3, 2, 1)


async def test_a_filter_that_was_left_does_not_follow_to_other_tabs(session):
    async with at_discussions(session) as me:
        await me.press("f", "o")
        await lists(me, 7, 6, 5, 3)
        await me.press("]")
        await me.until(lambda: me.pane.location.view is not View.DISCUSSIONS and not me.pane.is_loading)
        assert "open" not in me.bottom()


async def test_discussions_are_ordered_by_number_title_and_comments(session):
    async with at_discussions(session) as me:
        await me.press(",", "#")
        assert numbers(me) == [1, 2, 3, 4, 5, 6, 7]
        await me.press(",", "c")
        assert numbers(me)[0] == 3
        await me.press(",", "n")
        assert numbers(me)[0] == 6


async def test_a_thread_is_read_with_its_changes_and_the_next_one_without_going_back(session):
    async with at_discussions(session) as me:
        await open_thread(me, 5)
        await reads(me, "Changes to main · 1 file")
        text = thread(me).view.text
        assert text.index("The table from #3.") < text.index("One row more, please") < text.index("+## When")
        facts = thread(me).query_one("#thread-facts").text
        assert "○ open · pull request into main · kenji" in facts
        assert BERT in facts
        await me.press("d")
        await me.until(lambda: "The table from" not in thread(me).view.text)
        assert "+## When it does not load" in thread(me).view.text
        await me.press("d")
        await reads(me, "The table from #3.")
        await me.press("]")
        await reads(me, "The weights have 64 columns")
        await me.press("[", "[")
        await reads(me, "B-INSTRUMENT label be possible?")
        await me.press("[")
        await reads(me, "so that we can talk about the numbering")
        await me.press("[")
        await me.said("this is the first one of the list")
        await me.press("escape")
        await me.shows("Explorer")
        assert me.pane.lines.current.num == 7


async def test_changes_are_seen_alone_right_from_the_list(session):
    async with at_discussions(session) as me:
        me.pane.lines.move_to(numbers(me).index(5))
        await me.press("d")
        await reads(me, "+## When it does not load")
        assert "The table from" not in thread(me).view.text
        await me.press("q")
        await me.shows("Explorer")
        me.pane.lines.move_to(numbers(me).index(6))
        await me.press("d")
        await me.said("diff: #6 is no pull request")


async def test_a_pull_requests_thread_opens_from_its_ref(session):
    async with at_discussions(session) as me:
        await me.press("[")
        await me.at(View.REFS)
        await me.press("t")
        await me.said("thread: no pull request's ref here")
        me.put_cursor("refs/pr/5")
        await me.press("t")
        await reads(me, "The table from #3.")
        await me.press("y", "y")
        await me.said("copied: #5 Explain cut-off downloads in the card")


async def test_a_threads_number_and_address_are_copied(session, local_hub):
    async with at_discussions(session) as me:
        await open_thread(me, 3)
        await me.press("y", "y")
        await me.said("copied: #3 OSError: no file named vocab.txt")
        await me.press("y", "u")
        await me.until(lambda: me.app.context.copied == f"{local_hub.hf}/{BERT}/discussions/3")
        await me.press("escape")
        me.pane.lines.move_to(numbers(me).index(6))
        await me.press("y", "u")
        await me.until(lambda: me.app.context.copied == f"{local_hub.hf}/{BERT}/discussions/6")
