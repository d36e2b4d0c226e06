"""Tokens that expire, renewed when they are used."""

from __future__ import annotations

import logging
import time
from functools import partial

from hubtui.accounts import Accounts
from hubtui.errors import HubError, StoreError, Unauthorized
from hubtui.hubs import hub_class
from hubtui.model import Account, Grant

_log = logging.getLogger(__name__)
AGAIN = 300.0
"""Seconds until a renewal that came to nothing is tried again, while the token still holds."""


def current(accounts: Accounts, account: Account) -> tuple[Grant, float | None]:
    """What the account's requests carry now, and when to look again.

    Renewed when that is due. What stands in the way of it is an error only once the token has expired.
    """
    grant = accounts.grant(account.name)
    assert grant is not None
    try:
        if grant.is_due(time.time()):
            grant = accounts.renew(account.name, partial(hub_class(account.hub).renew, account.endpoint))
    except (HubError, StoreError) as error:
        if not grant.has_expired(time.time()):
            _log.warning("%s: its token could not be renewed: %s", account.name, error)
            return grant, time.time() + AGAIN
        raise
    if grant.has_expired(time.time()):
        raise Unauthorized(f"{account.name}: the sign-in has expired", advice="Sign in again.")
    return grant, grant.expires if grant.renewal is None else grant.renewal
