"""What takes a repo's space: its present files and what only its history holds."""

from __future__ import annotations

from hubtui import format
from hubtui.commands import Scope
from hubtui.model import LargeFile, RepoKey
from hubtui.text import safe
from hubtui.ui.rows.storage import STORAGE, stored
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.listed import Listed
from hubtui.ui.widgets.text_line import Span


class StorageScreen(Listed):
    """Is told what the hub lists; the largest first."""

    def __init__(self, account: str, repo: RepoKey) -> None:
        super().__init__(STORAGE)
        self.account, self.repo = account, repo

    @property
    def scope(self) -> Scope:
        return Scope.STORAGE

    def on_mount(self) -> None:
        self.listed.lines.focus()
        self.begin()

    def begin(self) -> None:
        self.show_reading()
        self._title("")

    def show(self, files: list[LargeFile]) -> None:
        lines = self.listed.lines
        lines.stale = False
        lines.unmark_all()
        lines.set_rows(stored(files))
        empty = ("Nothing is stored apart from git here.", Tone.PLAIN)
        lines.set_notes(*(() if files else (empty,)))
        past = sum(file.size for file in files if not file.ref)
        total = format.size(sum(file.size for file in files))
        history = f", {format.size(past)} in the history only" if past else ""
        self._title(f" · {total}{history}")

    def _title(self, words: str) -> None:
        self.listed.show_title(Span("Storage", Tone.ACCENT), Span(f" · {safe(str(self.repo))}{words}"))
