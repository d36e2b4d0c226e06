"""Who asks to read a gated repo: let in or not, one or many."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui import format
from hubtui.commands import Scope
from hubtui.model import AccessRequest, AccessStatus, RepoKey
from hubtui.text import safe
from hubtui.ui.rows.access import ACCESS
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.listed import Listed
from hubtui.ui.widgets.text_line import Span

NOTHING = {
    AccessStatus.PENDING: "Nobody waits to be let in.",
    AccessStatus.ACCEPTED: "Nobody was let in yet.",
    AccessStatus.REJECTED: "Nobody was rejected.",
}


class AccessScreen(Listed):
    """Shows one status at a time; is told what the hub says."""

    def __init__(self, account: str, repo: RepoKey) -> None:
        super().__init__(ACCESS)
        self.account, self.repo = account, repo
        self.status = AccessStatus.PENDING

    @property
    def scope(self) -> Scope:
        return Scope.ACCESS

    def on_mount(self) -> None:
        self.listed.lines.focus()
        self.begin(self.status)

    def begin(self, status: AccessStatus) -> None:
        """These are being read; what was listed before is of another status, or old."""
        self.status = status
        self.listed.lines.unmark_all()
        self.listed.lines.set_rows(())
        self.show_reading()
        self._title("")

    def show(self, requests: Sequence[AccessRequest], hint: str) -> None:
        self.listed.lines.stale = False
        self.listed.lines.set_rows(requests)
        empty = () if requests else ((NOTHING[self.status], Tone.PLAIN), (hint, Tone.DIM))
        self.listed.lines.set_notes(*empty)
        self._title(f" · {format.plural(len(requests), 'request')} {self.status}")

    def _title(self, count: str) -> None:
        title = Span("Access", Tone.ACCENT), Span(f" · {safe(str(self.repo))}{count or f' · {self.status}'}")
        self.listed.show_title(*title)
