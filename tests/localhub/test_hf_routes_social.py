"""Likes, collections and access requests, driven by Hugging Face's SDK."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
import requests
from huggingface_hub import HfApi
from huggingface_hub.errors import BadRequestError, GatedRepoError, HfHubHTTPError

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import bearer

REPO = "lab/x"


@pytest.fixture(autouse=True)
def repo(hf: HfApi) -> str:
    hf.create_repo(REPO)
    hf.upload_file(repo_id=REPO, path_in_repo="a.txt", path_or_fileobj=b"a")
    return REPO


def status_of(told: pytest.ExceptionInfo[HfHubHTTPError]) -> int:
    return int(told.value.response.status_code)


# likes


def test_a_repo_is_liked_and_no_longer(
    hub: LocalHub, hf: HfApi, grace: HfApi, anonymous: HfApi, http: requests.Session
) -> None:
    for name in ("ada", "grace", "grace"):
        assert http.post(f"{hub.hf}/api/models/{REPO}/like", headers=bearer("hf", name)).ok
    assert hf.model_info(REPO).likes == 2
    assert {each.username for each in anonymous.list_repo_likers(REPO)} == {"ada", "grace"}
    assert hf.list_liked_repos("grace").models == [REPO]
    grace.unlike(REPO)
    grace.unlike(REPO)
    assert (hf.model_info(REPO).likes, hf.list_liked_repos("grace").total) == (1, 0)
    assert hf.list_liked_repos().models == [REPO]
    assert hf.get_user_overview("ada").num_likes == 1
    hf.update_repo_settings(REPO, visibility="private")
    assert anonymous.list_liked_repos("ada").total == 0
    hf.delete_repo(REPO)
    assert hf.list_liked_repos().total == 0


def test_nobody_likes_without_a_name(hub: LocalHub, http: requests.Session) -> None:
    assert http.post(f"{hub.hf}/api/models/{REPO}/like").status_code == 401


# collections


def test_a_collection_from_first_title_to_last(hf: HfApi, anonymous: HfApi) -> None:
    hf.create_repo("ada/d", repo_type="dataset")
    made = hf.create_collection("Small nets", namespace="lab", description="They fit.")
    assert made.slug.startswith("lab/small-nets-")
    assert (made.description, made.position, made.private) == ("They fit.", 0, False)
    hf.add_collection_item(made.slug, REPO, "model", note="Begin here")
    full = hf.add_collection_item(made.slug, "ada/d", "dataset")
    assert [(each.item_id, each.item_type, each.note) for each in full.items] == [
        (REPO, "model", "Begin here"), ("ada/d", "dataset", None),
    ]  # fmt: skip
    hf.update_collection_item(made.slug, full.items[1].item_object_id, note="Then this", position=0)
    moved = anonymous.get_collection(made.slug).items
    assert [(each.item_id, each.position, each.note) for each in moved] == [
        ("ada/d", 0, "Then this"), (REPO, 1, "Begin here"),
    ]  # fmt: skip
    renamed = hf.update_collection_metadata(made.slug, title="Tiny nets!", theme="pink")
    assert renamed.slug == made.slug.replace("small", "tiny")
    assert hf.get_collection(made.slug).title == anonymous.get_collection(renamed.slug).title == "Tiny nets!"
    hf.delete_collection_item(made.slug, moved[0].item_object_id)
    hf.delete_collection_item(made.slug, moved[0].item_object_id, missing_ok=True)
    assert [each.item_id for each in hf.get_collection(made.slug).items] == [REPO]
    hf.delete_collection(made.slug)
    hf.delete_collection(made.slug, missing_ok=True)
    with pytest.raises(HfHubHTTPError) as told:
        hf.get_collection(made.slug)
    assert status_of(told) == 404


def test_a_collection_that_is_there_already_is_named(hf: HfApi) -> None:
    made = hf.create_collection("Nets")
    with pytest.raises(HfHubHTTPError) as told:
        hf.create_collection("Nets")
    assert status_of(told) == 409
    assert hf.create_collection("Nets", exists_ok=True).slug == made.slug
    hf.add_collection_item(made.slug, REPO, "model")
    with pytest.raises(HfHubHTTPError) as told:
        hf.add_collection_item(made.slug, REPO, "model")
    assert status_of(told) == 409
    assert len(hf.add_collection_item(made.slug, REPO, "model", exists_ok=True).items) == 1


def test_collections_are_listed_by_owner_and_by_item(hf: HfApi, grace: HfApi, anonymous: HfApi) -> None:
    mine, hers = hf.create_collection("Mine"), grace.create_collection("Hers")
    hidden = hf.create_collection("Hidden", private=True)
    hf.add_collection_item(mine.slug, REPO, "model")
    hf.add_collection_item(mine.slug, hers.slug, "collection")
    listed = {each.slug: each for each in anonymous.list_collections()}
    assert set(listed) == {mine.slug, hers.slug}
    assert [each.item_id for each in listed[mine.slug].items] == [REPO, hers.slug]
    assert {each.slug for each in hf.list_collections(owner="ada")} == {mine.slug, hidden.slug}
    assert [each.slug for each in hf.list_collections(item=f"models/{REPO}")] == [mine.slug]
    assert len(list(hf.list_collections(limit=1, sort="lastModified"))) == 1
    hf.update_repo_settings(REPO, visibility="private")
    assert [each.item_id for each in anonymous.get_collection(mine.slug).items] == [hers.slug]
    grace.delete_collection(hers.slug)
    hf.delete_repo(REPO)
    assert hf.get_collection(mine.slug).items == []


def test_collections_come_by_pages(hub: LocalHub, hf: HfApi) -> None:
    made = {hf.create_collection(f"Number {number}").slug for number in range(5)}
    hub.requests.reset()
    (first,) = hf.list_collections(limit=1)
    assert first.slug in made
    assert [each.position for each in (hf.get_collection(slug) for slug in sorted(made))] == [0, 1, 2, 3, 4]


def test_a_collection_of_others_stays_as_it_is(hf: HfApi, grace: HfApi) -> None:
    made, hidden = hf.create_collection("Mine"), hf.create_collection("Hidden", private=True)
    for call, status in (
        (lambda: grace.delete_collection(made.slug), 403),
        (lambda: grace.update_collection_metadata(made.slug, title="Hers"), 403),
        (lambda: grace.create_collection("Hers", namespace="lab"), 403),
        (lambda: grace.get_collection(hidden.slug), 404),
        (lambda: hf.add_collection_item(made.slug, "lab/none", "model"), 404),
        (lambda: hf.add_collection_item(made.slug, "2307.09288", "paper"), 404),
        (lambda: hf.update_collection_metadata(made.slug, theme="black"), 400),
        (lambda: hf.create_collection("x" * 61), 400),
    ):
        with pytest.raises(HfHubHTTPError) as told:
            call()
        assert status_of(told) == status


# access requests


def ask(hub: LocalHub, http: requests.Session, name: str) -> None:
    form = {"Affiliation": "None"}
    assert http.post(f"{hub.hf}/{REPO}/ask-access", data=form, headers=bearer("hf", name)).ok


def test_access_is_asked_for_and_given(
    hub: LocalHub, hf: HfApi, grace: HfApi, tmp_path: Path, http: requests.Session
) -> None:
    hf.update_repo_settings(REPO, gated="manual")

    folders = count()

    def reads() -> bool:
        try:
            grace.hf_hub_download(REPO, "a.txt", cache_dir=tmp_path / str(next(folders)))
        except GatedRepoError:
            return False
        return True

    assert not reads()
    ask(hub, http, "grace")
    with pytest.raises(GatedRepoError, match="awaiting a review"):
        grace.auth_check(REPO)
    (request,) = hf.list_pending_access_requests(REPO)
    assert (request.username, request.status, request.fields) == ("grace", "pending", {"Affiliation": "None"})
    hf.accept_access_request(REPO, "grace")
    assert reads()
    assert [each.username for each in hf.list_accepted_access_requests(REPO)] == ["grace"]
    hf.reject_access_request(REPO, request_id=request.request_id, rejection_reason="No.")
    assert not reads()
    with pytest.raises(GatedRepoError, match="has been rejected"):
        grace.auth_check(REPO)
    assert [each.username for each in hf.list_rejected_access_requests(REPO)] == ["grace"]
    hf.cancel_access_request(REPO, "grace")
    assert not list(hf.list_rejected_access_requests(REPO))
    hf.grant_access(REPO, "grace")
    assert reads()


def test_whoever_asks_is_let_in_where_nobody_decides(
    hub: LocalHub, hf: HfApi, grace: HfApi, http: requests.Session
) -> None:
    hf.update_repo_settings(REPO, gated="auto")
    with pytest.raises(GatedRepoError, match="not in the authorized list"):
        grace.auth_check(REPO)
    ask(hub, http, "grace")
    grace.auth_check(REPO)
    url = f"{hub.hf}/api/models/{REPO}/user-access-request/cancel"
    assert http.post(url, headers=bearer("hf", "grace")).ok
    with pytest.raises(GatedRepoError):
        grace.auth_check(REPO)


def test_what_cannot_be_done_about_access(hf: HfApi, grace: HfApi) -> None:
    with pytest.raises(BadRequestError, match="is not gated"):
        list(hf.list_pending_access_requests(REPO))
    hf.update_repo_settings(REPO, gated="manual")
    hf.grant_access(REPO, "grace")
    for call, status in (
        (lambda: hf.grant_access(REPO, "grace"), 400),
        (lambda: hf.grant_access(REPO, "nobody"), 404),
        (lambda: hf.accept_access_request(REPO, "grace"), 404),
        (lambda: hf.accept_access_request(REPO, "ada"), 404),
        (lambda: hf.accept_access_request(REPO, request_id="0" * 24), 404),
        (lambda: list(grace.list_pending_access_requests(REPO)), 403),
    ):
        with pytest.raises(HfHubHTTPError) as told:
            call()
        assert status_of(told) == status
