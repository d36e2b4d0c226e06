"""Which names hubs accept for a repo."""

from __future__ import annotations

import re

MOST = 96
"""Characters of a name (huggingface_hub 2.4 `validate_repo_id`); ModelScope takes as many."""
_NAME = re.compile(r"[\w.-]+", re.ASCII)


def led_to(to: str, name: str) -> str:
    """The repo id that a repo of this name gets: `to` itself, or its own name in `to`, a namespace."""
    return to if "/" in to else f"{to}/{name}"


def bad_repo_id(repo_id: str) -> str:
    """Why this cannot be a repo's `namespace/name`, in words; empty when it can be on either hub."""
    namespace, slash, name = repo_id.partition("/")
    if not slash or "/" in name:
        return f"write namespace/name, not {repo_id!r}"
    return _bad_part(namespace, "a namespace") or _bad_part(name, "a name")


def _bad_part(part: str, what: str) -> str:
    if not part:
        return f"{what} is needed: write namespace/name"
    if not _NAME.fullmatch(part):
        return f"{what} has letters, digits, - _ and . only: {part!r}"
    if len(part) > MOST:
        return f"{what} has at most {MOST} characters, not {len(part)}"
    if part[0] in "-." or part[-1] in "-." or part.endswith(".git"):
        return f"{what} begins and ends with no - or ., and not with .git: {part!r}"
    return f"{what} has no -- or .. in it: {part!r}" if "--" in part or ".." in part else ""
