"""The lists of models, datasets and Spaces: every filter, sort and field that Hugging Face's SDK asks for."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any, get_args

import pytest
import requests
from huggingface_hub import HfApi, hf_api
from huggingface_hub.errors import BadRequestError, HfHubHTTPError

from hubtui.localhub.server import LocalHub

TENSORS = "model.safetensors"
LISTS: dict[str, Callable[..., Any]] = {
    "model": HfApi.list_models, "dataset": HfApi.list_datasets, "space": HfApi.list_spaces,
}  # fmt: skip


def tensors(count: int) -> bytes:
    header = json.dumps({"w": {"dtype": "F32", "shape": [count], "data_offsets": [0, 0]}}).encode()
    return struct.pack("<Q", len(header)) + header


def card(**facts: Any) -> bytes:
    return f"---\n{json.dumps(facts)}\n---\n# Card\n".encode()


@pytest.fixture(autouse=True)
def repos(hf: HfApi) -> None:
    """Three models, two datasets, two Spaces."""
    config = json.dumps({"architectures": ["BertForTokenClassification"], "model_type": "bert"}).encode()
    big = {"library_name": "transformers", "pipeline_tag": "token-classification", "language": "en"}
    small = {"base_model": "lab/big", "datasets": ["lab/words"], "license": "mit"}
    made: list[tuple[str, str, dict[str, bytes]]] = [
        ("model", "lab/big", {"README.md": card(**big), "config.json": config, TENSORS: tensors(7_000_000)}),
        ("model", "ada/big-small", {"README.md": card(**small), TENSORS: tensors(90_000)}),
        ("model", "ada/quantised", {"m.gguf": b"GGUF"}),
        ("dataset", "lab/words", {"README.md": card(language=["en", "de"], task_categories=["translation"])}),
        ("dataset", "ada/words-more", {"README.md": card(language="fr", size_categories=["n<1K"])}),
        ("space", "lab/show", {"README.md": card(sdk="gradio", models=["lab/big"], datasets=["lab/words"])}),
        ("space", "ada/plain", {"README.md": card(sdk="static")}),
    ]  # fmt: skip
    for kind, name, files in made:
        hf.create_repo(name, repo_type=kind, space_sdk="static" if kind == "space" else None)
        for path, data in files.items():
            hf.upload_file(repo_id=name, repo_type=kind, path_in_repo=path, path_or_fileobj=data)
    hf.update_repo_settings("ada/quantised", gated="auto")


FILTERS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("model", {}, {"lab/big", "ada/big-small", "ada/quantised"}),
    ("model", {"author": "ADA"}, {"ada/big-small", "ada/quantised"}),
    ("model", {"search": "BIG"}, {"lab/big", "ada/big-small"}),
    ("model", {"search": "big small"}, {"ada/big-small"}),
    ("model", {"search": "%"}, set()),
    ("model", {"gated": True}, {"ada/quantised"}),
    ("model", {"gated": False}, {"lab/big", "ada/big-small"}),
    ("model", {"filter": "bert"}, {"lab/big"}),
    ("model", {"filter": ["license:mit", "safetensors"]}, {"ada/big-small"}),
    ("model", {"filter": ["license:mit", "bert"]}, set()),
    ("model", {"filter": "en"}, {"lab/big"}),
    ("model", {"trained_dataset": "lab/words"}, {"ada/big-small"}),
    ("model", {"pipeline_tag": "token-classification"}, {"lab/big"}),
    ("model", {"apps": "ollama"}, {"ada/quantised"}),
    ("model", {"apps": ["vllm"]}, {"lab/big", "ada/big-small"}),
    ("model", {"num_parameters": "min:1M"}, {"lab/big"}),
    ("model", {"num_parameters": "min:10K,max:0.1M"}, {"ada/big-small"}),
    ("model", {"num_parameters": "max:128B"}, {"lab/big", "ada/big-small"}),
    ("model", {"inference": "warm"}, set()),
    ("model", {"inference_provider": "all"}, set()),
    ("dataset", {"language": "en"}, {"lab/words"}),
    ("dataset", {"language": "fr", "size_categories": "n<1K"}, {"ada/words-more"}),
    ("dataset", {"task_categories": "translation"}, {"lab/words"}),
    ("dataset", {"dataset_name": "words", "search": "more"}, {"ada/words-more"}),
    ("dataset", {"benchmark": True}, set()),
    ("space", {"models": "lab/big"}, {"lab/show"}),
    ("space", {"datasets": ["lab/words"], "models": ["lab/big"]}, {"lab/show"}),
    ("space", {"datasets": "lab/none"}, set()),
    ("space", {"linked": True}, {"lab/show"}),
    ("space", {"filter": "gradio"}, {"lab/show"}),
    ("space", {"author": "ada", "search": "pl"}, {"ada/plain"}),
]  # fmt: skip


def test_every_filter(hf: HfApi) -> None:
    for kind, filters, expected in FILTERS:
        assert {each.id for each in LISTS[kind](hf, **filters)} == expected, (kind, filters)


def test_every_sort(hf: HfApi, hub: LocalHub) -> None:
    store = hub._store
    assert store is not None
    order = ["ada/quantised", "lab/big", "ada/big-small"]
    for column, sort in (
        ("created", "created_at"), ("modified", "last_modified"), ("downloads", "downloads"),
        ("likes", "likes"), ("trending", "trending_score"),
    ):  # fmt: skip
        for value, name in enumerate(reversed(order), 1):
            repo = store.repos.find("hf", "model", name)
            assert repo is not None
            store.repos.update(repo, **{column: value})
        assert [each.id for each in hf.list_models(sort=sort)] == order
        order = [*order[1:], order[0]]


@pytest.mark.parametrize("sort", ["createdAt", "likes", "trendingScore"])
def test_pages_neither_repeat_nor_skip(hub: LocalHub, http: requests.Session, sort: str) -> None:
    url, seen = f"{hub.hf}/api/models?limit=1&sort={sort}&expand=gated", []
    while url:
        answer = http.get(url)
        (item,) = answer.json()
        assert set(item) == {"_id", "id", "gated"}
        seen.append(item["id"])
        url = answer.links.get("next", {}).get("url", "")
    assert sorted(seen) == ["ada/big-small", "ada/quantised", "lab/big"]


@pytest.mark.parametrize(
    ("kind", "literal"),
    [
        ("model", hf_api.ExpandModelProperty_T), ("dataset", hf_api.ExpandDatasetProperty_T),
        ("space", hf_api.ExpandSpaceProperty_T),
    ],
)  # fmt: skip
def test_every_property_the_sdk_expands(hf: HfApi, kind: str, literal: Any) -> None:
    names = list(get_args(literal))
    repo_id = {"model": "lab/big", "dataset": "lab/words", "space": "lab/show"}[kind]
    info = hf.repo_info(repo_id, repo_type=kind, expand=names)
    assert (info.id, info.author, info.private) == (repo_id, "lab", False)
    assert {each.id for each in LISTS[kind](hf, author="lab", expand=names)} == {repo_id}


def test_what_repos_say_of_each_other(hf: HfApi) -> None:
    names: Any = ["baseModels", "childrenModelCount", "spaces", "transformersInfo", "safetensors", "mainSize"]
    big = hf.model_info("lab/big", expand=names[:5])
    assert (big.children_model_count, big.spaces, big.base_models) == (1, ["lab/show"], None)
    assert big.transformers_info.auto_model == "AutoModelForTokenClassification"
    assert big.safetensors.total == 7_000_000
    small = hf.model_info("ada/big-small", expand=["baseModels"])
    assert small.base_models == {"relation": "finetune", "models": [{"id": "lab/big"}]}
    assert hf.space_info("lab/show").models == ["lab/big"]
    tree = hf.list_repo_tree("lab/words", repo_type="dataset", recursive=True)
    assert hf.dataset_info("lab/words", expand=["mainSize"]).main_size == sum(each.size for each in tree)


@pytest.mark.parametrize(
    "query", ["sort=none", "num_parameters=many", "num_parameters=,", "cursor=x", "expand=none"]
)
def test_what_a_list_cannot_be_asked(hub: LocalHub, http: requests.Session, query: str) -> None:
    assert http.get(f"{hub.hf}/api/models?{query}").status_code == 400


def test_a_property_there_is_not(hf: HfApi) -> None:
    with pytest.raises(BadRequestError, match="must be one of"):
        hf.model_info("lab/big", expand=["none"])


def test_repos_of_an_account_with_what_they_take(hf: HfApi, grace: HfApi) -> None:
    mine = {each.id: each for each in hf.list_user_repos("lab")}
    assert set(mine) == {"lab/big", "lab/words", "lab/show"}
    assert (mine["lab/big"].storage_percent, mine["lab/words"].storage) == (100, 0)
    assert {each.type for each in hf.list_user_repos()} == {"model", "dataset", "space"}
    with pytest.raises(HfHubHTTPError) as told:
        list(grace.list_user_repos("lab"))
    assert told.value.response.status_code == 403
