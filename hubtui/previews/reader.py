"""A file that is somewhere else, read in ranges: each byte is asked for once, and only so many in all."""

from __future__ import annotations

import io
import struct
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hubtui import format
from hubtui.errors import HubtuiError
from hubtui.hub import Hub
from hubtui.model import RepoKey

LIMIT = 8 * 1024 * 1024
MALFORMED: tuple[type[BaseException], ...] = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    EOFError,
    struct.error,
    NotImplementedError,
    SyntaxError,
)
"""What taking a file apart raises when it is not what its format promises."""

Fetch = Callable[[int, int], bytes]
"""The bytes from an offset on, at most so many; fewer where the file ends."""


class Unreadable(HubtuiError):
    """The file is not what its format promises."""

    advice = "The file may be damaged, or named for what it is not."


class TooMuch(Unreadable):
    """More of the file would be needed than a preview reads."""

    advice = "Download the file to see all of it."


class Reader:
    """Random access. `size` is None until it is known; `asked` counts the bytes that came."""

    def __init__(self, fetch: Fetch, size: int | None = None, *, limit: int = LIMIT) -> None:
        self.size = size
        self.limit = limit
        self.asked = 0
        self.requests = 0
        self._fetch = fetch
        self._starts: list[int] = []
        self._spans: dict[int, bytes] = {}

    def at(self, offset: int, length: int) -> bytes:
        """These bytes, fewer where the file ends. TooMuch, before anything is asked for, when they are more
        than the limit leaves."""
        end = offset + max(0, length)
        if self.size is not None:
            end = min(end, self.size)
        pieces: list[bytes] = []
        while offset < end:
            start = self._span_of(offset)
            if start is None:
                start = offset
                if not self._load(offset, min(end, self._next_start(offset))):
                    break
                if self.size is not None:
                    end = min(end, self.size)
            piece = self._spans[start][offset - start : end - start]
            if not piece:
                break
            pieces.append(piece)
            offset += len(piece)
        return b"".join(pieces)

    def exactly(self, offset: int, length: int) -> bytes:
        """These bytes; Unreadable when the file ends before."""
        data = self.at(offset, length)
        if len(data) < length:
            raise Unreadable(f"it ends after {format.size(offset + len(data))}, in the middle of its header")
        return data

    def _span_of(self, offset: int) -> int | None:
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return None
        start = self._starts[place]
        return start if offset < start + len(self._spans[start]) else None

    def _next_start(self, offset: int) -> float:
        place = bisect_right(self._starts, offset)
        return self._starts[place] if place < len(self._starts) else float("inf")

    def _load(self, offset: int, end: float) -> bool:
        length = int(end) - offset
        if self.asked + length > self.limit:
            raise TooMuch(f"more than the {format.size(self.limit)} that a preview reads would be needed")
        self.requests += 1
        data = self._fetch(offset, length)[:length]
        self.asked += len(data)
        if len(data) < length:
            self.size = offset + len(data)
        if data:
            self._spans[offset] = data
            insort(self._starts, offset)
        return bool(data)


def of_hub(
    hub: Hub, repo: RepoKey, revision: str, path: str, size: int | None, *, limit: int = LIMIT
) -> Reader:
    """A file on a hub. Reading it blocks and raises what the hub raises."""

    def fetch(offset: int, length: int) -> bytes:
        return b"".join(hub.read(repo, revision, path, offset=offset, length=length))

    return Reader(fetch, size, limit=limit)


def of_bytes(data: bytes, *, limit: int = LIMIT) -> Reader:
    return Reader(lambda offset, length: data[offset : offset + length], len(data), limit=limit)


class Cursor:
    """Reads values one after the other, in ranges that grow; what is skipped is not read."""

    def __init__(self, reader: Reader, offset: int = 0, *, order: str = "<", first: int = 64 * 1024) -> None:
        self.offset = offset
        self.order = order
        self._reader = reader
        self._step = first
        self._window, self._start = b"", offset

    def take(self, length: int) -> bytes:
        place = self.offset - self._start
        if not 0 <= place <= place + length <= len(self._window):
            self._move(length)
            place = 0
        self.offset += length
        return self._window[place : place + length]

    def skip(self, length: int) -> None:
        self.offset += length

    def number(self, code: str) -> int:
        """One value as `struct` spells it."""
        value: int = struct.unpack(self.order + code, self.take(struct.calcsize(self.order + code)))[0]
        return value

    def _move(self, length: int) -> None:
        """A window from here on with at least this much in it."""
        left = self._reader.limit - self._reader.asked
        try:
            window = self._reader.at(self.offset, max(length, self._step))
        except TooMuch:
            if length >= self._step:
                raise
            window = self._reader.at(self.offset, max(length, min(self._step, left)))
        if len(window) < length:
            raise Unreadable(f"it ends after {format.size(self.offset + len(window))}, within its header")
        self._window, self._start = window, self.offset
        self._step = min(self._step * 4, 1024 * 1024)


class Window(io.RawIOBase):
    """The reader as a file object, for libraries that want one; reads ahead by a little."""

    def __init__(self, reader: Reader, *, ahead: int = 4096) -> None:
        super().__init__()
        self._reader = reader
        self._ahead = ahead
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._reader.size or 0}[whence]
        if base + offset < 0:
            raise ValueError("a place before the file's beginning")
        self._place = base + offset
        return self._place

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = (self._reader.size or self._place) - self._place
        data = self._reader.at(self._place, max(size, self._ahead))[:size]
        self._place += len(data)
        return data

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def understood(what: str, *errors: type[BaseException]) -> Iterator[None]:
    """Turns what a malformed file makes parsers raise into Unreadable."""
    try:
        yield
    except MALFORMED + errors as error:
        raise Unreadable(f"not {what} that can be read ({type(error).__name__})") from error
