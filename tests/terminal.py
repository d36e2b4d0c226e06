"""A program in a real terminal of its own: what it writes, what is typed, how it ends."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pyte
from wcwidth import wcwidth

PATIENCE = 60.0
_NOT_KNOWN = re.compile(rb"\x1b\[[<>=?][0-9;]*[uqm]|\x1b\[\?[0-9;]+\$p")
"""Questions and keyboard modes that pyte would print."""


class Terminal:
    """Runs a command on a pty."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 120, lines: int = 40
    ) -> None:
        self._seen, self._fed = bytearray(), 0
        self.screen = pyte.Screen(columns, lines)
        """What a terminal would show; brought up to date by `display`."""
        self._stream = pyte.ByteStream(self.screen)
        self._lines: dict[int, str] = {}
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)

    @property
    def seen(self) -> bytes:
        """Every byte that it wrote."""
        return bytes(self._seen)

    def hang_up(self) -> None:
        """The line is gone, as when a connection drops."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDONLY)

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def read(self, seconds: float) -> bytes:
        """What is written within so long; empty when nothing is, or the program is gone."""
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            new = os.read(self._master, 65_536)
        except OSError:
            return b""
        self._seen += new
        return new

    def quiet(self, seconds: float = 0.25) -> bytes:
        """All that is written until nothing is for so long."""
        start = len(self._seen)
        while self.read(seconds):
            pass
        return bytes(self._seen[start:])

    def until(self, words: str) -> None:
        """Read until the words were written, now or before."""
        wanted, end = words.encode(), time.monotonic() + PATIENCE
        while wanted not in self._seen:
            assert time.monotonic() < end, f"never saw {words!r}; the last was {self.seen[-2000:]!r}"
            if not self.read(1.0) and self.process.poll() is not None:
                raise AssertionError(f"it ended without {words!r}: {self.seen[-2000:]!r}")

    @property
    def display(self) -> str:
        """The lines that stand on the screen now."""
        new, self._fed = bytes(self._seen[self._fed :]), len(self._seen)
        self._stream.feed(_NOT_KNOWN.sub(b"", new))
        self._lines |= {y: self._line(y) for y in self.screen.dirty}
        self.screen.dirty.clear()
        return "\n".join(self._lines[y] for y in range(self.screen.lines))

    def _line(self, y: int) -> str:
        """As pyte's `display`, which fails where half of a wide character was written over."""
        line, text, x = self.screen.buffer[y], "", 0
        while x < self.screen.columns:
            data = line[x].data
            text += data or " "
            x += 2 if data and wcwidth(data[0]) == 2 else 1
        return text

    def shows(self, words: str, times: int = 1) -> None:
        """Read until the words stand on the screen, so many times at least."""
        end = time.monotonic() + PATIENCE
        while self.display.count(words) < times:
            assert time.monotonic() < end, f"{words!r} never stood in\n{self.display}"
            if not self.read(1.0) and self.process.poll() is not None:
                raise AssertionError(f"it ended without {words!r}")

    def matches(self, pattern: str) -> None:
        """Read until something like it stands on the screen."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.display):
            assert time.monotonic() < end, f"{pattern!r} never stood in\n{self.display}"
            if not self.read(1.0) and self.process.poll() is not None:
                raise AssertionError(f"it ended without {pattern!r}")

    def lacks(self, words: str) -> None:
        """Read until the words stand on the screen no more."""
        end = time.monotonic() + PATIENCE
        while words in self.display:
            assert time.monotonic() < end, f"{words!r} still stands in\n{self.display}"
            self.read(1.0)

    def wait(self) -> int:
        """Read to the end of the program; its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, "it did not end"
            self.read(0.1)
        while self.read(0):
            pass
        return self.process.returncode

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)
