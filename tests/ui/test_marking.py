"""One grammar: mark, filter, order and move are the same in every list."""

from __future__ import annotations

from hubtui.ui.location import View
from tests.ui.explorer import hubtui
from tests.ui.fakes import MODELS


async def test_a_pattern_marks_and_unmarks(session):
    async with hubtui(session) as me:
        await me.press("+")
        await me.shows("Prompt")
        await me.type("*a*")
        await me.press("enter")
        await me.until(lambda: len(me.pane.lines.marks) == 2)
        await me.press("-")
        await me.shows("Prompt")
        await me.type("gguf")
        await me.press("enter")
        await me.said("1 repo unmarked")
        assert "1 marked" in me.bottom()


async def test_a_filter_shows_as_it_is_typed_and_esc_drops_it(session):
    async with hubtui(session) as me:
        await me.press("/")
        await me.type("BERT")
        assert me.names() == ["bert-tiny-ner"]
        assert "1 of 4" in me.title()
        await me.press("escape")
        assert me.names() == [*MODELS]
        await me.press("/")
        await me.type("!e")
        assert me.names() == [name for name in MODELS if "e" not in name]


async def test_in_a_field_letters_are_letters(session):
    async with hubtui(session) as me:
        await me.press("/")
        await me.type("q?c")
        assert me.pane.lines.arrangement.filter == "q?c"
        assert type(me.app.screen).__name__ == "Explorer"


async def test_sizes_sort_from_the_largest(session):
    async with hubtui(session) as me:
        await me.press("enter")
        await me.at(View.FILES)
        await me.press(",", "s")
        assert me.names()[:2] == ["onnx", "model.safetensors"]
        assert "size↓" in me.words()
        await me.press(",", "s")
        assert "size↑" in me.words()


async def test_an_order_that_the_list_has_not_is_told(session):
    async with hubtui(session) as me:
        await me.press("enter")
        await me.at(View.FILES)
        await me.press(",", "l")
        await me.said("files have no likes to sort by")
