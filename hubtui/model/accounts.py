"""Sign-ins."""

from __future__ import annotations

from dataclasses import dataclass


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
