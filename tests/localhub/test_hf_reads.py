"""Hugging Face's SDK reads the demo's content."""

from __future__ import annotations

import requests
from huggingface_hub import HfApi
from huggingface_hub.hf_api import RepoFile, RepoFolder

from hubtui.localhub.server import LocalHub

FRAMES = "acme-lab/plankton-frames"


def test_whoami_tells_the_organisation(demo: HfApi) -> None:
    me = demo.whoami()
    assert (me["name"], [each["name"] for each in me["orgs"]]) == ("rosalind", ["acme-lab"])


def test_lists_page_by_link_and_stop(demo: HfApi, seeded: LocalHub) -> None:
    seeded.requests.reset()
    models = list(demo.list_models(author="acme-lab", limit=7, sort="downloads"))
    assert len(models) == 7
    assert [each.downloads for each in models] == sorted(
        (each.downloads or 0 for each in models), reverse=True
    )
    assert len(seeded.requests.matching(part="/api/models")) == 1


def test_every_page_is_reached_once(seeded: LocalHub, http: requests.Session) -> None:
    url, seen = f"{seeded.hf}/api/models?limit=5&sort=likes", []
    while url:
        answer = http.get(url)
        seen += [each["id"] for each in answer.json()]
        url = answer.links.get("next", {}).get("url", "")
    assert len(seen) == len(set(seen)) == 23
    assert (
        seeded.hf.removeprefix("http://") in http.get(f"{seeded.hf}/api/models?limit=1").links["next"]["url"]
    )


def test_search_filter_and_expand(demo: HfApi) -> None:
    assert {each.id for each in demo.list_models(search="PLANKTON")} == {
        "acme-lab/vit-plankton",
        "acme-lab/vit-plankton-small",
    }
    assert all(each.pipeline_tag == "text-generation" for each in demo.list_models(filter="text-generation"))
    (model,) = demo.list_models(search="bert-tiny", expand=["gated", "usedStorage", "private"])
    assert (model.gated, model.private, model.tags) == (False, False, None)
    assert model.used_storage
    assert model.used_storage > 400_000


def test_private_repos_are_listed_to_their_owners_only(demo: HfApi, seeded: LocalHub) -> None:
    mine = {each.id for each in demo.list_models(author="acme-lab")}
    public = {each.id for each in HfApi(endpoint=seeded.hf, token=False).list_models(author="acme-lab")}
    assert mine - public == {"acme-lab/llama-acme-7b-gguf", "acme-lab/otolith-age-reader"}


def test_info_tells_card_tensors_and_siblings(demo: HfApi) -> None:
    info = demo.model_info("ACME-lab/Bert-Tiny-NER", files_metadata=True)
    assert info.id == "acme-lab/bert-tiny-ner"
    assert info.card_data
    assert info.card_data.license == "apache-2.0"
    assert info.safetensors
    assert info.safetensors.total > 50_000
    by_name = {each.rfilename: each for each in info.siblings or []}
    lfs = by_name["model.safetensors"].lfs
    assert lfs
    assert lfs.size == by_name["model.safetensors"].size
    assert {"runs/2025-02-11/train.csv", "onnx/model.onnx"} <= by_name.keys()


def test_spaces_and_datasets_have_their_own_fields(demo: HfApi) -> None:
    space = demo.space_info("acme-lab/ner-playground")
    assert (space.sdk, space.runtime and space.runtime.stage) == ("gradio", "RUNNING")
    assert demo.dataset_info(FRAMES).description


def test_ten_thousand_files_take_eleven_pages(demo: HfApi, seeded: LocalHub) -> None:
    seeded.requests.reset()
    entries = list(demo.list_repo_tree(FRAMES, repo_type="dataset", recursive=True))
    files = [each for each in entries if isinstance(each, RepoFile)]
    assert len(seeded.requests.matching(part="/tree/main")) == 11
    assert len([path for path in (each.path for each in files) if path.startswith("images/")]) == 10_000
    assert len({each.path for each in entries}) == len(entries)
    assert len([each for each in entries if isinstance(each, RepoFolder)]) == 51


def test_expand_pages_by_a_hundred_and_names_the_last_commit(demo: HfApi, seeded: LocalHub) -> None:
    seeded.requests.reset()
    entries = list(demo.list_repo_tree(FRAMES, "images/007", repo_type="dataset", expand=True))
    assert len(entries) == 200
    assert len(seeded.requests.matching(part="/tree/main")) == 2
    assert {each.last_commit and each.last_commit.title for each in entries} == {
        "Upload all frames of dives 0 to 49"
    }


