"""What takes a repo's space: its present files and what only its history holds."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui import format
from hubtui.commands import Scope
from hubtui.errors import HubtuiError
from hubtui.model import LargeFile, RepoKey
from hubtui.text import safe
from hubtui.ui.rows.storage import STORAGE, stored
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span


class StorageScreen(ModalScreen[None], Keyed):
    """Is told what the hub lists; the largest first."""

    CSS_PATH = "jobs.tcss"

    def __init__(self, account: str, repo: RepoKey) -> None:
        super().__init__()
        self.account, self.repo = account, repo

    @property
    def scope(self) -> Scope:
        return Scope.STORAGE

    def compose(self) -> ComposeResult:
        with Vertical(classes="jobs"):
            yield ListFrame(STORAGE)
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.frame is not None
        self.frame.lines.focus()
        self.begin()

    def begin(self) -> None:
        assert self.frame is not None
        self.frame.lines.stale = True
        self.frame.lines.set_notes(("Reading …", Tone.DIM))
        self._title("")

    def show(self, files: list[LargeFile]) -> None:
        assert self.frame is not None
        lines = self.frame.lines
        lines.stale = False
        lines.unmark_all()
        lines.set_rows(stored(files))
        empty = ("Nothing is stored apart from git here.", Tone.PLAIN)
        lines.set_notes(*(() if files else (empty,)))
        past = sum(file.size for file in files if not file.ref)
        total = format.size(sum(file.size for file in files))
        history = f", {format.size(past)} in the history only" if past else ""
        self._title(f" · {total}{history}")

    def show_error(self, error: HubtuiError) -> None:
        assert self.frame is not None
        self.frame.lines.stale = False
        self.frame.lines.set_notes((safe(str(error), 400), Tone.BAD), (error.advice, Tone.DIM))

    def _title(self, words: str) -> None:
        assert self.frame is not None
        self.frame.show_title(Span("Storage", Tone.ACCENT), Span(f" · {safe(str(self.repo))}{words}"))
