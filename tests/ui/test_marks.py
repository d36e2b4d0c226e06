"""Marks are kept across the folders of a repo, and through filter, order, reload and paging."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.model import EntryType, RepoKey, RepoType, TreeEntry
from hubtui.ui.location import View
from hubtui.ui.rows.files import FILES
from hubtui.ui.rows.marks import Marks
from hubtui.ui.rows.order import glob_matcher
from tests.ui.explorer import Driver, hubtui
from tests.ui.places import FIRST, files, plan


async def mark_here_and_below(me: Driver) -> None:
    await files(me)
    me.put_cursor("config.json")
    await me.press("space")
    me.put_cursor("onnx")
    await me.press("enter")
    await me.at(View.FILES, "onnx")
    await me.press("space")


async def test_marks_of_other_folders_are_kept_counted_and_copied(session):
    async with hubtui(session) as me:
        await mark_here_and_below(me)
        assert "2 marked · 8.0 kB, 1 elsewhere" in me.bottom()
        await me.press("h")
        await me.at(View.FILES)
        assert "2 marked · 8.0 kB, 1 elsewhere" in me.bottom()
        await me.press("y", "a")
        await me.until(lambda: me.app.context.copied == "config.json\nonnx/model.onnx")
        await plan(me)
        assert {line.item.path for line in me.app.screen.lines.rows} == {"config.json", "onnx/model.onnx"}


async def test_folders_of_unknown_size_are_counted_apart(session):
    async with hubtui(session) as me:
        await files(me)
        await me.press("A")
        assert "4 marked · 10.3 kB + 1 folder" in me.bottom()
        await me.press("u")
        me.put_cursor("onnx")
        await me.press("space")
        assert "1 marked · 1 folder" in me.bottom()


async def test_another_revision_has_marks_of_its_own(session):
    async with hubtui(session) as me:
        await mark_here_and_below(me)
        await me.press("]")
        await me.until(lambda: me.pane.location.view is not View.FILES and not me.pane.is_loading)
        assert "marked" not in me.bottom()
        await me.press("H")
        await me.at(View.FILES, "onnx")
        assert "2 marked" in me.bottom()


async def test_the_list_of_marks_goes_there_and_unmarks(session):
    async with hubtui(session) as me:
        await mark_here_and_below(me)
        await me.press("h")
        await me.at(View.FILES)
        await me.press("ctrl+g")
        await me.shows("Marked")
        await me.until(lambda: me.app.context.lines.shown_count == 2)
        await me.press("y", "a")
        await me.until(lambda: me.app.context.copied == "config.json\nonnx/model.onnx")
        await me.press("G", "enter")
        await me.at(View.FILES, "onnx")
        assert me.pane.lines.current.path == "onnx/model.onnx"
        await me.press("ctrl+g", "u", "u")
        await me.shows("Explorer")
        assert "marked" not in me.bottom()


async def test_going_to_a_mark_that_is_filtered_away_drops_the_filter(session):
    async with hubtui(session) as me:
        await me.press("space", "/")
        await me.type("whisper")
        await me.press("enter", "ctrl+g")
        await me.shows("Marked")
        await me.press("enter")
        await me.shows("Explorer")
        await me.until(lambda: me.pane.lines.current.key == FIRST)


async def test_marks_and_cursor_survive_reload_and_paging(session):
    for number in range(30):
        session.left.add(RepoKey(RepoType.MODEL, f"rosalind/z-{number:02}"), {"a": b"a"})
    session.left.repo_page = 20
    async with hubtui(session) as me:
        await me.press("space", "j")
        row = me.pane.lines.current
        await me.press("ctrl+r")
        await me.until(lambda: not me.pane.is_renewing and not me.pane.is_loading)
        assert "1 marked" in me.bottom()
        assert me.pane.lines.current == row
        await me.press("G")
        await me.until(lambda: "models 34 " in me.title())
        assert "1 marked" in me.bottom()


async def test_several_globs_mark_in_any_case(session):
    async with hubtui(session) as me:
        await files(me)
        for typed, marked in (("*.JSON readme*", 2), ("onnx/**", 1), ("nothing/**", 0)):
            await me.press("u", "+")
            await me.shows("Prompt")
            await me.type(typed)
            await me.press("enter")
            await me.shows("Explorer")
            await me.until(lambda n=marked: len(me.pane.lines.marks) == n)


def matching(pattern: str, *paths: str) -> list[str]:
    matches = glob_matcher(pattern, FILES)
    entries = [
        TreeEntry(p.rstrip("/"), EntryType.DIRECTORY if p[-1] == "/" else EntryType.FILE) for p in paths
    ]
    return [path for path, entry in zip(paths, entries, strict=True) if matches(entry)]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.onnx", ["onnx/model.onnx", "onnx/fp16/model.onnx"]),
        ("onnx/**", ["onnx/", "onnx/model.onnx", "onnx/fp16/", "onnx/fp16/model.onnx"]),
        ("onnx/*", ["onnx/model.onnx", "onnx/fp16/"]),
        ("**/model.*", ["onnx/model.onnx", "onnx/fp16/model.onnx"]),
        ("ONNX/*.onnx A?C.txt", ["onnx/model.onnx", "abc.txt"]),
        ("'a b'", ["a b.txt"]),
        ("it's", ["it's"]),
        ("[", []),
        ("(", []),
    ],
)
def test_globs(pattern, found):
    paths = ("onnx/", "onnx/model.onnx", "onnx/fp16/", "onnx/fp16/model.onnx", "abc.txt", "a b.txt", "it's")
    assert matching(pattern, *paths) == found


@given(st.text(min_size=1))
def test_any_pattern_is_a_pattern(text):
    glob_matcher(text, FILES)(TreeEntry("a/b"))


@given(st.lists(st.tuples(st.sampled_from("+-~"), st.integers(0, 9), st.sampled_from(["", "onnx"]))))
def test_marks_are_a_set_in_order_that_weighs_what_its_rows_do(steps):
    marks, model = Marks(), {}
    for sign, number, place in steps:
        marks.move_to(place)
        if sign == "+" or (sign == "~" and number not in model):
            model.setdefault(number, place)
        else:
            model.pop(number, None)
        {"+": marks.add, "~": marks.toggle, "-": lambda rows: marks.remove(key for key, _ in rows)}[sign](
            [(number, number)]
        )
        assert list(marks) == list(model)
        known = [n for n in model if n % 3]
        elsewhere = sum(one != place for one in model.values())
        assert marks.weigh(lambda n: n if n % 3 else None) == (sum(known), len(model) - len(known), elsewhere)
