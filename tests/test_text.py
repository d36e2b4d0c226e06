"""Untrusted text comes out harmless."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.text import editable, safe, safe_block

any_text = st.text(st.characters(codec=None, categories=None), max_size=600)


@given(any_text)
def test_nothing_that_steers_a_terminal_or_a_reader_remains(text):
    shown = safe(text)
    assert len(text) > 512 or len(shown) >= sum(not unicodedata.combining(c) for c in text)
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in shown)


@given(any_text)
def test_a_block_keeps_its_lines_and_nothing_else(text):
    shown = safe_block(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in shown if char != "\n")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=512))
def test_plain_text_stays_as_it_is(text):
    assert safe(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\x9bb", "a\ufffdb"),
        ("exe\u202egpj", "exe<U+202E>gpj"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 3),
        ("two\nlines", "two␊lines"),
        ("fix [WIP] bug [/]", "fix [WIP] bug [/]"),
        ("Größe 模型", "Größe 模型"),
    ],
)
def test_hostile_strings(text, shown):
    assert safe(text) == shown


def test_long_text_is_cut_with_a_sign():
    assert safe("x" * 600) == "x" * 511 + "…"


@given(any_text)
def test_what_is_edited_keeps_all_but_what_would_steer(text):
    kept = editable(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in kept if char not in "\n\t")
    assert not {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"} & {*kept}
    assert editable(kept) == kept


def test_emoji_and_tabs_stay_whole_where_they_are_edited():
    text = "\U0001f468\u200d\U0001f469\u200d\U0001f467\n\tin Größe"
    assert editable(text) == text
    assert editable("a\r\nb\x1b[2Jc\u202ed") == "a\nb[2Jcd"
