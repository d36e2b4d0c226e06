"""Bytes written to the terminal for a key, in every list: hubtui on the demo in a pty of 120x40."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.terminal import Terminal

BUDGET_KEY, BUDGET_PAGE = 600, 15_000
DOWN, UP, PAGE_DOWN, PAGE_UP, ESC, ENTER = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[5~", b"\x1b", b"\r"
LAB, FRAMES, NIGHTS = (
    b"hf://acme-lab",
    b"hf://datasets/acme-lab/plankton-frames",
    b"hf://datasets/acme-lab/nightly-evals",
)
BERT = b"hf://acme-lab/bert-tiny-ner"
COPIED = (b"u", b":", LAB, ENTER, b"g", b"g", b" ", b"c", ENTER)
"""A copy of one repo; the second time all of it is there."""


@dataclass(frozen=True)
class Scene:
    """A list, the keys that lead to it and those that leave it."""

    name: str
    keys: Sequence[bytes]
    words: str
    """What stands on the screen once it is there."""
    leave: Sequence[bytes] = ()
    is_paged: bool = True
    """Whether it is longer than a page."""
    redraws: bool = False
    """Whether a cursor key that rests brings another document beside the list."""


def goto(where: bytes) -> tuple[bytes, ...]:
    return b":", where, ENTER


SCENES = (
    Scene("repos", goto(LAB), "vit-plankton-small", is_paged=False),
    Scene("files", (*goto(FRAMES + b":images/000"),), "frame_0010"),
    Scene("commits", (*goto(NIGHTS), b"g", b"l"), "Evaluation of night"),
    Scene("refs", (*goto(BERT), b"g", b"r"), "experiments", is_paged=False),
    Scene("discussions", (*goto(BERT), b"g", b"d"), "OSError", is_paged=False),
    Scene("places", (b"h", b"h"), "Trending", is_paged=False),
    Scene("results of a search", (b"s", b"sort:downloads", ENTER), "log-embedder-base"),
    Scene("marked ones", (*goto(FRAMES + b":images/000"), b"A", b"\x07"), "frame_0010", (ESC,)),
    Scene("accounts", (b"&",), "hf-kenji", (ESC,), is_paged=False),
    Scene("help", (b"?",), "Go one row down", (ESC,)),
    Scene("log", (b"W",), "GET", (ESC,)),
    Scene("jobs", (*COPIED, *COPIED, b"w"), "job", (ESC,), is_paged=False),
    Scene("files, one pane of 120", (*goto(FRAMES + b":images/000"), b"F"), "frame_0010", (b"F",)),
    Scene("repos, quick view", (*goto(LAB), b"P"), "license", (b"P",), is_paged=False, redraws=True),
)


@dataclass(frozen=True)
class Cost:
    """What keys made it write, in bytes."""

    scene: Scene
    keys: Sequence[int]
    pages: Sequence[int]

    @property
    def is_within(self) -> bool:
        budget = BUDGET_PAGE if self.scene.redraws else BUDGET_KEY
        return max(self.keys) <= budget and max(self.pages, default=0) <= BUDGET_PAGE


def press(terminal: Terminal, keys: bytes, quiet: float = 0.25) -> int:
    """How many bytes the keys made it write."""
    terminal.type(keys)
    return len(terminal.quiet(quiet))


def cost(terminal: Terminal, scene: Scene) -> Cost:
    for keys in scene.keys:
        press(terminal, keys, 0.5)
    terminal.shows(scene.words)
    terminal.quiet(1.5)
    pages = [press(terminal, key) for key in (PAGE_DOWN, PAGE_DOWN, PAGE_UP)] if scene.is_paged else []
    press(terminal, b"gg", 1.0)
    quiet = 1.0 if scene.redraws else 0.25
    keys = [press(terminal, key, quiet) for key in (b"j", b"j", b"j", b"k", DOWN, UP)]
    for key in scene.leave:
        press(terminal, key, 1.0)
    return Cost(scene, keys, pages)


def idle(terminal: Terminal, seconds: float = 3.0) -> float:
    """Bytes a second while nothing is done."""
    before, begin = len(terminal.seen), time.monotonic()
    while time.monotonic() - begin < seconds:
        terminal.read(0.2)
    return (len(terminal.seen) - before) / seconds


def measure(terminal: Terminal) -> Iterator[Cost]:
    for scene in SCENES:
        yield cost(terminal, scene)


def main() -> None:
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with Terminal([sys.executable, "-m", "hubtui", "--demo"], environment) as terminal:
        terminal.until("estuary")
        terminal.quiet()
        print(f"  first paint and both listings {len(terminal.seen):,}")
        print(f"  {'':<24} {'cursor key':>17} {'page':>17}   budget {BUDGET_KEY}, {BUDGET_PAGE:,}")
        for one in measure(terminal):
            keys = f"{statistics.median(one.keys):,.0f} to {max(one.keys):,}"
            pages = f"{statistics.median(one.pages):,.0f} to {max(one.pages):,}" if one.pages else "-"
            verdict = "ok" if one.is_within else "TOO MUCH"
            print(f"  {one.scene.name:<24} {keys:>17} {pages:>17}   {verdict}", flush=True)
        print(f"  idle, bytes a second: {idle(terminal):.0f}   budget 0")
        terminal.type(b"q")
        terminal.wait()


if __name__ == "__main__":
    main()
