"""Laws of filter, order, marks and columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hubtui.model import TreeEntry
from hubtui.ui.rows.files import FILES
from hubtui.ui.rows.marks import Marks
from hubtui.ui.rows.order import Arrangement, arranged, glob_matcher, matcher, natural
from hubtui.ui.rows.table import Bar, Cell, Column, Sort, Table, clip, draw, fit

WORDS = st.lists(st.text("abAB12-", max_size=6), max_size=30)
TABLE: Table[str] = Table(
    "word",
    (Column("word"),),
    lambda word: (Cell(word),),
    key=lambda word: word,
    text=lambda word: word,
    sorts={"n": Sort(natural), "l": Sort(lambda word: len(word) or None, descending=True)},
)


def shown(words, **arrangement):
    return [words[i] for i in arranged(words, TABLE, Arrangement(**arrangement))]


@given(WORDS, st.text("abAB1", max_size=2))
def test_a_filter_and_its_opposite_share_the_rows_out(words, needle):
    if needle:
        assert sorted(shown(words, filter=needle) + shown(words, filter=f"!{needle}")) == sorted(words)
    assert all(needle.lower() in word.lower() for word in shown(words, filter=needle))


@given(WORDS, st.sampled_from(["n", "l"]), st.booleans())
def test_an_order_loses_nothing_and_keeps_unknown_values_last(words, sort, reverse):
    result = shown(words, sort=sort, reverse=reverse)
    assert sorted(result) == sorted(words)
    if sort == "l":
        lengths = [len(word) for word in result if word]
        assert lengths == sorted(lengths, reverse=not reverse)
        assert all(not word for word in result[len(lengths) :])


@given(WORDS)
def test_an_order_is_stable(words):
    numbered = list(enumerate(words))
    table = Table("pair", (), lambda _: (), lambda p: p, lambda p: p[1], {"l": Sort(lambda p: len(p[1]))})
    order = [numbered[i] for i in arranged(numbered, table, Arrangement(sort="l"))]
    assert order == sorted(numbered, key=lambda pair: len(pair[1]))


@given(WORDS)
def test_inverting_twice_changes_nothing(words):
    pairs = [(word, word) for word in dict.fromkeys(words)]
    marks = Marks()
    marks.add(pairs[::2])
    marks.toggle(pairs)
    marks.toggle(pairs)
    assert set(marks) == {word for word, _ in pairs[::2]}


def test_numbers_in_names_count_as_numbers():
    assert sorted(["part-10", "part-9", "Part-1"], key=natural) == ["Part-1", "part-9", "part-10"]


def test_an_exclamation_mark_alone_hides_nothing():
    assert matcher("!")("anything")


def test_a_glob_without_wildcards_matches_anywhere():
    assert glob_matcher("gguf", FILES)(TreeEntry("llama-GGUF-7b"))
    assert not glob_matcher("*.gguf", FILES)(TreeEntry("llama-gguf-7b"))


@given(st.text(max_size=40), st.integers(0, 30))
def test_a_clipped_text_fits(text, width):
    assert cell_len(clip(text, width)) <= width


@given(st.text("ab🦀é", max_size=30), st.integers(1, 20), st.booleans())
def test_a_cell_has_the_width_of_its_column(text, width, right):
    assert sum(cell_len(part) for part, _ in draw(Cell(text, tail="x"), width, right=right)) == width


@given(st.floats(-1, 2), st.integers(1, 40))
def test_a_bar_has_the_width_of_its_column(fraction, width):
    assert sum(len(part) for part, _ in draw(Bar(fraction), width)) == width


@given(st.integers(20, 200))
def test_columns_never_take_more_than_there_is(width):
    columns = (
        Column("a"),
        Column("b", 8, priority=1),
        Column("c", 9, priority=3),
        Column("d", 5, priority=2),
    )
    fitted = fit(columns, width)
    assert sum(size for _, size in fitted) + len(fitted) - 1 <= width
    assert fitted[0][0] == 0
