"""Which account each pane has shown last; kept over restarts."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from hubtui.json_file import read_json, write_json


class LastUsed:
    """Account names by pane. A file that cannot be read counts as none; this is a convenience."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        found = read_json(path).items()
        self._names = {pane: name for pane, name in found if isinstance(name, str)}

    def get(self, pane: str) -> str:
        """Empty when none is known."""
        return self._names.get(pane, "")

    def note(self, pane: str, account: str) -> None:
        """Blocks when it is another one than before."""
        with self._lock:
            if self._names.get(pane) != account:
                self._names = {**self._names, pane: account}
                with suppress(OSError):
                    write_json(self._path, dict(self._names))

    def rename(self, old: str, new: str) -> None:
        """Blocks."""
        for pane, name in self._names.items():
            if name == old:
                self.note(pane, new)
