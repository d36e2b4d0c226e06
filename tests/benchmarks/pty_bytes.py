"""Bytes written to the terminal: hubtui on the demo in a pty of 120x40."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time

COLUMNS, LINES = 120, 40
QUIET = 0.25
"""Seconds without a byte after which an answer is taken to be whole."""
BUDGET_KEY, BUDGET_PAGE = 600, 15_000


class Terminal:
    """The program in a pty, and what it writes."""

    def __init__(self, *command: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", PYTHONUNBUFFERED="1")
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

    def read(self, quiet: float = QUIET, limit: float = 30.0) -> bytes:
        """All that comes until it is quiet."""
        data, end = b"", time.monotonic() + limit
        while time.monotonic() < end and select.select([self.fd], [], [], quiet)[0]:
            try:
                block = os.read(self.fd, 65536)
            except OSError:
                break
            if not block:
                break
            data += block
        return data

    def wait_for(self, words: bytes, limit: float = 60.0) -> int:
        """Read until the words were written; how many bytes that took."""
        data, end = b"", time.monotonic() + limit
        while words not in data and time.monotonic() < end:
            data += self.read(0.1, 1.0)
        if words not in data:
            raise RuntimeError(f"{words!r} never came")
        return len(data) + len(self.read())

    def press(self, keys: bytes) -> int:
        os.write(self.fd, keys)
        return len(self.read())

    def close(self) -> None:
        os.write(self.fd, b"q")
        self.read(0.5, 5.0)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def line(what: str, count: float, budget: int) -> None:
    print(f"  {what:<34} {count:>9,.0f}   budget {budget:>6,}   {'ok' if count <= budget else 'TOO MUCH'}")


def main() -> None:
    terminal = Terminal(sys.executable, "-m", "hubtui", "--demo")
    try:
        first = terminal.wait_for(b"estuary")
        print(f"  {'first paint and both listings':<34} {first:>9,}")
        terminal.press(b":")
        terminal.press(b"acme-lab")
        terminal.press(b"\r")
        terminal.read(1.0)
        keys = [
            terminal.press(key) for key in (b"j", b"j", b"j", b"j", b"k", b"j", b"k", b"\x1b[B", b"\x1b[A")
        ]
        line("cursor key, median", statistics.median(keys), BUDGET_KEY)
        line("cursor key, largest", max(keys), BUDGET_KEY)
        terminal.press(b":")
        terminal.press(b"datasets/acme-lab/plankton-frames:images/000")
        terminal.press(b"\r")
        terminal.read(1.5)
        pages = [terminal.press(key) for key in (b"\x1b[6~", b"\x1b[6~", b"\x1b[5~", b"\x06")]
        line("page, median", statistics.median(pages), BUDGET_PAGE)
        line("page, largest", max(pages), BUDGET_PAGE)
        terminal.read(0.5)
        begin, idle = time.monotonic(), 0
        while time.monotonic() - begin < 3.0:
            idle += len(terminal.read(0.2, 0.5))
        line("idle, bytes a second", idle / 3.0, 0)
    finally:
        terminal.close()


if __name__ == "__main__":
    main()
