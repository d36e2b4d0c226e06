"""Strangers' texts become lines: laid out, bounded, harmless."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.ui import documents
from hubtui.ui.documents import render
from hubtui.ui.ink import Ink

INK = Ink("#e0e0e0", "#808080", "#ffcc00", "#00cc66", "#ff5555", "#222222")


def shown(parts, width=60) -> str:
    return "\n".join("".join(s.text for s in line).rstrip() for line in render(parts, width, INK))


def test_markdown_is_laid_out():
    text = shown(documents.markdown("# Head\n\n- one\n- two\n\n```python\nprint(1)\n```\n", INK))
    assert "Head" in text
    assert "• one" in text
    assert "print(1)" in text
    assert "```" not in text


def test_a_card_s_metadata_stands_above_it_as_a_table():
    head = "datasets: [a/b, c/d]\nextra: {x: 1}\ntags:\n- bert\n- ner\nbase_model: ada/base\nlicense: mit\n"
    text = shown(documents.markdown(f"---\n{head}---\n# Head\n", INK))
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    assert lines[0] == ["licence", "mit"]
    assert ["tags", "bert, ner"] in lines
    assert ["datasets", "a/b, c/d"] in lines
    assert ["extra", "x: 1"] in lines
    assert "---" not in text
    assert text.index("bert") < text.index("Head")


@pytest.mark.parametrize(
    "head", ["license: [", "- a\n- b", "a: *nowhere", "a: b\n" * 9000, "[" * 9000, "? " * 4000], ids=range(6)
)
def test_metadata_that_is_none_is_shown_as_it_is(head):
    text = shown(documents.markdown(f"---\n{head}\n---\nBody\n", INK))
    assert "cannot be read as YAML" in text
    assert head[:10].strip().split("\n")[0] in text
    assert "Body" in text


def test_metadata_that_repeats_itself_is_cut():
    lines = "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
    )
    text = shown(documents.markdown(f"---\na: &a [x, x]\n{lines}---\nBody\n", INK))
    assert len(text) < 10_000
    assert "Body" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 5000, "a line of 5,000 characters"),
        ("a\n\n" * 500, "more than 400 blocks"),
        (
            "|" + "a|" * 40 + "\n|" + "-|" * 40 + "\n" + ("|" + "b|" * 40 + "\n") * 200,
            "a table of 40 columns",
        ),
    ],
)
def test_what_is_too_much_is_plain_text_and_says_why(text, reason):
    assert reason in shown(documents.markdown(text, INK))


def test_what_is_cut_is_said():
    assert "Cut here: the whole text has 70,000 characters." in shown(
        documents.markdown("word " * 14_000, INK)
    )
    assert "Cut here: 1,000 more lines." in shown(
        documents.diff("\n".join("+x" * 1 for _ in range(4000)), INK)
    )


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300), st.integers(10, 100))
def test_no_line_is_wider_than_asked_and_none_steers_the_terminal(text, width):
    for line in render(documents.markdown(text, INK), width, INK):
        assert sum(segment.cell_length for segment in line) <= width
        assert not any(
            ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for segment in line for char in segment.text
        )


@pytest.mark.parametrize(
    "hostile", ["\x1b]0;owned\x07", "\x1b[2J", "[@click=app.bell]x[/]", "[/]", "\x9b31m", "\u202etxt"]
)
def test_hostile_words_are_shown_not_obeyed(hostile):
    for parts in (
        documents.markdown(hostile, INK),
        documents.diff("+" + hostile, INK),
    ):
        text = shown(parts)
        assert "\x1b" not in text
        assert "\x9b" not in text
        assert "\u202e" not in text
