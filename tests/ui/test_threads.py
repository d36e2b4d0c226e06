"""A thread becomes lines: everything in order, and nothing of it obeyed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hubtui.model import (
    Comment,
    CommitPushed,
    Discussion,
    DiscussionStatus,
    StatusChange,
    Thread,
    TitleChange,
)
from hubtui.ui import threads
from tests.ui.test_documents import INK, shown

THEN = datetime(2026, 11, 1, tzinfo=UTC)


def thread(*events, diff="", **more) -> Thread:
    discussion = Discussion(1, "Title", "ada", DiscussionStatus.OPEN)
    return Thread(discussion, events, diff=diff, target_branch="main", **more)


def test_a_thread_reads_in_order():
    found = thread(
        Comment("ada", THEN, "Which *tokenizer*?"),
        Comment("bob", THEN, "Cased.", edited=True),
        TitleChange("ada", THEN, "old name", "new name"),
        CommitPushed("bob", THEN, "0123456789abcdef", "Fix it"),
        StatusChange("ada", THEN, "closed"),
        diff="--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new",
    )
    text = shown(threads.thread(found, INK))
    wanted = [
        "ada opened this",
        "Which tokenizer?",
        "bob commented",
        "edited",
        "Cased.",
        "“new name”",
        "01234567 Fix it",
        "ada closed this",
        "Changes to main",
        "-old",
        "+new",
    ]
    places = [text.index(word) for word in wanted]
    assert places == sorted(places)


def test_a_hidden_comment_stays_hidden():
    assert "secret" not in shown(threads.thread(thread(Comment("ada", THEN, "secret", hidden=True)), INK))


@pytest.mark.parametrize(
    "hostile", ["\x1b]0;owned\x07", "\x1b[2J", "[@click=app.bell]x[/]", "[/]", "\x9b31m", "\u202etxt"]
)
def test_hostile_words_are_shown_not_obeyed(hostile):
    events = (Comment(hostile, THEN, hostile), TitleChange(hostile, THEN, hostile, hostile))
    text = shown(threads.thread(thread(*events), INK))
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)
