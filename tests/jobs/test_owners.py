"""Programs on one journal, also on machines that share a home: no job runs twice, no target is written to by
two at once, and who is taken for dead does no harm when it is not."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubtui.errors import BadInput
from hubtui.jobs import running
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import JobState
from hubtui.jobs.journal import Journal
from hubtui.jobs.others import Others
from hubtui.jobs.owner import host_of, is_alive, is_near, own_name
from hubtui.jobs.owner_rows import LEASE
from hubtui.jobs.remote import NotThere, socket_path
from tests.jobs.memory_hub import HfLike, MsLike
from tests.jobs.setup import NO_WAIT, SOURCE, TARGET, TREE, Bench

HERE, THERE = "7:70:node-a:aaaa:1", "8:80:node-b:bbbb:1"


def test_who_can_be_seen_from_here() -> None:
    pid, started, host, boot, space = own_name().split(":")
    assert is_alive(own_name()) is True
    assert is_near(own_name())
    assert is_alive(":".join([pid, f"{started}0", host, boot, space])) is False
    assert is_alive(":".join([pid, started, host, "before", space])) is False, "it was booted since"
    assert is_alive(":".join([pid, started, host, boot, "9"])) is None, "another container's"
    assert is_alive(THERE) is None
    assert (host_of(THERE), is_near(THERE)) == ("node-b", False)


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Machine(Bench):
    """A machine of several with one home: two hubs, a journal and an engine."""

    def __init__(self, path: Path, name: str, source: HfLike, target: MsLike) -> None:
        self.clock = Clock()
        self.source, self.target = source, target
        self.hubs = {"from": source, "to": target}
        self.journal = Journal(path, name=name, clock=self.clock)
        self.engine = Engine(self.journal, self.hubs.__getitem__, pace=NO_WAIT)

    def held(self, method: str = "commit") -> tuple[int, Callable[[], None]]:
        """A copy that has come to this call of the target's, and what lets it go on."""
        plan = self.plan()
        inside, go = threading.Event(), threading.Event()

        def wait() -> None:
            inside.set()
            assert go.wait(30)

        self.target.script(method, wait)
        job_id = self.engine.submit(plan)
        assert inside.wait(30)
        return job_id, go.set


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Machine, Machine]]:
    monkeypatch.setattr(running, "TARGET_EVERY", 0.02)
    source, target = HfLike(), MsLike()
    source.add(SOURCE, dict(TREE))
    made = [Machine(tmp_path / "journal.sqlite", name, source, target) for name in (HERE, THERE)]
    yield made[0], made[1]
    for machine in made:
        machine.engine.close()


def test_a_job_of_another_machine_is_looked_on_at(two: tuple[Machine, Machine]) -> None:
    one, other = two
    job_id, go = one.held()
    assert other.engine.look_around()
    seen = other.engine.job(job_id)
    assert (seen.elsewhere, seen.state) == (True, JobState.RUNNING)
    assert seen.message == "in another hubtui (process 7 on node-a)"
    assert other.engine.unfinished() == []
    with pytest.raises(NotThere, match="process 7 on node-a"):
        other.engine.resume(job_id)
    with pytest.raises(BadInput, match="run by another hubtui"):
        other.journal.start(job_id, JobState.QUEUED)
    go()
    assert one.engine.wait(job_id, 30).state is JobState.DONE
    assert one.commits == 1


def test_a_machine_that_beats_is_alive_whatever_the_clocks_say(two: tuple[Machine, Machine]) -> None:
    one, other = two
    job_id, go = one.held()
    for _ in range(5):
        other.engine.look_around()
        other.clock.now += LEASE - 1
        one.journal.beat()
    other.engine.look_around()
    assert other.engine.job(job_id).elsewhere
    go()
    one.engine.wait(job_id, 30)


def test_a_machine_that_beats_no_more_is_dead_and_harmless_when_it_is_not(
    two: tuple[Machine, Machine],
) -> None:
    """It slept: what it was about to commit is another's by now."""
    one, other = two
    job_id, go = one.held("missing")
    other.engine.look_around()
    other.clock.now += LEASE
    other.engine.look_around()
    assert other.engine.unfinished() == [job_id]
    other.engine.resume(job_id)
    assert other.engine.wait(job_id, 30).state is JobState.DONE
    go()
    assert one.engine.wait(job_id, 30).state is JobState.DONE
    assert (one.commits, one.arrived) == (1, TREE)
    assert one.engine.job(job_id).state is JobState.DONE


def test_the_second_one_waits_for_the_target_and_says_for_whom(two: tuple[Machine, Machine]) -> None:
    one, other = two
    _, go = one.held("missing")
    second = other.engine.submit(other.plan())
    words = f"{TARGET} is written to by job 1 of another hubtui (process 7 on node-a)"
    end = threading.Event()
    while other.engine.job(second).state is not JobState.WAITING:
        assert not end.wait(0.02)
        assert not other.engine.job(second).state.is_over
    assert other.engine.job(second).message == words
    assert other.target.calls["commit"] == 0
    go()
    job = other.engine.wait(second, 30)
    assert (job.state, one.commits) == (JobState.DONE, 1), "it looked at the target again"
    assert "nothing to move" in job.message


def test_one_that_waits_for_a_target_can_be_cancelled(two: tuple[Machine, Machine]) -> None:
    one, other = two
    first, go = one.held("missing")
    second = other.engine.submit(other.plan())
    other.engine.cancel(second)
    assert other.engine.wait(second, 30).state is JobState.CANCELLED
    go()
    assert one.engine.wait(first, 30).state is JobState.DONE


def test_a_socket_of_one_that_was_killed_goes_with_the_next_start(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    here, alive, elsewhere = (
        socket_path(tmp_path, child.pid), socket_path(tmp_path, os.getppid()), tmp_path / "9-0123abcd.sock",
    )  # fmt: skip
    for path in (here, alive, elsewhere):
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    Others(Journal(tmp_path / "journal.sqlite"))
    assert [path.exists() for path in (here, alive, elsewhere)] == [False, True, True]
