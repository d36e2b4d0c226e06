"""Discussions and pull requests, read and taken part in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.community import DiscussionComment

from hubtui.accounts import Accounts
from hubtui.localhub.server import LocalHub
from hubtui.secret import Secret
from hubtui.session import Session
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.screens.thread import ThreadScreen
from tests.stories.writing import done
from tests.ui.explorer import Driver, hubtui

BERT = "acme-lab/bert-tiny-ner"
KENJIS = "kenji/kaiyo-bert-ja"


class Outside:
    """The hub as somebody else's program sees it: through the SDK, off the event loop."""

    def __init__(self, hub: LocalHub, token: Secret) -> None:
        self._api = HfApi(endpoint=hub.hf, token=token.reveal())

    async def thread(self, num: int, repo: str = BERT) -> Any:
        return await offload(self._api.get_discussion_details, repo, num)

    async def said(self, num: int) -> list[str]:
        events = (await self.thread(num)).events
        return [event.content for event in events if isinstance(event, DiscussionComment)]

    async def write(self, path: str, text: str) -> None:
        change = CommitOperationAdd(path, text.encode())
        await offload(self._api.create_commit, BERT, [change], commit_message="Meanwhile")

    async def open(self, repo: str, title: str) -> None:
        await offload(self._api.create_discussion, repo, title)


@pytest.fixture
def outside(local_hub: LocalHub, accounts: Accounts) -> Outside:
    return Outside(local_hub, accounts.token("hf-kenji"))


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
        assert "○ open · PR into main · kenji" in facts
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


async def test_what_is_copied_is_of_the_list_that_has_the_keys(session):
    async with at_discussions(session) as me:
        await me.press("W")
        await me.shows("LogScreen")
        await me.until(lambda: me.app.screen.lines.current)
        await me.press("g", "g")  # the last line moves on: what is copied is logged too
        first = me.app.screen.lines.current.words
        await me.press("y", "y")
        await me.until(lambda: me.app.context.copied == first, "the log's line")


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


# Taking part


async def compose(me: Driver, text: str) -> None:
    """Write and send."""
    await me.shows("Compose")
    await me.type(text)
    await me.press("ctrl+s")


async def confirm(me: Driver) -> None:
    await me.shows("Confirm")
    me.app.screen._opened -= 3600
    await me.press("y")


async def test_a_user_comments_and_sees_it_at_the_end_of_the_thread(session, outside):
    async with at_discussions(session) as me:
        await open_thread(me, 3)
        await me.press("c")
        await me.shows("Compose")
        await me.type("Same on my laptop.")
        await me.press("enter", "enter")
        await compose(me, "- with a proxy")
        await reads(me, "Same on my laptop.")
        await me.said("commented on #3")
        assert (await outside.said(3))[-1] == "Same on my laptop.\n\n- with a proxy"
        await me.until(lambda: "• with a proxy" in screenful(me))
        await me.press("escape")
        assert me.pane.lines.current.num == 3
        assert me.pane.lines.current.comments == 14
        assert await done(session) == [("comment", "done", "nothing takes it back")]


def screenful(me: Driver) -> str:
    view = thread(me).view
    return "\n".join(view.render_line(y).text for y in range(view.size.height))


async def test_an_empty_comment_is_not_sent_and_a_written_one_is_not_lost_by_a_slip(session, outside):
    async with at_discussions(session) as me:
        me.pane.lines.move_to(numbers(me).index(6))
        await me.press("c")
        await me.shows("Compose")
        await me.press("ctrl+s")
        await me.said("nothing is written yet")
        await me.type("MIT is fine")
        await me.press("escape")
        await me.shows("Confirm")
        me.app.screen._opened -= 3600
        await me.press("enter")
        await me.shows("Compose")
        assert me.app.screen.written.text == "MIT is fine"
        await me.press("escape")
        await confirm(me)
        await me.shows("Explorer")
        assert "MIT is fine" not in await outside.said(6)
        await me.press("c")
        await me.shows("Compose")
        assert me.app.screen.written.text == ""
        await me.press("escape")
        await me.shows("Explorer")


