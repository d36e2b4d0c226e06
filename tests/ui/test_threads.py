"""A thread becomes lines: everything in order, and nothing of it obeyed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    text = shown([*threads.conversation(found, INK), *threads.changes(found, INK)])
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
    assert "secret" not in shown(
        threads.conversation(thread(Comment("ada", THEN, "secret", hidden=True)), INK)
    )


@pytest.mark.parametrize(
    "hostile", ["\x1b]0;owned\x07", "\x1b[2J", "[@click=app.bell]x[/]", "[/]", "\x9b31m", "\u202etxt"]
)
def test_hostile_words_are_shown_not_obeyed(hostile):
    events = (Comment(hostile, THEN, hostile), TitleChange(hostile, THEN, hostile, hostile))
    text = shown(threads.conversation(thread(*events), INK))
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)


MANY = tuple(Comment("ada", THEN, f"comment {number}.") for number in range(1000))


def test_of_a_long_thread_the_first_and_the_latest_are_shown_and_the_rest_is_said():
    text = shown(threads.conversation(thread(*MANY), INK, hint="A shows more"))
    assert "comment 0." in text
    assert "comment 999." in text
    assert "comment 500." not in text
    assert "800 events left out here: A shows more" in text
    whole = shown(threads.conversation(thread(*MANY), INK, threads.WHOLE))
    assert "left out" not in whole
    assert all(f"comment {number}." in whole for number in range(1000))


@given(st.lists(st.integers(0, 200_000), max_size=400))
def test_what_is_laid_out_stays_within_its_cap(lengths):
    events = [Comment("ada", THEN, "x" * length) for length in lengths]
    for cap in (threads.BRIEF, threads.WHOLE):
        numbers = threads.laid_out(events, cap)
        assert numbers == sorted(set(numbers))
        assert set(numbers) >= ({0, len(events) - 1} if events else set())
        assert len(numbers) <= cap.events
        assert sum(min(len(events[number].text), cap.text) for number in numbers) <= cap.total + cap.text


def test_a_comment_of_hostile_size_is_cut_and_says_so():
    text = shown(
        threads.conversation(thread(Comment("ada", THEN, "word " * 200_000)), INK, hint="A shows more"), 90
    )
    assert len(text) < 40_000
    assert "the whole comment has 1,000,000 characters; A shows more." in text


def test_a_pull_request_says_what_stands_against_it():
    found = thread(Comment("ada", THEN, "Look."), conflicting_files=("README.md", "a\x1bb"))
    assert "conflicts in README.md, a␛b" in shown(threads.conversation(found, INK))


def test_the_files_of_a_diff_are_those_of_its_headers():
    diff = (
        "diff --git a/x y b/x y\n--- a/x y\n+++ b/x y\n@@ -1 +1 @@\n-a\n+diff --git a/no b/no\n+++ b/no\n"
        "diff --git a/big.bin b/big.bin\nBinary files a/big.bin and b/big.bin differ\n"
    )
    assert threads.changed_files(diff) == ["x y", "big.bin"]
