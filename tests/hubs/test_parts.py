"""The beginning of a large content that did not come whole: kept, gone on with, never left behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.errors import Corrupt, NoRoom, Offline, Unavailable
from hubtui.hubs.local import Local
from hubtui.hubs.local.folder import STAGING
from hubtui.hubs.local.parts import KEPT
from hubtui.model import AddFile, Need, RepoKey, RepoType, Upload
from tests.hubs.contract import sha256

DATA = os.urandom(3 * KEPT)
WHOLE = Upload("w.bin", len(DATA), sha256(DATA), b"")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture
def repo(root: Path) -> RepoKey:
    return RepoKey(RepoType.MODEL, root.as_posix())


@pytest.fixture
def hub(tmp_path: Path) -> Local:
    return Local(tmp_path)


def broken(size: int, error: Exception) -> Iterator[bytes]:
    yield DATA[:size]
    raise error


def need(hub: Local, repo: RepoKey) -> Need:
    (found,) = hub.missing(repo, "", [WHOLE])
    return found


def begin(hub: Local, repo: RepoKey, size: int, error: Exception) -> None:
    with pytest.raises(type(error)):
        hub.put(repo, need(hub, repo), broken(size, error))


def names(root: Path) -> list[str]:
    return [path.name for path in root.rglob("*") if path.is_file()]


def test_what_came_is_gone_on_with_by_the_next_program(hub: Local, repo: RepoKey, root: Path) -> None:
    begin(hub, repo, 2 * KEPT, Offline("the line"))
    again = Local(root)
    found = need(again, repo)
    assert found.has == 2 * KEPT
    again.put(repo, found, iter([DATA[found.has :]]))
    again.commit(repo, "", [AddFile("w.bin", WHOLE.size, WHOLE.sha256)], "Add it")
    assert (root / "w.bin").read_bytes() == DATA
    assert names(root) == ["w.bin"]


def test_what_came_whole_needs_no_more_bytes(hub: Local, repo: RepoKey) -> None:
    begin(hub, repo, len(DATA), Offline("the line"))
    hub.put(repo, need(hub, repo), iter([]))
    assert hub.missing(repo, "", [WHOLE]) == []


@pytest.mark.parametrize(
    ("size", "error"), [(KEPT - 1, Offline("the line")), (2 * KEPT, NoRoom("full")), (2 * KEPT, Corrupt("?"))]
)
def test_what_is_not_worth_keeping_is_not(
    hub: Local, repo: RepoKey, root: Path, size: int, error: Exception
) -> None:
    begin(hub, repo, size, error)
    assert need(hub, repo).has == 0
    assert names(root) == []


def test_a_damaged_beginning_is_found_out_and_let_go_of(hub: Local, repo: RepoKey, root: Path) -> None:
    begin(hub, repo, 2 * KEPT, Offline("the line"))
    (part,) = (root / STAGING).iterdir()
    part.write_bytes(bytes(2 * KEPT))
    with pytest.raises(Corrupt):
        hub.put(repo, need(hub, repo), iter([DATA[2 * KEPT :]]))
    assert need(hub, repo).has == 0


def test_a_beginning_that_has_gone_meanwhile_is_asked_about_again(
    hub: Local, repo: RepoKey, root: Path
) -> None:
    begin(hub, repo, 2 * KEPT, Offline("the line"))
    found = need(hub, repo)
    next((root / STAGING).iterdir()).unlink()
    with pytest.raises(Unavailable):
        hub.put(repo, found, iter([DATA[found.has :]]))


def test_what_is_being_written_is_nobody_elses(hub: Local, repo: RepoKey, root: Path) -> None:
    inside, go = threading.Event(), threading.Event()

    def slow() -> Iterator[bytes]:
        yield DATA[: 2 * KEPT]
        inside.set()
        go.wait(30)
        yield DATA[2 * KEPT :]

    first = need(hub, repo)
    thread = threading.Thread(target=hub.put, args=(repo, first, slow()))
    thread.start()
    assert inside.wait(30)
    other = Local(root)
    assert need(other, repo).has == 0
    other.put(repo, need(other, repo), iter([DATA]))
    go.set()
    thread.join()
    hub.commit(repo, "", [AddFile("w.bin", WHOLE.size, WHOLE.sha256)], "Add it")
    assert (root / "w.bin").read_bytes() == DATA
    assert names(root) == ["w.bin"]
