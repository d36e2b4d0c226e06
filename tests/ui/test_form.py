"""Forms: what is tried on Enter, and what happens meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from textual.screen import ModalScreen
from textual.widget import Widget

from hubtui.errors import BadInput
from hubtui.ui.screens.form import Form
from hubtui.ui.widgets.entry import Entry
from tests.ui.explorer import hubtui


class Ask(Form[str]):
    """Gives what was typed, once it is let."""

    CSS_PATH = None

    def __init__(self) -> None:
        super().__init__("Ask", "asks")
        self.go_on = asyncio.Event()

    def fields(self) -> Iterator[tuple[str, Widget]]:
        yield "Name", Entry(id="name")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#name", Entry).focus()

    async def attempt(self) -> str:
        await self.go_on.wait()
        typed = self.query_one("#name", Entry).value
        if typed == "wrong":
            raise BadInput("that is wrong")
        return typed


class OnTop(ModalScreen[None]):
    """Comes by itself, as a question of what goes on behind does."""


async def test_it_ends_with_what_came_of_it(session):
    async with hubtui(session) as me:
        form = Ask()
        results: list[str | None] = []
        me.app.push_screen(form, results.append)
        await me.shows("Ask")
        await me.press(*"name", "enter")
        form.go_on.set()
        await me.until(lambda: results)
        assert results == ["name"]
        assert me.app.screen is not form


async def test_what_is_wrong_keeps_it(session):
    async with hubtui(session) as me:
        form = Ask()
        results: list[str | None] = []
        me.app.push_screen(form, results.append)
        await me.shows("Ask")
        form.go_on.set()
        await me.press(*"wrong", "enter")
        await me.until(lambda: "that is wrong" in form.said)
        assert me.app.screen is form
        await me.press("escape")
        await me.until(lambda: results)
        assert results == [None]


async def test_what_came_on_top_of_it_stays_until_it_is_left(session):
    async with hubtui(session) as me:
        form = Ask()
        results: list[str | None] = []
        me.app.push_screen(form, results.append)
        await me.shows("Ask")
        await me.press(*"name", "enter")
        top = OnTop()
        await me.app.push_screen(top)
        form.go_on.set()
        await me.until(lambda: form._results)
        assert me.app.screen is top
        assert results == []
        top.dismiss()
        await me.until(lambda: results)
        assert results == ["name"]
        assert len(me.app.screen_stack) == 1
