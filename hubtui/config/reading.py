"""A settings file read against the schema: every problem told and none of them fatal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from hubtui.config.schema import Config, Start, bare, choices
from hubtui.config.writing import toml

FILE = "config.toml"
MAX_SIZE = 256 * 1024
MAX_LINES = 2000
"""In longer files problems are told without their line."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that cannot be, in one sentence."""

    words: str
    line: int = 0
    """Where; 0 is not known."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What was read of a file."""

    config: Config = field(default_factory=Config)
    problems: tuple[Problem, ...] = ()
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """On which line a setting begins."""


T = TypeVar("T", bound=Struct)


def read_file(path: Path) -> ConfigFile:
    """The settings of a file, defaults when there is none. Never raises."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SIZE + 1)
        if len(content) > MAX_SIZE:
            return _unread(f"it is larger than {MAX_SIZE // 1024} KB")
        return read_text(content.decode("utf-8-sig"))
    except FileNotFoundError:
        return ConfigFile()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return ConfigFile(problems=(Problem("this is not UTF-8; nothing of the file is used", line),))
    except OSError as error:
        return _unread(error.strerror or str(error))


def _unread(why: str) -> ConfigFile:
    return ConfigFile(problems=(Problem(f"the file cannot be read: {why}"),))


def _toml(text: str) -> dict[str, Any]:
    import tomllib  # most first frames need no reader

    return tomllib.loads(text)


def read_text(text: str) -> ConfigFile:
    """The settings that a text holds; what cannot be is told and has its default. Never raises."""
    try:
        found = _toml(text)
    except (ValueError, RecursionError) as error:
        return ConfigFile(problems=(_syntax(error, text.rstrip().count("\n") + 1),))
    problems: list[tuple[tuple[str, ...], str]] = []
    config = _struct(Config, found, (), problems)
    lines = _lines(text) if problems or config.keys or config.start != Start() else {}
    return ConfigFile(
        config,
        tuple(Problem(words, lines.get(path, 0)) for path, words in problems),
        lines,
    )


def _syntax(error: Exception, last: int) -> Problem:
    why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", why)
    line = int(found[1] or last) if found else 0
    why = (why[: found.start()] if found else why).replace("\n", " ")
    return Problem(f"this is not TOML: {why}; nothing of the file is used", line)


# Checking


def _struct(
    kind: type[T],
    found: Mapping[str, Any],
    path: tuple[str, ...],
    problems: list[tuple[tuple[str, ...], str]],
) -> T:
    """The struct with what was found where that is right."""
    kinds = get_type_hints(kind, include_extras=True)
    right: dict[str, Any] = {}
    for name, value in found.items():
        here = (*path, name)
        if name not in kinds:
            problems.append((here, _unknown(here, kinds)))
        elif name == "keys" and not path and isinstance(value, dict):
            right[name] = _keys(value, here, problems)
        elif isinstance(kinds[name], type) and issubclass(kinds[name], Struct) and isinstance(value, dict):
            right[name] = _struct(kinds[name], value, here, problems)
        else:
            _value(kinds[name], value, here, right, problems)
    return kind(**right)


def _value(
    kind: Any,
    value: Any,
    path: tuple[str, ...],
    right: dict[str, Any],
    problems: list[tuple[tuple[str, ...], str]],
) -> None:
    try:
        right[path[-1]] = msgspec.convert(value, kind)
    except msgspec.ValidationError:
        problems.append((path, f"{'.'.join(path)}: {_wrong(value, kind)}"))


def _keys(
    found: Mapping[str, Any], path: tuple[str, ...], problems: list[tuple[tuple[str, ...], str]]
) -> dict[str, tuple[str, ...]]:
    """By id: one key or several. `jobs.open = "w"` is a table in TOML, and the same as `"jobs.open"`."""
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in found.items():
        here = (*path, name)
        if isinstance(value, dict):
            keys.update({f"{name}.{below}": own for below, own in _keys(value, here, problems).items()})
        elif isinstance(value, str):
            keys[name] = (value,)
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            keys[name] = tuple(value)
        else:
            problems.append(
                (here, f"{'.'.join(here)}: expected a key or a list of keys, found {_shown(value)}")
            )
    return keys


def _unknown(path: tuple[str, ...], known: Mapping[str, Any]) -> str:
    *outside, name = path
    where = f" in [{'.'.join(outside)}]" if outside else ""
    return f"{name}: there is no such setting{where}{nearest(name, known)}"


def nearest(name: str, known: Mapping[str, Any] | Sequence[str]) -> str:
    """`; did you mean size?`, or nothing when none is near."""
    near = get_close_matches(name.casefold(), [*known], 1)
    return f"; did you mean {near[0]}?" if near else ""


def _wrong(value: Any, kind: Any) -> str:
    """What was expected, and what is there instead."""
    kind = bare(kind)
    if get_origin(kind) is tuple and isinstance(value, list) and value:
        inner = get_args(kind)[0]
        wrong = next((one for one in value if one not in choices(inner)), value[0])
        return _wrong(wrong, inner)
    if get_origin(kind) is Literal and isinstance(value, str):
        names = [name for name in choices(kind) if name]
        return f"{_shown(value)} is none of {', '.join(names)}{nearest(value, names)}"
    return f"expected {_expected(kind)}, found {_shown(value)}"


def _expected(kind: Any) -> str:
    if kind is bool:
        return "true or false"
    if get_origin(kind) is tuple:
        return f"a list of {', '.join(choices(get_args(kind)[0]))}"
    if choices(kind):
        return "one of " + ", ".join(name for name in choices(kind) if name)
    return "a text in quotes" if kind is str else "a table"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    shown = toml(value) if isinstance(value, (str, list)) else str(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


# Lines


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """On which line each setting begins: what a longer beginning of the text has and a shorter has not."""
    rows = text.split("\n")
    if len(rows) > MAX_LINES:
        return {}
    lines: dict[tuple[str, ...], int] = {}
    beginning, begins = "", 1
    for number, row in enumerate(rows, 1):
        beginning += f"{row}\n"
        try:
            found = _toml(beginning)
        except (ValueError, RecursionError):
            continue
        for path in _paths(found):
            lines.setdefault(path, begins)
        begins = number + 1
    return lines


def _paths(found: Mapping[str, Any], outside: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in found.items():
        yield (*outside, name)
        if isinstance(value, dict):
            yield from _paths(value, (*outside, name))
