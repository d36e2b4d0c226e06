"""Which keys stand for which command: a keymap with the user's own on top, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hubtui.commands import ANY_CHAR, BY_ID, COMMANDS, Command, Scope, key_name
from hubtui.config import nearest
from hubtui.errors import BadInput
from hubtui.keymaps import KEYMAPS, Keys

NAMES = {
    "space", "enter", "backspace", "escape", "tab", "insert", "delete", "up", "down", "left", "right", "home",
    "end", "pageup", "pagedown", *(f"f{number}" for number in range(1, 25)),
}  # fmt: skip
ALIASES = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup",
    "pgdn": "pagedown", "bksp": "backspace", "spacebar": "space", "↑": "up", "↓": "down", "←": "left",
    "→": "right",
}  # fmt: skip
MODIFIERS = ("alt", "ctrl", "shift")
SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+[": "escape"}
"""What a terminal sends the same bytes for."""
SIGNS = {
    "\\": "backslash",
    "_": "underscore",
    "@": "@",
    "]": "right_square_bracket",
    "^": "circumflex_accent",
}
"""How the terminal's ctrl with a sign is called."""


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """What is wrong with the keys of one command."""

    command_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Two commands that one key would stand for in one scope."""

    key: str
    first: Command
    second: Command
    other: str
    """The second command's key: the same, or one that begins with it."""

    @property
    def words(self) -> str:
        if self.key == self.other:
            return f"{key_name(self.key)} is both {self.first.id} and {self.second.id}"
        begun = f"{key_name(self.other)} of {self.second.id}"
        return f"{key_name(self.key)} is {self.first.id}, and {begun} begins with it"


@dataclass(frozen=True)
class Keyboard:
    """Every command with the keys that it has now."""

    commands: tuple[Command, ...] = COMMANDS
    problems: tuple[KeyProblem, ...] = ()

    def command(self, command_id: str) -> Command:
        return next(command for command in self.commands if command.id == command_id)

    def in_scope(self, scope: Scope) -> Iterator[Command]:
        return (command for command in self.commands if command.scope & scope)

    def key(self, command_id: str) -> str:
        """The command's first key as people write it; without one, the palette's words for it."""
        command = self.command(command_id)
        return key_name(command.keys[0]) if command.keys else f"“{command.label}”"

    def hint(self, *pairs: tuple[str, str]) -> str:
        """`ctrl+r retry   Backspace out`: each command's key and what it would do; none for one without."""
        return "   ".join(f"{self.key(name)} {words}" for name, words in pairs if self.command(name).keys)


def make_keyboard(keymap: str = "default", own: Mapping[str, Keys] | None = None) -> Keyboard:
    """The keymap with the user's own keys, which win. What cannot be is told and left out."""
    problems: list[KeyProblem] = []
    chosen = {name: keys for name, keys in KEYMAPS[keymap].items() if name in BY_ID}
    mine = _own_keys(own or {}, problems)
    commands = [replace(c, keys=mine.get(c.id, chosen.get(c.id, c.keys))) for c in COMMANDS]
    return Keyboard(tuple(_settled(commands, mine, problems)), tuple(problems))


def _own_keys(own: Mapping[str, Keys], problems: list[KeyProblem]) -> dict[str, Keys]:
    mine: dict[str, Keys] = {}
    for command_id, keys in own.items():
        if command_id not in BY_ID:
            words = f"{command_id}: there is no such command{nearest(command_id, BY_ID)}"
            problems.append(KeyProblem(command_id, words))
            continue
        read: list[str] = []
        for key in keys:
            try:
                read.append(_fitting(read_keys(key), BY_ID[command_id]))
            except BadInput as error:
                problems.append(KeyProblem(command_id, f"{command_id}: {error}"))
        if read or not keys:
            mine[command_id] = tuple(dict.fromkeys(read))
    return mine


def _fitting(keys: str, command: Command) -> str:
    """Only a command that is told which character was pressed can have any."""
    if ANY_CHAR in keys and not any(ANY_CHAR in key for key in command.keys):
        raise BadInput(f"{keys!r}: {ANY_CHAR} is for bookmarks only")
    return keys


