"""Text to the terminal's clipboard by OSC 52, also through tmux."""

from __future__ import annotations

import base64

LIMIT = 74_000
"""Bytes that terminals take; a longer text is refused, not cut."""


def osc52(text: str, *, in_tmux: bool) -> str:
    """The sequence that sets the clipboard; ValueError when the text is too long for one."""
    data = base64.b64encode(text.encode())
    if len(data) > LIMIT:
        raise ValueError(f"{len(data)} bytes do not fit the terminal's clipboard")
    sequence = f"\x1b]52;c;{data.decode()}\x07"
    if in_tmux:
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return sequence
