"""Bytes written to the terminal: hubtui on the demo in a pty of 120x40."""

from __future__ import annotations

import os
import statistics
import sys
import time

from tests.terminal import Terminal

BUDGET_KEY, BUDGET_PAGE = 600, 15_000


def press(terminal: Terminal, keys: bytes) -> int:
    """How many bytes the keys made it write."""
    terminal.type(keys)
    return len(terminal.quiet())


def line(what: str, count: float, budget: int) -> None:
    print(f"  {what:<38} {count:>9,.0f}   budget {budget:>6,}   {'ok' if count <= budget else 'TOO MUCH'}")


def go(terminal: Terminal, where: bytes) -> None:
    for keys in (b":", where, b"\r"):
        press(terminal, keys)
    terminal.quiet(1.0)


def main() -> None:
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with Terminal([sys.executable, "-m", "hubtui", "--demo"], environment) as terminal:
        terminal.until("estuary")
        terminal.quiet()
        print(f"  {'first paint and both listings':<38} {len(terminal.seen):>9,}")
        go(terminal, b"acme-lab")
        keys = [
            press(terminal, key) for key in (b"j", b"j", b"j", b"j", b"k", b"j", b"k", b"\x1b[B", b"\x1b[A")
        ]
        line("cursor key, median", statistics.median(keys), BUDGET_KEY)
        line("cursor key, largest", max(keys), BUDGET_KEY)
        go(terminal, b"datasets/acme-lab/plankton-frames:images/000")
        pages = [press(terminal, key) for key in (b"\x1b[6~", b"\x1b[6~", b"\x1b[5~", b"\x06")]
        line("page, median", statistics.median(pages), BUDGET_PAGE)
        line("page, largest", max(pages), BUDGET_PAGE)
        press(terminal, b"F")
        wide = [press(terminal, key) for key in (b"j", b"k", b"j", b"k")]
        line("cursor key, one pane of 120, largest", max(wide), BUDGET_KEY)
        pages = [press(terminal, key) for key in (b"\x1b[6~", b"\x1b[6~", b"\x1b[5~")]
        line("page, one pane of 120, largest", max(pages), BUDGET_PAGE)
        before, begin = len(terminal.seen), time.monotonic()
        while time.monotonic() - begin < 3.0:
            terminal.read(0.2)
        line("idle, bytes a second", (len(terminal.seen) - before) / 3.0, 0)
        terminal.type(b"q")
        terminal.wait()


if __name__ == "__main__":
    main()
