"""An error of hubtui's own ends it in good order: terminal back, exit code 1, no token and no locals told."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from hubtui.localhub.seed import DEMO_ACCOUNTS
from hubtui.localhub.server import LocalHub
from tests.terminal import Terminal

HF, MS = (next(one.token for one in DEMO_ACCOUNTS if one.hub == hub) for hub in ("hf", "ms"))
BACK = b"\x1b[?1049l"


def environment(home: Path, hub: LocalHub) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), "TERM": "xterm-256color",
        "HOME": str(home), "HUBTUI_HOME": str(home / "hubtui"), "LANG": "C.UTF-8",
        "HF_TOKEN": HF, "HF_ENDPOINT": hub.hf, "MODELSCOPE_API_TOKEN": MS, "MODELSCOPE_ENDPOINT": hub.ms,
        "TEXTUAL_LOG": str(home / "textual.log"),
    }  # fmt: skip


@pytest.fixture
def hub(tmp_path: Path):
    with LocalHub(tmp_path / "hub", seed=True) as running:
        yield running


@pytest.mark.parametrize(
    "where", ["handler", "async-worker", "thread-worker", "offload", "thread", "compose"]
)
def test_a_crash_anywhere_ends_in_good_order(where, hub, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-m", "tests.canaries.launch", where]
    with Terminal(command, environment(home, hub)) as terminal:
        if where != "compose":
            terminal.shows("rosalind")
            terminal.type(b"\x1b[24~")
        assert terminal.wait() == 1
        seen = terminal.seen
    at_the_end = seen[seen.rindex(BACK) :]
    assert b"the crash that was asked for, with" in at_the_end
    assert b"Traceback" in at_the_end
    assert b"hubtui has ended because of an error of its own" in at_the_end
    assert b"hubtui.log" in at_the_end
    log = (home / "hubtui" / "state" / "hubtui.log").read_text()
    assert "the crash that was asked for, with" in log
    kept = b"".join(each.read_bytes() for each in home.rglob("*") if each.is_file())
    for text in (seen, kept):
        assert HF.encode() not in text
        assert MS.encode() not in text
    assert not (home / "hubtui" / "state" / "crash.log").exists()
    assert not (home / "textual.log").exists()


def test_a_task_that_fails_unseen_is_in_the_log_and_ends_nothing(hub, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-m", "tests.canaries.launch", "task"]
    with Terminal(command, environment(home, hub)) as terminal:
        terminal.shows("rosalind")
        terminal.type(b"\x1b[24~")
        terminal.type(b"\x1b[24~")
        terminal.type(b"W")
        terminal.shows("never retrieved")
        terminal.process.terminate()
        assert terminal.wait() == 128 + signal.SIGTERM
    assert HF.encode() not in terminal.seen
