"""Browsing: the requests that each screen costs, the first rows of a repo, and a folder of 100,000 files.

The hub is another process. Times are ratios to what the SDK, or one request of it, takes for the same.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hubtui.localhub.store import Store
from tests.benchmarks.served import served

FILES, ROUNDS = 100_000, 5
LISTING = """
import os, sys, time
from pathlib import Path
from hubtui.model import RepoKey, RepoType
from hubtui.secret import Secret
who, path = sys.argv[1:]
key = RepoKey(RepoType.DATASET, "ada/files")
if who == "sdk":
    from huggingface_hub import HfApi
    api = HfApi()
    start = time.perf_counter()
    count = len(list(api.list_repo_tree("ada/files", path, repo_type="dataset")))
else:
    from hubtui.accounts import accounts_of_user
    from hubtui.paths import Directories
    from hubtui.session import Session
    directories = Directories.of_user()
    session = Session(accounts_of_user(directories, os.environ), directories)
    account = session.accounts.of_scheme("hf").name
    session.hub(account)
    start = time.perf_counter()
    count = len(session.tree(account, key, "main", path).all())
took = time.perf_counter() - start
peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
print(count, took, int(peak) / 1000)
"""


def seed(directory: Path) -> None:
    """A dataset with one flat folder of very many files, and one of a few."""
    store = Store(directory)
    with store.transaction():
        content = store.keep(b"x")
        files = {f"many/{number:06}.txt": content for number in range(FILES)}
        files |= {f"few/{number}.txt": content for number in range(20)}
        repo = store.create_repo("hf", "dataset", "ada", "files", author="ada")
        store.commit(repo, files, author="ada", title="Add files")
    store.close()


def listing(environment: Mapping[str, str], who: str, path: str) -> tuple[float, float]:
    """Seconds, and the peak of the process's memory in MB."""
    command = [sys.executable, "-c", LISTING, who, path]
    told = subprocess.run(command, env=dict(environment), check=True, capture_output=True, text=True).stdout
    count, took, peak = told.split()
    assert int(count) == (FILES if path == "many" else 20), told
    return float(took), float(peak)


def compare(environment: Mapping[str, str], path: str, rounds: int) -> tuple[float, float, float]:
    """Medians, the two in turns: the SDK's seconds, ours, our peak memory."""
    theirs, ours, peaks = [], [], []
    for _ in range(rounds):
        theirs.append(listing(environment, "sdk", path)[0])
        took, peak = listing(environment, "ours", path)
        ours.append(took)
        peaks.append(peak)
    return statistics.median(theirs), statistics.median(ours), max(peaks)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="hubtui-bench-") as folder:
        seed(Path(folder) / "hub")
        with served(Path(folder)) as environment:
            there = {**os.environ, **environment}
            theirs, ours, _ = compare(there, "few", 2 * ROUNDS + 1)
            report("first rows of a folder", theirs, ours, 1.3)
            theirs, ours, peak = compare(there, "many", 3)
            report(f"all {FILES:,} files of a folder", theirs, ours, 1.15)
            print(f"    peak memory {peak:.0f} MB; budget 200 MB: {'ok' if peak < 200 else 'TOO MUCH'}")


def report(what: str, theirs: float, ours: float, goal: float) -> None:
    verdict = "ok" if ours / theirs <= goal else "not reached"
    print(f"  {what:<32} SDK {theirs * 1000:7.1f} ms   hubtui {ours * 1000:7.1f} ms", flush=True)
    print(f"    {ours / theirs:.2f} x; goal {goal} x: {verdict}", flush=True)


if __name__ == "__main__":
    main()
