"""How arguments are understood: options in full, and for what is not known the nearest that is."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from hubtui.cli.output import USAGE


class Help(argparse.HelpFormatter):
    """Each command and its words on one line."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):
            self._action_max_length += self._indent_increment


class RawHelp(Help, argparse.RawDescriptionHelpFormatter):
    """The same, around texts that are laid out already."""


class Parser(argparse.ArgumentParser):
    """An option has one spelling: what a script says today means the same when another option is added."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", Help)
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"hubtui: {message}\n  `{self.prog} --help` says what there is\n")

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        options, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error(f"no option or argument {rest[0]!r}{meant(rest[0], options_of(self))}")
        return options

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            names = [str(choice) for choice in action.choices]
            near = meant(str(value), names) or f"; there are: {', '.join(names)}"
            what = action.option_strings[0] if action.option_strings else action.metavar
            raise argparse.ArgumentError(None, f"{what}: no {value!r}{near}")


def meant(word: str, known: Sequence[str]) -> str:
    """`; did you mean --json?`, or nothing where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word.partition("=")[0], known, 1)
    return f"; did you mean {near[0]}?" if near else ""


def options_of(parser: argparse.ArgumentParser) -> list[str]:
    """Those of all its commands too."""
    own = [name for action in parser._actions for name in action.option_strings]
    return [*own, *(name for _, one in commands_of(parser) for name in options_of(one))]


def commands_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The commands right below, by name."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()