async def test_a_comment_that_could_not_be_sent_is_there_again(session, local_hub, outside):
    async with at_discussions(session) as me:
        await open_thread(me, 6)
        await me.press("c")
        local_hub.faults.add(method="POST", status=503, count=None)
        await compose(me, "Under CC0, please.")
        await me.until(lambda: me.app.context.drafts and not me.app.context.busy)
        await me.shows("ThreadScreen")
        local_hub.faults.clear()
        await me.press("c")
        await me.shows("Compose")
        assert me.app.screen.written.text == "Under CC0, please."
        await me.press("ctrl+s")
        await reads(me, "Under CC0, please.")
        assert (await outside.said(6))[-1] == "Under CC0, please."
        await me.press("c")
        await me.shows("Compose")
        assert me.app.screen.written.text == ""


async def test_an_author_mends_one_of_several_own_comments_the_last_one_first(session, outside):
    async with at_discussions(session) as me:
        await open_thread(me, 3)
        await me.press("e")
        await me.shows("Choose")
        assert me.app.screen.lines.render_line(1).text.strip().startswith("▸ Yes: a table like this")
        await me.press("down", "enter")
        await me.shows("Compose")
        assert me.app.screen.written.text.startswith("> 64 kbit/s")
        await compose(me, " Sorry!")
        await reads(me, "even there. Sorry!")
        await me.said("the comment on #3 is changed")
        assert any(text.endswith("even there. Sorry!") for text in await outside.said(3))
        assert await done(session) == [("edit comment", "done", "it can be written anew")]


async def test_whose_comments_they_are_is_said(session):
    async with at_discussions(session) as me:
        await open_thread(me, 4)
        await me.press("e")
        await me.said("edit: no comment here is yours (rosalind)")
        await me.press("escape", "e")
        await me.said("no comment in #4 is yours (rosalind); only its author may edit one")


async def test_closing_is_done_at_once_and_undone_by_the_same_key(session, outside):
    async with at_discussions(session) as me:
        await open_thread(me, 6)
        await me.press("x")
        await me.said("#6 is closed; x opens it again")
        await reads(me, "rosalind closed this")
        assert (await outside.thread(6)).status == "closed"
        await me.press("x")
        await me.said("#6 is open; x closes it again")
        assert (await outside.thread(6)).status == "open"
        await me.press("escape")
        assert me.pane.lines.current.num == 6
        me.pane.lines.move_to(numbers(me).index(2))
        await me.press("x")
        await me.said("#2 is merged, and stays so")
        assert await done(session) == [("reopen", "done", ""), ("close", "done", "")]
        await me.press("z")
        await me.said("undo: close: acme-lab/bert-tiny-ner#6")
        await me.said("1 discussion done")
        assert (await outside.thread(6)).status == "closed"


async def test_all_marked_ones_are_closed_and_what_was_not_is_named(session, outside):
    async with at_discussions(session) as me:
        for num in (6, 3, 2):
            me.pane.lines.move_to(numbers(me).index(num))
            await me.press("space")
        await me.press("x")
        await me.said("close: 2 discussions; z takes it back · #2 is merged")
        await me.said("2 discussions done")
        assert [(await outside.thread(num)).status for num in (6, 3)] == ["closed", "closed"]
        await me.until(lambda: {r.status for r in me.pane.lines.rows if r.num in (6, 3)} == {"closed"})
        await me.press("z")
        await me.said("undo: reopen: 2 discussions")
        await me.until(lambda: me.notifications.count("2 discussions done") == 2)
        assert [(await outside.thread(num)).status for num in (6, 3)] == ["open", "open"]


async def test_what_may_not_be_closed_says_so_in_the_hubs_words(session, outside):
    await outside.open(KENJIS, "Tides of 2027")
    async with at_discussions(session, KENJIS) as me:
        await open_thread(me, 1)
        await me.press("x")
        await me.said("#1: Hugging Face: ")
        assert [one[:2] for one in await done(session)] == [("close", "failed")]
        assert (await outside.thread(1, KENJIS)).status == "open"
        assert not me.app.context.busy


async def test_a_title_is_mended(session, outside):
    async with at_discussions(session) as me:
        await open_thread(me, 6)
        await me.press("r")
        await me.shows("Prompt")
        await me.type(" Soon?")
        await me.press("enter")
        await reads(me, "renamed this from “A label for instruments?”")
        assert (await outside.thread(6)).title == "A label for instruments? Soon?"
        await me.press("escape")
        await me.until(lambda: "#6 A label for instruments? Soon?" in me.names())
        ((what, state, _),) = await done(session)
        assert (what, state) == ("rename to A label for instruments? Soon?", "done")


