"""Sign-ins in the browser as the embedded hub keeps them: who was asked, what was agreed to, and until when
the tokens hold that came of it. They go with the hub."""

from __future__ import annotations

import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from hubtui.localhub.records import LocalAccount

CLIENT = "26be6b09-91c5-47da-9861-d2d2bb7a7e36"
"""The application that huggingface_hub signs in as."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of the codes that people type."""
DAY = 24 * 3600


@dataclass
class Terms:
    """What the hub gives, as huggingface.co does; tests give less."""

    code_seconds: float = 300
    interval: float = 5
    """A device that asks more often is told to slow down."""
    token_seconds: float = 30 * DAY
    refresh_seconds: float = 90 * DAY
    renews: bool = True
    """Whether tokens come with another one that renews them."""


class Trouble(StrEnum):
    """Why there is no token, in the protocol's words (RFC 6749 and 8628)."""

    PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    EXPIRED = "expired_token"
    DENIED = "access_denied"
    BAD_GRANT = "invalid_grant"


@dataclass
class Asked:
    """A device that waits for its user."""

    user_code: str
    until: float
    last_asked: float = float("-inf")
    account: LocalAccount | None = None
    is_denied: bool = False


@dataclass(frozen=True)
class Tokens:
    """Given for a sign-in."""

    access: str
    refresh: str
    """Empty: these cannot be renewed."""
    seconds: int


@dataclass(frozen=True)
class Held:
    """Whose a token is, and until when."""

    account: LocalAccount
    until: float


@dataclass
class Devices:
    """All of them. Any thread may call."""

    terms: Terms = field(default_factory=Terms)
    clock: Callable[[], float] = time.time
    _asked: dict[str, Asked] = field(default_factory=dict)
    """By device code."""
    _access: dict[str, Held] = field(default_factory=dict)
    _refresh: dict[str, Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> tuple[str, Asked]:
        """A device code, and what belongs to it."""
        letters = "".join(secrets.choice(LETTERS) for _ in range(8))
        asked = Asked(f"{letters[:4]}-{letters[4:]}", self.clock() + self.terms.code_seconds)
        with self._lock:
            code = secrets.token_urlsafe(32)
            self._asked[code] = asked
        return code, asked

    def settle(self, user_code: str, account: LocalAccount | None) -> bool:
        """The user agrees, as this account, or with None denies; False without a device that waits so."""
        wanted = user_code.strip().upper()
        with self._lock:
            for asked in self._asked.values():
                if asked.user_code == wanted and self.clock() < asked.until:
                    asked.account, asked.is_denied = account, account is None
                    return True
        return False

    def collect(self, device_code: str) -> Tokens | Trouble:
        """What has become of it; tokens are given once."""
        with self._lock:
            asked, now = self._asked.get(device_code), self.clock()
            if asked is None:
                return Trouble.BAD_GRANT
            too_soon = now - asked.last_asked < self.terms.interval
            asked.last_asked = now
            if now >= asked.until:
                return Trouble.EXPIRED
            if asked.is_denied:
                return Trouble.DENIED
            if asked.account is None:
                return Trouble.SLOW_DOWN if too_soon else Trouble.PENDING
            del self._asked[device_code]
            return self._give(asked.account)

    def renew(self, refresh: str) -> Tokens | Trouble:
        """Other tokens; the one that was given for them is worth nothing from now on."""
        with self._lock:
            held = self._refresh.pop(refresh, None)
            if held is None or self.clock() >= held.until:
                return Trouble.BAD_GRANT
            return self._give(held.account)

    def holder(self, access: str) -> Held | None:
        """Whose token it is, while it holds."""
        held = self._access.get(access)
        return held if held and self.clock() < held.until else None

    def names(self) -> dict[str, str]:
        """Who each token that was given belongs to, also those that have expired."""
        with self._lock:
            return {token: held.account.name for token, held in (self._access | self._refresh).items()}

    def end(self, name: str) -> None:
        """The user takes all of an account's sign-ins back."""
        with self._lock:
            for held in (self._access, self._refresh):
                for token in [token for token, one in held.items() if one.account.name == name]:
                    del held[token]

    def _give(self, account: LocalAccount) -> Tokens:
        now = self.clock()
        access, refresh = _access_token(), f"hf_refresh_{secrets.token_urlsafe(32)}"
        self._access[access] = Held(account, now + self.terms.token_seconds)
        if self.terms.renews:
            self._refresh[refresh] = Held(account, now + self.terms.refresh_seconds)
        return Tokens(access, refresh if self.terms.renews else "", int(self.terms.token_seconds))


def _access_token() -> str:
    """As long as the real ones, which are signed JSON behind a prefix; what is in it means nothing."""
    parts = (urlsafe_b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (82, 560, 64))
    return f"hf_oauth_{'.'.join(parts)}"
