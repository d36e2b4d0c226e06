"""A program killed in the middle: the next one takes the job up and ends in the same tree."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hubtui.jobs.job import JobState
from tests.jobs.memory_hub import HfLike, MsLike
from tests.jobs.setup import SOURCE, TARGET, TREE, Bench

CHILD = """
import os, pickle, signal, sys
from pathlib import Path
from tests.jobs.test_kill import KeptHub
from tests.jobs.memory_hub import HfLike
from tests.jobs.setup import SOURCE, TREE, Bench

folder, method, nth, after = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "after"
source, target = HfLike(), KeptHub()
source.add(SOURCE, dict(TREE))
target.keep(folder, method, nth, after)
bench = Bench(folder / "journal.sqlite", source, target)
bench.copy()
"""


class KeptHub(MsLike):
    """Writes itself to disk after each change, and kills its process at a call of a test's choice."""

    def keep(self, folder: Path, method: str, nth: int, after: bool) -> None:
        self.folder, self.method, self.left, self.after = folder, method, nth, after
        self.disk = threading.Lock()

    def _around(self, method: str, call):  # type: ignore[no-untyped-def]
        with self.disk:
            self.left -= method == self.method
            fatal = method == self.method and self.left == 0
            if fatal and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = call()
            new = self.folder / "new"
            new.write_bytes(pickle.dumps((self.repos, self.blobs)))
            new.replace(self.folder / "hub")
            if fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        return result

    def create_repo(self, *args, **options):  # type: ignore[no-untyped-def]
        return self._around("create_repo", lambda: super(KeptHub, self).create_repo(*args, **options))

    def put(self, *args, **options):  # type: ignore[no-untyped-def]
        return self._around("put", lambda: super(KeptHub, self).put(*args, **options))

    def commit(self, *args, **options):  # type: ignore[no-untyped-def]
        return self._around("commit", lambda: super(KeptHub, self).commit(*args, **options))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("method", "nth"), [("create_repo", 1), ("put", 1), ("put", 2), ("commit", 1)])
def test_a_killed_copy_ends_in_the_same_tree(tmp_path: Path, method: str, nth: int, when: str) -> None:
    arguments = [sys.executable, "-c", CHILD, str(tmp_path), method, str(nth), when]
    child = subprocess.run(arguments, check=False, timeout=60)
    assert child.returncode == -signal.SIGKILL
    source, target = HfLike(), MsLike()
    source.add(SOURCE, dict(TREE))
    if (tmp_path / "hub").exists():
        target.repos, target.blobs = pickle.loads((tmp_path / "hub").read_bytes())
    stored = sum(len(blob) for blob in target.blobs.values())
    bench = Bench(tmp_path / "journal.sqlite", source, target)
    (job_id,) = bench.engine.unfinished()
    assert bench.engine.job(job_id).state is JobState.INTERRUPTED
    job = bench.retry(job_id)
    assert job.state is JobState.DONE, job.message
    assert bench.arrived == TREE
    assert bench.commits == 1
    large = len(TREE["weights.bin"]) + len(TREE["more/weights.bin"])
    assert target.put_bytes <= large - min(stored, large)
    assert target.repos[TARGET].tree
    bench.engine.close()
