"""Sign-ins as rows: who each account is, where its token is kept, and whether it works."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hubtui import format
from hubtui.model import Account, User
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

HUBS = {"huggingface": "Hugging Face", "modelscope": "ModelScope", "local": "This machine"}
HOME = ("https://huggingface.co", "https://modelscope.cn")
"""The endpoints that a hub's name stands for."""


class State(StrEnum):
    """What is known of whether the account works."""

    UNKNOWN = "not checked"
    CHECKING = "checking"
    OK = "ok"
    ANONYMOUS = "no sign-in"
    REFUSED = "refused"
    LOCKED = "locked"
    NO_TOKEN = "no token"
    OFFLINE = "offline"
    FAILED = "failed"


_TONES = {
    State.OK: Tone.GOOD,
    State.CHECKING: Tone.ACCENT,
    State.REFUSED: Tone.BAD,
    State.FAILED: Tone.BAD,
    State.NO_TOKEN: Tone.BAD,
    State.LOCKED: Tone.WARN,
    State.OFFLINE: Tone.WARN,
}


@dataclass(frozen=True, slots=True)
class SignIn:
    account: Account
    state: State = State.UNKNOWN
    user: User | None = None
    """Who the hub said it is."""
    words: str = ""
    """What is wrong, in the words of the hub or the store."""
    panes: tuple[str, ...] = ()
    """The panes that begin with it: left, right."""

    @property
    def who(self) -> str:
        return self.user.name if self.user else self.account.user

    @property
    def hub(self) -> str:
        return HUBS.get(self.account.hub, self.account.hub)

    @property
    def elsewhere(self) -> str:
        """The host, where it is not the hub's first one: `modelscope.ai`, `mirror.example`."""
        return "" if self.account.endpoint in HOME else self.account.endpoint.partition("://")[2]

    @property
    def kept_in(self) -> str:
        """Where the token is, marked where anybody who reads the disk can have it."""
        origin = self.account.origin
        if self.account.store == "plain":
            return f"{origin}, unprotected"
        return f"{origin} (borrowed)" if self.account.is_borrowed else origin

    @property
    def tier(self) -> str:
        role = self.user.token_role if self.user else ""
        return {"fineGrained": "fine"}.get(role, role)


def sign_in_row(row: SignIn) -> tuple[AnyCell, ...]:
    account = row.account
    state = row.state.value + (f": {row.words}" if row.words else "")
    return (
        Cell(safe(account.name), Tone.STRONG),
        Cell(safe(row.hub)),
        Cell(safe(row.who) or "-", Tone.PLAIN if row.who else Tone.DIM),
        Cell(safe(row.kept_in) or "-", Tone.WARN if account.store == "plain" else Tone.DIM),
        Cell("read-only", Tone.ACCENT) if account.read_only else Cell(safe(row.tier) or "-", Tone.DIM),
        Cell("both" if len(row.panes) > 1 else "".join(row.panes), Tone.ACCENT),
        Cell(safe(row.elsewhere), Tone.DIM),
        Cell(safe(state), _TONES.get(row.state, Tone.DIM)),
    )


SIGN_INS: Table[SignIn] = Table(
    "account",
    (
        Column("account", least=14, sort="name"),
        Column("hub", 12),
        Column("who", 10),
        Column("token from", least=12, priority=1, prose=True),
        Column("may", 9),
        Column("first in", 8, priority=4),
        Column("host", 16, priority=2),
        Column("state", 11, prose=True),
    ),
    sign_in_row,
    key=lambda row: row.account.name,
    text=lambda row: f"{row.account.name} {row.hub} {row.elsewhere} {row.who} {row.kept_in} {row.state}",
    sorts={"name": Sort(lambda row: natural(row.account.name))},
)


def facts_of_sign_in(row: SignIn) -> list[tuple[str, str]]:
    """All that is known of a sign-in, raw, for its details."""
    account, user = row.account, row.user
    names = (
        [f"{one.name} ({one.role})" if one.role else one.name for one in user.organisations] if user else []
    )
    found = [
        ("account", account.name),
        ("hub", row.hub),
        ("endpoint", account.endpoint),
        ("who", row.who),
        ("name", user.display_name if user else ""),
        ("organisations", ", ".join(names)),
        ("token from", row.kept_in),
        ("token's tier", user.token_role if user else ""),
        ("signed in", "in a browser; the token is renewed before it expires" if account.is_granted else ""),
        ("writing", "read-only" if account.read_only else ""),
        (
            "first in",
            format.plural(len(row.panes), "pane") + f": {', '.join(row.panes)}" if row.panes else "",
        ),
        ("state", row.state.value + (f": {row.words}" if row.words else "")),
    ]
    return [(label, value) for label, value in found if value]
