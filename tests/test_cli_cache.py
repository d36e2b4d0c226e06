"""A download into Hugging Face's own cache, found there by the SDK itself, offline."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download
from huggingface_hub.errors import LocalEntryNotFoundError

from hubtui.model import AddFile
from tests.cli_runs import hubtui
from tests.test_cli import FILES, environment, hub, hugging_face, sha, source  # noqa: F401 - fixtures


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def own(environment, cache):  # noqa: F811
    return {**environment, "HF_HUB_CACHE": str(cache)}


def test_the_sdk_finds_every_file_offline(own, source, cache, hugging_face):  # noqa: F811
    result = hubtui(own, "copy", "--to-cache", "--yes", "hf://acme-lab/plankton")
    assert result.code == 0, result.err
    folder = Path(snapshot_download("acme-lab/plankton", cache_dir=cache, local_files_only=True))
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert found.keys() == {*FILES, ".gitattributes"}
    assert {path: found[path] for path in FILES} == FILES
    for path, content in FILES.items():
        one = hf_hub_download("acme-lab/plankton", path, cache_dir=cache, local_files_only=True)
        assert Path(one).read_bytes() == content
    assert folder.name == hugging_face.resolve(source, "main")
    assert not (folder.parent.parent / ".hubtui").exists()


def test_it_is_laid_out_as_the_sdk_lays_it_out(own, source, cache, tmp_path, hub):  # noqa: F811
    assert hubtui(own, "copy", "--to-cache", "--yes", "hf://acme-lab/plankton").code == 0
    theirs = tmp_path / "theirs"
    snapshot_download("acme-lab/plankton", cache_dir=theirs, endpoint=hub.hf, token=own["HF_TOKEN"])

    def layout(root: Path) -> dict[str, str]:
        """Without the SDK's own notes of listings, in `trees`."""
        repo = root / "models--acme-lab--plankton"
        return {
            p.relative_to(repo).as_posix(): os.readlink(p) if p.is_symlink() else sha(p.read_bytes())
            for p in sorted(repo.rglob("*"))
            if (p.is_symlink() or p.is_file()) and p.parent.name != "trees"
        }

    assert layout(cache) == layout(theirs)
    (repo,) = scan_cache_dir(cache).repos
    assert repo.repo_id == "acme-lab/plankton"


def test_again_moves_nothing_and_a_new_commit_reuses_the_blobs(own, source, cache, hugging_face):  # noqa: F811
    assert hubtui(own, "copy", "--to-cache", "--yes", "hf://acme-lab/plankton").code == 0
    again = hubtui(own, "copy", "--to-cache", "--yes", "hf://acme-lab/plankton")
    assert again.code == 0
    assert "nothing to move" in again.err
    hugging_face.commit(source, "main", [AddFile("new.txt", 3, sha(b"new"), b"new")], "Add")
    more = hubtui(own, "copy", "--to-cache", "--yes", "hf://acme-lab/plankton")
    assert more.code == 0, more.err
    folder = Path(snapshot_download("acme-lab/plankton", cache_dir=cache, local_files_only=True))
    assert (folder / "new.txt").read_bytes() == b"new"
    assert (folder / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    assert len(list((folder.parent.parent / "blobs").iterdir())) == len({*FILES, ".gitattributes", "new.txt"})


def test_a_file_alone_is_found_and_the_others_are_not(own, source, cache):  # noqa: F811
    assert (
        hubtui(own, "copy", "--to-cache", "--yes", "--include", "config.json", "hf://acme-lab/plankton").code
        == 0
    )
    assert hf_hub_download("acme-lab/plankton", "config.json", cache_dir=cache, local_files_only=True)
    with pytest.raises(LocalEntryNotFoundError):
        hf_hub_download("acme-lab/plankton", "README.md", cache_dir=cache, local_files_only=True)


def test_only_hugging_face_s_repos_go_there(own):
    refused = hubtui(own, "copy", "--to-cache", "--yes", "ms://rosalind/plankton")
    assert refused.code == 2
    assert "only Hugging Face's repos go into its cache" in refused.err
