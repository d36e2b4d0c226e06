"""`hubtui compare` on the command line: what differs, what it exits with, what it reads."""

from __future__ import annotations

import hashlib

import pytest

from hubtui.model import AddFile, RepoKey, RepoType, Visibility
from tests.cli_runs import Run, hubtui
from tests.test_cli import FILES, environment, hub, hugging_face, model_scope, source
from tests.test_cli_folders import fill

__all__ = ["environment", "hub", "hugging_face", "model_scope", "source"]
REPO = "hf://acme-lab/plankton"
COPY = RepoKey(RepoType.MODEL, "rosalind/plankton")


def states(run: Run) -> dict[str, str]:
    return {record["path"]: record["state"] for record in run.records if "path" in record}


@pytest.fixture
def copied(environment, source) -> None:
    run = hubtui(environment, "copy", REPO, "ms://rosalind", "--yes")
    assert run.code == 0, run.err


def change(model_scope, path: str, data: bytes) -> None:
    change = AddFile(path, len(data), hashlib.sha256(data).hexdigest(), data)
    model_scope.commit(COPY, "master", [change], "Change a file")


def test_a_copy_is_the_same_and_a_changed_file_is_found(environment, copied, model_scope):
    same = hubtui(environment, "compare", REPO, "ms://rosalind")
    assert same.code == 0, same.err
    assert same.out == ""
    assert "6 same" in same.err
    change(model_scope, "nested/notes.txt", b"A NOTE\n")
    change(model_scope, "theirs.txt", b"x")
    run = hubtui(environment, "compare", REPO, "ms://rosalind/plankton", "--json")
    assert run.code == 1
    found = states(run)
    assert {p for p, state in found.items() if state == "same"} == set(FILES) - {"nested/notes.txt"}
    assert found["nested/notes.txt"] == "differs"
    assert found["theirs.txt"] == "only-right"
    last = run.records[-1]
    assert last["state"] == "differs"
    assert last["counts"]["only-right"] == {"files": 1, "size": 1}
    assert last["left"].startswith("hf://acme-lab/plankton@")
    only = hubtui(environment, "compare", REPO, "ms://rosalind", "--json", "--only", "differs")
    assert states(only) == {"nested/notes.txt": "differs"}
    assert only.code == 1
    words = hubtui(environment, "compare", REPO, "ms://rosalind")
    assert len(words.out.splitlines()) == len([s for s in found.values() if s not in ("same", "platform")])


def test_a_folder_is_settled_by_reading_once(environment, source, tmp_path):
    folder = fill(tmp_path / "plankton")
    (folder / "config.json").write_bytes(FILES["config.json"].replace(b"64", b"65"))
    run = hubtui(environment, "compare", REPO, str(folder), "--json")
    assert run.code == 1
    assert set(states(run).values()) <= {"not-comparable", "platform", "only-left"}
    assert "--read settles the rest by reading 6 files" in run.err
    read = hubtui(environment, "compare", REPO, str(folder), "--json", "--read")
    assert read.code == 1
    assert "reading 6 files" in read.err
    found = states(read)
    assert found["config.json"] == "differs"
    assert {p for p, state in found.items() if state == "same"} == set(FILES) - {"config.json"}
    again = hubtui(environment, "compare", REPO, str(folder), "--json")
    assert states(again) == found, "what was read is remembered"


def test_one_file_with_another_and_one_in_a_folder(environment, source, tmp_path):
    folder = fill(tmp_path / "plankton")
    (tmp_path / "other.json").write_bytes(FILES["config.json"])
    for right in (tmp_path / "other.json", folder):
        run = hubtui(environment, "compare", f"{REPO}/config.json", str(right), "--json", "--read")
        assert run.code == 0, run.err
        assert states(run) == {"config.json": "same"}


def test_namespaces_are_compared_repo_by_repo(environment, copied, hugging_face, model_scope):
    hugging_face.create_repo(RepoKey(RepoType.MODEL, "acme-lab/alone"), visibility=Visibility.PUBLIC)
    run = hubtui(environment, "compare", "hf://acme-lab", "ms://rosalind", "--json")
    assert run.code == 1, run.err
    repos = {record["name"]: record for record in run.records if "name" in record}
    assert repos["plankton"]["state"] == "same"
    assert repos["plankton"]["counts"]["same"]["files"] == 6
    assert repos["alone"]["state"] == "only-left"
    assert run.records[-1]["repos"]["same"] == 1
    assert "2 repos: 1 same, 1 only left" in run.err
    words = hubtui(environment, "compare", "hf://acme-lab", "ms://rosalind")
    assert words.out.split() == ["only", "left", "model", "alone"]


def test_a_folder_of_folders_is_compared_by_their_names(environment, source, tmp_path):
    fill(tmp_path / "all/plankton")
    run = hubtui(environment, "compare", f"{tmp_path}/all/", "hf://models/acme-lab", "--json", "--read")
    assert run.code == 0, run.err
    assert [record.get("name") for record in run.records] == ["plankton", None]


def test_content_that_is_damaged_is_named(environment, copied, hub, tmp_path):
    hub.faults.add(hub="hf", path="resolve-cache/.*/nested/notes.txt", wrong=2, count=None)
    elsewhere = {**environment, "HOME": str(tmp_path)}  # where nothing is remembered
    run = hubtui(elsewhere, "compare", REPO, "ms://rosalind", "--json", "--read")
    assert run.code == 1
    (record,) = [r for r in run.records if r.get("path") == "nested/notes.txt"]
    assert record["state"] == "not-comparable"
    assert record["why"].startswith("damaged: nested/notes.txt is not what was announced")


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        ((REPO, REPO), "both sides are the same"),
        (("nonsense", REPO), "not a locator"),
        ((REPO, "hf://acme-lab/plankton/../x", "--only", "x"), "--only: no 'x'"),
    ],
)
def test_what_cannot_be_compared_is_told(environment, sides, words):
    run = hubtui(environment, "compare", *sides)
    assert run.code == 2
    assert words in run.err


def test_what_is_not_there_is_told(environment, source):
    run = hubtui(environment, "compare", REPO, "ms://rosalind/nothing")
    assert run.code == 1
    assert "nothing" in run.err
