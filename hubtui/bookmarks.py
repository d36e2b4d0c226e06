"""Places with a letter each, on any account; kept over restarts."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from hubtui.json_file import read_json, write_json


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a letter leads: an account, what it looks at, and as what."""

    letter: str
    account: str
    view: str
    locator: str = ""
    """Of a namespace or a repo, with revision and path; empty for a list that is no namespace's."""
    source: str = ""
    """Of such a list: `liked`, `search`."""
    search: str = ""
    """What would be typed for it."""
    collection: str = ""
    title: str = ""


class Bookmarks:
    """By letter. Safe to use from several threads.

    A file that cannot be read counts as none, a bookmark in it that makes no sense is left out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._kept = _read(path)

    def all(self) -> list[Bookmark]:
        """In the order of their letters."""
        return sorted(self._kept.values(), key=lambda one: (one.letter.casefold(), one.letter))

    def get(self, letter: str) -> Bookmark | None:
        return self._kept.get(letter)

    def set(self, bookmark: Bookmark) -> None:
        """Give the letter this place, whatever it had. Blocks; raises OSError, and then nothing changes."""
        self._change({bookmark.letter: bookmark})

    def remove(self, letter: str) -> None:
        """Blocks; raises OSError, and then nothing changes."""
        self._change({letter: None})

    def forget(self, account: str) -> None:
        """Drop all that lead to this account. Blocks."""
        with suppress(OSError):
            self._change({one.letter: None for one in self.all() if one.account == account})

    def rename(self, account: str, name: str) -> None:
        """The account is called something else now. Blocks."""
        mine = [one for one in self.all() if one.account == account]
        with suppress(OSError):
            self._change({one.letter: replace(one, account=name) for one in mine})

    def _change(self, changes: dict[str, Bookmark | None]) -> None:
        """On top of what is in the file now: another program's bookmarks stay."""
        with self._lock:
            merged = {**_read(self._path), **changes}
            kept = {letter: one for letter, one in merged.items() if one is not None}
            write_json(self._path, {letter: _record(one) for letter, one in kept.items()})
            self._kept = kept


def _record(bookmark: Bookmark) -> dict[str, str]:
    return {name: value for name, value in asdict(bookmark).items() if value and name != "letter"}


def _read(path: Path) -> dict[str, Bookmark]:
    found = {letter: _bookmark(letter, record) for letter, record in read_json(path).items()}
    return {letter: one for letter, one in found.items() if one is not None}


def _bookmark(letter: str, record: Any) -> Bookmark | None:
    names = {field.name for field in fields(Bookmark)} - {"letter"}
    if not is_letter(letter) or not isinstance(record, dict) or not {"account", "view"} <= record.keys():
        return None
    if not (record.keys() <= names and all(isinstance(value, str) for value in record.values())):
        return None
    return Bookmark(letter, **record)


def is_letter(letter: str) -> bool:
    """Whether a bookmark can have it: a letter or a digit."""
    return len(letter) == 1 and letter.isalnum()
