"""What planning takes: `python -m tests.benchmarks.plan [REPOS [FILES]]`, on hubs in memory.

Prints seconds, requests and the most memory that the process had, as JSON. No two files have one name.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterator

from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.plan import Policy, settled
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.jobs.totals import totals
from hubtui.model import Page, RepoKey, RepoType, TreeEntry
from hubtui.ui.rows.plan import PlanLines
from tests.jobs.memory_hub import HfLike, MsLike


class Wide(HfLike):
    """Repos of so many files, that nobody has to write first."""

    files = 1000

    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        for start in range(0, self.files, 1000):
            self._step("list_tree")
            yield Page([_entry(repo, n) for n in range(start, min(self.files, start + 1000))])


def _entry(repo: RepoKey, number: int) -> TreeEntry:
    name = f"data/{repo.name}-{number:05}.bin"
    oid = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
    sha256 = hashlib.sha256(name.encode()).hexdigest() if number % 4 == 0 else ""
    return TreeEntry(name, size=number, oid=oid, sha256=sha256, lfs=bool(sha256))


def memory() -> float:
    """Megabytes at the most, until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(repos: int, files: int) -> None:
    source, target = Wide(), MsLike()
    source.files = files
    keys = [RepoKey(RepoType.MODEL, f"team/r{number:04}") for number in range(repos)]
    for key in keys:
        source.add(key, {})
    hubs = {"from": source, "to": target}
    requests = [
        CopyRequest(Place("from", key, ""), Place("to", RepoKey(key.repo_type, f"me/{key.name}"), ""))
        for key in keys
    ]
    before, begun = memory(), time.monotonic()
    plan = make_plan(requests, hubs.__getitem__, Hashes(Journal(":memory:")))
    planned = time.monotonic()
    after = memory()
    sums = totals(plan)
    lines = PlanLines(settled(plan, Policy.MISSING))
    shown = time.monotonic()
    print(
        json.dumps(
            {
                "repos": repos,
                "files": sums.files,
                "plan_seconds": round(planned - begun, 2),
                "settle_and_rows_seconds": round(shown - planned, 2),
                "requests": sum(source.calls.values()) + sum(target.calls.values()),
                "start_mb": round(before),
                "planned_mb": round(after),
                "shown_mb": round(memory()),
                "rows": len(lines),
            }
        )
    )


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], "1000", "1000")[:2]))