def test_paths_info_leaves_out_what_is_not_there(demo: HfApi) -> None:
    found = demo.get_paths_info(
        FRAMES, ["README.md", "images/003", "no such"], repo_type="dataset", expand=True
    )
    assert [each.path for each in found] == ["README.md", "images/003"]


def test_commits_page_with_a_total(demo: HfApi, seeded: LocalHub, http: requests.Session) -> None:
    name = "acme-lab/nightly-evals"
    url = f"{seeded.hf}/api/datasets/{name}/commits/main"
    third = http.get(url, params={"p": 2, "limit": 50})
    assert third.headers["X-Total-Count"] == "130"
    assert len(third.json()) == 30
    assert "next" not in third.links
    commits = demo.list_repo_commits(name, repo_type="dataset", formatted=True)
    assert len(commits) == 130
    assert commits[-1].title == commits[-1].formatted_title == "initial commit"
    dates = [each.created_at for each in commits]
    assert dates == sorted(dates, reverse=True)


def test_refs_tell_branches_tags_and_pull_requests(demo: HfApi) -> None:
    refs = demo.list_repo_refs("acme-lab/bert-tiny-ner", include_pull_requests=True)
    assert {each.name for each in refs.branches} == {"main", "experiments", "fp16"}
    assert {each.name for each in refs.tags} == {"v1.0", "v1.1"}
    assert {each.ref for each in refs.pull_requests or []} >= {"refs/pr/2", "refs/pr/5"}
    assert demo.list_repo_refs("acme-lab/bert-tiny-ner").pull_requests is None


def test_a_pull_request_is_a_tree_of_its_own(demo: HfApi, http: requests.Session, seeded: LocalHub) -> None:
    url = f"{seeded.hf}/acme-lab/bert-tiny-ner/resolve/{{}}/labels.json"
    assert "INSTRUMENT" not in http.get(url.format("main")).text
    assert "INSTRUMENT" in http.get(url.format("refs%2Fpr%2F7")).text


def test_compare_is_a_unified_diff(seeded: LocalHub, http: requests.Session) -> None:
    base = f"{seeded.hf}/api/models/acme-lab/bert-tiny-ner/compare"
    assert "+## Limits" in http.get(f"{base}/v1.0..main").text
    assert http.get(f"{base}/main..main").text == ""
    assert http.get(f"{base}/main").status_code == 400


def test_tree_sizes_add_up(seeded: LocalHub, http: requests.Session) -> None:
    base = f"{seeded.hf}/api/datasets/{FRAMES}/treesize/main"
    assert http.get(f"{base}/images").json() == {"path": "images", "size": 10_000 * 157}
    assert http.get(base).json()["size"] > 10_000 * 157
    assert http.get(f"{base}/none").headers["X-Error-Code"] == "EntryNotFound"


def test_discussions_page_by_ten_and_tell_their_events(demo: HfApi, seeded: LocalHub) -> None:
    seeded.requests.reset()
    threads = list(demo.get_repo_discussions("acme-lab/log-embedder-base"))
    assert len(threads) == 23
    assert len(seeded.requests.matching(part="/discussions")) == 3
    long = demo.get_discussion_details("acme-lab/bert-tiny-ner", 3)
    assert len([each for each in long.events if each.type == "comment"]) == 13
    merged = demo.get_discussion_details("acme-lab/bert-tiny-ner", 2)
    assert (merged.status, merged.is_pull_request, merged.target_branch) == (
        "merged",
        True,
        "refs/heads/main",
    )
    assert merged.merge_commit_oid
    assert "+" in (merged.diff or "")
    assert "Kattegat 21, Azores 22 and Sagami 23" in (merged.diff or "")
    assert [
        each.num for each in demo.get_repo_discussions("acme-lab/bert-tiny-ner", discussion_status="closed")
    ] == [4, 2, 1]


def test_overviews_and_storage(demo: HfApi) -> None:
    user = demo.get_user_overview("rosalind")
    assert (user.num_models, [each.name for each in user.orgs]) == (5, ["acme-lab"])
    assert demo.get_organization_overview("acme-lab").num_users == 2
    assert [each.username for each in demo.list_organization_members("acme-lab")] == ["rosalind", "kenji"]
    repos = list(demo.list_user_repos("acme-lab"))
    assert {each.type for each in repos} == {"model", "dataset", "space"}
    assert round(sum(each.storage_percent for each in repos)) == 100