def _settled(
    commands: Sequence[Command], mine: Mapping[str, Keys], problems: list[KeyProblem]
) -> list[Command]:
    """The commands without clashes: of two the user's own keeps the key, of two such the one named first."""
    rank = {name: place for place, name in enumerate(mine)}
    settled = {command.id: command for command in commands}
    for clash in clashes(commands):
        winner, loser, key = clash.first, clash.second, clash.other
        if rank.get(loser.id, len(rank)) < rank.get(winner.id, len(rank)):
            winner, loser, key = loser, winner, clash.key
        before = settled[loser.id]
        keys = tuple(one for one in before.keys if one != key)
        settled[loser.id] = replace(before, keys=keys)
        left = "" if keys else f", which is left without a key: choose one for {loser.id}"
        if len(keys) < len(before.keys):
            problems.append(KeyProblem(winner.id, f"{clash.words}; {winner.id} wins over {loser.id}{left}"))
    return [settled[command.id] for command in commands]


def clashes(commands: Sequence[Command]) -> Iterator[Clash]:
    """Each two keys that could not be told apart in some scope: the same, or one the other's beginning."""
    pairs = [(key, command) for command in commands for key in command.keys]
    later: dict[str, list[tuple[str, Command]]] = {}
    for key, command in pairs:
        later.setdefault(key.partition(" ")[0], []).append((key, command))
    for key, command in pairs:
        alike = later[key.partition(" ")[0]]
        alike.pop(0)
        for other, second in alike:
            if command.id == second.id or not command.scope & second.scope:
                continue
            if other == key or other.startswith(f"{key} "):
                yield Clash(key, command, second, other)
            elif key.startswith(f"{other} "):
                yield Clash(other, second, command, key)


def read_keys(text: str) -> str:
    """A key, or several one after the other, as commands spell them. BadInput says what is none."""
    parts = [text] if text == " " else text.split()
    if not parts:
        raise BadInput("an empty text is no key")
    return " ".join(_read_key(part) for part in parts)


def _read_key(text: str) -> str:
    if text == " ":
        return "space"
    if text == ANY_CHAR:
        return text
    *modifiers, base = [text] if len(text) == 1 else _split(text)
    base = ALIASES.get(base.casefold(), base)
    names = sorted({modifier.casefold() for modifier in modifiers})
    if unknown := [name for name in names if name not in MODIFIERS]:
        raise BadInput(f"{text!r} is no key: {unknown[0]!r} is none of {', '.join(MODIFIERS)}")
    if len(base) > 1:
        base = base.casefold()
        if base not in NAMES:
            raise BadInput(f"{text!r} is no key{nearest(base, sorted(NAMES))}")
    elif not base.isprintable():
        raise BadInput(f"{text!r} is no key")
    return _spelt(names, base, text)


def _split(text: str) -> list[str]:
    """`ctrl++` is ctrl with plus."""
    if text.endswith("++"):
        return [*text[:-2].split("+"), "+"]
    return text.split("+")


def _spelt(modifiers: list[str], base: str, text: str) -> str:
    if modifiers == ["shift"] and len(base) == 1:
        if base.isalpha():
            return base.upper()
        raise BadInput(f"{text!r}: write the sign that shift makes of it")
    if modifiers and len(base) == 1:
        base = SIGNS.get(base, base.lower())
    key = "+".join([*modifiers, base])
    if key in SAME:
        raise BadInput(f"{text!r} is {key_name(SAME[key])} to a terminal: choose another key")
    if key == "ctrl+c":
        raise BadInput("'ctrl+c' always quits: choose another key")
    return key


def key_lines(keyboard: Keyboard) -> Iterator[str]:
    """Each command's keys, id and help, for the command line."""
    for command in keyboard.commands:
        keys = "  ".join(key_name(key) for key in command.keys) or "-"
        yield f"{keys:24} {command.id:16} {command.help}"
