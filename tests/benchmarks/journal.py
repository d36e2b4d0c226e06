"""The journal with a million files in one job: how long it takes to open, to list, to look into; and memory.

Each step in a process of its own, as the next hubtui would do it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hubtui.jobs.job import Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.packed import packed
from hubtui.jobs.plan import Action, Plan, PlanItem, RepoPlan
from hubtui.model import RepoKey, RepoType

REPOS, FILES = 1_000, 1_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite"
        for step in ("submit", "open", "list", "page", "update", "remove"):
            command = [sys.executable, "-m", "tests.benchmarks.journal", step, str(path)]
            subprocess.run(command, check=True)


def _plan() -> Plan:
    def repo(n: int) -> RepoPlan:
        key = RepoKey(RepoType.MODEL, f"me/repo-{n}")
        items = (
            PlanItem(Action.COPY, f"data/part-{i:05}.bin", 4096, packed(f"{n * FILES + i:064x}"))
            for i in range(FILES)
        )
        return RepoPlan(Place("from", key, "main", "0" * 40), Place("to", key, "master"), tuple(items))

    return Plan(tuple(map(repo, range(REPOS))))


def step(name: str, path: Path) -> None:
    plan = _plan() if name == "submit" else None
    began = time.perf_counter()
    journal = Journal(path)
    opened = time.perf_counter() - began
    began = time.perf_counter()
    _do(name, journal, plan)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    times = f"{name:8} {took * 1000:9.1f} ms   opened in {opened * 1000:6.1f} ms"
    print(f"  {times}   {peak:6.0f} MB   {size:,.0f} MB on disk")


def _do(name: str, journal: Journal, plan: Plan | None) -> None:
    if plan is not None:
        journal.add_job("a million files", plan)
        return
    (job,) = journal.jobs()
    if name == "list":
        journal.items(job.job_id, 0, 100_000)
    elif name == "page":
        journal.items(job.job_id, 900_000, 1_000)
    elif name == "update":
        for repo in range(20):
            journal.item_states(job.job_id, repo)
    elif name == "remove":
        journal.remove(job.job_id)


if __name__ == "__main__":
    step(sys.argv[1], Path(sys.argv[2]))
