"""Each command has a key, a help line, an action; no key means two things; a key that cannot act says why."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from hubtui.commands import AREAS, COMMANDS, Scope, in_scope, key_table
from hubtui.ui.actions import ACTIONS
from hubtui.ui.keymap import Keymap
from hubtui.ui.location import View
from hubtui.ui.widgets.hints import Hints
from hubtui.ui.widgets.key_bar import KeyBar
from tests.ui.explorer import hubtui

SCOPES = [
    scope for scope in Scope if scope not in (Scope.REPO, Scope.EXPLORER, Scope.LIST, Scope.CHOICE, Scope.ANY)
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_is_whole(command):
    assert command.keys
    assert command.help.endswith(".")
    assert command.label
    assert command.area in AREAS
    assert command.id in ACTIONS


def test_every_action_is_declared():
    assert set(ACTIONS) == {command.id for command in COMMANDS}


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
def test_no_key_means_two_things_in_one_place(scope):
    keys = [key for command in in_scope(scope) for key in command.keys]
    assert len(keys) == len(set(keys))
    for key in keys:
        assert not [other for other in keys if other.startswith(f"{key} ")], f"{key} is also a prefix"


def test_every_function_key_has_a_letter_beside_it():
    for command in COMMANDS:
        if any(key[0] == "f" and key[1:].isdigit() for key in command.keys):
            assert any(len(key) == 1 for key in command.keys)


def test_the_key_table_has_every_command():
    table = key_table()
    assert all(command.help in table for command in COMMANDS)


def test_a_sequence_is_pending_then_found_or_unknown():
    keymap = Keymap()
    assert keymap.press("g", Scope.REPOS).pending == "g"
    assert keymap.press("g", Scope.REPOS).command.id == "move.first"
    assert keymap.press("y", Scope.REPOS).pending == "y"
    assert keymap.press("Q", Scope.REPOS).unknown == "y Q"
    assert keymap.press("y", Scope.REPOS).pending == "y"
    assert keymap.press("escape", Scope.REPOS).command is None


async def test_a_sequence_shows_how_it_goes_on(session):
    async with hubtui(session) as me:
        await me.press("y")
        await me.until(lambda: me.app.screen.query(Hints))
        await me.press("y")
        await me.said("copied: rosalind/bert-tiny-ner")
        await me.until(lambda: not me.app.screen.query(Hints))


async def test_a_sequence_that_means_nothing_says_so(session):
    async with hubtui(session) as me:
        await me.press("g", "x")
        await me.said("g x means nothing here")


async def test_help_lists_everything_and_runs_it(session):
    async with hubtui(session) as me:
        await me.press("?")
        await me.shows("Help")
        assert me.app.screen.lines.shown_count == len(COMMANDS) - 1
        await me.press("/")
        await me.type("datasets")
        await me.press("enter", "enter")
        await me.shows("Explorer")
        await me.until(lambda: me.names() == ["field-notes"])


async def test_the_palette_finds_and_runs_commands(session):
    async with hubtui(session) as me:
        await me.press("ctrl+p")
        await me.shows("CommandPalette")
        await me.type("List the namespace's datasets")
        await me.until(lambda: me.app.screen.query_one("CommandList").option_count > 0)
        await me.press("enter")
        await me.shows("Explorer")
        await me.until(lambda: me.names() == ["field-notes"])


async def test_the_footer_has_this_views_keys_and_clicks_run_them(session):
    async with hubtui(session) as me:
        bar = me.app.screen.query_one(KeyBar)
        assert "c copy →" in bar.text
        await me.press("enter")
        await me.at(View.FILES)
        await me.press("g", "l")
        await me.at(View.COMMITS)
        assert "c copy" not in bar.text
        await me.pilot.click(KeyBar, offset=(bar.text.index("help"), 0))
        await me.shows("Help")


async def test_a_footer_key_that_cannot_act_is_dim(session):
    async with hubtui(session) as me:
        await me.press("3")
        await me.until(lambda: me.pane.lines.shown_count == 0 and not me.pane.is_loading)
        tones = {span.text: span.tone for span in me.app.screen.query_one(KeyBar).left}
        assert tones["c"] == "dim"
        assert tones["?"] == "accent"
        await me.press("c")
        await me.said("copy →: nothing is listed")


async def test_texts_are_copied_and_shown(session):
    async with hubtui(session) as me:
        await me.press("y", "t")
        await me.said("nothing was copied yet")
        await me.press("y", "u")
        await me.said("/rosalind/bert-tiny-ner")
        await me.press("A", "y", "a")
        await me.said("copied: 4 lines")
        await me.press("y", "t")
        await me.shows("Document")
        await me.until(lambda: "rosalind/whisper-field-notes" in me.app.screen.view.text)
        await me.press("q")
        await me.shows("Explorer")
        await me.press("enter")
        await me.at(View.FILES)
        await me.press("g", "l")
        await me.at(View.COMMITS)
        await me.press("y", "r")
        await me.until(lambda: len(me.app.context.copied) == 40)


async def test_previews_and_details(session):
    async with hubtui(session) as me:
        await me.press("p")
        await me.shows("PreviewScreen")
        await me.until(lambda: "It names plankton." in me.app.screen.view.text)
        await me.press("escape", "I")
        await me.shows("Details")
        await me.until(lambda: "license" in [line.label for line in me.app.screen.lines.shown_rows()])
        await me.press("escape", "enter")
        await me.at(View.FILES)
        me.put_cursor("config.json")
        await me.press("enter")
        await me.until(
            lambda: type(me.app.screen).__name__ == "PreviewScreen" and "hidden" in me.app.screen.view.text
        )


async def test_quitting_with_nothing_running_asks_nothing(session):
    async with hubtui(session) as me:
        await me.press("q")
        await me.until(lambda: not me.app.is_running)


async def test_themes_go_round(session):
    async with hubtui(session) as me:
        for name in ("hubtui-light", "ansi-dark", "ansi-light", "hubtui-dark"):
            await me.press("T")
            assert me.app.theme == name


async def test_a_dialog_is_deaf_at_first_and_enter_is_cancel(session):
    from hubtui.ui.screens.confirm import Confirm

    answers: list[bool | None] = []
    async with hubtui(session) as me:
        screen = Confirm("Quit?", "Something runs.", "quit")
        me.app.push_screen(screen, answers.append)
        await me.shows("Confirm")
        assert me.app.screen.query(Static)
        screen._opened += 3600
        await me.press("y", "enter")
        assert not answers
        screen._opened -= 7200
        await me.press("enter")
        assert answers == [False]
