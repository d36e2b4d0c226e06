"""Download and upload on the command line: `copy` to and from folders, and `ls` of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubtui.model import RepoKey, RepoType, Visibility, items
from tests.cli_runs import hubtui
from tests.test_cli import FILES, HF_TOKEN, WANTED, environment, hub, hugging_face, model_scope, source

__all__ = ["environment", "hub", "hugging_face", "model_scope", "source"]


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def fill(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_a_download_is_byte_for_byte_and_again_it_moves_nothing(environment, source, tmp_path):
    folder = tmp_path / "new/plankton"
    download = ("copy", "hf://acme-lab/plankton", str(folder), "--yes", "--json")
    run = hubtui(environment, *download)
    assert run.code == 0, run.err
    assert content(folder) == FILES
    before = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    again = hubtui(environment, *download)
    assert again.code == 0, again.err
    assert again.records[0]["totals"]["move"] == 0
    assert "nothing to move" in again.records[-1]["message"]
    assert {path: path.stat() for path in before} == before


def test_only_what_differs_is_downloaded_again_and_other_files_stay(environment, source, tmp_path):
    folder = fill(tmp_path / "plankton")
    (folder / "config.json").write_bytes(FILES["config.json"].replace(b"64", b"65"))
    (folder / "mine.txt").write_bytes(b"mine")
    run = hubtui(environment, "copy", "hf://acme-lab/plankton", str(folder), "--yes", "--json")
    assert run.code == 0, run.err
    assert content(folder) == {**FILES, "mine.txt": b"mine"}
    moved = [r["file"] for r in run.records if "file" in r and r["action"] not in ("skip",)]
    assert moved == ["config.json"]


def test_a_slash_keeps_the_name_and_a_plan_says_where_things_go(environment, source, tmp_path):
    run = hubtui(environment, "copy", "hf://acme-lab/plankton", f"{tmp_path}/models/", "--plan")
    assert run.code == 0, run.err
    assert f"-> file://{tmp_path}/models/plankton (new)" in run.out
    assert not (tmp_path / "models").exists()


def test_an_upload_makes_a_private_repo_and_again_it_moves_nothing(
    environment, source, model_scope, tmp_path
):
    folder = fill(tmp_path / "plankton-copy")
    (folder / ".git").mkdir()
    (folder / ".git/config").write_text("token = secret")
    upload = ("copy", str(folder), "ms://rosalind", "--yes", "--json")
    run = hubtui(environment, *upload)
    assert run.code == 0, run.err
    repo = RepoKey(RepoType.MODEL, "rosalind/plankton-copy")
    tree = {e.path: e.sha256 for e in items(model_scope.list_tree(repo, "master", recursive=True))}
    assert {path: tree[path] for path in WANTED} == WANTED
    assert not any(path.startswith(".git/") for path in tree)
    assert model_scope.repo_info(repo).visibility is Visibility.PRIVATE
    newest = next(items(model_scope.list_commits(repo, "master")))
    assert str(tmp_path) not in newest.title + newest.message, "a commit tells nothing of this machine"
    again = hubtui(environment, *upload)
    assert again.code == 0, again.err
    assert again.records[0]["totals"]["move"] == 0
    assert "nothing to move" in again.records[-1]["message"]


def test_a_file_is_uploaded_into_a_folder_of_a_repo(environment, source, hugging_face, tmp_path):
    (tmp_path / "notes.md").write_bytes(b"# Notes\n")
    run = hubtui(environment, "copy", str(tmp_path / "notes.md"), "hf://acme-lab/plankton/nested", "--yes")
    assert run.code == 0, run.err
    repo = RepoKey(RepoType.MODEL, "acme-lab/plankton")
    assert b"".join(hugging_face.read(repo, "main", "nested/notes.md")) == b"# Notes\n"


def test_several_repos_and_a_dataset_go_to_one_folder(environment, source, hugging_face, tmp_path):
    hugging_face.create_repo(RepoKey(RepoType.DATASET, "acme-lab/notes"))
    run = hubtui(
        environment, "copy", "hf://acme-lab/plankton", "hf://datasets/acme-lab/notes", str(tmp_path / "all"),
        "--yes",
    )  # fmt: skip
    assert run.code == 0, run.err
    assert content(tmp_path / "all/plankton") == FILES
    assert (tmp_path / "all/notes").is_dir()


def test_a_folder_becomes_a_dataset_when_the_target_says_so(environment, source, model_scope, tmp_path):
    fill(tmp_path / "field", {"data.csv": b"a,b\n"})
    run = hubtui(environment, "copy", str(tmp_path / "field"), "ms://datasets/rosalind", "--yes")
    assert run.code == 0, run.err
    assert model_scope.repo_info(RepoKey(RepoType.DATASET, "rosalind/field"))


def test_a_link_that_leads_out_is_named_and_not_uploaded(environment, source, model_scope, tmp_path):
    folder = fill(tmp_path / "linked", {"a.txt": b"a"})
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "key").symlink_to(tmp_path / "secret")
    run = hubtui(environment, "copy", str(folder), "ms://rosalind/linked", "--yes", "--json")
    assert run.code == 1
    records = {record["file"]: record for record in run.records if "file" in record}
    assert records["a.txt"]["state"] == "verified"
    assert "leads out" in records["key"]["error"]


def test_a_plan_of_an_upload_runs_later_and_names_what_changed_since(
    environment, source, model_scope, tmp_path
):
    folder = fill(tmp_path / "later", {"a.txt": b"aaaa", "b.txt": b"bbbb"})
    planned = hubtui(environment, "copy", str(folder), "ms://rosalind/later", "--plan", "--json")
    (tmp_path / "plan.json").write_text(planned.out)
    (folder / "b.txt").write_bytes(b"BBBB")
    run = hubtui(environment, "copy", "--from", str(tmp_path / "plan.json"), "--yes", "--json")
    assert run.code == 1
    records = {record["file"]: record for record in run.records if "file" in record}
    assert records["a.txt"]["state"] == "verified"
    assert "b.txt has changed since the plan" in records["b.txt"]["error"]


def test_ls_lists_a_folder(environment, source, tmp_path):
    fill(tmp_path / "shown")
    run = hubtui({**environment}, "ls", str(tmp_path / "shown"))
    assert run.code == 0, run.err
    assert "nested/" in run.out
    assert "model.safetensors" in run.out
    below = hubtui(environment, "ls", "-R", f"file://{tmp_path}/shown", "--json")
    assert set(FILES) <= {record["path"] for record in below.records}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ls", "/nowhere/at/all"], 1, "No such file"),
        (["ls", "/etc/passwd"], 1, "Not a folder"),
        (["copy", "./nowhere", "ms://rosalind/x", "--yes"], 1, "No such file"),
        (["copy", "/etc/passwd", "ms://rosalind", "--yes"], 2, "not into a namespace"),
        (["copy", "/usr/bin", "/usr/bin", "--plan"], 2, "the same repo"),
        (["copy", "file://relative", "ms://rosalind/x"], 2, "not a path of this machine"),
        (["copy", "/etc/skel", "ms://acme-lab/plankton@nowhere", "--plan"], 1, "no branch 'nowhere'"),
    ],
)
def test_bad_input_is_named_and_has_its_code(environment, source, arguments, code, words):
    run = hubtui(environment, *arguments)
    assert (run.code, words in run.err) == (code, True), run.err
    assert "Traceback" not in run.err
    assert HF_TOKEN not in run.err
