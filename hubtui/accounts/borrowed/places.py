"""Where other programs keep their files, and how those are read: a little, and never changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from string import Template

from hubtui.errors import StoreUnavailable

MAX_SIZE = 64 * 1024


def home(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("HOME") or os.path.expanduser("~"))


def expanded(path: str, environment: Mapping[str, str]) -> Path:
    """With `~` and `$NAME` as a shell would have them."""
    path = Template(path).safe_substitute(environment)
    if path == "~" or path.startswith("~/"):
        return home(environment) / path[2:]
    return Path(os.path.expanduser(path))


def read_file(path: Path) -> bytes | None:
    """None when there is no such file; StoreUnavailable when it is not for hubtui to read."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SIZE + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read: {error.strerror}", "Check its permissions.") from None
    if len(content) > MAX_SIZE:
        raise StoreUnavailable(f"{path} is larger than a file of tokens", "Look at what it is.")
    return content


def read_text(path: Path) -> str | None:
    """The same, decoded."""
    content = read_file(path)
    try:
        return None if content is None else content.decode("utf-8")
    except UnicodeDecodeError:
        raise StoreUnavailable(f"{path} is not text", "Look at what it is.") from None
