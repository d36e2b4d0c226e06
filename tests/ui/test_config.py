"""What each setting does to the screen."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import get_type_hints

import pytest
from textual.widgets import Input

from hubtui import format
from hubtui.cli.explore import _explore
from hubtui.commands import COMMANDS
from hubtui.config import FILE, Columns, Config, Sort, choices, read_text
from hubtui.paths import Directories
from hubtui.settings import Settings, settings_of
from hubtui.ui import themes
from hubtui.ui.app import HubtuiApp, is_remote
from hubtui.ui.editor import editor
from hubtui.ui.location import View
from hubtui.ui.rows.chosen import chosen
from hubtui.ui.rows.discussions import DISCUSSIONS
from hubtui.ui.rows.files import FILES
from hubtui.ui.rows.history import COMMITS
from hubtui.ui.rows.jobs import JOBS
from hubtui.ui.rows.repos import REPOS
from hubtui.ui.widgets.key_bar import KeyBar
from tests.ui import explorer
from tests.ui.fakes import FakeSession


@pytest.fixture(autouse=True)
def formats_as_by_default():
    yield
    format.choose()


@asynccontextmanager
async def hubtui(session: FakeSession, text: str, size: tuple[int, int] = (120, 40)):
    """hubtui with this config file."""
    session.settings = settings_of(read_text(text))
    async with explorer.hubtui(session, size) as me:
        yield me


async def test_problems_are_told_at_the_start_and_stop_nothing(session):
    async with hubtui(session, 'thme = 1\nmouse = "no"\n[keys]\napp.theme = "w"\n') as me:
        await me.said("line 1: thme: there is no such setting; did you mean theme?")
        await me.said('line 2: mouse: expected true or false, found "no"')
        await me.said("app.theme wins over jobs.open")
        assert "bert-tiny-ner" in me.names()


async def test_many_problems_are_counted(session):
    async with hubtui(session, "".join(f"a{number} = 1\n" for number in range(20))) as me:
        await me.said("line 1: a0")
        await me.said("and 14 more: `hubtui config check` lists them")


async def test_the_theme_is_the_one_that_is_set(session):
    async with hubtui(session, 'theme = "nord"') as me:
        assert me.app.theme == "nord"
        await me.press("T")
        assert me.app.theme == "hubtui-dark"


def test_the_config_offers_the_themes_there_are(session):
    offered = choices(get_type_hints(Config, include_extras=True)["theme"])
    assert {*offered} == {"auto", *explorer.app_over(session).available_themes}


def test_on_a_terminal_of_16_colours_the_theme_is_its_own():
    assert themes.first("auto", {"TERM": "xterm-256color"}) == "hubtui-dark"
    assert themes.first("auto", {"TERM": "linux"}) == "ansi-dark"
    assert themes.first("auto", {"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "standard"}) == "ansi-dark"
    assert themes.first("hubtui-light", {"TERM": "linux"}) == "hubtui-light"


async def test_nothing_moves_without_animations_or_over_ssh(session, monkeypatch):
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_TTY", raising=False)
    for text, level in (("", "full"), ("animations = false", "none"), ('ssh = "yes"', "none")):
        async with hubtui(session, text) as me:
            assert me.app.animation_level == level


def test_ssh_is_seen_or_told():
    def remote(text: str, **environment: str) -> bool:
        return is_remote(read_text(text).config, environment)

    assert not remote("")
    assert remote("", SSH_TTY="/dev/pts/3")
    assert remote("ssh = 'yes'")
    assert not remote("ssh = 'no'", SSH_TTY="/dev/pts/3")


async def test_sizes_are_binary(session):
    async with hubtui(session, 'sizes = "binary"') as me:
        assert "17.9 KiB" in me.words()


async def test_panes_begin_where_the_config_says(session):
    places = '[start]\nleft = "hf://datasets/rosalind/field-notes"\nright = "hf://acme-lab"'
    async with hubtui(session, places) as me:
        await me.until(lambda: me.left.location.view is View.FILES and me.names(me.left) == ["data.csv"])
        await me.until(lambda: me.names(me.right) == ["tide-t5"])
        assert me.right.location.account == "huggingface"


async def test_a_start_that_is_not_there_says_so_in_its_pane(session):
    async with hubtui(session, '[start]\nleft = "hf://rosalind/nothing"') as me:
        await me.until(lambda: "nothing" in me.words(me.left))
        await me.until(lambda: me.names(me.right) == ["old-port"])


async def test_a_users_key_does_what_it_says_and_is_shown(session):
    keys = '[keys]\napp.refresh = "f2"\nlook.details = "Z"\nfind.search = "B"\nview.datasets = "8"\n'
    async with hubtui(session, keys) as me:
        assert "B search" in me.app.screen.query_one(KeyBar).text
        assert "8 datasets" in me.tabs()
        await me.press("8")
        await me.until(lambda: me.names() == ["field-notes"])
        await me.press("I")
        await me.shows("Explorer")
        await me.press("Z")
        await me.shows("Details")


async def test_notes_name_the_keys_there_are(session):
    async with hubtui(session, '[keys]\napp.goto = "f6"\npane.out = []\n') as me:
        await me.press("3")
        await me.until(lambda: "has no spaces" in me.words())
        assert "F6 go elsewhere" in me.words()
        await me.press("g", "x")
        await me.said("g x means nothing here; ? lists all keys")


@pytest.mark.parametrize("keymap", ["mc", "plain"])
async def test_a_keymap_is_the_one_that_is_set(session, keymap):
    async with hubtui(session, f'keymap = "{keymap}"') as me:
        assert "F5 copy" in me.app.screen.query_one(KeyBar).text
        await me.press("j")
        assert me.pane.lines.cursor == 0
        await me.press("down")
        assert me.pane.lines.cursor == 1
        await me.press("f1")
        await me.shows("Help")
        await me.press("down", "end", "home", "escape")
        await me.press("f3")
        await me.shows("PreviewScreen")
        await me.until(lambda: "It names plankton." in me.app.screen.view.text)
        await me.press("f10")
        await me.shows("Explorer")
        await me.press("f10")
        await me.until(lambda: not me.app.is_running)


def test_settings_are_defaults_without_a_file(session):
    assert session.settings == Settings()


async def test_columns_are_chosen_and_ordered(session):
    async with hubtui(session, '[columns]\nrepos = ["size", "name", "tags", "size"]\nfiles = ["name"]') as me:
        assert me.words().splitlines()[0].split() == ["size", "name", "tags"]
        assert "17.9 kB" in me.words() or "18.3 kB" in me.words()
        await me.press("enter")
        await me.at(View.FILES)
        assert me.words().splitlines()[0].split() == ["name"]


async def test_every_column_can_be_shown(session):
    every = (*choices(get_type_hints(Columns, include_extras=True)["repos"]),)
    async with hubtui(session, f"[columns]\nrepos = {list(every)}", size=(300, 30)) as me:
        await me.press("F")
        head = me.words().splitlines()[0].split()
        words = "name vis gated size ↓ ♥ updated created licence task sdk tags"
        assert head == words.split()


@pytest.mark.parametrize("table", [REPOS, FILES, COMMITS, DISCUSSIONS, JOBS], ids=lambda table: table.noun)
def test_the_config_offers_the_columns_and_sorts_there_are(table):
    offered = choices(get_type_hints(Columns, include_extras=True)[f"{table.noun}s"])
    assert {*offered} == {column.id for column in table.columns}
    default = [column.id for column in chosen(table, Config()).columns]
    assert default == [column.id for column in table.columns][: len(default)]
    orders = get_type_hints(Sort, include_extras=True).get(f"{table.noun}s")
    assert {name.removeprefix("-") for name in choices(orders)} - {""} <= {*table.sorts}


async def test_lists_begin_in_the_order_that_is_set(session):
    async with hubtui(session, '[sort]\nrepos = "-name"\nfiles = "size"') as me:
        assert me.names() == sorted(me.names(), reverse=True)
        await me.press(",", "n")
        assert me.names() == sorted(me.names())
        await me.press("enter")
        await me.at(View.FILES)
        assert me.names()[1] == "model.safetensors"
        await me.press("h")
        await me.at(View.REPOS)
        assert me.names() == sorted(me.names())


async def test_dates_are_exact_and_have_the_room(session):
    async with hubtui(session, 'dates = "exact"') as me:
        await me.press("F")
        assert "2026-11-01 0" in me.words() or "2026-11-01 1" in me.words()


async def test_the_jobs_have_the_columns_that_are_set(session):
    async with hubtui(session, '[columns]\njobs = ["title", "state"]') as me:
        await me.press("w")
        await me.shows("Jobs")
        assert me.app.screen.lines.render_line(0).text.split() == ["job", "state"]


async def test_the_editor_is_the_one_that_is_set(session, monkeypatch):
    monkeypatch.setenv("VISUAL", "ed")
    async with hubtui(session, 'editor = "code --wait"') as me:
        assert editor(me.app.editor) == ["code", "--wait"]
    async with hubtui(session, "") as me:
        assert editor(me.app.editor) == ["ed"]


@pytest.mark.parametrize("mouse", [True, False])
def test_the_mouse_is_taken_or_left(session, monkeypatch, tmp_path, mouse):
    asked: list[bool] = []
    monkeypatch.setattr(HubtuiApp, "run", lambda app, *, mouse: asked.append(mouse))
    home = Directories.under(tmp_path / "home")
    home.config.mkdir(parents=True)
    (home.config / FILE).write_text(f"mouse = {str(mouse).lower()}\n")
    _explore(lambda: session.accounts, home, is_demo=False)
    assert asked == [mouse]


def placeholder(me: explorer.Driver) -> str:
    fields = me.app.screen.query("Input").results(Input)
    return "".join(field.placeholder for field in fields)


async def test_the_palette_has_every_command_and_the_themes(session):
    async with hubtui(session, '[keys]\napp.refresh = "f2"') as me:
        await me.press("ctrl+p")
        await me.shows("CommandPalette")
        options = me.app.screen.query_one("CommandList")
        await me.until(lambda: options.option_count == len(COMMANDS) + 1, "every command and the themes")
        await me.type("choose a theme")
        first = lambda: str(options.get_option_at_index(0).prompt) if options.option_count else ""  # noqa: E731
        await me.until(lambda: options.option_count < len(COMMANDS) and "theme" in first(), "it comes first")
        await me.press("enter")
        await me.until(
            lambda: len(me.app.screen_stack) == 2 and "themes" in me.app.screen.query_one("Input").placeholder
        )
        await me.type("dracula")
        await me.until(lambda: me.app.screen.query_one("CommandList").option_count == 1)
        await me.press("enter")
        await me.until(lambda: me.app.theme == "dracula")


async def test_the_help_shows_the_keys_there_are(session):
    async with hubtui(session, 'keymap = "plain"\n[keys]\napp.refresh = "f11"') as me:
        await me.press("f1")
        await me.shows("Help")
        await me.press("/")
        await me.type("ask the hub again")
        await me.press("enter")
        assert "F11" in me.app.screen.lines.render_line(1).text
