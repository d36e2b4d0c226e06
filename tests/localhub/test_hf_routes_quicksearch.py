"""The search that names are completed with: no SDK has it, so plain HTTP drives it."""

from __future__ import annotations

from typing import Any

import requests
from huggingface_hub import HfApi

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import bearer


def search(http: requests.Session, hub: LocalHub, query: str, **headers: str) -> dict[str, Any]:
    answer = http.get(f"{hub.hf}/api/quicksearch?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_users_and_organisations_are_found_by_a_part_of_their_names(
    hub: LocalHub, http: requests.Session
) -> None:
    told = search(http, hub, "q=A&type=user&type=org")
    assert [each["user"] for each in told["users"]] == ["ada", "grace"]
    assert [(each["name"], each["fullname"]) for each in told["orgs"]] == [("lab", "Lab")]
    assert (told["q"], told["usersCount"], told["orgsCount"]) == ("A", 2, 1)
    assert told["models"] == []


def test_repos_are_found_by_those_who_may_see_them(hub: LocalHub, hf: HfApi, http: requests.Session) -> None:
    hf.create_repo("ada/tide")
    hf.create_repo("ada/tide-log", repo_type="dataset", visibility="private")
    told = search(http, hub, "q=tide")
    assert ([each["id"] for each in told["models"]], told["modelsCount"]) == (["ada/tide"], 1)
    assert told["datasets"] == []
    mine = search(http, hub, "q=tide&type=dataset", **bearer("hf", "ada"))
    assert [each["id"] for each in mine["datasets"]] == ["ada/tide-log"]


def test_no_more_than_the_limit_are_told_but_all_counted(
    hub: LocalHub, hf: HfApi, http: requests.Session
) -> None:
    for number in range(7):
        hf.create_repo(f"ada/tide-{number}")
    assert [len(search(http, hub, query)["models"]) for query in ("q=tide", "q=tide&limit=2")] == [5, 2]
    assert search(http, hub, "q=tide&limit=2")["modelsCount"] == 7


def test_an_unknown_kind_is_refused(hub: LocalHub, http: requests.Session) -> None:
    answer = http.get(f"{hub.hf}/api/quicksearch?q=a&type=galaxy")
    assert (answer.status_code, "galaxy" in answer.json()["error"]) == (400, True)
