"""From exec to the first paint, in a pty: hubtui beside a Textual app that only says a word.

The hub is another process that is running already; nothing is waited for from it. hubtui is compiled, as an
installation leaves it and as Textual is.
"""

from __future__ import annotations

import compileall
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import hubtui
from tests.benchmarks.served import served
from tests.terminal import Terminal

ROUNDS = 11
GOAL = 1.3
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("painted")
Bare().run()
"""


def seconds(command: Sequence[str], environment: Mapping[str, str], words: str, leave: bytes) -> float:
    begin = time.perf_counter()
    with Terminal(command, environment) as terminal:
        terminal.until(words)
        took = time.perf_counter() - begin
        terminal.quiet(0.5)
        terminal.type(leave)
        terminal.wait()
    return took


def main() -> None:
    compileall.compile_dir(Path(hubtui.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), "--empty") as environment:
        there = {**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        bare, ours = [], []
        for _ in range(ROUNDS):
            bare.append(seconds([sys.executable, "-c", BARE], there, "painted", b"\x11"))
            ours.append(seconds([sys.executable, "-m", "hubtui"], there, "hubtui", b"q"))
        one, other = statistics.median(bare), statistics.median(ours)
    print(f"  a bare Textual app {one * 1000:6.0f} ms   hubtui {other * 1000:6.0f} ms", flush=True)
    verdict = "ok" if other / one <= GOAL else "not reached"
    print(f"  {other / one:.2f} x; goal {GOAL} x: {verdict}")


if __name__ == "__main__":
    main()
