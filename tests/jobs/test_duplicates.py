"""Repos that their hub duplicates: what comes along, who sees it, and that none is made twice."""

from __future__ import annotations

import pytest
from huggingface_hub import HfApi

from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkPlan, make_bulk
from hubtui.jobs.duplicating import SEEN_LATER, duplicating
from hubtui.jobs.job import ItemState, JobKind, JobState
from hubtui.model import AddFile, Gating, RepoInfo, RepoKey, RepoType, Visibility, items
from tests.jobs.desk import TOKENS, Desk


def target(repo: RepoKey) -> RepoKey:
    return RepoKey(repo.repo_type, f"{repo.repo_id}-again")


def planned(desk: Desk, repos: list[RepoKey], visibility: Visibility | None = None) -> BulkPlan:
    hub = desk.hubs["hf"]
    infos = [hub.repo_info(repo) for repo in repos]
    return make_bulk("hf", hub, infos, lambda info: duplicating(info, target(info.key).repo_id, visibility))


def add(hub: Hub, repo: RepoKey, text: str) -> str:
    data = text.encode()
    return hub.commit(repo, "main", [AddFile("notes.txt", len(data), "", data)], f"Say {text}")


@pytest.mark.parametrize("repo_type", RepoType)
def test_a_duplicate_has_all_commits_and_the_repo_stays_as_it_was(desk: Desk, repo_type: RepoType) -> None:
    (repo,) = desk.make("hf", 1, repo_type)
    heads = [add(desk.hubs["hf"], repo, text) for text in ("one", "two")]
    job = desk.run(planned(desk, [repo]))
    assert (job.state, job.kind, job.message) == (JobState.DONE, JobKind.CHANGE, "1 repo done")
    outside = HfApi(endpoint=desk.local.hf, token=TOKENS["hf"])
    for one in (repo, target(repo)):
        told = outside.list_repo_commits(one.repo_id, repo_type=repo_type)
        assert [commit.commit_id for commit in told][:2] == heads[::-1]
    assert outside.repo_info(target(repo).repo_id, repo_type=repo_type).private


def test_many_are_named_by_where_they_go(desk: Desk) -> None:
    repos = desk.make("hf", 2)
    plan = planned(desk, repos)
    assert plan.title == "duplicate to ada: 2 repos"
    job_id = desk.engine.submit_bulk(plan)
    changed = [place.repo for place in desk.engine.targets(job_id)]
    assert changed == [*repos, *map(target, repos)]
    assert desk.engine.wait(job_id, 60).state is JobState.DONE


def test_nothing_takes_a_duplicate_back_but_deleting_it(desk: Desk) -> None:
    (repo,) = desk.make("hf", 1)
    desk.run(planned(desk, [repo]))
    (record,) = desk.engine.operations(10)
    assert record.why_final == f"only deleting {target(repo).repo_id} takes it back"
    assert desk.engine.undo_plan() is None


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.PUBLIC])
@pytest.mark.parametrize("gating", [Gating.OFF, Gating.MANUAL])
def test_a_duplicate_is_open_to_no_more_people_unless_that_is_said(
    desk: Desk, visibility: Visibility, gating: Gating
) -> None:
    (repo,) = desk.make("hf", 1)
    desk.hubs["hf"].set_visibility(repo, visibility)
    desk.hubs["hf"].set_gating(repo, gating)
    is_open = visibility is Visibility.PUBLIC and gating is Gating.OFF
    (item,) = planned(desk, [repo]).items
    assert (item.operation.visibility == Visibility.PUBLIC, item.opens) == (is_open, False)
    (said,) = planned(desk, [repo], Visibility.PUBLIC).items
    assert (said.opens, said.meant) == (not is_open, target(repo).repo_id)


def test_a_name_that_is_taken_fails_alone_and_a_retry_makes_just_that_one(desk: Desk) -> None:
    repos = desk.make("hf", 3)
    hub = desk.hubs["hf"]
    hub.create_repo(target(repos[1]))
    job = desk.run(planned(desk, repos))
    assert [state for state, _ in desk.outcomes(job)] == [ItemState.DONE, ItemState.FAILED, ItemState.DONE]
    assert f"there is a model {target(repos[1]).repo_id} already" in job.message
    hub.delete_repo(target(repos[1]))
    made = lambda: len(desk.local.requests.matching("POST", "/duplicate"))  # noqa: E731
    before = made()
    desk.engine.retry(job.job_id)
    assert desk.engine.wait(job.job_id, 60).state is JobState.DONE
    assert made() - before == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_answer_that_is_lost_makes_no_second_one(desk: Desk, moment: str) -> None:
    (repo,) = desk.make("hf", 1)
    add(desk.hubs["hf"], repo, "here")
    plan = planned(desk, [repo])
    desk.local.faults.add(method="POST", path="/duplicate", hang_up=moment, count=1)
    job = desk.run(plan)
    words = SEEN_LATER if moment == "after" else ""
    assert (job.state, desk.outcomes(job)) == (JobState.DONE, [(ItemState.DONE, words)])


def test_what_has_other_commits_since_the_plan_is_not_duplicated(desk: Desk) -> None:
    (repo,) = desk.make("hf", 1)
    plan = planned(desk, [repo])
    add(desk.hubs["hf"], repo, "later")
    ((state, words),) = desk.outcomes(desk.run(plan))
    assert (state, words.startswith("it has other commits")) == (ItemState.SKIPPED, True)
    listed = items(desk.hubs["hf"].list_repos("ada", RepoType.MODEL))
    assert target(repo) not in [info.key for info in listed]


def test_what_cannot_be_duplicated_says_why(desk: Desk) -> None:
    hub, ms = desk.hubs["hf"], desk.hubs["ms"]
    info = RepoInfo(RepoKey(RepoType.MODEL, "ada/x"), Visibility.PRIVATE)
    plans = (
        make_bulk("hf", hub, [info], lambda one: duplicating(one, "ada/X")),
        make_bulk("hf", hub, [info], lambda one: duplicating(one, "ada/y", Visibility.PROTECTED)),
        make_bulk("ms", ms, [info], lambda one: duplicating(one, "ada/y")),
    )
    assert [plan.items[0].why for plan in plans] == [
        "that is its own name",
        "a model cannot be protected at Hugging Face",
        "ModelScope has no way to do that with models",
    ]
