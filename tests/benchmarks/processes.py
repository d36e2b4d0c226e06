"""Whole processes, and what they took."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Took:
    """One process from its start to its end."""

    seconds: float
    cpu: float = 0.0
    """Processor seconds, of all its threads."""
    peak: float = 0.0
    """The most memory that it held, in MB."""

    def __add__(self, other: Took) -> Took:
        return Took(self.seconds + other.seconds, self.cpu + other.cpu, max(self.peak, other.peak))


def middle(taken: Sequence[Took]) -> Took:
    """The medians; of the memory the worst."""
    return Took(
        median(each.seconds for each in taken),
        median(each.cpu for each in taken),
        max(each.peak for each in taken),
    )


_MEASURED = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as told:
    print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss, file=told)
"""
"""Starts the process from a small one: what a process holds at its most counts, at first, what the one that
it was forked from held."""


def measure(command: Sequence[str], environment: Mapping[str, str], given: str = "") -> Took:
    """Run it to its end with `given` for its input. It has to end well."""
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as input_:
        input_.write(given)
        input_.seek(0)
        with tempfile.NamedTemporaryFile("r") as told:
            around = [sys.executable, "-S", "-E", "-c", _MEASURED, told.name, *command]
            start = time.perf_counter()
            subprocess.run(around, env=dict(environment), stdin=input_, stdout=said, stderr=said, check=True)
            seconds = time.perf_counter() - start
            code, cpu, peak = told.read().split()
        if int(code):
            said.seek(0)
            raise SystemExit(f"{command[:4]} ended with {code}: {said.read()[-3000:]}")
    return Took(seconds, float(cpu), float(peak) / 1000)


def run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What it says on stdout. It has to end well."""
    result = subprocess.run(command, env=dict(environment), capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"{command[:4]} failed: {result.stdout[-2000:]}{result.stderr[-2000:]}")
    return result.stdout


def hubtui(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "hubtui", *arguments]
