"""Copies in processes of their own, which can be killed: forked from one that has imported everything.

`python -m tests.faults.forked` is that one; it reads a JSON object a line, `Copy`, and tells the child's id.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from hubtui.jobs.bulk_rows import BulkRow


@dataclass(frozen=True)
class Copy:
    """What a child does: the copy of a world, from its plan on; or by the command line, where there are
    arguments."""

    folder: str
    source: str
    target: str
    hf: str
    ms: str
    arguments: tuple[str, ...] = ()
    bulk: str = ""
    """A bulk plan in JSON, which is carried out instead."""
    dies: bool = False
    """Before the first outcome of it is written down."""


def command(copy: Copy) -> NoReturn:
    """As `hubtui` with its arguments, to the interpreter's own end."""
    from hubtui.cli import main as hubtui
    from tests.faults.hub import TOKENS
    from tests.faults.world import own_folders

    os.environ.update(
        HUBTUI_HOME=copy.folder, HF_ENDPOINT=copy.hf, HF_TOKEN=TOKENS["hf"], MODELSCOPE_ENDPOINT=copy.ms,
        MODELSCOPE_API_TOKEN=TOKENS["ms"], HF_HUB_DISABLE_TELEMETRY="1",
    )  # fmt: skip
    with own_folders(Path(copy.folder)):
        sys.exit(hubtui(copy.arguments))


def run(copy: Copy) -> None:
    """As a program that is started, does its copy and ends."""
    from tests.faults.world import Machine, Way, own_folders

    folder = Path(copy.folder)
    with own_folders(folder):
        machine = Machine(folder, Way(copy.source, copy.target), {"hf": copy.hf, "ms": copy.ms})
        if copy.dies:
            _die_before_an_outcome()
        machine.end(machine.start_bulk(copy.bulk) if copy.bulk else machine.start())
        machine.leave()


def _die_before_an_outcome() -> None:
    from hubtui.jobs.bulk_run import BulkRun
    from hubtui.jobs.job import ItemState

    note = BulkRun._note

    def last(self: BulkRun, row: BulkRow, state: ItemState, words: str) -> None:
        if state is ItemState.DONE:
            os.kill(os.getpid(), signal.SIGKILL)
        note(self, row, state, words)

    BulkRun._note = last  # type: ignore[method-assign]


class Nursery:
    """The process that children are forked from."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.forked"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, copy: Copy) -> int:
        """A child that does this; its process id."""
        return int(self._ask(json.dumps(asdict(copy))))

    def kill(self, child: int) -> bool:
        """End the child by SIGKILL; whether it was still there. Returns when it is gone."""
        os.kill(child, signal.SIGKILL)
        return self.wait(child) == -signal.SIGKILL

    def wait(self, child: int) -> int:
        """Return when it is gone: its exit code, or the signal that ended it, below zero."""
        return int(self._ask(json.dumps(child)))

    def _ask(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _live(copy: Copy) -> NoReturn:
    if copy.arguments:
        command(copy)
    try:
        run(copy)
    finally:
        os._exit(0)


def main() -> None:
    import tests.faults.world  # noqa: F401

    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, int):
            _, status = os.waitpid(asked, 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if not answer:
                os.dup2(os.open(os.devnull, os.O_RDWR), 0)
                os.dup2(0, 1)
                _live(Copy(**asked))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
