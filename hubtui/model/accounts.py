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
    """Where the token comes from, in words: `HF_TOKEN`, `demo`; empty for anonymous."""
