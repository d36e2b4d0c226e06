"""The questions of the ladder: no key confirms that is held down, or was meant for something else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hubtui.ui.screens import confirm
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.details import Details
from hubtui.ui.widgets.entry import Entry
from tests.ui.explorer import hubtui


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(confirm, "monotonic", made)
    return made


async def ask(me, answers: list[bool | None], typed: str = "") -> None:
    me.app.push_screen(Confirm("Delete the branch x?", "It is old.", "delete", typed=typed), answers.append)
    await me.shows("Confirm")


async def hold(me, clock: Clock, key: str, delay: float = 0.6, seconds: float = 2.0) -> None:
    """As a terminal sends a key that is held down."""
    await me.press(key)
    clock.now += delay
    for _ in range(int((seconds - delay) * 30)):
        await me.press(key)
        clock.now += 1 / 30


@pytest.mark.parametrize("typed", ["", "3"])
async def test_holding_enter_and_then_y_destroys_nothing(session, clock, typed):
    answers: list[bool | None] = []
    async with hubtui(session) as me:
        await ask(me, answers, typed)
        await hold(me, clock, "enter")
        await hold(me, clock, "y")
        assert True not in answers


async def test_a_key_that_was_held_before_the_question_came_confirms_nothing(session, clock):
    answers: list[bool | None] = []
    async with hubtui(session) as me:
        await ask(me, answers)
        await hold(me, clock, "y")
        assert answers == []
        clock.now += 2
        await me.press("y")
        assert answers == [True]


async def test_the_number_must_be_typed_in_full(session):
    answers: list[bool | None] = []
    async with hubtui(session) as me:
        await ask(me, answers, typed="12")
        await me.until(lambda: me.app.screen.focused is me.app.screen.query_one("Entry"))
        await me.press("enter", "1", "enter")
        assert answers == []
        await me.press("2", "enter")
        assert answers == [True]


async def test_escape_leaves_the_typed_question(session):
    answers: list[bool | None] = []
    async with hubtui(session) as me:
        await ask(me, answers, typed="12")
        await me.until(lambda: me.app.screen.focused is me.app.screen.query_one("Entry"))
        await me.press("1", "2", "escape")
        assert answers == [False]


async def test_what_to_type_is_in_view_below_a_long_list_whatever_was_open_before(session):
    async with hubtui(session, (60, 20)) as me:
        me.app.push_screen(Details("repo", [("fact", "value")]))
        await me.shows("Details")
        await me.press("escape")
        me.app.push_screen(Confirm("Delete 40 repos?", "a repo of many\n" * 40, "delete", typed="acme-lab"))
        await me.shows("Confirm")
        screen = me.app.screen
        await me.until(lambda: screen.focused is screen.query_one(Entry))
        for widget in (screen.query_one(Entry), screen.query_one("#cancel")):
            assert screen.query_one("#confirm").region.contains_region(widget.region)
            assert screen.region.contains_region(widget.region)
            assert widget.region.area
        await me.press("pagedown")
        assert screen.query_one("VerticalScroll").scroll_offset.y > 0


def test_no_two_screens_style_the_same_id():
    styled = [
        (name, path.stem)
        for path in Path(confirm.__file__).parent.glob("*.tcss")
        for name in {*re.findall(r"#([a-z-]+)", path.read_text())}
    ]
    modules = {path.stem: path.read_text() for path in Path(confirm.__file__).parent.glob("*.py")}
    others = [
        (name, owner, stem)
        for name, owner in styled
        for stem, text in modules.items()
        if stem != owner and f'id="{name}"' in text
    ]
    assert not others
