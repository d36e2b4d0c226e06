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
from types import SimpleNamespace

import pytest

from hubtui.cli import jobs as cli
from hubtui.errors import BadInput
from hubtui.jobs import bulk_run, running
from hubtui.jobs.bulk import make_bulk
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import JobState
from hubtui.jobs.journal import Journal
from hubtui.jobs.operations import Operation, OperationKind
from hubtui.jobs.others import Others
from hubtui.jobs.owner import host_of, is_alive, is_near, own_name
from hubtui.jobs.owner_rows import LEASE
from hubtui.jobs.remote import NotThere, socket_path
from hubtui.model import Capability, RepoKey, RepoType, Visibility
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


def test_until_when_a_job_is_not_free_is_told(two: tuple[Machine, Machine]) -> None:
    one, other = two
    job_id, go = one.held()
    assert one.engine.lease(job_id) is None
    assert other.engine.lease(job_id) == LEASE
    other.clock.now += 20
    with pytest.raises(NotThere, match=r"node-a\) has it, .* if that one has died, the job is free in 0:40"):
        other.engine.resume(job_id)
    one.journal.beat()
    assert other.engine.lease(job_id) == LEASE, "it lives"
    other.clock.now += LEASE
    assert other.engine.lease(job_id) is None
    go()
    one.engine.wait(job_id, 30)


class Settable(MsLike):
    """Its repos can be made private, and that takes a while."""

    capabilities = dict.fromkeys(RepoType, Capability.SET_VISIBILITY)
    visibilities = {RepoType.MODEL: (Visibility.PUBLIC, Visibility.PRIVATE)}

    def set_visibility(
        self, repo: RepoKey, visibility: Visibility, *, seen: Visibility | None = None
    ) -> bool:
        self._step("set_visibility")
        self.repos[repo].visibility = visibility
        return True


def test_a_change_of_many_repos_that_was_taken_over_stops_before_its_next_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_run, "AT_ONCE", 1)
    hub = Settable()
    repos = [RepoKey(RepoType.MODEL, f"me/r{n}") for n in range(3)]
    for repo in repos:
        hub.add(repo, {})
    one, other = (Machine(tmp_path / "j.sqlite", name, HfLike(), hub) for name in (HERE, THERE))
    inside, go = threading.Event(), threading.Event()
    hub.script("set_visibility", lambda: (inside.set(), go.wait(30))[1])
    infos = [hub.repo_info(repo) for repo in repos]
    plan = make_bulk("to", hub, infos, lambda _: Operation(OperationKind.VISIBILITY, Visibility.PRIVATE))
    job_id = one.engine.submit_bulk(plan)
    assert inside.wait(30)
    other.engine.look_around()
    other.clock.now += LEASE
    other.engine.look_around()
    other.engine.resume(job_id)
    assert other.engine.wait(job_id, 30).state is JobState.DONE
    calls = hub.calls["set_visibility"]
    go.set()
    assert one.engine.wait(job_id, 30).state is JobState.DONE, "what the other one says of it stays"
    assert hub.calls["set_visibility"] == calls
    one.engine.close()
    other.engine.close()


def test_one_that_was_taken_for_dead_before_anybody_went_on_stops_too(two: tuple[Machine, Machine]) -> None:
    """Its jobs are shown as interrupted: so they are."""
    one, other = two
    job_id, go = one.held("missing")
    other.engine.look_around()
    other.clock.now += LEASE
    other.engine.look_around()
    go()
    assert one.engine.wait(job_id, 30).state is JobState.INTERRUPTED
    assert (one.commits, one.engine.unfinished()) == (0, [job_id])
    one.engine.resume(job_id)
    assert one.engine.wait(job_id, 30).state is JobState.DONE
    assert (one.commits, one.arrived) == (1, TREE)


@pytest.mark.parametrize("beats", [False, True], ids=["dead", "alive"])
def test_the_command_line_waits_until_it_is_known_whether_the_other_machine_lives(
    two: tuple[Machine, Machine],
    beats: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, other = two
    job_id, go = one.held("missing")
    other.engine.look_around()

    def sleep(seconds: float) -> None:
        other.clock.now += seconds
        if beats and other.clock.now > 1_010:
            one.journal.beat()

    monkeypatch.setattr(cli, "time", SimpleNamespace(sleep=sleep))
    assert not cli.is_free(other.engine, job_id, wait=False)
    said = capsys.readouterr().err
    assert (
        "job 1 is in another hubtui (process 7 on node-a); if that one has died, the job is free in 1:00"
        in said
    )
    assert "say --wait to await that" in said
    assert cli.is_free(other.engine, job_id, wait=True) is not beats
    assert ("that one lives" in capsys.readouterr().err) is beats
    assert other.engine.unfinished() == ([] if beats else [job_id])
    go()
    one.engine.wait(job_id, 30)
