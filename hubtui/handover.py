"""Jobs that go on after the user has left: a process of its own takes them, and ends when they are over.

It is in a session of its own, so that a terminal that goes does not take it along. It is told everything,
the tokens too, on its stdin, which is closed only once the hubtui that leaves has let go of the jobs, or has
died: nothing of a token is in an argument, the environment or a file. From then on it is a hubtui like any
other: seen and steered by those that start later through its socket.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from hubtui.accounts import Accounts
from hubtui.config import Config
from hubtui.jobs.job import JobState, JobView
from hubtui.model import Account
from hubtui.paths import Directories
from hubtui.secret import Secret
from hubtui.session import Session
from hubtui.settings import Settings

PAUSED_FOR = 60.0
"""Seconds that a process stays for jobs which are all paused: after that any hubtui can go on with them."""
_LOOK = 0.5


class KnownAccount(msgspec.Struct, frozen=True):
    """An account and its token, as they go through the pipe."""

    name: str
    hub: str
    endpoint: str
    origin: str
    read_only: bool
    token: str

    def __repr__(self) -> str:
        return f"KnownAccount({self.name})"


class Orders(msgspec.Struct, frozen=True):
    """What the process is told."""

    state: str
    cache: str
    config: str
    jobs: tuple[int, ...]
    accounts: tuple[KnownAccount, ...]
    bandwidth: int | None
    at_once: int
    tries: int
    log: str


class HandOver:
    """A process that waits to be given the jobs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def release(self) -> None:
        """The jobs are let go of: the process takes them up."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        # It outlives this process: nobody here waits for it.
        self._process.returncode = 0


def can_be_left(job: JobView) -> bool:
    """Whether the job would go on in a process of its own. Deletions never do."""
    is_open = job.state.is_active or job.state is JobState.QUEUED
    return is_open and job.kind.is_taken_over and not job.elsewhere


def hand_over(session: Session, jobs: Sequence[int]) -> HandOver:
    """Start the process and tell it all. A HubtuiError when a token cannot be had: nothing was started then.
    Blocks."""
    engine, config = session.engine, session.settings.config
    names = {
        place.account for job in jobs for repo in engine.repos(job) for place in (repo.source, repo.target)
    }
    known = tuple(_known(session.accounts, session.accounts.get(name)) for name in sorted(names))
    directories = session.directories
    orders = Orders(
        str(directories.state), str(directories.cache), str(directories.config), tuple(jobs), known,
        engine.bandwidth, config.jobs_at_once, config.tries, config.log,
    )  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "hubtui.handover"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(msgspec.json.encode(orders))
    process.stdin.flush()
    return HandOver(process)


def _known(accounts: Accounts, account: Account) -> KnownAccount:
    token = accounts.token(account.name)
    return KnownAccount(
        account.name, account.hub, account.endpoint, account.origin, account.read_only,
        token.reveal() if token else "",
    )  # fmt: skip


def main() -> int:
    """The process: take the jobs up once stdin ends, and stay until they are over or a signal comes."""
    orders = msgspec.json.decode(sys.stdin.buffer.read(), type=Orders)
    session = _session(orders)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    try:
        session.engine.limit(orders.bandwidth)
        _take_up(session, orders.jobs)
        _stay(session, set(orders.jobs), ended)
    finally:
        session.close()
    return 0


def _session(orders: Orders) -> Session:
    accounts = Accounts()
    for one in orders.accounts:
        account = Account(one.name, one.hub, one.endpoint, one.origin)
        accounts.add(account, Secret(one.token) if one.token else None)
        if one.read_only:
            accounts.set_read_only(one.name, True)
    config = Config(jobs_at_once=orders.at_once, tries=orders.tries, log=orders.log)  # type: ignore[arg-type]
    directories = Directories(Path(orders.state), Path(orders.cache), Path(orders.config))
    return Session(accounts, directories, settings=Settings(config), gives_up=False)


def _take_up(session: Session, jobs: Sequence[int]) -> None:
    """Those that are free by now; what is over or another's stays so."""
    free = set(session.engine.unfinished())
    for job in jobs:
        if job in free:
            session.engine.resume(job)


def _stay(session: Session, jobs: set[int], ended: threading.Event) -> None:
    paused_since: float | None = None
    while not ended.wait(_LOOK):
        mine = [job for job in session.engine.view().jobs if job.job_id in jobs and not job.elsewhere]
        states = {job.state for job in mine if not job.state.is_over}
        if not states:
            return
        now = time.monotonic()
        paused_since = (paused_since or now) if states == {JobState.PAUSED} else None
        if paused_since is not None and now - paused_since >= PAUSED_FOR:
            return


if __name__ == "__main__":
    code = main()
    # A hub call that hangs on a daemon thread does not keep the process.
    os._exit(code)
