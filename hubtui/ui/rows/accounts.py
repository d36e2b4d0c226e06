"""Accounts as rows."""

from __future__ import annotations

from dataclasses import dataclass

from hubtui.model import Account
from hubtui.text import safe
from hubtui.ui.rows.table import AnyCell, Cell, Column, Table, Tone


@dataclass(frozen=True, slots=True)
class AccountRow:
    account: Account
    hub: str
    """As people read it: `Hugging Face`."""
    user: str
    """Whose it is, where that is known by now."""
    is_here: bool = False
    """Whether the pane shows it."""


def account_row(row: AccountRow) -> tuple[AnyCell, ...]:
    account = row.account
    return (
        Cell(safe(account.name), Tone.STRONG, "here" if row.is_here else ""),
        Cell(safe(row.hub), Tone.PLAIN),
        Cell(safe(row.user) or "-", Tone.DIM),
        Cell(safe(account.origin) or "anonymous", Tone.DIM),
        Cell(safe(account.endpoint), Tone.DIM),
    )


ACCOUNTS: Table[AccountRow] = Table(
    "account",
    (
        Column("account", least=16),
        Column("hub", 14),
        Column("user", 14, priority=1),
        Column("signed in by", 22, priority=2),
        Column("endpoint", least=20, priority=3),
    ),
    account_row,
    key=lambda row: row.account.name,
    text=lambda row: f"{row.account.name} {row.hub} {row.user} {row.account.endpoint}",
)
