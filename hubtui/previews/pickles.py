"""Pickles: what one would import when loaded, read from its opcodes. Nothing is ever unpickled here."""

from __future__ import annotations

import pickletools
from collections.abc import Iterator

from hubtui import format
from hubtui.previews.reader import Reader, Unreadable
from hubtui.previews.values import Fact, Grid, Preview, grid

READ = 1024 * 1024
WARNING = "Loading a pickle runs what it imports; it is only listed here."
_STRINGS = {"SHORT_BINUNICODE", "BINUNICODE", "UNICODE", "BINUNICODE8"}


def pickle(reader: Reader) -> Preview:
    data = reader.at(0, READ)
    if data[:1] != b"\x80" or not 2 <= data[1] <= 5:
        raise Unreadable("not a pickle: it does not begin with a protocol")
    names, complete = imports(data)
    note = WARNING if complete else f"{WARNING} Only its first {format.size(len(data))} were looked at."
    facts: list[Fact] = [("protocol", str(data[1])), ("imports", format.exact(len(names)))]
    return Preview("pickle", tuple(facts), (imports_table(names),) if names else (), note)


def imports_table(names: list[str]) -> Grid:
    return grid(("it would import",), [(name,) for name in names])


def imports(data: bytes) -> tuple[list[str], bool]:
    """The names that loading would import, in order; and whether all of the pickle was seen."""
    found: dict[str, None] = {}
    try:
        for name in _imports(data):
            found[name] = None
    except (ValueError, IndexError, KeyError, UnicodeError, OverflowError):
        return list(found), False
    return list(found), True


def _imports(data: bytes) -> Iterator[str]:
    """GLOBAL names its object; STACK_GLOBAL takes the last two texts, which MEMOIZE may stand between."""
    texts: list[str] = []
    memory: dict[int, str] = {}
    last: object = None
    for opcode, argument, _ in pickletools.genops(data):
        if opcode.name in ("GLOBAL", "INST"):
            yield str(argument).replace(" ", ".")
        elif opcode.name == "STACK_GLOBAL":
            yield ".".join(texts[-2:])
        elif opcode.name in _STRINGS:
            texts.append(str(argument))
        elif opcode.name == "MEMOIZE" and isinstance(last, str):
            memory[len(memory)] = last
        elif opcode.name == "MEMOIZE":
            memory[len(memory)] = ""
        elif opcode.name in ("BINGET", "LONG_BINGET") and isinstance(argument, int) and memory.get(argument):
            texts.append(memory[argument])
        if opcode.name != "MEMOIZE":
            last = argument if opcode.name in _STRINGS else None
        del texts[:-2]
