"""What a copy takes of the machine: memory does not grow with the files; hub to hub no content is written."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks.processes import Took, hubtui, measure
from tests.benchmarks.served import served

MB = 1024 * 1024
LARGE = 96 * MB
MOST_MEMORY = 150
"""MB, of the process that copies."""
MOST_ON_DISK = 8 * MB
"""For the journal and the log."""
PLACES = ("TMPDIR", "HOME", "HUBTUI_HOME", "HF_HOME", "MODELSCOPE_HOME")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Two large sparse files that differ, and some small ones."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("one", "two"):
        with (folder / f"{name}.safetensors").open("wb") as file:
            file.truncate(LARGE)
            file.seek(LARGE - 3)
            file.write(name.encode())
    for number in range(20):
        (folder / f"{number}.txt").write_text(f"{number}\n" * 400)
    return folder


@contextmanager
def watched(*folders: Path) -> Iterator[list[int]]:
    """The most bytes that were in the folders at any look, while the work goes on."""
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], sum(map(size_of, folders)))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def size_of(folder: Path) -> int:
    total = 0
    for base, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(base, name)).st_size
            except OSError:  # gone meanwhile
                continue
    return total


def test_memory_stays_flat_and_no_content_is_written_between_hubs(files: Path, tmp_path: Path) -> None:
    own = {
        name: tmp_path / "own" / name
        for name in ("TMPDIR", "HOME", "HUBTUI_HOME", "HF_HOME", "MODELSCOPE_HOME")
    }
    for folder in own.values():
        folder.mkdir(parents=True)
    with served(tmp_path / "hubs") as given:
        environment = {**given, **{name: str(folder) for name, folder in own.items()}}
        upload = copy(environment, str(files), "hf://ada/source")
        with watched(*own.values()) as most:
            between = copy(environment, "hf://ada/source", "ms://ada/target")
            back = copy(environment, "ms://ada/target", "hf://ada/back")
        download = copy(environment, "hf://ada/back", str(tmp_path / "down"))
    assert 0 < most[0] < MOST_ON_DISK
    peaks = {"upload": upload, "between": between, "back": back, "download": download}
    assert {name: took.peak for name, took in peaks.items() if took.peak > MOST_MEMORY} == {}
    for path in files.iterdir():
        assert os.path.getsize(tmp_path / "down" / path.name) == path.stat().st_size


def copy(environment: Mapping[str, str], source: str, target: str) -> Took:
    return measure(hubtui("copy", source, target, "--yes"), environment)
