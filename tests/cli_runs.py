"""The command line as a script sees it: a process, its output, its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from hubtui.cli import main


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """stdout as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "hubtui", *arguments]


def hubtui(environment: Mapping[str, str], *arguments: str) -> Run:
    """Run it to its end without a terminal."""
    result = subprocess.run(
        command(*arguments),
        env=dict(environment),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    return Run(result.returncode, result.stdout, result.stderr)


Say = Callable[..., Run]
"""Runs the command line with these arguments."""


def within(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    """In this process, which takes a tenth of the time that another one does."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def say(*arguments: str) -> Run:
        try:
            code = main(arguments)
        except SystemExit as error:
            code = int(str(error.code))
        told = capsys.readouterr()
        return Run(code, told.out, told.err)

    return say
