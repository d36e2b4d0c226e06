"""Grants as stores keep them: one value for the token and what belongs to it, so that none is ever half."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from hubtui.accounts.stores.base import parse_secret
from hubtui.errors import StoreDamaged
from hubtui.model import Grant
from hubtui.secret import Secret

_WORDS = "what is kept of the sign-in in the browser is"


class _Kept(Struct, frozen=True, forbid_unknown_fields=True):
    token: str
    refresh: str | None
    issued: float
    expires: float | None


def sealed(grant: Grant) -> Secret:
    """As one secret, without a space."""
    refresh = grant.refresh.reveal() if grant.refresh else None
    kept = _Kept(grant.token.reveal(), refresh, grant.issued, grant.expires)
    return Secret(msgspec.json.encode(kept).decode())


def unsealed(kept: Secret) -> Grant:
    """StoreDamaged, without the value, when it is not what `sealed` made."""
    try:
        found = msgspec.json.decode(kept.reveal(), type=_Kept)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise StoreDamaged(f"{_WORDS} not what hubtui writes") from None
    refresh = None if found.refresh is None else parse_secret(found.refresh, _WORDS)
    return Grant(parse_secret(found.token, _WORDS), refresh, found.issued, found.expires)
