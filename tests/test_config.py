"""The config file: what is right in it holds, what is wrong is told where it stands; nothing stops hubtui."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.config import Config, Problem, as_toml, read_file, read_text, template
from hubtui.errors import BadInput
from hubtui.keyboard import read_keys
from hubtui.settings import load_settings, settings_of
from tests.cli_runs import hubtui

ROOT = Path(__file__).parent.parent


def words(text: str) -> list[str]:
    return [str(problem) for problem in settings_of(read_text(text)).problems]


def test_no_file_is_no_problem(tmp_path):
    found = load_settings(tmp_path)
    assert found.config == Config()
    assert found.problems == ()
    assert found.path == tmp_path / "config.toml"


def test_what_is_set_holds():
    file = read_text(
        'keymap = "mc"\nmouse = false\n[columns]\nrepos = ["size", "name"]\n[keys]\n'
        'jobs.open = "f2"\n"app.goto" = ["f4", "g o"]\n'
    )
    assert file.problems == ()
    assert file.config.keymap == "mc"
    assert not file.config.mouse
    assert file.config.columns.repos == ("size", "name")
    assert file.config.keys == {"jobs.open": ("f2",), "app.goto": ("f4", "g o")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('\nthme = "nord"', "line 2: thme: there is no such setting; did you mean theme?"),
        ("[colums]\n", "line 1: colums: there is no such setting; did you mean columns?"),
        ("[sort]\nrepo = ''", "line 2: repo: there is no such setting in [sort]; did you mean repos?"),
        ('mouse = "yes"', 'line 1: mouse: expected true or false, found "yes"'),
        ("keymap = 3", "line 1: keymap: expected one of default, mc, plain, found 3"),
        ('keymap = "plan"', 'line 1: keymap: "plan" is none of default, mc, plain; did you mean plain?'),
        ("[columns]\nfiles = 'name'", "line 2: columns.files: expected a list of name, kind"),
        ("[columns]\nfiles = []", "line 2: columns.files: expected a list of name"),
        ("[columns]\nfiles = [\n 'name',\n 'sise']", 'line 2: columns.files: "sise" is none of name, kind'),
        ("start = 1", "line 1: start: expected a table, found 1"),
        ("[start]\nleft = 7", "line 2: start.left: expected a text in quotes, found 7"),
        ("[start]\nleft = 'acme'", "line 2: start.left: not a locator: 'acme'"),
        ("[keys]\napp.hlp = 'x'", "line 2: keys: app.hlp: there is no such command; did you mean app.help"),
        ("[keys]\n'app.help' = 'Z'\n'app.quit' = 5", "line 3: keys.app.quit: expected a key or a list"),
        (
            "[keys]\napp.help = 'pagdown'",
            "line 2: keys: app.help: 'pagdown' is no key; did you mean pagedown",
        ),
        ("[keys]\napp.help = 'ctrl+i'", "line 2: keys: app.help: 'ctrl+i' is Tab to a terminal"),
        ("[keys]\napp.theme = 'w'", "line 2: keys: w is both jobs.open and app.theme; app.theme wins"),
        ("a = 1\n= 2", "line 2: this is not TOML: Invalid statement; nothing of the file is used"),
        ("theme = 'nord'\ntheme = 'nord'", "line 2: this is not TOML: Cannot overwrite a value"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, told):
    found = words(text)
    assert len(found) == 1
    assert found[0].startswith(told)


def test_a_key_that_others_begin_with_is_told_for_each_of_them():
    found = words("[keys]\napp.theme = 'g'")
    assert found[0].startswith("line 2: keys: g is app.theme, and g g of move.first begins with it")
    assert all(word.startswith("line 2: keys: g is app.theme, and g ") for word in found)


def test_all_problems_are_told_and_the_rest_holds():
    file = read_text('thme = 1\nkeymap = "vim"\nmouse = 0\nsizes = "binary"\n')
    assert [problem.line for problem in file.problems] == [1, 2, 3]
    assert file.config == Config(sizes="binary")


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "config.toml").mkdir()
    assert "cannot be read" in str(load_settings(tmp_path).problems[0])
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b'theme = "nord"\n\xff')
    assert read_file(binary).problems == (Problem("this is not UTF-8; nothing of the file is used", 2),)
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * 300_000)
    assert "larger than 256 KB" in str(read_file(huge).problems[0])


def test_the_template_changes_nothing_and_has_every_setting():
    assert read_text(template()).config == Config()
    assert read_text(template()).problems == ()
    set_lines = (re.sub(r"^#(\w+ = )", r"\1", line) for line in template().splitlines())
    assert tomllib.loads("\n".join(set_lines)).keys() == set(Config.__struct_fields__)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
names = (
    st.sampled_from(["theme", "keymap", "mouse", "start", "columns", "sort", "keys", "repos", "left"])
    | st.text()
)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_without_raising(text):
    file = read_text(text)
    assert settings_of(file).config == file.config


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_read_without_raising(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    assert isinstance(read_file(path).config, Config)


@settings(deadline=None)
@given(
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)
    )
)
def test_any_toml_is_read_without_raising(value):
    def written(one) -> str:
        if isinstance(one, dict):
            return "{" + ", ".join(f"{written(key)} = {written(below)}" for key, below in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ", ".join(map(written, one)) + "]"
        if isinstance(one, str):
            return '"' + "".join(char if char.isalnum() else f"\\U{ord(char):08X}" for char in one) + '"'
        return {None: '""', True: "true", False: "false"}.get(one, repr(one))

    value = value if isinstance(value, dict) else {"theme": value, "columns": value, "keys": value}
    text = "\n".join(f"{written(name)} = {written(below)}" for name, below in value.items())
    found = settings_of(read_text(text))
    assert all(str(problem) for problem in found.problems)
    assert read_text(as_toml(found.config)).config == found.config


@settings(deadline=None)
@given(st.text())
def test_a_key_is_read_or_refused(text):
    with suppress(BadInput):
        assert read_keys(read_keys(text)) == read_keys(text)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("F5", "f5"),
        ("Esc", "escape"),
        ("Space", "space"),
        (" ", "space"),
        ("g  g", "g g"),
        ("Ctrl+R", "ctrl+r"),
        ("shift+ctrl+Left", "ctrl+shift+left"),
        ("PgDn", "pagedown"),
        ("shift+a", "A"),
        ("ctrl+\\", "ctrl+backslash"),
        ("G", "G"),
        ("+", "+"),
        ("alt++", "alt++"),
        ("Return x", "enter x"),
        ("é", "é"),
    ],
)
def test_keys_are_read_as_people_write_them(written, key):
    assert read_keys(written) == key


def test_the_command_line_writes_checks_and_shows(tmp_path):
    env = {"HUBTUI_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    path = tmp_path / "config" / "config.toml"
    assert hubtui(env, "config", "path").out.strip() == str(path)
    assert hubtui(env, "config", "check").code == 0
    assert hubtui(env, "config", "init").code == 0
    assert read_file(path).config == Config()
    path.write_text('keymap = "mc"\nsize = 3\n[keys]\nnothing = "x"\n')
    assert hubtui(env, "config", "init").code == 3
    assert path.read_text().startswith("keymap")
    check = hubtui(env, "config", "check")
    assert check.code == 2
    assert "line 2: size: there is no such setting; did you mean sizes?" in check.err
    assert "line 4: keys: nothing: there is no such command" in check.err
    show = hubtui(env, "config", "show")
    assert tomllib.loads(show.out)["keymap"] == "mc"
    assert "2 problems" in show.err
    assert "F10  q" in hubtui(env, "keys").out
    assert "q  F10" in hubtui(env, "keys", "--keymap", "default").out
