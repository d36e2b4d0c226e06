"""Strangers' texts become lines: laid out, bounded, harmless."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Region

from hubtui.model import (
    ChangeType,
    Commit,
    Comparison,
    FileChange,
    RepoInfo,
    RepoKey,
    RepoType,
    TreeEntry,
    Visibility,
)
from hubtui.ui import documents
from hubtui.ui.documents import Plain, lay_out, render
from hubtui.ui.documents.about import about
from hubtui.ui.documents.card_changes import CardChange, card_changes
from hubtui.ui.documents.comparison import commit_head, comparison
from hubtui.ui.ink import Ink
from hubtui.ui.widgets.document_view import MARGIN, _differing

THEN = datetime(2026, 11, 1, tzinfo=UTC)
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


OLD = "---\nlicense: mit\nlanguage: en\ntags:\n- bert\n- ner\n---\n# Old\n"
NEW = "---\nlicense: apache-2.0\nlanguage: en\ntags:\n- ner\n- sea\n---\n# New\n"


def test_a_card_s_changes_are_told_by_field_and_by_line():
    text = shown(card_changes(CardChange("me/bert", OLD, NEW, "it is overwritten", "mit", ""), INK), 80)
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    assert lines[0] == ["me/bert:", "it is overwritten"]
    assert "none at the source, mit at the target" in text
    assert ["licence", "− mit  + apache-2.0"] in lines
    assert ["tags", "− bert  + sea"] in lines
    assert "languages" not in text
    assert "-license: mit" in text
    assert "+license: apache-2.0" in text
    assert "Old" not in text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", NEW, "+ apache-2.0"),
        (OLD, "", "− mit"),
        (OLD, OLD.replace("\n", "\r\n"), "the same metadata"),
        ("# None\n", "", "no metadata"),
        (OLD, "---\nlicense: [\n---\n", "no YAML that can be read"),
        (OLD, "---\n" + "a: b\x1b[31m" * 9000 + "\n---\n", "no YAML that can be read"),
        (OLD, f"---\ntags: [{', '.join(map(str, range(900)))}]\n---\n", "+ 888 more"),
        (OLD, "---\n" + "".join(f"k{n}: v\n" for n in range(900)) + "---\n", "and 863 more"),
    ],
    ids=range(8),
)
def test_whatever_a_card_says_its_changes_are_shown_and_bounded(old, new, words):
    text = shown(card_changes(CardChange("me/bert", old, new, "it comes"), INK), 100)
    assert words in text
    assert "\x1b" not in text
    assert text.count("\n") < documents.MAX_DIFF_LINES


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


def facts(path="model.bin", tags=("a",), count=1) -> list[RenderableType]:
    info = RepoInfo(
        RepoKey(RepoType.SPACE, f"ada/{path}"),
        Visibility.PRIVATE,
        gated="manual",
        size=4_113_275_904,
        tags=tags,
        description=path,
        runtime="RUNNING on cpu-basic",
    )
    files = [TreeEntry(f"{n}/{path}", size=n * 1000, lfs=n == 1) for n in range(count)]
    return list(about(info, files, INK, url="https://hub/ada"))


def test_facts_are_told_exactly_and_for_people():
    text = shown(facts(count=40), 90)
    assert "4.1 GB (4,113,275,904 bytes)" in text
    assert "yes, granted by its owner" in text
    assert "runs        RUNNING on cpu-basic" in text
    assert "web page    https://hub/ada" in text
    assert "40 files · 780.0 kB (780,000 bytes)" in text
    biggest = text[text.index("Biggest") : text.index("By type")].splitlines()
    assert biggest[1].startswith("39/model.bin")
    assert "39.0 kB" in biggest[1]
    assert "5%" in biggest[1]
    assert "40 files" in text[text.index("By type") :]


def changed(path="a.txt", diff_text="") -> list[RenderableType]:
    files = (
        FileChange(path, ChangeType.ADDED, added=3),
        FileChange(path, ChangeType.RENAMED, f"old-{path}"),
        FileChange(path, ChangeType.DELETED, deleted=1200),
    )
    commit = Commit("0123456789abcdef" * 2 + "01234567", path, f"{path}\n\nmore", (path,), THEN)
    found = Comparison(files, diff_text, note=path)
    return [*commit_head(commit, INK), *comparison(found, INK)]


def test_changed_files_have_signs_and_counts():
    text = shown(changed())
    assert "3 files changed  +3 −1,200" in text
    assert "A a.txt" in text
    assert "R old-a.txt → a.txt" in text
    assert "D a.txt" in text
    assert "The hub tells no lines of these files." in text


def test_each_file_of_a_diff_can_be_jumped_to():
    one = "diff --git a/{0} b/{0}\n--- a/{0}\n+++ b/{0}\n@@ -1 +1 @@\n--- a line with signs\n+new\n"
    made = lay_out(documents.diff("".join(one.format(name) for name in "xyz"), INK), 60, INK)
    tops = ["".join(segment.text for segment in made.lines[line]).strip() for line in made.anchors]
    assert tops == [f"diff --git a/{name} b/{name}" for name in "xyz"]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.integers(20, 120))
def test_facts_and_changes_stay_within_their_width_and_are_only_text(text, width):
    for line in render([*facts(text, (text,), 3), *changed(text, text)], width, INK):
        assert sum(segment.cell_length for segment in line) <= width
        assert not any(
            ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for segment in line for char in segment.text
        )


def test_a_plain_text_of_hostile_size_is_laid_out_whole():
    lines = render([Plain("x" * 1_000_000)], 80, INK)
    assert len(lines) == 12_500
    assert sum(len(segment.text) for line in lines for segment in line) == 1_000_000


# What is drawn of them

WORDS = st.lists(st.sampled_from(["plankton", "  ", "a", "海", "tide "]), max_size=4)
COLOURS = st.sampled_from([Style.parse("red"), Style.parse("blue"), None])
LINE = st.lists(st.tuples(WORDS.map("".join), COLOURS).map(lambda one: Segment(*one)), max_size=4)


def cells(line) -> list[tuple[str, Style | None]]:
    """Each cell of a line of 80, as it looks."""
    drawn = [(cell, one.style) for one in line for char in one.text for cell in (char, "")[: cell_len(char)]]
    return [*drawn, *[(" ", None)] * (80 - len(drawn))]


@settings(max_examples=50, deadline=None)
@given(st.lists(LINE, min_size=3, max_size=3), st.lists(LINE, min_size=3, max_size=3))
def test_drawing_what_differs_makes_the_next_document_of_the_one_before(before, after):
    screen = [[(" ", None)] * MARGIN + cells(line) for line in before]
    wanted = [[(" ", None)] * MARGIN + cells(line) for line in after]
    for region in _differing(before, after):
        drawn = wanted[region.y][region.x : region.right]
        screen[region.y][region.x : region.right] = drawn
    assert screen == wanted


def test_what_is_the_same_is_not_drawn():
    label, old, new = Segment("size  "), Segment("3.8 MB"), Segment("12 kB")
    assert _differing([[label, old], [label], []], [[label, new], [label], []]) == [
        Region(MARGIN + 6, 0, 6, 1)
    ]


def test_blanks_join_what_stands_before_them_where_that_looks_the_same():
    text = Text.assemble(
        ("def", "#ff0000"), " ", ("f", "#00ff00"), " ", ("x", "underline"), " ", ("y", "bold")
    )
    line = render([text], 60, INK)[0]
    assert [segment.text for segment in line] == ["def ", "f ", "x", " ", "y"]
