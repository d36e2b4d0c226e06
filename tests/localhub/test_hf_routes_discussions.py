"""Every discussion route, driven by Hugging Face's SDK."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import BadRequestError, HfHubHTTPError

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import bearer

REPO = "lab/x"


@pytest.fixture(autouse=True)
def repo(hf: HfApi) -> str:
    hf.create_repo(REPO)
    hf.create_commit(
        REPO,
        [CommitOperationAdd("a", b"1\n"), CommitOperationAdd("b", b"1\n"), CommitOperationAdd("c/d", b"1\n")],
        commit_message="Begin",
    )
    return REPO


def propose(api: HfApi, **files: bytes | None) -> int:
    operations = [
        CommitOperationDelete(path) if data is None else CommitOperationAdd(path, data)
        for path, data in files.items()
    ]
    made = api.create_commit(REPO, operations, commit_message="Try this", create_pr=True)
    assert made.pr_num is not None
    return made.pr_num


def content(api: HfApi, path: str, folder: Path) -> bytes:
    return Path(api.hf_hub_download(REPO, path, cache_dir=folder)).read_bytes()


def test_a_pull_request_is_merged(hf: HfApi, grace: HfApi, tmp_path: Path) -> None:
    num = propose(grace, a=b"2\n", e=b"new\n", b=None)
    hf.upload_file(repo_id=REPO, path_in_repo="c/d", path_or_fileobj=b"2\n")
    hf.merge_pull_request(REPO, num, comment="Thank you")
    details = hf.get_discussion_details(REPO, num)
    (head, *_) = hf.list_repo_commits(REPO)
    assert (details.status, details.merge_commit_oid) == ("merged", head.commit_id)
    assert (head.title, head.authors) == ("Try this (#1)", ["ada"])
    assert [each.type for each in details.events] == ["comment", "commit", "status-change"]
    assert details.events[-1].new_status == "merged"
    assert set(hf.list_repo_files(REPO)) == {".gitattributes", "a", "c/d", "e"}
    assert content(hf, "a", tmp_path) == content(hf, "c/d", tmp_path) == b"2\n"
    for call in (
        lambda: hf.merge_pull_request(REPO, num),
        lambda: hf.change_discussion_status(REPO, num, "open"),
    ):
        with pytest.raises(BadRequestError):
            call()


def test_what_conflicts_is_not_merged(hf: HfApi) -> None:
    num = propose(hf, a=b"2\n", b=b"2\n")
    hf.create_commit(
        REPO, [CommitOperationAdd("a", b"3\n"), CommitOperationAdd("b", b"2\n")], commit_message="First"
    )
    assert hf.get_discussion_details(REPO, num).conflicting_files == ["a"]
    with pytest.raises(HfHubHTTPError, match="conflicts: a") as told:
        hf.merge_pull_request(REPO, num)
    assert told.value.response.status_code == 409
    hf.upload_file(repo_id=REPO, path_in_repo="a", path_or_fileobj=b"3\n", revision=f"refs/pr/{num}")
    assert hf.get_discussion_details(REPO, num).conflicting_files == []
    hf.merge_pull_request(REPO, num)


def test_a_file_in_the_place_of_a_directory_conflicts(hf: HfApi) -> None:
    num = propose(hf, **{"a/b": b"below\n"}, a=None)
    hf.upload_file(repo_id=REPO, path_in_repo="a", path_or_fileobj=b"2\n")
    assert hf.get_discussion_details(REPO, num).conflicting_files == ["a", "a/b"]


def test_a_draft_is_opened_before_it_is_merged(hf: HfApi, grace: HfApi) -> None:
    pull = grace.create_pull_request(REPO, "Later", description="Not yet.")
    assert pull.status == "draft"
    with pytest.raises(BadRequestError):
        hf.merge_pull_request(REPO, pull.num)
    assert grace.change_discussion_status(REPO, pull.num, "open").new_status == "open"
    with pytest.raises(HfHubHTTPError) as told:
        grace.merge_pull_request(REPO, pull.num)
    assert told.value.response.status_code == 403
    hf.merge_pull_request(REPO, pull.num)
    assert hf.get_discussion_details(REPO, pull.num).status == "merged"


def test_a_discussion_cannot_be_merged(hf: HfApi) -> None:
    thread = hf.create_discussion(REPO, "A question")
    with pytest.raises(BadRequestError):
        hf.merge_pull_request(REPO, thread.num)


def test_a_comment_is_edited_and_hidden(hf: HfApi, grace: HfApi) -> None:
    thread = grace.create_discussion(REPO, "It does not load", description="At all.")
    first = thread.events[0]
    edited = grace.edit_discussion_comment(REPO, thread.num, first.id, "Not at all.")
    assert (edited.content, edited.edited, edited.number_of_edits) == ("Not at all.", True, 1)
    assert [each["raw"] for each in edited.edit_history] == ["At all."]
    with pytest.raises(HfHubHTTPError) as told:
        hf.edit_discussion_comment(REPO, thread.num, first.id, "It does.")
    assert told.value.response.status_code == 403
    with pytest.warns(UserWarning, match="irreversible"):
        hidden = hf.hide_discussion_comment(REPO, thread.num, first.id)
    assert hidden.hidden
    (event,) = hf.get_discussion_details(REPO, thread.num).events
    assert "all" not in event.content
    assert event._event["data"]["history"] == []


@pytest.mark.parametrize("event", ["0" * 24, "f" * 24])
def test_a_comment_that_is_not_there(hf: HfApi, event: str) -> None:
    thread = hf.create_discussion(REPO, "A question")
    with pytest.raises(HfHubHTTPError) as told:
        hf.edit_discussion_comment(REPO, thread.num, event, "x")
    assert told.value.response.status_code == 404


def test_discussions_are_listed_by_what_they_are(hf: HfApi, grace: HfApi) -> None:
    for number in range(12):
        grace.create_discussion(REPO, f"Question {number}")
    merged, closed, opened = (propose(hf, **{f"f{number}": b"x"}) for number in range(3))
    hf.merge_pull_request(REPO, merged)
    hf.change_discussion_status(REPO, closed, "closed")
    hf.change_discussion_status(REPO, 3, "closed")
    draft = hf.create_pull_request(REPO, "A draft").num

    def listed(**filters: str) -> list[int]:
        return [each.num for each in hf.get_repo_discussions(REPO, **filters)]

    assert listed() == list(range(16, 0, -1))
    assert listed(discussion_type="pull_request") == [draft, opened, closed, merged]
    assert listed(discussion_type="discussion", discussion_status="closed") == [3]
    assert listed(discussion_status="closed") == [closed, merged, 3]
    assert listed(author="ada", discussion_status="open") == [draft, opened]
    assert len(listed(author="grace")) == 12


def test_a_page_beyond_the_last_is_empty_and_ends(hub: LocalHub, http: requests.Session) -> None:
    url = f"{hub.hf}/api/models/{REPO}/discussions"
    told = http.get(url, params={"p": 5}).json()
    assert told["discussions"] == []
    assert told["start"] >= told["count"]
    assert http.get(url, params={"status": "none"}).status_code == 400


def test_a_repo_without_discussions(hub: LocalHub, hf: HfApi, grace: HfApi, http: requests.Session) -> None:
    settings = {"discussionsDisabled": True}
    answer = http.put(f"{hub.hf}/api/models/{REPO}/settings", json=settings, headers=bearer("hf", "ada"))
    assert answer.json()["discussionsDisabled"] is True
    for call in (
        lambda: list(hf.get_repo_discussions(REPO)), lambda: grace.create_discussion(REPO, "A question"),
        lambda: propose(grace, a=b"2"),
    ):  # fmt: skip
        with pytest.raises(HfHubHTTPError, match="Discussions are disabled") as told:
            call()
        assert told.value.response.status_code == 403
