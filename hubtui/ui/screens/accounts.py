"""The accounts: who is signed in where, where each token is, and whether it works."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui.commands import Scope
from hubtui.text import safe
from hubtui.ui.rows.sign_ins import SIGN_INS, SignIn
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span, TextLine


class AccountsScreen(ModalScreen[None], Keyed):
    """A row an account; below, what is to be said of the one under the cursor."""

    CSS_PATH = "accounts.tcss"

    @property
    def scope(self) -> Scope:
        return Scope.ACCOUNTS

    def compose(self) -> ComposeResult:
        with Vertical(classes="accounts"):
            yield ListFrame(SIGN_INS)
            yield TextLine(id="account-words")
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.lines is not None
        self.lines.focus()
        self.show_stores("")

    @property
    def sign_in(self) -> SignIn | None:
        """Under the cursor."""
        return self.lines.current if self.lines else None

    @property
    def chosen(self) -> list[SignIn]:
        """What a command is for: the marked ones, else the one under the cursor; as they are now."""
        assert self.lines is not None
        names = {row.account.name for row in self.lines.chosen()}
        return [row for row in self.lines.rows if row.account.name in names]

    def show(self, rows: Sequence[SignIn], cursor: str | None = None) -> None:
        assert self.lines is not None
        self.lines.set_rows(rows, cursor=cursor or self.lines.cursor_key)
        key = self.keyboard.key("accounts.add")
        nothing = (("No accounts yet.", Tone.DIM), (f"{key} signs in.", Tone.ACCENT))
        self.lines.set_notes(*(() if rows else nothing))
        self._show_words()
        self.update_keys()

    def show_stores(self, words: str) -> None:
        """In which states the stores are that tokens are kept in."""
        assert self.frame is not None
        right = [Span(f" {safe(words)} ", Tone.DIM)] if words else []
        self.frame.show_title(Span("Accounts", Tone.ACCENT), right=right)

    def on_line_list_changed(self) -> None:
        super().on_line_list_changed()
        self._show_words()

    def _show_words(self) -> None:
        row = self.sign_in
        self.query_one("#account-words", TextLine).show([Span(f"  {words_of(row)}", Tone.DIM)] if row else [])


def words_of(row: SignIn) -> str:
    """What the list has no room for, on one line."""
    if row.words:
        return safe(row.words, 300)
    if row.account.is_borrowed:
        return f"{safe(row.account.origin)}: read where it is, never changed here."
    user = row.user
    if user and user.organisations:
        return safe(f"in {', '.join(one.name for one in user.organisations)}", 300)
    return ""
