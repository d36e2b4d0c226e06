"""The command line as a script sees it: a process, its output, its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
