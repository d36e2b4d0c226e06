"""Which program a job belongs to, so that two of them on one journal do not run it twice."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import re
from pathlib import Path


@functools.cache
def own_name() -> str:
    """This process: its id, and when it started, since ids are used again; the machine, what it was booted as
    and the space that process ids are counted in, since homes are shared."""
    pid = os.getpid()
    return ":".join([str(pid), _started(pid), host(), _boot(), _space()])


def pid_of(name: str) -> int:
    return int(name.partition(":")[0])


def host_of(name: str) -> str:
    """The machine, as its people call it; empty when it is not told."""
    return (name.split(":") + [""] * 3)[2]


def is_near(name: str) -> bool:
    """Whether it is a process that can be seen from here."""
    return name.split(":")[3:] == [_boot(), _space()]


def is_alive(name: str) -> bool | None:
    """Whether the process of this name still runs; None when that cannot be seen from here."""
    fields = name.split(":")
    if len(fields) != 5 or not fields[0].isdigit():
        return False
    pid, started, where, boot, _ = fields
    if is_near(name):
        return _runs(int(pid)) and _started(int(pid)) == started
    return False if where == host() and boot != _boot() else None


@functools.cache
def host() -> str:
    return re.sub(r"[^\w.-]", "_", platform.node())[:64]


@functools.cache
def here() -> str:
    """This machine since it was booted, in a few letters."""
    return hashlib.sha256(f"{host()}:{_boot()}:{_space()}".encode()).hexdigest()[:8]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@functools.cache
def _boot() -> str:
    """Another word after each start of the machine; empty where that is not told."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    except OSError:
        return ""


@functools.cache
def _space() -> str:
    """Of this process's id: containers on one machine have their own."""
    try:
        return re.sub(r"\D", "", os.readlink("/proc/self/ns/pid"))
    except OSError:
        return ""


def _started(pid: int) -> str:
    """The kernel's own start time; empty where it is not told."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *_ = fields = stat.rpartition(")")[2].split()
    return "dead" if state in "ZX" else fields[19]
