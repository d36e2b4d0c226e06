"""Errors that stay: whether it is one thing that fails, which the job goes on without, or the whole hub."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hubtui.errors import HubError, Lasting, Offline, RateLimited, Unavailable
from hubtui.jobs.job import JobState, Place
from hubtui.jobs.pacing import End, Gate, Pace, Pacer
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.model import Page, RepoInfo, RepoKey, RepoType
from tests.jobs.memory_hub import MemoryHub, MsLike
from tests.jobs.setup import SOURCE, TARGET, TREE, Bench

APP, COMMAND = Pace(tries=3, base=0.0, gives_up=False), Pace(tries=3, base=0.0)


class Hub(MemoryHub):
    """Answers what it is asked beside the thing that fails, or does not."""

    is_up = True

    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        if not self.is_up:
            raise Offline("no connection", hub=self.title)
        return super().list_repos(namespace, repo_type)


class Calls:
    """Calls for things of a hub that fail, each until something is raised."""

    def __init__(self, pace: Pace) -> None:
        self.hub = Hub()
        self.pacer = Pacer(pace, Gate())
        self.pacer.ends = [End(self.hub, SOURCE)]
        self.made = 0

    def fail(self, error: HubError, up_from: int | None = None) -> HubError:
        """What one thing ends in; the hub answers others again from this call on."""
        self.made = 0

        def ask() -> None:
            self.made += 1
            if up_from is not None:
                self.hub.is_up = self.made >= up_from
            raise error

        with pytest.raises(HubError) as raised:
            self.pacer.call(ask)
        return raised.value


BUSY = Unavailable("busy", status=503, request_id="r-1", hub=Hub.title)


@pytest.mark.parametrize("pace", [APP, COMMAND])
def test_one_thing_is_given_up_in_the_hubs_words(pace: Pace) -> None:
    calls = Calls(pace)
    last = calls.fail(BUSY)
    assert isinstance(last, Lasting)
    assert (str(last), last.request_id, calls.made) == (
        "Memory: busy, 3 times, while it answers others (HTTP 503)", "r-1", 3,
    )  # fmt: skip
    assert calls.hub.calls["list_repos"] == 2


def test_a_hub_that_answers_nothing_is_given_up_as_a_whole_or_waited_for() -> None:
    calls = Calls(COMMAND)
    calls.hub.is_up = False
    assert calls.fail(BUSY) is BUSY
    calls = Calls(APP)
    assert isinstance(calls.fail(BUSY, up_from=20), Lasting)
    assert calls.made == 21


def test_what_failed_while_the_hub_was_away_does_not_count() -> None:
    """It fails once more after the hub was found to be there."""
    calls = Calls(Pace(tries=2, base=0.0, gives_up=False))
    assert isinstance(calls.fail(BUSY, up_from=9), Lasting)
    assert calls.made == 10


def test_where_many_fail_in_a_row_each_is_asked_for_longer() -> None:
    calls = Calls(APP)
    made = []
    for _ in range(5):
        assert isinstance(calls.fail(BUSY), Lasting)
        made.append(calls.made)
    assert made == [3, 3, 3, 12, 12]
    calls.pacer.came_through()
    calls.fail(BUSY)
    assert calls.made == 3


def test_where_many_fail_in_a_row_a_command_ends() -> None:
    calls = Calls(COMMAND)
    for _ in range(3):
        assert isinstance(calls.fail(BUSY), Lasting)
    assert calls.fail(BUSY) is BUSY


def test_a_limit_is_the_accounts_and_never_one_things() -> None:
    limit = RateLimited("slowly", hub=Hub.title)
    calls = Calls(COMMAND)
    assert calls.fail(limit) is limit
    assert calls.hub.calls["list_repos"] == 0


class Broken(MemoryHub):
    """Has one repo that it cannot list."""

    def list_tree(self, repo: RepoKey, *rest: Any, **options: Any) -> Iterator[Page[Any]]:
        if repo in self.broken:
            raise Unavailable("cannot be listed", status=500, hub=self.title)
        return super().list_tree(repo, *rest, **options)

    broken: frozenset[RepoKey] = frozenset()


def test_a_repo_that_alone_stays_in_trouble_is_named_and_the_next_one_copied() -> None:
    class Target(Broken, MsLike):
        pass

    b = Bench(target=Target())
    second = RepoKey(RepoType.MODEL, "me/second")
    b.source.add(SOURCE, dict(TREE))
    ends = [CopyRequest(Place("from", SOURCE, ""), Place("to", to, "")) for to in (TARGET, second)]
    plan = make_plan(ends, b.hubs.__getitem__, b.engine.hashes)
    b.target.broken = frozenset([TARGET])  # type: ignore[attr-defined]
    job = b.copy(plan)
    assert job.state is JobState.FAILED
    assert f"{TARGET}: MS: cannot be listed, 4 times" in job.message
    assert b.target.repos[second].tree.keys() >= TREE.keys()
    b.target.broken = frozenset()  # type: ignore[attr-defined]
    assert b.retry(job.job_id).state is JobState.DONE
    assert b.arrived == TREE
    b.engine.close()
