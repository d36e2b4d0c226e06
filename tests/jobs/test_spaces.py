"""Spaces that are paused, restarted, put to sleep and moved to other hardware, many at once."""

from __future__ import annotations

import pytest
from huggingface_hub import HfApi

from hubtui.jobs.bulk import bulk_from_json, bulk_to_json, make_bulk
from hubtui.jobs.job import ItemState, JobState
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import ALREADY, NEVER, Operation
from hubtui.model import RepoKey, RepoType, Visibility
from hubtui.ui.offers import settings
from tests.jobs.desk import TOKENS, Desk

PAUSE = Operation(OperationKind.PAUSE)
FASTER = Operation(OperationKind.HARDWARE, "t4-small")


def spaces(desk: Desk, count: int, sdk: str = "gradio") -> list[RepoKey]:
    repos = [RepoKey(RepoType.SPACE, f"ada/{sdk}-{n}-{id(desk):x}") for n in range(count)]
    for repo in repos:
        desk.hubs["hf"].create_repo(repo, sdk=sdk)
    return repos


def test_many_are_paused_and_run_again_on_other_hardware_seen_from_outside(desk: Desk) -> None:
    repos, outside = spaces(desk, 2), HfApi(endpoint=desk.local.hf, token=TOKENS["hf"])
    told = lambda: [outside.get_space_runtime(repo.repo_id) for repo in repos]  # noqa: E731
    job = desk.run(desk.plan("hf", repos, PAUSE))
    assert (job.title, job.message) == ("pause: 2 repos", "2 repos done")
    assert {one.stage for one in told()} == {"PAUSED"}
    assert [item.why for item in desk.plan("hf", repos, PAUSE).items] == [ALREADY, ALREADY]
    desk.run(desk.plan("hf", repos, Operation(OperationKind.RESTART)))
    desk.run(desk.plan("hf", repos, FASTER))
    assert {(one.stage, one.hardware) for one in told()} == {("RUNNING", "t4-small")}
    assert [item.why for item in desk.plan("hf", repos, FASTER).items] == [ALREADY, ALREADY]
    for seconds, sleeps in (("900", 900), (NEVER, None)):
        desk.run(desk.plan("hf", repos, Operation(OperationKind.SLEEP, seconds)))
        assert {one.sleep_time for one in told()} == {sleeps}
    assert desk.engine.undo_plan() is None
    finals = [one.why_final for one in desk.engine.operations(20)]
    assert set(finals) == {"it can be set anew", "nothing takes it back", "it can be started again"}


def test_what_does_not_run_or_is_not_to_be_set_says_why(desk: Desk) -> None:
    hub = desk.hubs["hf"]
    (page,), (app,), (model,) = spaces(desk, 1, "static"), spaces(desk, 1), desk.make("hf", 1)
    infos = [hub.repo_info(one) for one in (page, app, model)]
    sleep = Operation(OperationKind.SLEEP, "3600")
    assert [item.why for item in make_bulk("hf", hub, infos, lambda _: sleep).items] == [
        "a static space has no app that runs",
        "on cpu-basic the hub says when it sleeps",
        "Hugging Face has no way to do that with models",
    ]
    plan = make_bulk("hf", hub, infos[:2], lambda _: PAUSE)
    assert bulk_from_json(bulk_to_json(plan)) == plan
    job = desk.run(plan)
    assert job.state is JobState.DONE
    assert [state for state, _ in desk.outcomes(job)] == [ItemState.SKIPPED, ItemState.DONE]


def test_what_costs_money_is_told_apart(desk: Desk) -> None:
    hub, (app,) = desk.hubs["hf"], spaces(desk, 1)
    bills = lambda: {one.label for one in settings("hf", hub, [hub.repo_info(app)]) if one.bills}  # noqa: E731
    assert "restart" not in bills()
    assert {"run on t4-small", "run on a100-large"} <= bills()
    assert not {"run on cpu-basic", "run on zero-a10g", "pause", str(Visibility.PUBLIC)} & bills()
    hub.set_hardware(app, "t4-small")
    assert "restart" in bills()
    (page,) = spaces(desk, 1, "static")
    reasons = {one.label: one.reason for one in settings("hf", hub, [hub.repo_info(page)])}
    assert reasons["pause"] == "a static space has no app that runs"
    assert "run on t4-small" not in reasons


@pytest.mark.parametrize("value", ["0", "-2", "soon"])
def test_a_sleep_is_a_number_of_seconds(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Operation(OperationKind.SLEEP, value).check()


def test_a_sleep_is_told_as_people_say_it() -> None:
    told = [str(Operation(OperationKind.SLEEP, value)) for value in ("90", "900", "3600", "172800", NEVER)]
    after = ("90 seconds", "15 minutes", "1 hour", "2 days")
    assert told == [*(f"sleep after {words}" for words in after), "never sleep"]
