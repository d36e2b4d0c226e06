"""The socket between two hubtuis: who may speak, what is understood, where it is."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubtui.errors import BadInput
from hubtui.jobs import remote
from hubtui.jobs.job import JobState, JobView
from hubtui.jobs.remote import LONGEST_PATH, NotThere, Served, ask, ask_views, socket_path

VIEW = JobView(3, "copy a to b", JobState.WAITING, datetime(2026, 11, 29, tzinfo=UTC))


def _refuse(job: int) -> None:
    raise BadInput(f"job {job} is over already")


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return socket_path(tmp_path_factory.mktemp("state"), 1)


@pytest.fixture
def served(path: Path) -> Iterator[Served]:
    made = Served(path, {"view": lambda: [VIEW], "pause": _refuse, "add": lambda a, b: a + b})
    yield made
    made.close()


def test_jobs_come_through_as_they_are(served: Served, path: Path) -> None:
    assert ask_views(path) == [VIEW]
    assert ask(path, "add", a=1, b=2) == 3


def test_only_the_user_can_open_it(served: Served, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_process_of_another_user_is_not_answered(
    served: Served, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = os.getuid()
    monkeypatch.setattr(remote.os, "getuid", lambda: mine + 1)
    with pytest.raises(NotThere):
        ask(path, "view")


def test_a_refusal_comes_in_its_words(served: Served, path: Path) -> None:
    with pytest.raises(BadInput, match="job 3 is over already"):
        ask(path, "pause", job=3)


@pytest.mark.parametrize(
    "line", [b"\n", b"[]\n", b'{"do": "quit"}\n', b'{"do": "add"}\n', b"\xff\n", b"{}\n", b""]
)
def test_what_is_not_understood_does_no_harm(served: Served, path: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(str(path))
        peer.sendall(line)
        peer.shutdown(socket.SHUT_WR)
        answer = peer.makefile("rb").read()
    assert answer == b"" or b"not understood" in answer
    assert ask(path, "add", a=1, b=2) == 3


def test_where_nobody_listens_that_is_told(served: Served, path: Path) -> None:
    served.close()
    assert not path.exists()
    with pytest.raises(NotThere):
        ask_views(path)


def test_a_socket_left_by_a_dead_one_is_taken(path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    dead.bind(str(path))
    dead.close()
    again = Served(path, {"view": list})
    assert ask_views(path) == []
    again.close()


def test_a_long_path_has_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    path = socket_path(deep, 7)
    assert len(os.fsencode(path)) <= LONGEST_PATH
    assert path != socket_path(tmp_path / ("y" * 120), 7)
    assert str(os.getuid()) in path.parent.name


def test_the_common_folder_goes_with_the_last_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    one, other = (Served(socket_path(tmp_path / ("x" * 120), pid), {}) for pid in (7, 8))
    one.close()
    assert len([*tmp_path.iterdir()]) == 1
    other.close()
    assert not [*tmp_path.iterdir()]


def test_where_no_socket_can_be_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("y" * 120)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with pytest.raises(OSError, match="too long"):
        Served(socket_path(tmp_path / ("x" * 120), 7), {})
    assert not [*deep.iterdir()]
