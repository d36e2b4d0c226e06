"""What the user's config file comes to: settings, keys, and all that is wrong with it, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hubtui.config import FILE, Config, ConfigFile, Problem, read_file
from hubtui.errors import BadInput
from hubtui.keyboard import Keyboard, make_keyboard


@dataclass(frozen=True)
class Settings:
    """Made once at the start. Where the file has problems, defaults stand in."""

    config: Config = field(default_factory=Config)
    keyboard: Keyboard = field(default_factory=Keyboard)
    problems: tuple[Problem, ...] = ()
    path: Path = Path(FILE)


def load_settings(directory: Path) -> Settings:
    """The settings in `config.toml` of this directory; defaults without one. Never raises."""
    path = directory / FILE
    return settings_of(read_file(path), path)


def settings_of(file: ConfigFile, path: Path = Path(FILE)) -> Settings:
    """The settings with keys and places checked too."""
    config = file.config
    keyboard = make_keyboard(config.keymap, config.keys)
    problems = [*file.problems]
    for found in keyboard.problems:
        problems.append(Problem(f"keys: {found.words}", _key_line(file, found.command_id)))
    for name in ("left", "right"):
        if place := getattr(config.start, name):
            from hubtui.locator import parse_locator  # it imports the model: not for most first frames

            try:
                parse_locator(place)
            except BadInput as error:
                problems.append(Problem(f"start.{name}: {error}", file.lines.get(("start", name), 0)))
    return Settings(config, keyboard, tuple(problems), path)


def _key_line(file: ConfigFile, command_id: str) -> int:
    """`"jobs.open"` is one name in TOML or two."""
    return file.lines.get(("keys", command_id)) or file.lines.get(("keys", *command_id.split(".")), 0)
