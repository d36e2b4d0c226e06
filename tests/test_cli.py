"""The command line against the embedded hub, in processes of its own."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hubtui.errors import NotFound
from hubtui.hubs.huggingface import HuggingFace
from hubtui.hubs.modelscope import ModelScope
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import AddFile, RefType, RepoKey, RepoType, Upload, Visibility, items
from hubtui.secret import Secret
from tests.cli_runs import command, hubtui

HF_TOKEN = "hf_rosalind0notarealtoken"
MS_TOKEN = "ms-rosalind0-not-a-real-token"
CHANCE = random.Random(7)
FILES = {
    "README.md": b"---\nlicense: mit\n---\n# Plankton\n",
    "config.json": b'{"hidden_size": 64}',
    "model.safetensors": CHANCE.randbytes(3_000_000),
    "nested/weights.bin": CHANCE.randbytes(200_000),
    "nested/notes.txt": b"a note\n",
    "empty.txt": b"",
}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    accounts = [
        LocalAccount("hf", "rosalind", HF_TOKEN, ("acme-lab",)),
        LocalAccount("ms", "rosalind", MS_TOKEN),
    ]
    with LocalHub(tmp_path / "hub", accounts=accounts) as served:
        yield served


@pytest.fixture
def environment(hub: LocalHub, tmp_path: Path) -> Mapping[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "HF_ENDPOINT": hub.hf,
        "HF_TOKEN": HF_TOKEN,
        "MODELSCOPE_ENDPOINT": hub.ms,
        "MODELSCOPE_API_TOKEN": MS_TOKEN,
    }


@pytest.fixture
def hugging_face(hub: LocalHub, tmp_path: Path) -> HuggingFace:
    return HuggingFace.open(hub.hf, Secret(HF_TOKEN), tmp_path)


@pytest.fixture
def model_scope(hub: LocalHub, tmp_path: Path) -> ModelScope:
    return ModelScope.open(hub.ms, Secret(MS_TOKEN), tmp_path / "ms")


@pytest.fixture
def source(hugging_face: HuggingFace) -> RepoKey:
    repo = RepoKey(RepoType.MODEL, "acme-lab/plankton")
    hugging_face.create_repo(repo, visibility=Visibility.PUBLIC)
    uploads = [Upload(path, len(data), sha(data), data[:512]) for path, data in FILES.items()]
    needs = {need.upload.path: need for need in hugging_face.missing(repo, "main", uploads)}
    for need in needs.values():
        if not need.inline:
            hugging_face.put(repo, need, iter([FILES[need.upload.path]]))
    changes = [
        AddFile(path, len(data), sha(data), data if path in needs and needs[path].inline else None)
        for path, data in FILES.items()
    ]
    hugging_face.commit(repo, "main", changes, "Add the model")
    return repo


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def target_hashes(hub: ModelScope, repo_id: str, repo_type: RepoType = RepoType.MODEL) -> dict[str, str]:
    tree = items(hub.list_tree(RepoKey(repo_type, repo_id), "master", recursive=True))
    return {e.path: e.sha256 for e in tree if not e.is_directory and e.path in FILES}


TARGET = RepoKey(RepoType.MODEL, "rosalind/plankton")
WANTED = {path: sha(data) for path, data in FILES.items()}


def test_a_copy_arrives_whole_and_says_so(environment, source, model_scope, hub):
    run = hubtui(environment, "copy", "hf://acme-lab/plankton", "ms://rosalind/plankton", "--yes", "--json")
    assert run.code == 0, run.err
    assert target_hashes(model_scope, "rosalind/plankton") == WANTED
    assert model_scope.repo_info(TARGET).visibility is Visibility.PUBLIC
    commits = list(items(model_scope.list_commits(TARGET, "master")))
    assert len(commits) == 2, "one commit beside the repo's first"
    files = {record["file"]: record for record in run.records if "file" in record}
    assert {path: files[path]["sha256"] for path in WANTED} == WANTED
    assert {files[path]["state"] for path in WANTED} == {"verified"}
    assert run.records[-1]["state"] == "done"


def test_all_branches_and_tags_are_an_option(environment, source, hugging_face, model_scope):
    hugging_face.create_ref(source, "half", RefType.BRANCH, "main")
    hugging_face.create_ref(source, "v1", RefType.TAG, "main")
    run = hubtui(
        environment, "copy", "hf://acme-lab/plankton", "ms://rosalind/plankton", "--all-refs", "--yes"
    )
    assert run.code == 0, run.err
    assert "ms://rosalind/plankton@master (new, public, tag v1)" in run.out
    assert "note: stay behind: branches half: ModelScope lets no program make branches" in run.out
    assert "v1" in [ref.name for ref in model_scope.list_refs(TARGET)]
    assert "      tag v1\n" in hubtui(environment, "jobs", "show", "1").out


def test_the_same_copy_again_moves_nothing(environment, source, model_scope, hub):
    copy = ("copy", "hf://acme-lab/plankton", "ms://rosalind/plankton", "--yes", "--json")
    assert hubtui(environment, *copy).code == 0
    commits = len(list(items(model_scope.list_commits(TARGET, "master"))))
    again = hubtui(environment, *copy)
    assert again.code == 0, again.err
    assert "nothing to move" in again.records[-1]["message"]
    assert again.records[0]["totals"]["move"] == 0
    assert len(list(items(model_scope.list_commits(TARGET, "master")))) == commits


def test_killed_in_the_middle_and_run_again_it_ends_in_the_same_tree(environment, source, model_scope, hub):
    copy = ("copy", "hf://acme-lab/plankton", "ms://rosalind/plankton", "--yes")
    process = subprocess.Popen(
        command(*copy), env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    run = hubtui(environment, *copy)
    assert run.code == 0, run.err
    assert target_hashes(model_scope, "rosalind/plankton") == WANTED


def test_a_plan_changes_nothing(environment, source, model_scope):
    run = hubtui(environment, "copy", "hf://acme-lab/plankton", "ms://rosalind", "--plan")
    assert run.code == 0, run.err
    assert "model.safetensors" in run.out
    assert "ms://rosalind/plankton" in run.out
    assert list(items(model_scope.list_repos("rosalind", RepoType.MODEL))) == []


def test_a_plan_can_be_kept_and_run_later(environment, source, model_scope, tmp_path):
    planned = hubtui(environment, "copy", "hf://acme-lab/plankton", "ms://rosalind", "--plan", "--json")
    kept = tmp_path / "plan.json"
    kept.write_text(planned.out)
    run = hubtui(environment, "copy", "--from", str(kept), "--yes")
    assert run.code == 0, run.err
    assert target_hashes(model_scope, "rosalind/plankton") == WANTED


def test_a_plan_of_another_machine_is_run_by_the_accounts_of_this_one(
    environment, source, model_scope, tmp_path
):
    planned = hubtui(environment, "copy", "hf://acme-lab/plankton", "ms://rosalind", "--plan", "--json")
    names = json.loads(planned.out)["plan"]["accounts"]
    text = planned.out
    for number, name in enumerate(names):
        text = text.replace(json.dumps(name), f'"theirs{number}"')
    kept = tmp_path / "plan.json"
    data = json.loads(text)
    data["plan"]["accounts"] = {f"theirs{n}": hub for n, hub in enumerate(names.values())}
    kept.write_text(json.dumps(data))
    run = hubtui(environment, "copy", "--from", str(kept), "--yes")
    assert run.code == 0, run.err
    assert "stands for the plan's account theirs0" in run.err
    assert target_hashes(model_scope, "rosalind/plankton") == WANTED


def test_an_empty_plan_is_refused_by_name(environment, tmp_path):
    kept = tmp_path / "empty.json"
    kept.write_text('{"format": "hubtui-plan/1", "repos": []}')
    run = hubtui(environment, "copy", "--from", str(kept), "--yes")
    assert run.code == 2
    assert "empty.json" in run.err
    assert "Traceback" not in run.err


def test_without_a_yes_nothing_happens_and_the_code_says_so(environment, source, model_scope):
    run = hubtui(environment, "copy", "hf://acme-lab/plankton", "ms://rosalind")
    assert run.code == 3
    assert "--yes" in run.err
    assert list(items(model_scope.list_repos("rosalind", RepoType.MODEL))) == []


def test_several_repos_go_to_a_namespace(environment, source, hugging_face, model_scope):
    other = RepoKey(RepoType.DATASET, "acme-lab/notes")
    hugging_face.create_repo(other)
    hugging_face.commit(other, "main", [AddFile("README.md", 2, sha(b"hi"), b"hi")], "Add a note")
    run = hubtui(
        environment,
        "copy",
        "hf://acme-lab/plankton",
        "hf://datasets/acme-lab/notes",
        "ms://rosalind",
        "--yes",
    )
    assert run.code == 0, run.err
    assert target_hashes(model_scope, "rosalind/plankton") == WANTED
    assert target_hashes(model_scope, "rosalind/notes", RepoType.DATASET) == {"README.md": sha(b"hi")}
    private = model_scope.repo_info(RepoKey(RepoType.DATASET, "rosalind/notes"))
    assert private.visibility is Visibility.PRIVATE


def test_patterns_policy_and_visibility_are_options(environment, source, model_scope):
    options = ("--include", "nested/**", "--exclude", "*.txt", "--visibility", "private", "--yes")
    result = hubtui(environment, "copy", *options, "hf://acme-lab/plankton", "ms://rosalind")
    assert result.code == 0, result.err
    assert set(target_hashes(model_scope, "rosalind/plankton")) == {"nested/weights.bin"}
    key = RepoKey(RepoType.MODEL, "rosalind/plankton")
    assert model_scope.repo_info(key).visibility is Visibility.PRIVATE
    model_scope.commit(key, "master", [AddFile("config.json", 2, sha(b"{}"), b"{}")], "Mine")
    kept = ("--policy", "missing", "--verify", "size", "--revision", "master", "--yes")
    result = hubtui(environment, "copy", *kept, "hf://acme-lab/plankton", "ms://rosalind")
    assert result.code == 0, result.err
    assert "by size only" in result.err
    assert target_hashes(model_scope, "rosalind/plankton")["config.json"] == sha(b"{}")


def test_a_mirror_needs_its_target_named(environment, source, model_scope):
    mirror = ("copy", "--delete-extra", "--yes", "hf://acme-lab/plankton", "ms://rosalind")
    assert hubtui(environment, *mirror).code == 0
    key = RepoKey(RepoType.MODEL, "rosalind/plankton")
    model_scope.commit(key, "master", [AddFile("old.txt", 3, sha(b"old"), b"old")], "Mine")
    refused = hubtui(environment, *mirror)
    assert refused.code == 3
    assert "--yes-i-mean rosalind/plankton" in refused.err
    assert "delete 1" in refused.out
    assert b"".join(model_scope.read(key, "master", "old.txt")) == b"old"
    done = hubtui(environment, *mirror, "--yes-i-mean", "rosalind/plankton")
    assert done.code == 0, done.err
    assert "1 deleted" in done.err
    assert target_hashes(model_scope, "rosalind/plankton") == WANTED
    with pytest.raises(NotFound):
        b"".join(model_scope.read(key, "master", "old.txt"))


def test_a_private_repo_becomes_public_only_when_it_is_named(environment, hugging_face, model_scope):
    key = RepoKey(RepoType.MODEL, "acme-lab/secret")
    hugging_face.create_repo(key)
    hugging_face.commit(key, "main", [AddFile("a.txt", 1, sha(b"a"), b"a")], "Add")
    copy = ("copy", "--visibility", "public", "--yes", "hf://acme-lab/secret", "ms://rosalind")
    refused = hubtui(environment, *copy)
    assert refused.code != 0
    assert "open to fewer people" in refused.err
    done = hubtui(environment, *copy, "--yes-i-mean", "rosalind/secret")
    assert done.code == 0, done.err
    target = RepoKey(RepoType.MODEL, "rosalind/secret")
    assert model_scope.repo_info(target).visibility is Visibility.PUBLIC


def test_one_folder_can_be_copied(environment, source, model_scope):
    run = hubtui(environment, "copy", "hf://acme-lab/plankton/nested", "ms://rosalind/plankton", "--yes")
    assert run.code == 0, run.err
    nested = {path: digest for path, digest in WANTED.items() if path.startswith("nested/")}
    assert target_hashes(model_scope, "rosalind/plankton") == nested


def test_ls_lists_namespaces_repos_and_folders(environment, source):
    repos = hubtui(environment, "ls", "hf://acme-lab", "--json")
    assert [record["repo_id"] for record in repos.records] == ["acme-lab/plankton"]
    top = hubtui(environment, "ls", "hf://acme-lab/plankton", "--json")
    assert {"README.md", "nested", "model.safetensors"} <= {record["path"] for record in top.records}
    below = hubtui(environment, "ls", "hf://acme-lab/plankton/nested")
    assert "nested/notes.txt" in below.out
    everything = hubtui(environment, "ls", "-R", "hf://acme-lab/plankton@main", "--json")
    assert set(FILES) <= {record["path"] for record in everything.records}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ls", "acme-lab"], 2, "not a locator"),
        (["ls", "hf://acme lab"], 2, "not a name"),
        (["ls", "hf://acme-lab/nothing-here"], 1, "404"),
        (["copy", "hf://acme-lab/nothing-here", "ms://rosalind", "--yes"], 1, "404"),
        (["copy", "hf://acme-lab", "ms://rosalind", "--yes"], 2, "a source is a repo"),
        (["copy", "hf://acme-lab/a", "hf://acme-lab/b", "ms://rosalind/c", "--yes"], 2, "several sources"),
        (["copy", "hf://acme-lab/a", "ms://datasets/rosalind/a", "--yes"], 2, "does not become"),
        (["copy", "hf://acme-lab/a", "hf://acme-lab/a", "--yes"], 2, "the same repo"),
        (["copy", "hf://acme-lab/a"], 2, "a source and a target"),
        (["copy", "--from", "/nonexistent.json"], 2, "/nonexistent.json"),
        (["copy", "--from", "/dev/null"], 2, "not JSON"),
        (["nonsense"], 2, "no 'nonsense'; there are: ls, copy"),
        (["comparr", "a", "b"], 2, "did you mean compare?"),
        (["jobs", "resum", "1"], 2, "did you mean resume?"),
        (["ls", "hf://acme-lab", "--jsn"], 2, "did you mean --json?"),
        (["ls", "hf://acme-lab", "--js"], 2, "no option or argument '--js'"),
        (["visibility", "publc", "hf://acme-lab/a"], 2, "did you mean public?"),
        ([], 2, "needs a terminal"),
    ],
)
def test_bad_input_is_named_and_has_its_code(environment, source, arguments, code, words):
    run = hubtui(environment, *arguments)
    assert (run.code, words in run.err) == (code, True), run.err
    assert "Traceback" not in run.err


def test_a_wrong_token_is_told_in_the_hub_s_words_and_not_shown(environment):
    wrong = "hf_thiswasneverarealtoken"
    run = hubtui({**environment, "HF_TOKEN": wrong}, "ls", "hf://acme-lab")
    assert run.code == 1
    assert "401" in run.err
    assert wrong not in run.err + run.out


def test_a_hub_that_is_down_is_named(environment):
    run = hubtui({**environment, "HF_ENDPOINT": "http://127.0.0.1:9"}, "ls", "hf://acme-lab")
    assert run.code == 1
    assert "Check the network" in run.err


def test_nothing_is_written_to_the_home_but_hubtui_s_own_folders(environment, source):
    run = hubtui(environment, "copy", "hf://acme-lab/plankton", "ms://rosalind", "--yes")
    assert run.code == 0, run.err
    home = Path(environment["HOME"])
    top = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
    assert all("/hubtui/" in name for name in top), top
    assert not any(HF_TOKEN.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert not any(MS_TOKEN.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_no_jobs_is_said(environment):
    run = hubtui(environment, "jobs")
    assert (run.code, run.out, run.err) == (0, "", "hubtui: no jobs yet\n")
