"""Cutting streams of bytes, for both hubs."""

from __future__ import annotations

from collections.abc import Iterator

BLOCK = 1024 * 1024
"""How much is read at once: big enough for speed, small enough for a progress bar."""
PAST_THE_END = 416
"""HTTP's answer to a Range that begins where the file ends, or later: of an empty file, to any."""


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


def bytes_range(offset: int, length: int | None) -> dict[str, str]:
    """The header that asks for a part of a file; none when all of it is wanted."""
    if length is not None:
        return {"Range": f"bytes={offset}-{offset + length - 1}"}
    return {"Range": f"bytes={offset}-"} if offset else {}


def limited(blocks: Iterator[bytes], count: int | None) -> Iterator[bytes]:
    """The first `count` bytes, or all: for a server that answers a Range request with more."""
    for block in blocks:
        if count is None:
            yield block
            continue
        yield block[:count]
        count -= min(count, len(block))
        if not count:
            return


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
