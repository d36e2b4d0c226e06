"""Of accounts: why a command cannot act on them, in words; empty when it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubtui.text import safe

if TYPE_CHECKING:
    from hubtui.ui.context import Context


def own_account(context: Context) -> str:
    row = context.sign_in
    if row is None:
        return "no account here"
    account = row.account
    if account.is_borrowed:
        return f"{safe(account.name)} belongs to another program ({safe(account.origin)}): change it there"
    return "" if account.store else f"{safe(account.name)} is not signed in"


def signed_in(context: Context) -> str:
    row = context.sign_in
    if row is None:
        return "no account here"
    return (
        ""
        if row.account.origin
        else f"{safe(row.account.name)} is not signed in: nothing can be written with it"
    )
