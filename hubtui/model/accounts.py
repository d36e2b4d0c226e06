"""Sign-ins."""

from __future__ import annotations

from dataclasses import dataclass

from hubtui.secret import Secret

DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in at one hub endpoint. Its token is kept elsewhere."""

    name: str
    """Unique in the program; shown in pane titles."""
    hub: str
    """Which implementation: `huggingface`, `modelscope`."""
    endpoint: str
    """`https://host`, without a trailing slash."""
    origin: str = ""
    """Where the token comes from, in words: `HF_TOKEN`, `vault`, `demo`; empty for anonymous."""
    store: str = ""
    """Which token store keeps it: `keyring`, `vault`, `memory`, `command`, `plain`; empty when none does."""
    is_borrowed: bool = False
    """The token belongs to another program or the environment: it is read there and never changed."""
    user: str = ""
    """Who it was when last checked; empty when it never was."""
    read_only: bool = False
    """The user wants nothing written with it."""
    is_granted: bool = False
    """Signed in in a browser: what is kept of it is a `Grant`."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A sign-in that waits for its user to agree in a browser."""

    address: str
    """The page to open; raw, as the hub gave it."""
    user_code: str
    """What is to be entered there; raw too."""
    device_code: Secret
    interval: float
    """Seconds to let pass before it is asked what has become of it."""
    until: float
    """When it ends, in `time.monotonic`."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What the user agreed to: a token that expires, and another one that renews it."""

    token: Secret
    refresh: Secret | None = None
    """None: when the token has expired the user signs in again."""
    issued: float = 0.0
    """When it was given, in `time.time`."""
    expires: float | None = None
    """None: the hub did not say."""

    @property
    def renewal(self) -> float | None:
        """From when on it is to be renewed: a day before it expires, of one that is short the last quarter;
        None when there is no need or no way."""
        if self.expires is None or self.refresh is None:
            return None
        return self.expires - min(DAY, (self.expires - self.issued) / 4)

    def is_due(self, now: float) -> bool:
        return self.renewal is not None and now >= self.renewal

    def has_expired(self, now: float) -> bool:
        return self.expires is not None and now >= self.expires
