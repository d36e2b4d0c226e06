"""Duplicates, gates, files, branches and tags of many repos, as a script changes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from hubtui.hub import Hub
from hubtui.hubs.huggingface import HuggingFace
from hubtui.hubs.modelscope import ModelScope
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import AddFile, RefType, RepoKey, RepoType, Visibility, items
from hubtui.secret import Secret
from tests.cli_runs import Run, Say, within

TOKENS = {"hf": "hf_rosalind0notarealtoken", "ms": "ms-rosalind0-not-a-real-token"}
FILES = ("a.txt", "old/b.txt", "old/c.txt")


def key(name: str, namespace: str = "rosalind") -> RepoKey:
    return RepoKey(RepoType.MODEL, f"{namespace}/{name}")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    accounts = [
        LocalAccount("hf", "rosalind", TOKENS["hf"], ("acme-lab",)),
        LocalAccount("ms", "rosalind", TOKENS["ms"]),
    ]
    with LocalHub(tmp_path_factory.mktemp("hub"), accounts=accounts) as served:
        yield served


@pytest.fixture
def hubs(local: LocalHub, tmp_path: Path) -> Iterator[Mapping[str, Hub]]:
    made: dict[str, Hub] = {
        "hf": HuggingFace.open(local.hf, Secret(TOKENS["hf"]), tmp_path / "hf"),
        "ms": ModelScope.open(local.ms, Secret(TOKENS["ms"]), tmp_path / "ms"),
    }
    yield made
    for hub in made.values():
        hub.close()


@pytest.fixture
def say(
    local: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    environment = {
        "HOME": str(tmp_path), "HF_ENDPOINT": local.hf, "HF_TOKEN": TOKENS["hf"],
        "MODELSCOPE_ENDPOINT": local.ms, "MODELSCOPE_API_TOKEN": TOKENS["ms"],
    }  # fmt: skip
    return within(environment, monkeypatch, capsys)


def fill(hub: Hub, name: str) -> RepoKey:
    repo = key(name)
    hub.create_repo(repo)
    changes = [AddFile(path, 5, "", b"five!") for path in FILES]
    hub.commit(repo, hub.default_revision, changes, "Begin")
    return repo


def paths(hub: Hub, repo: RepoKey, revision: str = "") -> set[str]:
    listed = hub.list_tree(repo, revision or hub.default_revision, recursive=True)
    return {entry.path for entry in items(listed) if not entry.is_directory} - {".gitattributes", "README.md"}


def states(run: Run) -> list[Any]:
    return [record["state"] for record in run.records if "state" in record]


def test_repos_are_duplicated_for_no_more_people_unless_each_is_named(hubs, say):
    for name in ("one", "two"):
        fill(hubs["hf"], name)
    run = say("duplicate", "hf://rosalind/one", "hf://rosalind/two", "acme-lab", "--yes", "--json")
    assert (run.code, states(run)) == (0, ["done"] * 3), run.err
    twin = hubs["hf"].repo_info(key("one", "acme-lab"))
    assert (twin.visibility, twin.head) == (Visibility.PRIVATE, hubs["hf"].resolve(key("one"), "main"))
    wide = ("duplicate", "hf://rosalind/one", "rosalind/open", "--visibility", "public")
    refused = say(*wide, "--yes")
    assert (refused.code, "--yes-i-mean rosalind/open" in refused.err) == (3, True)
    assert say(*wide, "--yes-i-mean", "rosalind/open").code == 0
    assert hubs["hf"].repo_info(key("open")).visibility is Visibility.PUBLIC
    taken = say("duplicate", "hf://rosalind/one", "rosalind/open", "--yes")
    assert (taken.code, "there is a model rosalind/open already" in taken.err) == (1, True)


def test_modelscope_duplicates_nothing_and_says_so(hubs, say):
    fill(hubs["ms"], "here")
    run = say("duplicate", "ms://rosalind/here", "rosalind/there", "--plan")
    assert (run.code, "ModelScope has no way to do that with models" in run.out) == (0, True)


def test_a_gate_is_set_and_taking_it_off_wants_the_name(hubs, say):
    repo = fill(hubs["hf"], "gated")
    assert say("gating", "manual", "hf://rosalind/gated", "--yes").code == 0
    assert hubs["hf"].repo_info(repo).gated == "manual"
    assert say("gating", "off", "hf://rosalind/gated", "--yes").code == 3
    assert say("gating", "off", "hf://rosalind/gated", "--yes-i-mean", "rosalind/gated").code == 0
    assert not hubs["hf"].repo_info(repo).gated


@pytest.mark.parametrize("side", ["hf", "ms"])
def test_files_and_folders_are_deleted_and_renamed_in_a_commit(hubs, say, side):
    repo, at = fill(hubs[side], "files"), f"{side}://rosalind/files"
    plan = say("files", "delete", f"{at}/a.txt", f"{at}/old", "--plan")
    assert [line.strip() for line in plan.out.splitlines()[1:]] == ["a.txt", "old/b.txt", "old/c.txt"]
    assert say("files", "delete", f"{at}/a.txt", "--yes").code == 3
    meant = ("--yes-i-mean", "rosalind/files")
    assert say("files", "delete", f"{at}/a.txt", f"{at}/old/c.txt", *meant, "--message", "Tidy up").code == 0
    assert paths(hubs[side], repo) == {"old/b.txt"}
    newest = next(items(hubs[side].list_commits(repo, hubs[side].default_revision)))
    assert newest.title == "Tidy up"
    assert say("files", "rename", f"{at}/old", "new/home", "--yes").code == 0
    assert paths(hubs[side], repo) == {"new/home/b.txt"}


def test_a_file_is_renamed_in_a_pull_request_and_the_branch_stays(hubs, say):
    repo = fill(hubs["hf"], "proposed")
    run = say("files", "rename", "hf://rosalind/proposed/a.txt", "z.txt", "--pull-request", "--yes")
    assert (run.code, "pull request #1" in run.err) == (0, True), run.err
    assert "a.txt" in paths(hubs["hf"], repo)
    assert "z.txt" in paths(hubs["hf"], repo, "refs/pr/1")


def test_branches_and_tags_are_made_in_many_repos_and_deleted_by_a_pattern(hubs, say, local):
    for name in ("left", "right"):
        fill(hubs["hf"], name)
    both = ("hf://rosalind/left", "hf://rosalind/right")
    assert say("refs", "create", "v1.0", *both, "--tag", "--yes").code == 0
    for name in ("exp-1", "exp-2", "main-2"):
        assert say("refs", "create", name, "hf://rosalind/left@main", "--yes").code == 0
    api = HfApi(endpoint=local.hf, token=TOKENS["hf"])
    assert [ref.name for ref in api.list_repo_refs("rosalind/right").tags] == ["v1.0"]
    assert say("refs", "delete", "hf://rosalind/left@exp-*", "--yes").code == 3
    meant = ("--yes-i-mean", "rosalind/left")
    run = say("refs", "delete", "hf://rosalind/left@exp-*", "hf://rosalind/left@ma*", *meant, "--json")
    assert (run.code, states(run)) == (0, ["done"] * 4), run.err
    left = {ref.name for ref in hubs["hf"].list_refs(key("left"))}
    assert left == {"main", "v1.0"}
    assert say("refs", "create", "v1.0", both[0], "--yes").code == 0
    both_kinds = say("refs", "delete", "hf://rosalind/left@v1.0", *meant)
    assert (both_kinds.code, "say --branch or --tag" in both_kinds.err) == (2, True)
    assert say("refs", "delete", "hf://rosalind/left@v1.0", "--tag", *meant).code == 0
    kinds = {ref.ref_type for ref in hubs["hf"].list_refs(key("left")) if ref.name == "v1.0"}
    assert kinds == {RefType.BRANCH}


@pytest.mark.parametrize("verb", [("visibility", "private"), ("delete",), ("gating", "auto")])
def test_more_than_one_job_may_have_are_changed_only_when_their_number_is_said(hubs, say, tmp_path, verb):
    names = [f"{verb[0]}-{n}" for n in range(2)]
    for name in names:
        hubs["hf"].create_repo(key(name), visibility=Visibility.PUBLIC)
    config = tmp_path / ".config" / "hubtui" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("repos_a_job = 1\n")
    meant = [word for name in names for word in ("--yes-i-mean", f"rosalind/{name}")]
    asked = (*verb, *(f"hf://rosalind/{name}" for name in names), "--yes", *meant)
    refused = say(*asked)
    assert refused.code == 3
    assert "2 repos, more than 1, the limit of one job (`repos_a_job`); --up-to 2 lets" in refused.err
    assert {hubs["hf"].repo_info(key(name)).visibility for name in names} == {Visibility.PUBLIC}
    assert say(*asked, "--up-to", "2").code == 0


BAD = (
    ("duplicate hf://rosalind/bad", "duplicate needs a repo and where to"),
    ("duplicate hf://rosalind/bad hf://rosalind/bad rosalind/x", "to a namespace, not to one name"),
    ("files delete hf://rosalind/bad", "not a file of a hub's repo"),
    ("files delete hf://rosalind/bad/a.txt hf://rosalind/bad/b", "nothing at 'hf://rosalind/bad/b'"),
    ("files delete hf://rosalind/bad@refs/pr/1/a.txt", "not a branch: 'refs/pr/1'"),
    ("files rename hf://rosalind/bad/a.txt", "needs a file or folder and its new path"),
    ("files rename hf://rosalind/bad/a.txt old/b.txt", "there is something at 'old/b.txt' already"),
    ("files rename hf://rosalind/bad/old old/deeper", "a folder does not go inside itself"),
    ("files rename hf://rosalind/bad/a.txt ../out", "'../out'"),
    ("refs create hf://rosalind/bad", "a name is needed"),
    ("refs create a..b hf://rosalind/bad", "'a..b': a name has no two dots in a row"),
    ("refs delete hf://rosalind/bad", "which branch or tag"),
    ("refs delete hf://rosalind/bad@*", "no branch or tag is called so"),
    ("visibility private hf://rosalind/bad@main", "not a whole repo of a hub"),
)


def test_what_names_nothing_is_told_and_nothing_is_done(hubs, say):
    repo = fill(hubs["hf"], "bad")
    for line, words in BAD:
        run = say(*line.split(), "--yes", "--yes-i-mean", "rosalind/bad")
        assert (run.code, words in run.err) == (2, True), f"{line}: {run.err}"
    assert paths(hubs["hf"], repo) == set(FILES)


def test_a_plan_runs_later(hubs, say, tmp_path):
    fill(hubs["hf"], "later")
    planned = say("files", "delete", "hf://rosalind/later/old", "--plan", "--json")
    told = json.loads(planned.out)
    assert told["items"][0]["operation"]["paths"] == ["old/b.txt", "old/c.txt"]
    (tmp_path / "plan.json").write_text(planned.out)
    run = say("files", "delete", "--from", str(tmp_path / "plan.json"), "--yes-i-mean", "rosalind/later")
    assert (run.code, paths(hubs["hf"], key("later"))) == (0, {"a.txt"}), run.err
