"""Links that carry their own permission."""

from __future__ import annotations

import hashlib
import hmac
import time

from hubtui.localhub.web import Call

LIFETIME = 3600


def query(call: Call, *what: str) -> str:
    """The query that makes a link to this good for an hour."""
    expires = str(int(time.time()) + LIFETIME)
    return f"expires={expires}&signature={_sign(call, expires, what)}"


def valid(call: Call, *what: str) -> bool:
    """Whether the call's link was made for this, and is still good."""
    expires = call.query.get("expires", "")
    given = call.query.get("signature", "")
    if not (expires.isascii() and expires.isdigit() and given.isascii()):
        return False
    return hmac.compare_digest(given, _sign(call, expires, what)) and int(expires) > time.time()


def _sign(call: Call, expires: str, what: tuple[str, ...]) -> str:
    text = "\n".join((expires, *what)).encode()
    return hmac.new(call.store.secret, text, hashlib.sha256).hexdigest()
