"""Which names git accepts for a branch or a tag, and hubs with it."""

from __future__ import annotations

import re

MAX_BYTES = 200
_OID = re.compile(r"[0-9a-f]{40}")
_SIGNS = {" ": "blank", "~": "~", "^": "^", ":": ":", "?": "?", "*": "*", "[": "[", "\\": "backslash"}


def bad_ref_name(name: str) -> str:
    """Why this cannot be a ref's name, in words; empty when it can be. Git's check-ref-format rules."""
    if not name:
        return "a name is needed"
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in name):
        return "a name has no control characters"
    for sign, word in _SIGNS.items():
        if sign in name:
            return f"a name has no {word} in it"
    for part, words in (("..", "two dots in a row"), ("@{", "@{"), ("//", "two slashes in a row")):
        if part in name:
            return f"a name has no {words} in it"
    if len(name.encode("utf-8", "replace")) > MAX_BYTES:
        return f"a name has at most {MAX_BYTES} bytes"
    return _bad_ends(name) or _taken_by_git(name)


def _bad_ends(name: str) -> str:
    if name[0] in "/-" or name[-1] in "/.":
        return "a name begins with no / or -, and ends with no / or ."
    for segment in name.split("/"):
        if segment.startswith(".") or segment.endswith(".lock"):
            return "no part of a name begins with a dot or ends in .lock"
    return ""


def _taken_by_git(name: str) -> str:
    if name in ("@", "HEAD"):
        return f"{name} means something to git"
    if name.startswith("refs/"):
        return "refs/ is put before the name by git itself"
    return "a name of 40 hex digits would be taken for a commit" if _OID.fullmatch(name) else ""
