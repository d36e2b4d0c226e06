"""Ranges are asked for once, never past the limit; parsers survive whatever they are given."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.previews import Reader, TooMuch, of_bytes, preview
from hubtui.previews.json_layout import laid_out
from hubtui.ui.documents import render
from hubtui.ui.ink import Ink
from hubtui.ui.previews import preview_parts
from hubtui.ui.previews.grids import GAP, fitted
from tests.previews.files import FILES

INK = Ink("#e0e0e0", "#808080", "#ffcc00", "#00cc66", "#ff5555", "#222222")
NAMES = sorted(FILES)
LIMIT = 256 * 1024


@given(st.binary(max_size=300), st.lists(st.tuples(st.integers(0, 320), st.integers(0, 120)), max_size=12))
def test_what_is_read_is_what_is_there_and_asked_for_once(data, ranges):
    asked: list[int] = []

    def fetch(offset: int, length: int) -> bytes:
        asked.extend(range(offset, min(offset + length, len(data))))
        return data[offset : offset + length]

    reader = Reader(fetch, None)
    for offset, length in ranges:
        assert reader.at(offset, length) == data[offset : offset + length]
    assert len(asked) == len(set(asked)) == reader.asked


def test_the_limit_is_kept_before_anything_is_asked_for():
    reader = of_bytes(bytes(100), limit=50)
    assert len(reader.at(0, 30)) == 30
    with pytest.raises(TooMuch):
        reader.at(30, 30)
    assert reader.asked == 30
    assert len(reader.at(10, 40)) == 40


def look_at(data: bytes, name: str) -> None:
    """Everything that showing it does."""
    reader = of_bytes(data, limit=LIMIT)
    shown = preview(reader, name)
    assert reader.asked <= LIMIT
    assert shown.kind
    for line in render(preview_parts(shown, INK), 60, INK):
        assert sum(segment.cell_length for segment in line) <= 60
        assert not any(ord(char) < 32 for segment in line for char in segment.text)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.binary(max_size=2000))
def test_random_bytes_of_any_name_are_shown(name, data):
    look_at(data, name)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.binary(min_size=1, max_size=400))
def test_random_bytes_after_a_valid_beginning_are_shown(name, data):
    look_at(FILES[name][:64] + data, name)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_files_with_some_bytes_changed_or_lost_are_shown(name, data):
    content = bytearray(FILES[name][:8192])
    for _ in range(data.draw(st.integers(1, 6))):
        if content:
            at = data.draw(st.integers(0, min(len(content) - 1, 400)) | st.integers(0, len(content) - 1))
            content[at] = data.draw(st.sampled_from((0, 1, 0x7F, 0x80, 0xFF)) | st.integers(0, 255))
    end = data.draw(st.just(len(content)) | st.integers(0, len(content)))
    look_at(bytes(content[:end]), name)


def test_a_number_of_values_that_cannot_be_costs_nothing():
    """A header that promises 2^60 values, or a text of 2^60 bytes, is refused as it is read."""
    many = (1 << 60).to_bytes(8, "little")
    tracemalloc.start()
    for head in (
        b"GGUF\x03\0\0\0" + many + many,
        b"GGUF\x03\0\0\0" + bytes(8) + b"\x01" + bytes(7) + many,
        b"GGUF\x03\0\0\0" + bytes(8) + b"\x01" + bytes(7) + bytes(8) + b"\x09\0\0\0\x08\0\0\0" + many,
    ):
        look_at(head + bytes(200_000), "x.gguf")
    assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    tracemalloc.stop()


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=30),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
        max_leaves=40,
    )
)
def test_json_laid_out_is_the_same_json(value):
    import json

    assert json.loads(laid_out(json.dumps(value))) == value


@given(st.text(alphabet='[]{}",:\\ab1 \n', max_size=200))
def test_any_text_can_be_laid_out(text):
    laid_out(text)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=40), st.integers(10, 200))
def test_columns_fit_the_room(widths, room):
    kept = fitted(widths, room)
    assert kept
    assert len(kept) == 1 or sum(kept) + GAP * (len(kept) - 1) <= room
    assert all(1 <= width <= wanted for width, wanted in zip(kept, widths, strict=False))
