"""Cutting streams of bytes, for both hubs."""

from __future__ import annotations

from collections.abc import Iterator

BLOCK = 256 * 1024
"""How much is read at once: big enough for speed, small enough for a progress bar."""


def skip(blocks: Iterator[bytes], count: int) -> Iterator[bytes]:
    """What follows the first `count` bytes: for a server that answers a Range request with everything."""
    for block in blocks:
        if count >= len(block):
            count -= len(block)
        elif count:
            yield block[count:]
            count = 0
        else:
            yield block


class Parts:
    """One stream read as parts of a given size, without holding a part in memory."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def take(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes of the stream, fewer when it ends."""
        while size > 0:
            block = self._rest or next(self._blocks, b"")
            if not block:
                return
            self._rest = block[size:]
            yield block[:size]
            size -= min(size, len(block))
