"""One grammar: mark, filter, order and move are the same in every list."""

from __future__ import annotations

from hubtui.model import RepoKey, RepoType
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


async def test_what_the_other_pane_lacks_is_marked_by_its_name(session):
    session.right.add(RepoKey(RepoType.MODEL, "rosalind/vit-plankton"), {})
    async with hubtui(session) as me:
        await me.press("X")
        await me.until(lambda: len(me.pane.lines.marks) == 3)
        assert [row.key.name for row in me.pane.lines.marks] == [n for n in MODELS if n != "vit-plankton"]


async def test_both_lists_are_read_to_their_ends_before_anything_is_called_lacking(session):
    for n in range(50):
        for side in (session.left, session.right):
            side.add(RepoKey(RepoType.MODEL, f"rosalind/many-{n}"), {})
    session.left.repo_page = session.right.repo_page = 10
    async with hubtui(session) as me:
        await me.press("X")
        await me.until(lambda: [row.key.name for row in me.pane.lines.marks] == [*MODELS])
        await me.press("u", "tab", "X")
        await me.until(lambda: [row.key.name for row in me.pane.lines.marks] == ["old-port"])


async def test_lists_of_different_things_are_not_held_against_each_other(session):
    async with hubtui(session) as me:
        await me.press("2")
        await me.at(View.REPOS)
        await me.press("X")
        await me.said("the other pane lists no datasets")
