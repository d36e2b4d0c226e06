"""Who asks to read a gated repo: let in or not, one or many."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui import format
from hubtui.commands import Scope
from hubtui.errors import HubtuiError
from hubtui.model import AccessRequest, AccessStatus, RepoKey
from hubtui.text import safe
from hubtui.ui.rows.access import ACCESS
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span

NOTHING = {
    AccessStatus.PENDING: "Nobody waits to be let in.",
    AccessStatus.ACCEPTED: "Nobody was let in yet.",
    AccessStatus.REJECTED: "Nobody was rejected.",
}


class AccessScreen(ModalScreen[None], Keyed):
    """Shows one status at a time; is told what the hub says."""

    CSS_PATH = "jobs.tcss"

    def __init__(self, account: str, repo: RepoKey) -> None:
        super().__init__()
        self.account, self.repo = account, repo
        self.status = AccessStatus.PENDING

    @property
    def scope(self) -> Scope:
        return Scope.ACCESS

    def compose(self) -> ComposeResult:
        with Vertical(classes="jobs"):
            yield ListFrame(ACCESS)
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.frame is not None
        self.frame.lines.focus()
        self.begin(self.status)

    def begin(self, status: AccessStatus) -> None:
        """These are being read; what was listed before is of another status, or old."""
        assert self.frame is not None
        self.status = status
        self.frame.lines.unmark_all()
        self.frame.lines.set_rows(())
        self.frame.lines.set_notes(("Reading …", Tone.DIM))
        self._title("")

    def show(self, requests: Sequence[AccessRequest], hint: str) -> None:
        assert self.frame is not None
        self.frame.lines.set_rows(requests)
        empty = () if requests else ((NOTHING[self.status], Tone.PLAIN), (hint, Tone.DIM))
        self.frame.lines.set_notes(*empty)
        self._title(f" · {format.plural(len(requests), 'request')} {self.status}")

    def show_error(self, error: HubtuiError) -> None:
        assert self.frame is not None
        notes = (safe(str(error), 400), Tone.BAD), (error.advice, Tone.DIM)
        self.frame.lines.set_notes(*notes)

    def _title(self, count: str) -> None:
        assert self.frame is not None
        title = Span("Access", Tone.ACCENT), Span(f" · {safe(str(self.repo))}{count or f' · {self.status}'}")
        self.frame.show_title(*title)
