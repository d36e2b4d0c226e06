"""Drawing in ASCII: nothing else reaches the terminal but what users have written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import hubtui
from hubtui.config import Config, read_text
from hubtui.settings import settings_of
from hubtui.ui.glyphs import ASCII, in_ascii, wants_ascii
from hubtui.ui.location import View
from tests.ui import explorer

PACKAGE = Path(hubtui.__file__).parent
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "localhub" not in path.parts]
"""What the embedded hub holds was written by its users."""


def drawn(me: explorer.Driver) -> str:
    """All that is on the terminal, whoever draws it."""
    strips = me.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


async def test_every_screen_is_drawn_in_ascii(session):
    session.settings = settings_of(read_text('glyphs = "ascii"\n[keys]\nnothing = "x"'))
    seen: dict[str, str] = {}

    async with explorer.hubtui(session) as me:

        async def look(name: str) -> None:
            await me.pilot.pause()
            seen[name] = drawn(me)

        await look("explorer")
        await me.press("y")
        await me.until(lambda: "Copy the id" in drawn(me), "the hints")
        await look("hints")
        await me.press("escape", "space", "v", "j", "/", "b")
        await look("filter")
        await me.press("escape", "escape", "escape", "?")
        await me.shows("Help")
        await look("help")
        await me.press("escape", "ctrl+p")
        await me.shows("CommandPalette")
        await me.until(lambda: me.app.screen.query_one("CommandList").option_count > 0)
        await look("palette")
        await me.press("escape", "w")
        await me.shows("Jobs")
        await look("jobs")
        await me.press("escape", "c")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.totals is not None)
        await look("plan")
        await me.press("enter", "w")
        await me.until(lambda: me.session.engine.view().jobs[0].state.is_over)
        await look("a job")
        await me.press("enter")
        await me.shows("Items")
        await look("its files")
        await me.press("escape", "escape", "p")
        await me.shows("PreviewScreen")
        await me.until(lambda: "plankton" in drawn(me))
        await look("document")
        await me.press("escape", ":")
        await look("prompt")
        await me.press("escape", "enter")
        await me.at(View.FILES)
        await look("files")
        await me.press("[")
        await me.until(lambda: me.pane.location.view is not View.FILES and not me.pane.is_loading)
        await look("another tab")
    wrong = {name: {char for char in text if not char.isascii()} for name, text in seen.items()}
    assert {name: chars for name, chars in wrong.items() if chars} == {}
    assert "bert-tiny-ner" in seen["explorer"]
    assert "+- Hugging Face" in seen["explorer"]


async def test_what_users_wrote_stays(session):
    session.settings = settings_of(read_text('glyphs = "ascii"'))
    session.left.discussion_title = "Größe 海 … ●"
    async with explorer.hubtui(session) as me:
        await me.press("enter")
        await me.at(View.FILES)
        while me.pane.location.view is not View.DISCUSSIONS:
            before = me.pane.location
            await me.press("]")
            await me.until(lambda before=before: me.pane.location != before and not me.pane.is_loading)
        assert "Größe 海 ~ *" in drawn(me)


def literals(source: Path) -> Iterator[str]:
    """The strings of a module but its docstrings, which no terminal sees."""
    tree = ast.parse(source.read_text())
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_every_sign_that_is_drawn_has_one_in_ascii(source):
    signs = {char for text in literals(source) for char in text if not char.isascii()}
    assert {char for char in signs if char not in ASCII} == set()


def test_each_sign_is_as_wide_as_the_one_it_stands_for():
    assert all(plain.isascii() for plain in ASCII.values())
    assert [sign for sign, plain in ASCII.items() if cell_len(sign) != len(plain)] == []


@settings(deadline=None)
@given(st.text(), st.sampled_from(["utf-8", "iso-8859-1", "ascii", "koi8-r", "no-such-encoding"]))
def test_any_text_keeps_its_width_and_can_be_written(text, encoding):
    shown = in_ascii(text, encoding)
    if encoding in ("iso-8859-1", "ascii", "koi8-r"):
        shown.encode(encoding)
    if text.isprintable():
        assert cell_len(shown) == cell_len(text)


@pytest.mark.parametrize(
    ("glyphs", "term", "encoding", "ascii_wanted"),
    [
        ("auto", "xterm-256color", "UTF-8", False),
        ("auto", "xterm-256color", "ISO-8859-1", True),
        ("auto", "xterm", "ANSI_X3.4-1968", True),
        ("auto", "linux", "UTF-8", True),
        ("auto", "vt220", "utf8", True),
        ("unicode", "linux", "UTF-8", False),
        ("ascii", "xterm", "UTF-8", True),
    ],
)
def test_ascii_is_chosen_or_follows_the_terminal(glyphs, term, encoding, ascii_wanted):
    assert wants_ascii(Config(glyphs=glyphs), {"TERM": term}, encoding) is ascii_wanted
