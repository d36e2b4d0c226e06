"""Paths of this machine, completed while they are typed."""

from __future__ import annotations

import os
from itertools import islice

from hubtui.text import safe
from hubtui.ui.screens.prompt import Completion

LOOKED_AT = 5_000
"""Names of a folder that are looked at at the most."""


def complete_path(typed: str) -> list[Completion]:
    """What there is whose path begins so, folders first; hidden ones once their dot is typed. Reads the disk:
    off the event loop."""
    folder, _, begin = typed.rpartition("/")
    if "/" not in typed or "://" in typed:
        return []
    try:
        with os.scandir(os.path.expanduser(f"{folder}/")) as entries:
            fit = [one for one in islice(entries, LOOKED_AT) if _fits(one.name, begin)]
            found = sorted((not one.is_dir(), one.name) for one in fit)
    except OSError:
        return []
    return [_completion(folder, name, is_file) for is_file, name in found]


def _fits(name: str, begin: str) -> bool:
    """A name that cannot be shown as it is cannot be typed either."""
    return name.startswith(begin) and (begin.startswith(".") or name[0] != ".") and safe(name) == name


def _completion(folder: str, name: str, is_file: bool) -> Completion:
    shown = name if is_file else f"{name}/"
    return Completion(f"{folder}/{shown}", "" if is_file else "a folder", name=shown)
