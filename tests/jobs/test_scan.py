"""Many repos planned at once: each for itself, patiently, and ended at once."""

from __future__ import annotations

import threading
import time

import pytest

from hubtui.budgets import Budget
from hubtui.errors import NotFound, RateLimited
from hubtui.jobs.costs import Cost, costs, warnings
from hubtui.jobs.job import JobState, Place
from hubtui.jobs.options import Options
from hubtui.jobs.pacing import Stopped
from hubtui.jobs.plan import Action, Plan, PlanItem, RepoPlan
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.model import RepoKey, RepoType
from tests.jobs.memory_hub import HfLike
from tests.jobs.setup import TREE, Bench, bench


def repo(number: int, namespace: str = "team") -> RepoKey:
    return RepoKey(RepoType.MODEL, f"{namespace}/r{number:02}")


def requests(b: Bench, count: int, **options: object) -> list[CopyRequest]:
    for number in range(count):
        b.source.add(repo(number), {**TREE, "own.txt": b"%d" % number})
    chosen = Options(**options)  # type: ignore[arg-type]
    return [
        CopyRequest(Place("from", repo(n), ""), Place("to", repo(n, "me"), ""), options=chosen)
        for n in range(count)
    ]


def planned(b: Bench, asked: list[CopyRequest], on_progress=lambda _: None) -> Plan:
    return make_plan(asked, b.hubs.__getitem__, b.engine.hashes, on_progress)


def test_repos_are_looked_at_together_and_stand_in_their_order() -> None:
    together = threading.Barrier(3)
    with bench() as b:
        asked = requests(b, 12)
        b.source.script("resolve", *[lambda: together.wait(20)] * 3)
        plan = planned(b, asked)
        assert [one.source.repo for one in plan.repos] == [repo(n) for n in range(12)]


def test_one_that_cannot_be_is_said_and_the_others_go_on() -> None:
    with bench() as b:
        asked = requests(b, 6)
        del b.source.repos[repo(3)]
        plan = planned(b, asked)
        (row,) = plan.repos[3].items
        assert row.action is Action.CANNOT
        assert "no repo team/r03" in row.why
        job = b.copy(plan)
        assert job.state is JobState.FAILED
        assert "no repo team/r03" in job.message
        assert len(b.target.repos) == 5


def test_when_none_can_be_the_hub_s_words_are_raised() -> None:
    with bench() as b:
        asked = requests(b, 3)
        b.source.repos.clear()
        with pytest.raises(NotFound, match="no repo team/r00"):
            planned(b, asked)


def test_repos_without_a_wanted_file_are_left_out_and_named() -> None:
    with bench() as b:
        asked = requests(b, 3, include=("own.gguf",))
        b.source.add(repo(1), {"own.gguf": b"gguf"})
        plan = planned(b, asked)
        assert [one.source.repo for one in plan.repos] == [repo(1)]
        assert "no file of team/r02 matches own.gguf" in plan.repos[0].notes


def test_a_limit_that_was_reached_is_waited_out_and_that_is_told() -> None:
    said: list[str] = []
    with bench() as b:
        asked = requests(b, 2)
        b.source.script("resolve", RateLimited("slow down", retry_after=0.05))
        plan = planned(b, asked, said.append)
        assert all(item.action is not Action.CANNOT for item in plan.items)
    assert any("slow down" in words for words in said)


def test_it_ends_when_nobody_waits_for_it_also_while_it_waits_itself() -> None:
    left = threading.Event()

    def progress(words: str) -> None:
        if "waiting" in words:
            left.set()
        if left.is_set():
            raise Stopped

    with bench() as b:
        asked = requests(b, 4)
        b.source.always("resolve", RateLimited("slow down", retry_after=600))
        with pytest.raises(Stopped):
            planned(b, asked, progress)


class Limited(HfLike):
    commit_limit = 10
    commits_an_hour = 3
    requests_in = (20, 300)


def test_what_a_hub_s_limits_do_not_let_through_is_warned_of() -> None:
    hub = Limited()
    place = Place("to", repo(0, "me"), "main")
    items = tuple(PlanItem(Action.COPY, f"f{n}", 1) for n in range(75))
    asked = costs(Plan((RepoPlan(place, place, items, create=True),)), lambda _: hub)
    assert asked == {"to": Cost(requests=2 + 2 + 8 + 1, commits=8)}
    (words,) = warnings(asked["to"], hub, None)
    assert "at 3 commits an hour" in words
    assert words.startswith("about 2:40:00") or "2 h" in words, words
    told = [*warnings(asked["to"], hub, Budget(5, 20, time.monotonic() + 60))]
    assert "13 requests are needed" in told[1]
    assert "lets 5 through" in told[1]


def test_what_is_let_through_is_not_warned_of() -> None:
    hub = Limited()
    assert [*warnings(Cost(20, 3), hub, None)] == []
    place = Place("to", repo(0, "me"), "main")
    nothing = RepoPlan(place, place, (PlanItem(Action.SKIP, "a", 1),))
    assert costs(Plan((nothing,)), lambda _: hub) == {}
