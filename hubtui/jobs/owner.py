"""Which program a job belongs to, so that two of them on one journal do not run it twice."""

from __future__ import annotations

import functools
import os
from pathlib import Path


@functools.cache
def own_name() -> str:
    """This process: its id, and when it started, since ids are used again."""
    return f"{os.getpid()}:{_started(os.getpid())}"


def pid_of(name: str) -> int:
    return int(name.partition(":")[0])


def is_alive(name: str) -> bool:
    """Whether the process of this name still runs."""
    pid, _, started = name.partition(":")
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(int(pid)) == started


def _started(pid: int) -> str:
    """The kernel's own start time; empty where it is not told."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *_ = fields = stat.rpartition(")")[2].split()
    return "dead" if state in "ZX" else fields[19]
