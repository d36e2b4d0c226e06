"""From keys to commands, sequences such as `g g` included; Textual knows single keys only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.events import Key

from hubtui.commands import ANY_CHAR, COMMANDS, Command, Scope


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a key came to: a command, the beginning of a sequence, or nothing."""

    command: Command | None = None
    char: str = ""
    """Which one, when the command's key is any character."""
    pending: str = ""
    """The keys so far of a sequence that goes on."""
    unknown: str = ""
    """A sequence that nothing is bound to."""


@dataclass
class Keymap:
    """Holds the keys pressed so far and finds what they mean where they are pressed."""

    commands: Sequence[Command] = field(default=COMMANDS)
    pending: str = ""

    def press(self, key: str, scope: Scope) -> Pressed:
        before, self.pending = self.pending, ""
        keys = f"{before} {key}".strip()
        if before and key == "escape":
            return Pressed()
        for command in self.commands:
            if command.scope & scope and keys in command.keys:
                return Pressed(command)
        if before and len(key) == 1 and (found := self._of_any_char(before, scope)):
            return Pressed(found, key)
        if self.continuations(keys, scope):
            self.pending = keys
            return Pressed(pending=keys)
        return Pressed(unknown=keys if before else "")

    def _of_any_char(self, before: str, scope: Scope) -> Command | None:
        keys = f"{before} {ANY_CHAR}"
        return next((one for one in self.commands if one.scope & scope and keys in one.keys), None)

    def continuations(self, keys: str, scope: Scope) -> list[tuple[str, Command]]:
        """What can follow these keys: each next key with its command."""
        begin = f"{keys} "
        return [
            (key.removeprefix(begin), command)
            for command in self.commands
            if command.scope & scope
            for key in command.keys
            if key.startswith(begin)
        ]


def key_of(event: Key) -> str:
    """The key as commands spell it: the character where it has one, else Textual's name for it."""
    if "+" in event.key:
        return event.key
    if event.character and event.is_printable and event.character != " ":
        return event.character
    return event.key