async def test_a_pull_request_is_merged_after_a_question_that_names_it_all(session, outside):
    async with at_discussions(session) as me:
        await open_thread(me, 7)
        await me.press("M")
        await me.shows("Confirm")
        asked = "\n".join(str(one.render()) for one in me.app.screen.query("Static"))
        assert "Merge #7 “Add B-INSTRUMENT to the labels” into main?" in asked
        assert BERT in asked
        assert "1 file:\n  labels.json" in asked
        await confirm(me)
        await me.said("#7 is merged into main")
        await reads(me, "rosalind merged this")
        assert (await outside.thread(7)).status == "merged"
        await me.press("M")
        await me.said("merge: #7 is merged already")
        assert await done(session) == [("merge", "done", "a merge stays in the history")]


async def test_a_merge_that_is_refused_at_the_question_changes_nothing(session, outside):
    async with at_discussions(session) as me:
        me.pane.lines.move_to(numbers(me).index(5))
        await me.press("M")
        await me.shows("Confirm")
        me.app.screen._opened -= 3600
        await me.press("enter")
        await me.shows("Explorer")
        assert (await outside.thread(5)).status == "open"


async def test_conflicts_are_named_before_anything_is_asked(session, outside):
    await outside.write("README.md", "---\nlicense: mit\n---\n# Rewritten\n")
    async with at_discussions(session) as me:
        await open_thread(me, 5)
        await reads(me, "Cannot be merged: conflicts in README.md")
        assert "1 conflict" in thread(me).query_one("#thread-facts").text
        await me.press("M")
        await me.said("#5 cannot be merged: conflicts in README.md")
        assert (await outside.thread(5)).status == "open"


async def test_a_conflict_that_comes_while_one_is_asked_is_told_in_the_hubs_words(session, outside):
    async with at_discussions(session) as me:
        await open_thread(me, 5)
        await me.press("M")
        await me.shows("Confirm")
        await outside.write("README.md", "---\nlicense: mit\n---\n# Rewritten\n")
        await confirm(me)
        await me.said("This pull request has conflicts: README.md")
        assert (await outside.thread(5)).status == "open"


async def test_a_new_discussion_is_opened_and_shown(session, outside):
    async with at_discussions(session) as me:
        await me.press("a")
        await me.shows("Compose")
        await me.press("ctrl+s")
        await me.said("it needs a title")
        await me.type("A tag for 1.0?")
        await me.press("enter")
        await compose(me, "Please.")
        await me.said("#8 is open")
        await reads(me, "Please.")
        found = await outside.thread(8)
        assert (found.title, found.author, found.is_pull_request) == ("A tag for 1.0?", "rosalind", False)
        await me.press("escape")
        await me.shows("Explorer")
        assert me.pane.lines.current.num == 8


async def test_a_new_pull_request_is_a_draft_until_it_is_published(session, outside):
    async with at_discussions(session) as me:
        await me.press("a")
        await me.shows("Compose")
        await me.type("Mention the licence")
        await me.press("ctrl+t", "ctrl+s")
        await me.said("#8 is a draft; P publishes it")
        await reads(me, "This pull request changes nothing yet.")
        await me.press("M")
        await me.said("merge: #8 is a draft; P publishes it")
        await me.press("P")
        await me.said("#8 is published")
        assert (await outside.thread(8)).status == "open"
        told = [
            ("publish", "done", "it can be closed"),
            ("open as a pull request", "done", "it can be closed"),
        ]
        assert await done(session) == told


async def test_the_other_hub_says_that_it_has_no_discussions(session):
    async with at_discussions(session) as me:
        await me.press("tab", "enter")
        await me.at(View.FILES)
        await me.press("g", "d")
        await me.said("ModelScope has no discussions of models to read")


async def test_far_down_a_long_list_the_cursor_stays_where_something_was_changed(session, outside):
    async with at_discussions(session, "acme-lab/log-embedder-base") as me:
        await me.press("G")
        await me.until(lambda: len(numbers(me)) == 23)
        me.pane.lines.move_to(numbers(me).index(3))
        await me.press("x")
        await me.said("#3 is closed")
        await me.until(lambda: not me.pane.is_loading and me.pane.lines.current.status == "closed")
        assert me.pane.lines.current.num == 3
        assert (await outside.thread(3, "acme-lab/log-embedder-base")).status == "closed"
