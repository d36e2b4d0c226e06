"""What most tests of the engine begin with: two hubs, a journal and an impatient engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hubtui.jobs.engine import Engine
from hubtui.jobs.job import JobView, Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.options import Options
from hubtui.jobs.pacing import Pace
from hubtui.jobs.plan import Plan
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.model import RepoKey, RepoType
from tests.jobs.memory_hub import HfLike, MemoryHub, MsLike, Tree

SOURCE = RepoKey(RepoType.MODEL, "team/source")
TARGET = RepoKey(RepoType.MODEL, "me/target")
NO_WAIT = Pace(tries=4, base=0.0)
TREE: Tree = {
    "README.md": b"# A model\n",
    "config.json": b"{}",
    "data/empty.txt": b"",
    "data/notes.txt": b"notes " * 700,
    "weights.bin": bytes(range(256)) * 8000,
    "more/weights.bin": bytes(reversed(range(256))) * 1000,
}


class Bench:
    """Two hubs under the account names `from` and `to`, and one engine over them."""

    def __init__(
        self,
        journal: Path | str = ":memory:",
        source: MemoryHub | None = None,
        target: MemoryHub | None = None,
    ) -> None:
        self.source = source or HfLike()
        self.target = target or MsLike()
        self.hubs = {"from": self.source, "to": self.target}
        self.engine = Engine(Journal(journal), self.hubs.__getitem__, pace=NO_WAIT)

    def request(self, paths: tuple[str, ...] = (), **options: Any) -> CopyRequest:
        return CopyRequest(
            Place("from", SOURCE, ""), Place("to", TARGET, ""), paths, options=Options(**options)
        )

    def plan(self, *, paths: tuple[str, ...] = (), **options: Any) -> Plan:
        return make_plan([self.request(paths, **options)], self.hubs.__getitem__, self.engine.hashes)

    def copy(self, plan: Plan | None = None) -> JobView:
        return self.engine.wait(self.engine.submit(plan or self.plan()), 60)

    def retry(self, job_id: int) -> JobView:
        self.engine.retry(job_id)
        return self.engine.wait(job_id, 60)

    @property
    def arrived(self) -> Tree:
        """The target's files, without the platform's own."""
        tree = self.target.repos[TARGET].tree
        return {path: content for path, content in tree.items() if path != ".gitattributes"}

    @property
    def commits(self) -> int:
        """That the engine made."""
        return sum("hubtui-job" in commit.message for commit, _ in self.target.repos[TARGET].commits)


@contextmanager
def bench(tree: Tree = TREE, **options: MemoryHub) -> Iterator[Bench]:
    made = Bench(**options)  # type: ignore[arg-type]
    made.source.add(SOURCE, dict(tree))
    try:
        yield made
    finally:
        made.engine.close()
