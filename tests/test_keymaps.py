"""Each keymap: every command has a key where it works, no key means two things, and the user's own win."""

from __future__ import annotations

from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.commands import BY_ID, COMMANDS, Scope
from hubtui.config import Config, choices
from hubtui.errors import BadInput
from hubtui.keyboard import NAMES, clashes, make_keyboard, read_keys
from hubtui.keymaps import KEYMAPS
from hubtui.ui.keymap import Keymap

KEYS = [*sorted(NAMES), *"aAgGxyz,;?+-*'", "ctrl+r", "alt+x", "g g", ", n", "g x", "y y"]


@pytest.mark.parametrize("name", KEYMAPS)
def test_every_command_has_a_key_in_every_keymap(name):
    keyboard = make_keyboard(name)
    assert [command.id for command in keyboard.commands] == [command.id for command in COMMANDS]
    assert [command.id for command in keyboard.commands if not command.keys] == []


@pytest.mark.parametrize("name", KEYMAPS)
def test_no_keymap_has_a_clash(name):
    keyboard = make_keyboard(name)
    assert [clash.words for clash in clashes(keyboard.commands)] == []
    assert keyboard.problems == ()


@pytest.mark.parametrize("name", KEYMAPS)
def test_keymaps_are_spelt_as_keys_arrive(name):
    for keys in KEYMAPS[name].values():
        assert [read_keys(key) for key in keys] == [*keys]


@pytest.mark.parametrize("name", KEYMAPS)
def test_keymaps_say_only_what_differs(name):
    assert [own for own, keys in KEYMAPS[name].items() if BY_ID[own].keys == keys] == []


def test_the_plain_keymap_needs_no_letters():
    """A new command with letters only wants a key in `keymaps.PLAIN` too."""
    keyboard = make_keyboard("plain")
    letters = [
        c.id for c in keyboard.commands for key in c.keys if key[0].isalpha() and len(key.split()[0]) == 1
    ]
    assert letters == []


def test_the_config_offers_the_keymaps_there_are():
    kinds = get_type_hints(Config, include_extras=True)
    assert choices(kinds["keymap"]) == tuple(KEYMAPS)


def test_a_users_key_wins_and_the_loser_is_told():
    keyboard = make_keyboard("default", {"app.theme": ("w",)})
    assert keyboard.command("app.theme").keys == ("w",)
    assert keyboard.command("jobs.open").keys == ()
    assert keyboard.problems[0].words == (
        "w is both jobs.open and app.theme; app.theme wins over jobs.open, "
        "which is left without a key: choose one for jobs.open"
    )


def test_of_two_of_the_users_keys_the_first_named_wins():
    keyboard = make_keyboard("default", {"app.theme": ("Z",), "app.help": ("Z",)})
    assert keyboard.command("app.theme").keys == ("Z",)
    assert keyboard.command("app.help").keys == ()
    assert len(keyboard.problems) == 1


def test_the_same_key_in_two_places_is_no_clash():
    keyboard = make_keyboard("default", {"plan.save": ("Z",), "jobs.cancel": ("Z",)})
    assert keyboard.problems == ()


def test_a_command_can_be_left_without_a_key():
    keyboard = make_keyboard("default", {"app.theme": ()})
    assert keyboard.command("app.theme").keys == ()
    assert keyboard.problems == ()
    assert keyboard.key("app.theme") == "“theme”"
    assert keyboard.hint(("app.theme", "the next theme"), ("app.help", "help")) == "? help"


@settings(deadline=None)
@given(
    st.sampled_from(sorted(KEYMAPS)),
    st.dictionaries(
        st.sampled_from([command.id for command in COMMANDS]),
        st.lists(st.sampled_from(KEYS), max_size=3).map(tuple),
        max_size=6,
    ),
)
def test_whatever_the_user_chooses_no_key_means_two_things(name, own):
    keyboard = make_keyboard(name, own)
    assert [clash.words for clash in clashes(keyboard.commands)] == []
    lost = sum(len(set(map(read_keys, keys))) for keys in own.values()) - sum(
        len(keyboard.command(command_id).keys) for command_id in own
    )
    assert lost <= len(keyboard.problems)


def test_what_is_no_key_is_refused():
    for text in ("", "  ", "ctrl+m", "hyper+x", "f99", "ctrl+c", "shift+?", "ab", "\x07"):
        with pytest.raises(BadInput):
            read_keys(text)


def test_any_character_can_end_a_users_own_bookmark_keys_and_no_others():
    keyboard = make_keyboard("default", {"bookmarks.set": ("V <char>",), "app.theme": ("Z <char>",)})
    assert keyboard.command("bookmarks.set").keys == ("V <char>",)
    assert [problem.command_id for problem in keyboard.problems] == ["app.theme"]
    keymap = Keymap(keyboard.commands)
    assert keymap.press("V", Scope.REPOS).pending == "V"
    pressed = keymap.press("x", Scope.REPOS)
    assert (pressed.command.id, pressed.char) == ("bookmarks.set", "x")
