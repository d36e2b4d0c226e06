"""The rows of a plan: in order of what needs a look first, made when they are asked for."""

from __future__ import annotations

from hubtui.jobs.job import Place
from hubtui.jobs.plan import Action, Plan, PlanItem, RepoPlan
from hubtui.model import RepoKey, RepoType
from hubtui.ui.rows.plan import PlanLine, PlanLines


def repo(name: str, *actions: Action) -> RepoPlan:
    key = RepoKey(RepoType.MODEL, f"me/{name}")
    items = tuple(PlanItem(action, f"{number}.bin", number) for number, action in enumerate(actions))
    return RepoPlan(Place("from", key, "main"), Place("to", key, "master"), items)


def test_what_needs_a_look_comes_first_and_the_rest_stays_in_its_order():
    lines = PlanLines(
        Plan((repo("a", Action.SKIP, Action.COPY), repo("b"), repo("c", Action.COPY, Action.CANNOT)))
    )
    assert [(line.repo, line.name) for line in lines] == [
        (2, "c/1.bin"),
        (0, "a/1.bin"),
        (2, "c/0.bin"),
        (0, "a/0.bin"),
    ]
    assert isinstance(lines[-1], PlanLine)
    assert lines[1:3] == [lines[1], lines[2]]
    assert len(lines) == 4


def test_a_plan_of_nothing_has_no_line():
    assert [*PlanLines(Plan((repo("a"),)))] == []
