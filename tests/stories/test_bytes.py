"""Light on the wire: what a key makes the terminal's line carry, counted on a real pty."""

from __future__ import annotations

import os
import sys

from tests.benchmarks.pty_bytes import SCENES, cost, idle
from tests.terminal import Terminal

SOME = ("repos", "files", "refs", "accounts", "log", "repos, quick view")
"""The lightest list, pages that fill in, footers that change, the widest rows, the most that is drawn."""


def test_a_key_costs_no_more_than_its_budget():
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with Terminal([sys.executable, "-m", "hubtui", "--demo"], environment) as terminal:
        terminal.until("estuary")
        terminal.quiet()
        costs = [cost(terminal, scene) for scene in SCENES if scene.name in SOME]
        assert len(costs) == len(SOME)
        assert not [one for one in costs if not one.is_within]
        assert idle(terminal) == 0
        terminal.type(b"q")
        assert terminal.wait() == 0
