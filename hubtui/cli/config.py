"""`hubtui config` and `hubtui keys`: where the settings are, what they are, and what is wrong with them."""

from __future__ import annotations

import argparse
from pathlib import Path

from hubtui import format
from hubtui.cli.output import OK, REFUSED, USAGE, say
from hubtui.config import as_toml, template
from hubtui.errors import HubtuiError
from hubtui.keyboard import key_lines, make_keyboard
from hubtui.paths import Directories
from hubtui.settings import Settings, load_settings
from hubtui.text import safe


def run(options: argparse.Namespace) -> int:
    directory = Directories.of_user().config
    settings = load_settings(directory)
    match options.action:
        case "path":
            print(settings.path)
        case "show":
            tell_problems(settings)
            print(as_toml(settings.config), end="")
        case "init":
            return _init(settings.path)
        case "check":
            return _check(settings)
        case "keys":
            return _keys(settings, options.keymap)
    return OK


def _init(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError:
        say(f"hubtui: {path} is there already and stays as it is; `hubtui config show` prints every setting")
        return REFUSED
    except OSError as error:
        raise HubtuiError(f"{path} cannot be written: {error.strerror or error}") from error
    print(path)
    return OK


def _check(settings: Settings) -> int:
    tell_problems(settings)
    if settings.problems:
        return USAGE
    if settings.path.exists():
        say(f"{settings.path} is right")
    else:
        say(f"there is no {settings.path}: the defaults hold; `hubtui config init` writes a first one")
    return OK


def _keys(settings: Settings, keymap: str | None) -> int:
    """The effective keys; of another keymap, with the user's own on top of that."""
    if keymap is None:
        tell_problems(settings)
        keyboard = settings.keyboard
    else:
        keyboard = make_keyboard(keymap, settings.config.keys)
    for line in key_lines(keyboard):
        print(line)
    return OK


def tell_problems(settings: Settings) -> None:
    """All of them, each on a line."""
    if settings.problems:
        say(f"hubtui: {format.plural(len(settings.problems), 'problem')} in {settings.path}")
    for problem in settings.problems:
        say(f"  {safe(str(problem), 2000)}")
