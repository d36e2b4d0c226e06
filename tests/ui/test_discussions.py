"""Discussions where things go wrong: slow and failing hubs, hostile texts, threads without end."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubtui.errors import Forbidden, Offline
from hubtui.model import Comment, Discussion, DiscussionStatus, RepoKey, RepoType, Thread
from hubtui.ui.location import View
from hubtui.ui.screens.compose import Compose, Written
from tests.ui.explorer import Driver, hubtui
from tests.ui.fakes import FakeSession
from tests.ui.test_hostile import HOSTILE

THEN = datetime(2026, 11, 1, tzinfo=UTC)
REPO = RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner")


def talk(session: FakeSession, *said: Comment, **facts: object) -> None:
    """One more discussion of the repo, or pull request."""
    threads = session.left._threads(REPO)
    about = {"title": "Another", "author": "kenji", "status": DiscussionStatus.OPEN, "created": THEN, **facts}
    threads.append(Thread(Discussion(len(threads) + 1, **about), said))


@asynccontextmanager
async def at_discussions(session: FakeSession, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driver]:
    async with hubtui(session, size) as me:
        await me.press("enter")
        await me.at(View.FILES)
        while me.pane.location.view is not View.DISCUSSIONS:
            before = me.pane.location
            await me.press("[")
            await me.until(lambda before=before: not me.pane.is_loading and me.pane.location != before)
        yield me


async def open_first(me: Driver) -> None:
    await me.press("enter")
    await me.shows("ThreadScreen")
    await me.until(lambda: me.app.screen.view.text)


async def send(me: Driver, text: str) -> None:
    await me.shows("Compose")
    await me.type(text)
    await me.press("ctrl+s")


async def test_a_thread_that_cannot_be_read_says_why_and_is_asked_for_again(session):
    session.left.script("read_discussion", Offline("no answer in time", hub="Hugging Face"))
    async with at_discussions(session) as me:
        await me.press("enter")
        await me.shows("ThreadScreen")
        await me.until(lambda: "no answer in time" in me.app.screen.view.text)
        assert "ctrl+r retry" in me.app.screen.view.text
        await me.press("ctrl+r")
        await me.until(lambda: "third one?" in me.app.screen.view.text)


async def test_a_slow_thread_never_lands_on_the_next_one(session, monkeypatch):
    talk(session, Comment("kenji", THEN, "of the second"), title="Second")
    go_on, read = threading.Event(), session.left.read_discussion

    def slowly(repo: RepoKey, num: int) -> Thread:
        if num == 2:
            assert go_on.wait(20)
        return read(repo, num)

    monkeypatch.setattr(session.left, "read_discussion", slowly)
    async with at_discussions(session) as me:
        await me.press("enter")
        await me.shows("ThreadScreen")
        await me.press("]")
        await me.until(lambda: "third one?" in me.app.screen.view.text)
        go_on.set()
        await me.press("r")
        await me.shows("Prompt")
        await me.press("escape")
        await me.shows("ThreadScreen")
        assert "of the second" not in me.app.screen.view.text
        assert me.app.screen.thread.discussion.num == 1


async def test_while_a_change_is_on_its_way_no_other_one_begins(session, monkeypatch):
    go_on, comment = threading.Event(), session.left.comment

    def slowly(repo: RepoKey, num: int, text: str) -> None:
        assert go_on.wait(20)
        comment(repo, num, text)

    monkeypatch.setattr(session.left, "comment", slowly)
    async with at_discussions(session) as me:
        await open_first(me)
        await me.press("c")
        await send(me, "once")
        await me.until(lambda: me.app.context.busy)
        await me.press("c")
        await me.said("comment: the change before is still on its way")
        await me.press("x")
        await me.said("close/reopen: the change before is still on its way")
        go_on.set()
        await me.said("commented on #1")
    assert [event.text for event in session.left._thread(REPO, 1).events].count("once") == 1


async def test_a_comment_is_sent_once_even_when_the_list_cannot_be_read_afterwards(session):
    async with at_discussions(session) as me:
        session.left.always("list_discussions", Offline("gone", hub="Hugging Face"))
        await me.press("c")
        await send(me, "hello")
        await me.said("commented on #1")
        assert not me.app.context.drafts
        await me.until(lambda: "gone" in me.words())


async def test_a_refused_edit_is_explained_and_its_text_kept(session):
    talk(session, Comment("rosalind", THEN, "mine", comment_id="0"))
    session.left.always("edit_comment", Forbidden("Only its author may edit", status=403, hub="Hugging Face"))
    async with at_discussions(session) as me:
        await me.press("e")
        await send(me, " and yours")
        await me.said("Only its author may edit (HTTP 403)")
        await me.press("e")
        await me.shows("Compose")
        assert me.app.screen.written.text == "mine and yours"


async def test_without_an_account_reading_works_and_writing_says_why_not(session):
    session.left.signed_in = False
    async with hubtui(session) as me:
        await me.press("colon", *"hf://rosalind/bert-tiny-ner", "enter")
        await me.at(View.FILES)
        while me.pane.location.view is not View.DISCUSSIONS:
            before = me.pane.location
            await me.press("[")
            await me.until(lambda before=before: not me.pane.is_loading and me.pane.location != before)
        await open_first(me)
        labels = {"c": "comment", "x": "close/reopen", "a": "new", "r": "rename", "e": "edit"}
        for key, label in labels.items():
            await me.press(key)
            await me.said(f"{label}: not signed in")
        await me.press("M")
        await me.said("merge: #1 is no pull request")


async def test_what_cannot_be_merged_says_why(session):
    for status in (DiscussionStatus.CLOSED, DiscussionStatus.MERGED, DiscussionStatus.DRAFT):
        talk(session, Comment("kenji", THEN, "x"), status=status, is_pull_request=True)
    async with at_discussions(session) as me:
        await me.press("M", "j", "M", "j", "M")
        await me.said("merge: #4 is a draft; once it is open, P publishes it")
        await me.said("merge: #3 is merged already")
        await me.said("merge: #2 is closed; x opens it again")
        await me.press("k", "enter")
        await me.shows("ThreadScreen")
        await me.press("P")
        await me.said("publish: #3 is merged, no draft")


async def test_a_conflict_without_names_is_told_in_the_hubs_words(session):
    talk(session, Comment("kenji", THEN, "x"), is_pull_request=True)
    async with at_discussions(session) as me:
        await me.press("M")
        await me.shows("Confirm")
        threads = session.left._threads(REPO)
        threads[1] = replace(threads[1], conflicting_files=("a.txt",))
        me.app.screen._opened -= 3600
        await me.press("y")
        await me.said("This pull request has conflicts: a.txt (HTTP 409)")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words_are_only_text_wherever_they_are_written_again(session, name):
    said = [Comment("rosalind", THEN, f"{number} {name}", comment_id=str(number)) for number in (0, 1)]
    talk(session, *said, title=name, author=name, is_pull_request=True)
    threads = session.left._threads(REPO)
    diff = f"diff --git a/{name} b/{name}\n--- a/{name}\n+++ b/{name}\n@@ -1 +1 @@\n-{name}\n+{name}\n"
    threads[1] = replace(threads[1], diff=diff, target_branch=name)
    pictures: list[str] = []
    async with at_discussions(session) as me:
        await open_first(me)
        for keys, screen in (("r", "Prompt"), ("M", "Confirm"), ("e", "Choose")):
            pictures.append(me.app.export_screenshot())
            await me.press(keys)
            await me.shows(screen)
            pictures.append(me.app.export_screenshot())
            if screen == "Confirm":
                me.app.screen._opened -= 3600
            await me.press("enter" if screen == "Choose" else "escape")
        await me.shows("Compose")
        pictures.append(me.app.export_screenshot())
        await me.press("escape", "d", "escape", "f", "a")
        await me.shows("Prompt")
        await me.press("enter")
        await me.shows("Explorer")
        await me.until(lambda: not me.pane.is_loading)
        pictures.append(me.app.export_screenshot())
        assert me.app.is_running
    for picture in pictures:
        assert not {"\x1b", "\x07", "\x9b", "‮"} & set(picture)


async def test_a_thread_without_end_is_shown_in_part_and_whole_on_demand(session):
    talk(session, *(Comment("kenji", THEN, f"comment *{number}*.") for number in range(1000)))
    async with at_discussions(session) as me:
        await open_first(me)
        await me.until(lambda: "800 events left out here" in me.app.screen.view.text)
        await me.press("A")
        await me.until(lambda: "left out" not in me.app.screen.view.text and me.app.screen.view.text)
        assert "comment 500." in me.app.screen.view.text
        await me.press("A")
        await me.said("all of it is shown already")


async def test_a_theme_that_changes_repaints_the_thread(session):
    async with at_discussions(session) as me:
        await open_first(me)
        before = me.app.screen.view._lines
        await me.press("T")
        await me.until(lambda: me.app.screen.view._lines is not before)


# The composer alone


async def test_a_text_is_written_in_the_users_own_editor(session, monkeypatch, tmp_path: Path):
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf " and more\\n" >> "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    async with at_discussions(session) as me:
        monkeypatch.setattr(me.app, "suspend", nullcontext)
        await me.press("c")
        await me.shows("Compose")
        await me.type("this")
        await me.press("ctrl+e")
        await me.until(lambda: me.app.screen.written.text == "this and more")
        monkeypatch.setenv("VISUAL", "/bin/false")
        await me.press("ctrl+e")
        await me.said("/bin/false ended with status 1; the text is as it was before")
        monkeypatch.setenv("VISUAL", "no-such-editor")
        await me.press("ctrl+e")
        await me.said("no-such-editor cannot be started")
        monkeypatch.undo()
        monkeypatch.setenv("VISUAL", str(editor))
        await me.press("ctrl+e")
        await me.said("this terminal cannot be handed to an editor")
        assert me.app.screen.written.text == "this and more"


async def test_what_was_not_changed_is_left_without_a_question(session):
    answers: list[Written | None] = []
    async with hubtui(session) as me:
        screen = Compose("Message", draft=Written("as it was"), verb="saves")
        me.app.push_screen(screen, answers.append)
        await me.shows("Compose")
        await me.press("escape")
        await me.shows("Explorer")
        assert answers == [None]
        assert not screen.is_thrown_away
