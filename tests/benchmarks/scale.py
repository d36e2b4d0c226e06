"""The largest that is promised: a dataset of 100,000 files, killed half-way and resumed; one file of 200 GB.

The 100,000 files go from one embedded hub to the other, each program a process. The large file exists
nowhere: one hub in memory makes it as it is read and breaks off half-way, the other counts what comes. What
matters is the memory, that no byte goes twice, and that all is verified. `python -m tests.benchmarks.scale
[GB]` is the large file alone, as large as wished.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from hubtui.errors import Offline
from hubtui.jobs.job import JobState, JobView
from hubtui.localhub.store import Store
from hubtui.model import AddFile, Change, Need, Page, RepoKey, TreeEntry, Upload
from tests.benchmarks.processes import hubtui, measure, run
from tests.benchmarks.served import served
from tests.jobs.memory_hub import HfLike, MsLike
from tests.jobs.setup import SOURCE, TARGET, Bench

FILES = 100_000
GB = 10**9
LARGE = 200
BLOCK = bytes(range(256)) * 4096
MOST_MEMORY = {"many": 400, "large": 150}
NAME = "weights.bin"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="hubtui-bench-") as folder:
        _many(Path(folder))
    subprocess.run([sys.executable, "-m", "tests.benchmarks.scale"], check=True)


def _say(what: str, peak: float, most: int, words: str) -> None:
    verdict = "ok" if peak <= most else "TOO MUCH"
    print(f"  {what:<34} peak {peak:4.0f} MB; budget {most} MB: {verdict}   {words}", flush=True)


# --- many files


def _many(home: Path) -> None:
    _seed(home / "hub")
    with served(home) as environment:
        command = hubtui("copy", "hf://datasets/ada/files", "ms://datasets/ada/copy", "--yes")
        began = time.perf_counter()
        done, peak = _killed_half_way(command, environment, home / "hubtui")
        took = time.perf_counter() - began
        _say(f"{FILES:,} files, killed", peak, MOST_MEMORY["many"], f"{done:,} committed in {took:.0f} s")
        resumed = measure(hubtui("jobs", "resume", "1"), environment)
        _say("    resumed", resumed.peak, MOST_MEMORY["many"], f"{resumed.seconds:.0f} s")
        listed = run(hubtui("ls", "-R", "--json", "ms://datasets/ada/copy"), environment).splitlines()
        entries = map(json.loads, listed)
        arrived = sum(one["entry_type"] == "file" and one["path"].startswith("many/") for one in entries)
        shown = run(hubtui("jobs", "list", "--json"), environment)
        print(f"    {arrived:,} files at the target: {json.loads(shown)['message']}")
        assert arrived == FILES


def _seed(directory: Path) -> None:
    """No two files are alike."""
    store = Store(directory)
    with store.transaction():
        files = {f"many/{n % 100:02}/{n:06}.txt": store.keep(f"{n}\n".encode()) for n in range(FILES)}
        repo = store.create_repo("hf", "dataset", "ada", "files", author="ada")
        store.commit(repo, files, author="ada", title="Add files")
    store.close()


def _killed_half_way(command: Sequence[str], environment: Mapping[str, str], home: Path) -> tuple[int, float]:
    """How many files were committed when it was killed, and the most memory that it had until then."""
    with subprocess.Popen(command, env=dict(environment), stdout=-3, stderr=-3) as process:
        while (done := _committed(home)) < FILES // 2:
            assert process.poll() is None, "it ended before it was killed"
            time.sleep(0.2)
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.kill()
    return done, int(status.partition("VmHWM:")[2].split()[0]) / 1000


def _committed(home: Path) -> int:
    """As the journal has it."""
    for path in home.rglob("journal.sqlite"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as journal:
            query = "SELECT count(*) FROM items WHERE state IN ('committed', 'verified')"
            return int(journal.execute(query).fetchone()[0])
    return 0


# --- one large file


def pieces(offset: int, size: int) -> Iterator[bytes]:
    """The file from there on: the same block again and again."""
    while offset < size:
        begin = offset % len(BLOCK)
        block = BLOCK[begin:] if begin else BLOCK
        yield block[: size - offset]
        offset += len(block)


class Vast(HfLike):
    """Has one file that is made as it is read; the first reading breaks off half-way."""

    def __init__(self, size: int, digest: str) -> None:
        super().__init__()
        self.add(SOURCE, {})
        self.size, self.digest = size, digest
        self.offsets: list[int] = []
        """Where each reading began."""

    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        yield Page([TreeEntry(NAME, size=self.size, sha256=self.digest, lfs=True)])

    def read(
        self, repo: RepoKey, revision: str, path: str, *, offset: int = 0, length: int | None = None
    ) -> Iterator[bytes]:
        self.offsets.append(offset)
        for block in pieces(offset, self.size):
            if len(self.offsets) == 1 and offset > self.size // 2:
                raise Offline("broken off", hub=self.title)
            self.read_bytes += len(block)
            offset += len(block)
            yield block


class Sink(MsLike):
    """Counts what comes and keeps the name of it."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, AddFile] = {}

    def missing(self, repo: RepoKey, revision: str, uploads: Sequence[Upload]) -> list[Need]:
        return [Need(upload, inline=False) for upload in uploads]

    def put(self, repo: RepoKey, need: Need, chunks: Iterator[bytes]) -> None:
        size = sum(map(len, chunks))
        assert size == need.upload.size
        self.put_bytes += size

    def commit(
        self, repo: RepoKey, revision: str, changes: Sequence[Change], message: str, *, parent: str = ""
    ) -> str:
        self.kept |= {change.path: change for change in changes if isinstance(change, AddFile)}
        return self.repos[repo].record({}, message)

    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        yield Page(
            [TreeEntry(one.path, size=one.size, sha256=one.sha256, lfs=True) for one in self.kept.values()]
        )


def digest(size: int) -> str:
    sha256 = hashlib.sha256()
    for block in pieces(0, size):
        sha256.update(block)
    return sha256.hexdigest()


def copied(size: int) -> tuple[JobView, Vast, Sink]:
    """A file of so many bytes from one hub to the other."""
    source, target = Vast(size, digest(size)), Sink()
    made = Bench(source=source, target=target)
    try:
        return made.engine.wait(made.engine.submit(made.plan())), source, target
    finally:
        made.engine.close()


def _large(gigabytes: int = LARGE) -> None:
    began = time.perf_counter()
    job, source, target = copied(gigabytes * GB)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert job.state is JobState.DONE, job.message
    assert target.put_bytes == source.read_bytes == gigabytes * GB
    assert TARGET in target.repos
    words = f"{took:.0f} s, read from {' and '.join(f'{offset:,}' for offset in source.offsets)}"
    _say(f"one file of {gigabytes:,} GB", peak, MOST_MEMORY["large"], words)
    print(f"    {job.message}")


if __name__ == "__main__":
    _large(*map(int, sys.argv[1:2]))
