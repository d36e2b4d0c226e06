"""Shell patterns for paths, as git's wildcards are: `*.gguf`, `onnx/**`, `data/*.csv`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_WILD = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def path_pattern(pattern: str) -> str:
    """A regular expression for a whole path: `*` ends at a slash, `**` does not; a folder's path ends with
    a slash."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    wild = [_WILD.get(part) or re.escape(part) for part in parts]
    for place in range(1, len(parts), 2):
        if parts[place] == "*" and parts[place - 1][-1:] in ("", "/") and parts[place + 1][:1] in ("", "/"):
            wild[place] = "[^/]+"
    return f"(?s:{''.join(wild)}/?)\\Z"


def path_filter(include: Sequence[str], exclude: Sequence[str]) -> Callable[[str], bool]:
    """Whether a file is wanted: one of the first patterns matches, or there are none, and none of the others.

    A pattern without a slash is held against the name, wherever the file is; one with a slash against the
    whole path; one that ends in a slash, or names a folder in whole, takes all below it.
    """
    wanted, unwanted = _any_of(include), _any_of(exclude)
    return lambda path: (not include or wanted(path)) and not unwanted(path)


def _any_of(patterns: Sequence[str]) -> Callable[[str], bool]:
    if not patterns:
        return lambda _: False
    compiled = re.compile("|".join(_file_pattern(pattern) for pattern in patterns))
    return lambda path: compiled.match(path) is not None


def _file_pattern(pattern: str) -> str:
    inner = pattern.strip("/")
    rooted = "/" in pattern.removesuffix("/")
    below = path_pattern(f"{inner}/**" if rooted else f"**/{inner}/**")
    if pattern.endswith("/"):
        return below
    return f"{path_pattern(inner if rooted else f'**/{inner}')}|{below}"
