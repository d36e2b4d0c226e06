"""Visibility, names and ends of many repos, as a script does it; checked on the hub from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hubtui.errors import NotFound
from hubtui.hub import Hub
from hubtui.hubs.huggingface import HuggingFace
from hubtui.hubs.modelscope import ModelScope
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import RepoKey, RepoType, Visibility
from hubtui.secret import Secret
from tests.cli_runs import Say, within

TOKENS = {"hf": "hf_rosalind0notarealtoken", "ms": "ms-rosalind0-not-a-real-token"}
SIDES = pytest.mark.parametrize("side", ["hf", "ms"])
NAMES = ("one", "two", "three")


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalHub]:
    accounts = [
        LocalAccount("hf", "rosalind", TOKENS["hf"], ("acme-lab",)),
        LocalAccount("ms", "rosalind", TOKENS["ms"]),
    ]
    with LocalHub(tmp_path / "hub", accounts=accounts) as served:
        yield served


@pytest.fixture
def hubs(local: LocalHub, tmp_path: Path) -> Iterator[Mapping[str, Hub]]:
    made: dict[str, Hub] = {
        "hf": HuggingFace.open(local.hf, Secret(TOKENS["hf"]), tmp_path / "hf"),
        "ms": ModelScope.open(local.ms, Secret(TOKENS["ms"]), tmp_path / "ms"),
    }
    for hub in made.values():
        for name in NAMES:
            hub.create_repo(key(name))
    yield made
    for hub in made.values():
        hub.close()


@pytest.fixture
def say(
    local: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    (tmp_path / "home").mkdir()
    environment = {
        "HOME": str(tmp_path / "home"), "HF_ENDPOINT": local.hf, "HF_TOKEN": TOKENS["hf"],
        "MODELSCOPE_ENDPOINT": local.ms, "MODELSCOPE_API_TOKEN": TOKENS["ms"],
    }  # fmt: skip
    return within(environment, monkeypatch, capsys)


def key(name: str) -> RepoKey:
    return RepoKey(RepoType.MODEL, f"rosalind/{name}")


def seen(hub: Hub) -> list[Visibility | None]:
    return [hub.repo_info(key(name)).visibility for name in NAMES]


@SIDES
def test_opening_wants_each_name_and_closing_a_yes(hubs, say, side):
    places = [f"{side}://rosalind/{name}" for name in NAMES]
    refused = say("visibility", "public", *places, "--yes", "--yes-i-mean", "rosalind/one")
    assert refused.code == 3
    assert "--yes-i-mean rosalind/two" in refused.err
    assert set(seen(hubs[side])) == {Visibility.PRIVATE}
    meant = [word for name in NAMES for word in ("--yes-i-mean", f"rosalind/{name}")]
    run = say("visibility", "public", *places, *meant, "--json")
    assert run.code == 0
    assert [record.get("state") for record in run.records[1:]] == ["done"] * 4
    assert set(seen(hubs[side])) == {Visibility.PUBLIC}
    assert say("visibility", "private", places[0]).code == 3
    assert say("visibility", "private", places[0], "--yes").code == 0
    assert seen(hubs[side])[0] is Visibility.PRIVATE


@SIDES
def test_a_plan_runs_later_and_leaves_what_changed_meanwhile(hubs, say, tmp_path, side):
    places = [f"{side}://rosalind/{name}" for name in NAMES]
    planned = say("delete", *places, "--plan", "--json")
    (tmp_path / "plan.json").write_text(planned.out)
    hubs[side].set_visibility(key("two"), Visibility.PUBLIC)
    meant = [word for name in NAMES for word in ("--yes-i-mean", f"rosalind/{name}")]
    run = say("delete", "--from", str(tmp_path / "plan.json"), *meant)
    assert run.code == 0
    assert "it is public now, not private: left as it is" in run.err
    assert hubs[side].repo_info(key("two")).key == key("two")
    for name in ("one", "three"):
        with pytest.raises(NotFound):
            hubs[side].repo_info(key(name))


def test_one_is_renamed_and_many_move_to_a_namespace(hubs, say):
    assert say("move", "hf://rosalind/one", "rosalind/first", "--yes").code == 0
    assert hubs["hf"].repo_info(key("first")).key == key("first")
    run = say("move", "hf://rosalind/two", "hf://rosalind/three", "acme-lab", "--yes")
    assert run.code == 0
    for name in ("two", "three"):
        moved = RepoKey(RepoType.MODEL, f"acme-lab/{name}")
        assert hubs["hf"].repo_info(moved).key == moved


def test_what_cannot_be_is_told_and_nothing_is_sent(hubs, local, say):
    before = len(local.requests.matching("PUT"))
    run = say("visibility", "private", "hf://rosalind/one", "--yes", "--json")
    assert (run.code, run.records[0]["items"][0]["why"]) == (0, "it is so already")
    assert len(local.requests.matching("PUT")) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("delete",), "which repos?"),
        (("delete", "hf://rosalind"), "not a whole repo of a hub: 'hf://rosalind'"),
        (("delete", "./here"), "not a whole repo of a hub"),
        (("move", "hf://rosalind/one"), "where to"),
        (("move", "hf://rosalind/one", "hf://rosalind/two", "rosalind/both"), "not to one name"),
        (("move", "hf://rosalind/one", "rosalind/a--b"), "has no -- or .. in it"),
        (("delete", "--from", "no-such-file"), "cannot read 'no-such-file'"),
    ],
)
def test_bad_input_is_named(hubs, say, arguments, words):
    run = say(*arguments)
    assert (run.code, words in run.err) == (2, True), run.err


def test_a_plan_that_is_none_is_refused(hubs, say, tmp_path):
    (tmp_path / "plan.json").write_text(json.dumps({"format": "hubtui-plan/1", "repos": []}))
    run = say("delete", "--from", str(tmp_path / "plan.json"))
    assert run.code == 2
    assert "hubtui-plan/1" in run.err
