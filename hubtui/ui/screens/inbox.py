"""What is open in all repos of an account's namespaces; it fills while they are asked."""

from __future__ import annotations

from textual.timer import Timer

from hubtui import format
from hubtui.commands import Scope
from hubtui.jobs.inbox import Inbox, InboxItem
from hubtui.jobs.pacing import Gate
from hubtui.model import DiscussionQuery
from hubtui.text import safe
from hubtui.ui.rows.discussions import query_words
from hubtui.ui.rows.inbox import INBOX, matches
from hubtui.ui.rows.table import Part, Tone
from hubtui.ui.screens.listed import Listed
from hubtui.ui.widgets.text_line import Span

EVERY = 0.25
OPEN = DiscussionQuery(status="open")
TOLD = 5
"""Repos whose failure is told in full."""


class InboxScreen(Listed):
    """Looks at what is read; the one who opened it reads. Leaving it ends the reading."""

    def __init__(self, account: str) -> None:
        super().__init__(INBOX)
        self.account = account
        self.query_now = OPEN
        """Which ones are listed."""
        self.inbox: Inbox | None = None
        self.gate = Gate()
        self.is_busy = True
        self._timer: Timer | None = None
        self._seen: tuple[object, ...] = ()

    @property
    def scope(self) -> Scope:
        return Scope.INBOX

    @property
    def item(self) -> InboxItem | None:
        """Under the cursor."""
        row = self.listed.lines.current
        return row if isinstance(row, InboxItem) else None

    def on_mount(self) -> None:
        self.listed.lines.focus()
        self.listed.lines.stale = True
        self._timer = self.set_interval(EVERY, self.look)

    def on_unmount(self) -> None:
        self.gate.end()

    def begin(self, inbox: Inbox) -> None:
        """This is being read; what was listed stays until it has something."""
        self.inbox, self.is_busy = inbox, True
        self.show_anew()

    def end(self) -> None:
        """All that will be known is known."""
        self.is_busy = False
        self.look()

    def renew_gate(self) -> Gate:
        """End what is being read; what is read next passes the gate that is returned."""
        self.gate.end()
        self.gate = Gate()
        return self.gate

    def show_only(self, query: DiscussionQuery) -> None:
        self.query_now = query
        self.show_anew()

    def show_anew(self) -> None:
        """What was found has changed."""
        self._seen = ()
        self.look()

    def look(self) -> None:
        """Show what has come since the last look."""
        inbox = self.inbox
        if inbox is None or not self.is_attached:
            return
        seen = (self.is_busy, inbox.requests, len(inbox.found), *inbox.failures.items(), self.query_now)
        if seen == self._seen:
            return
        self._seen, lines = seen, self.listed.lines
        rows = [item for item in inbox.items if matches(self.query_now, item)]
        if rows or not self.is_busy:
            lines.stale = False
            lines.set_rows(rows)
        lines.set_notes(*self._notes(inbox, is_empty=not rows))
        self._show_title(inbox, len(rows))
        self.update_keys()

    def _show_title(self, inbox: Inbox, count: int) -> None:
        kinds = query_words(self.query_now)
        whose = safe(", ".join(inbox.namespaces)) or safe(self.account)
        words = f" · {whose} · {format.exact(count)} {kinds or 'of all'}"
        asked = len(inbox.found.keys() | {repo for repo in inbox.repos if str(repo) in inbox.failures})
        repos = f"{format.exact(asked)} of {format.plural(len(inbox.repos), 'repo')}"
        requests = format.plural(inbox.requests, "request")
        busy = [Span(" … ", Tone.ACCENT)] if self.is_busy else []
        right = [*busy, Span(f" {repos} · {requests} ", Tone.DIM, optional=True)]
        self.listed.show_title(Span("Inbox", Tone.ACCENT), Span(words), right=right)

    def _notes(self, inbox: Inbox, *, is_empty: bool) -> list[Part]:
        notes: list[Part] = []
        if is_empty:
            words = query_words(self.query_now)
            none = f"None here are: {words}." if words else "Nobody has said anything here yet."
            notes.append(("Reading …" if self.is_busy else none, Tone.DIM))
        failed = [(f"{name}: {words}", Tone.WARN) for name, words in sorted(inbox.failures.items())]
        notes += [(safe(words, 300), tone) for words, tone in failed[:TOLD]]
        if len(failed) > TOLD:
            notes.append((f"and {len(failed) - TOLD:,} more that could not be read", Tone.WARN))
        if failed and not self.is_busy:
            notes.append((self.keyboard.hint(("inbox.refresh", "asks again")), Tone.DIM))
        return notes
