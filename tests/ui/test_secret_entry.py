"""A field that never shows, copies or tells what is typed into it."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.message import Message

from hubtui.secret import Secret
from hubtui.ui.widgets.secret_entry import DOT, SecretEntry, token

CANARY = "hf_canaryNotARealToken42"


class Field(App[None]):
    """Nothing but the field; keeps all messages, and what was written to the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.entry = SecretEntry(token, placeholder="paste it here")
        self.heard: list[Message] = []
        self.copied: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.entry

    def on_mount(self) -> None:
        self.entry.focus()

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)

    def on_secret_entry_left(self, event: SecretEntry.Left) -> None:
        self.heard.append(event)

    def on_secret_entry_changed(self, event: SecretEntry.Changed) -> None:
        self.heard.append(event)


async def paste(app: App[Any], pilot: Any, text: str) -> None:
    app.post_message(events.Paste(text))
    await pilot.pause()


def shown(app: App[Any]) -> str:
    return app.export_screenshot()


async def test_what_is_typed_is_dots_and_is_handed_over_once():
    app = Field()
    async with app.run_test(size=(40, 4)) as pilot:
        await pilot.press(*CANARY.replace("_", "!"))
        assert app.entry.render().plain.strip() == DOT * len(CANARY)
        assert CANARY.replace("_", "!") not in shown(app)
        assert app.entry.take() == Secret(CANARY.replace("_", "!"))
        assert app.entry.is_empty
        with pytest.raises(ValueError, match="got 0 characters"):
            app.entry.take()


async def test_paste_works_and_is_nowhere_to_be_seen():
    app = Field()
    async with app.run_test(size=(60, 4)) as pilot:
        await paste(app, pilot, f"{CANARY}\r\n")
        await pilot.pause()
        assert DOT in shown(app)
        for told in (shown(app), repr(app.entry), str(app.entry), repr(app.heard), app.entry.render().plain):
            assert CANARY not in told
        assert CANARY not in repr([vars(message) for message in app.heard])
        assert CANARY not in repr({name: getattr(app.entry, name) for name in app.entry._reactives})
        assert app.entry.take() == Secret(CANARY)


async def test_nothing_can_be_selected_copied_or_cut():
    app = Field()
    async with app.run_test(size=(60, 4)) as pilot:
        await paste(app, pilot, CANARY)
        await pilot.press("ctrl+shift+a", "ctrl+c", "ctrl+x", "super+c", "shift+home", "ctrl+insert")
        await pilot.mouse_down(app.entry, offset=(1, 0))
        await pilot.hover(app.entry, offset=(20, 0))
        await pilot.mouse_up(app.entry, offset=(20, 0))
        await pilot.press("ctrl+c")
        assert not app.copied
        assert not app.clipboard
        assert not app.screen.get_selected_text()
        assert app.entry.length == len(CANARY)


@pytest.mark.parametrize(
    "bad", ["two\nlines-of-token", "has a space", "tökenwithumlaut", "short", "x" * 9000]
)
async def test_what_cannot_be_a_token_stays_and_is_not_echoed(bad):
    app = Field()
    async with app.run_test(size=(60, 4)) as pilot:
        await paste(app, pilot, bad)
        with pytest.raises(ValueError, match="8 to 8192 printable ASCII") as caught:
            app.entry.take()
        assert bad not in str(caught.value)
        assert not app.entry.is_empty


async def test_backspace_takes_one_away_and_ctrl_u_all():
    app = Field()
    async with app.run_test(size=(60, 4)) as pilot:
        await paste(app, pilot, CANARY)
        await pilot.press("backspace", "left", "home")
        assert app.entry.length == len(CANARY) - 1
        await pilot.press("ctrl+u")
        assert app.entry.is_empty
        assert "paste it here" in app.entry.render().plain


async def test_enter_and_esc_leave_it_as_it_is():
    app = Field()
    async with app.run_test(size=(60, 4)) as pilot:
        await paste(app, pilot, CANARY)
        await pilot.press("enter", "escape")
        left = [event.accepted for event in app.heard if isinstance(event, SecretEntry.Left)]
        assert left == [True, False]
        assert app.entry.length == len(CANARY)


async def test_what_is_too_long_for_the_field_does_not_wrap():
    app = Field()
    async with app.run_test(size=(20, 4)) as pilot:
        await paste(app, pilot, "x" * 100)
        assert "\n" not in app.entry.render().plain
        assert len(app.entry.render().plain) <= 20
