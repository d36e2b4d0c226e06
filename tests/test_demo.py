"""`hubtui --demo` in a real terminal: it opens, it copies, it leaves nothing behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli_runs import command, hubtui
from tests.terminal import Terminal

LEAVES_ALT_SCREEN = b"\x1b[?1049l"


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """A user whose own tokens and folders must stay untouched."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "TERM": "xterm-256color",
        "HF_TOKEN": "hf_users0own0token0stays0here",
        "MODELSCOPE_API_TOKEN": "ms-users-own-token-stays-here",
    }


def left_behind(environment: Mapping[str, str]) -> list[Path]:
    return [path for name in ("HOME", "TMPDIR") for path in Path(environment[name]).rglob("*")]


def test_three_models_are_copied_and_nothing_stays_behind(environment):
    with Terminal(command("--demo"), environment) as terminal:
        terminal.until("thesis-model")
        terminal.until("estuary-llm")
        terminal.type(b"   ")
        terminal.until("3 marked")
        terminal.type(b"c")
        terminal.until("in 3 commits")
        terminal.type(b"\r")
        terminal.until("verified")
        terminal.type(b"q")
        assert terminal.wait() == 0
    assert LEAVES_ALT_SCREEN in terminal.seen
    assert b"users-own" not in terminal.seen
    assert left_behind(environment) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_cleanly(environment, number):
    with Terminal(command("--demo"), environment) as terminal:
        terminal.until("estuary-llm")
        terminal.process.send_signal(number)
        assert terminal.wait() == 128 + number
    assert LEAVES_ALT_SCREEN in terminal.seen
    assert left_behind(environment) == []


def test_a_lost_connection_ends_it(environment):
    with Terminal(command("--demo"), environment) as terminal:
        terminal.until("estuary-llm")
        terminal.hang_up()
        assert terminal.wait() == 128 + signal.SIGHUP
    assert left_behind(environment) == []


def test_it_wants_a_terminal(environment):
    run = hubtui(environment, "--demo")
    assert run.code == 2
    assert "needs a terminal" in run.err
    assert left_behind(environment) == []
