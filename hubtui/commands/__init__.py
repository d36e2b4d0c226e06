"""The commands: what each does is in `hubtui.ui.actions`, what they are is here."""

# ruff: noqa: E501 - names of keys

from __future__ import annotations

from collections.abc import Iterator

from hubtui.commands.kinds import ANY_CHAR, AREAS, Command, Need, Scope
from hubtui.commands.rows import COMMANDS

__all__ = [
    "ANY_CHAR",
    "AREAS",
    "BY_ID",
    "COMMANDS",
    "Command",
    "Need",
    "Scope",
    "in_scope",
    "key_name",
    "key_table",
]

BY_ID = {command.id: command for command in COMMANDS}

_NAMES = {
    "space": "Space", "enter": "Enter", "backspace": "Backspace", "escape": "Esc", "tab": "Tab", "insert": "Insert", "delete": "Del",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End", "pageup": "PgUp",
    "pagedown": "PgDn", ANY_CHAR: "letter",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key as people write it: `F5`, `Space`, `, n`."""
    words = [
        _NAMES.get(part, part.upper() if part[0] == "f" and part[1:].isdigit() else part)
        for part in key.split()
    ]
    return " ".join(words)


def in_scope(scope: Scope) -> Iterator[Command]:
    return (command for command in COMMANDS if command.scope & scope)


def key_table() -> str:
    """All keys as a Markdown table, for the README."""
    lines = ["| keys | what they do |", "| --- | --- |"]
    for area, title in AREAS.items():
        lines.append(f"| **{title}** | |")
        for command in COMMANDS:
            if command.area == area:
                keys = " ".join(f"`{key_name(key)}`" for key in command.keys).replace("|", "\\|")
                lines.append(f"| {keys} | {command.help} |")
    return "\n".join(lines) + "\n"
