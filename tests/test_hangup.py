"""The terminal UI over a running copy, ended from outside: the copy is checkpointed, and offered again."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hubtui.errors import NotFound
from tests.cli_runs import hubtui
from tests.terminal import PATIENCE, Terminal
from tests.test_cli import (  # noqa: F401 - fixtures
    TARGET,
    environment,
    hub,
    hugging_face,
    model_scope,
    source,
)


def _twice(terminal: Terminal) -> None:
    os.kill(terminal.process.pid, signal.SIGINT)
    os.kill(terminal.process.pid, signal.SIGINT)


ENDS: dict[str, tuple[Callable[[Terminal], None], int]] = {
    "the line drops": (Terminal.hang_up, 128 + signal.SIGHUP),
    "SIGTERM": (lambda terminal: os.kill(terminal.process.pid, signal.SIGTERM), 128 + signal.SIGTERM),
    "SIGINT twice": (_twice, 128 + signal.SIGINT),
}


def started(environment: Mapping[str, str]) -> Terminal:  # noqa: F811
    terminal = Terminal([sys.executable, "-m", "hubtui"], {**environment, "TERM": "xterm-256color"})
    terminal.shows("ms ok")
    return terminal


def press(terminal: Terminal, keys: bytes, words: str) -> None:
    terminal.type(keys)
    terminal.shows(words)


@pytest.mark.parametrize("how", ENDS)
def test_a_copy_is_checkpointed_and_offered_again(environment, source, how):  # noqa: F811
    config = Path(environment["HOME"]) / ".config" / "hubtui" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('bandwidth = "40 KB/s"\n[start]\nleft = "hf://acme-lab"\n')
    terminal = started(environment)
    end, code = ENDS[how]
    try:
        terminal.shows("plankton")
        press(terminal, b"c", "in 1 commit")
        press(terminal, b"\r", "1 running")
        end(terminal)
        until_gone(terminal)
        assert terminal.process.returncode == code
    finally:
        terminal.process.kill()
    (job,) = hubtui(environment, "jobs", "--json").records
    assert job["state"] == "interrupted"
    config.write_text("")
    again = started(environment)
    try:
        again.shows("1 copy was interrupted")
        press(again, b"gw", "verified")
    finally:
        again.process.kill()


def until_gone(terminal: Terminal) -> None:
    end = time.monotonic() + PATIENCE
    while terminal.process.poll() is None:
        assert time.monotonic() < end, "it never ended"
        terminal.read(0.05)


def test_the_end_of_input_agrees_to_nothing(environment, source, model_scope):  # noqa: F811
    copy = [sys.executable, "-m", "hubtui", "copy", "hf://acme-lab/plankton", "ms://rosalind"]
    with Terminal(copy, {**environment, "TERM": "xterm-256color"}) as terminal:
        terminal.until("Copy? [y/N] ")
        terminal.type(b"\x04")
        assert terminal.wait() == 3
        assert b"\r\nhubtui: nothing was changed\r\n" in terminal.seen
    with pytest.raises(NotFound):
        model_scope.repo_info(TARGET)


def ticks(terminal: Terminal) -> int:
    """Of processor time that it has used, by the kernel's own count."""
    fields = Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_it_comes_to_rest_and_is_gone_after_q(environment):  # noqa: F811
    terminal = started(environment)
    try:
        second, end = os.sysconf("SC_CLK_TCK"), time.monotonic() + PATIENCE
        while True:
            before, began = ticks(terminal), time.monotonic()
            while time.monotonic() - began < 1.0:
                terminal.read(0.1)
            if ticks(terminal) - before <= second // 20:
                break
            assert time.monotonic() < end, "it never rests"
        terminal.type(b"q")
        until_gone(terminal)
        assert terminal.process.returncode == 0
    finally:
        terminal.process.kill()
