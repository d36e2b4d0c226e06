"""The log: what was asked of which hub, what was said, what went wrong. Follows what happens."""

from __future__ import annotations

from hubtui.commands import Scope
from hubtui.logs import Log
from hubtui.text import safe
from hubtui.ui.rows.log import LOG
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.listed import Listed
from hubtui.ui.widgets.text_line import Span

EVERY = 0.5


class LogScreen(Listed):
    """Oldest first. A cursor on the last line follows what comes; elsewhere it stays on its line."""

    def __init__(self, log: Log) -> None:
        super().__init__(LOG)
        self._log = log
        self._seen = -1

    @property
    def scope(self) -> Scope:
        return Scope.LOG

    def on_mount(self) -> None:
        self.listed.lines.focus()
        where = safe(str(self._log.path)) if self._log.has_file else "not written to a file"
        self.listed.show_title(Span("Log", Tone.ACCENT), right=[Span(f" {where} ", Tone.DIM, optional=True)])
        self.listed.lines.set_notes(("Nothing has happened yet.", Tone.DIM))
        self.look()
        self.set_interval(EVERY, self.look)

    def look(self) -> None:
        """Show what has happened since the last look."""
        if self._log.count == self._seen or self.lines is None:
            return
        self._seen, lines = self._log.count, self.lines
        follows = lines.cursor >= lines.shown_count - 1 and not lines.arrangement.sort
        lines.set_rows(self._log.lines())
        lines.set_notes()
        if follows:
            lines.move_to(lines.shown_count - 1)
