"""Keys that come in one burst, as over a slow line or pasted, go where the ones before them have led."""

from __future__ import annotations

import pytest
from textual.events import Key

from hubtui.ui.location import View
from hubtui.ui.widgets.entry import Entry
from tests.ui.explorer import hubtui

NAMES = {"/": "slash", ":": "colon", "-": "minus", "\r": "enter"}


def burst(me, keys: str) -> None:
    """All at once, before any of them is handled."""
    for char in keys:
        me.app.post_message(Key(NAMES.get(char, char), None if char == "\r" else char))


async def test_letters_after_the_filters_key_are_its_text(session):
    async with hubtui(session) as me:
        burst(me, "/Dec")
        await me.until(lambda: me.pane.query_one(Entry).value == "Dec")
        assert type(me.app.screen).__name__ == "Explorer"
        assert not me.notifications


async def test_a_whole_command_line_at_once(session):
    async with hubtui(session) as me:
        burst(me, ":acme-lab\r")
        await me.until(lambda: me.pane.location.namespace == "acme-lab" and not me.pane.is_loading)
        assert me.names() == ["tide-t5"]


async def test_moves_keep_their_order(session):
    async with hubtui(session) as me:
        burst(me, "jjjkj\r")
        await me.at(View.FILES)
        assert me.pane.location.repo.name == "whisper-field-notes"


@pytest.mark.parametrize("count", [1, 50])
async def test_the_keys_end(session, count):
    async with hubtui(session) as me:
        burst(me, "jk" * count + "G")
        await me.until(lambda: me.pane.lines.cursor == len(me.names()) - 1)
        await me.until(lambda: me.app.typeahead.is_idle)
