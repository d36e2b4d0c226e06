"""An account on each hub of an embedded one, and an engine: where jobs that change things are tried."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from hubtui.hub import Hub
from hubtui.hubs.huggingface import HuggingFace
from hubtui.hubs.modelscope import ModelScope
from hubtui.jobs.bulk import BulkPlan, make_bulk
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import ItemState, JobView
from hubtui.jobs.journal import Journal
from hubtui.jobs.operations import Operation
from hubtui.jobs.pacing import Pace
from hubtui.localhub.server import LocalHub
from hubtui.model import RepoKey, RepoType, Visibility
from hubtui.secret import Secret
from tests.jobs.setup import NO_WAIT

TOKENS = {"hf": "hf_bulkbulkbulkbulkbulk", "ms": "ms-bulk-bulk-bulk-bulk"}


class Desk:
    """An account on each hub, and an engine."""

    def __init__(self, local: LocalHub, folder: Path, pace: Pace = NO_WAIT) -> None:
        self.local, self.folder, self.pace = local, folder, pace
        self.hubs: dict[str, Hub] = {
            "hf": HuggingFace.open(local.hf, Secret(TOKENS["hf"]), folder / "hf"),
            "ms": ModelScope.open(local.ms, Secret(TOKENS["ms"]), folder / "ms"),
        }
        self.engine = self.begin()

    def begin(self) -> Engine:
        self.engine = Engine(Journal(self.folder / "journal.sqlite"), self.hubs.__getitem__, pace=self.pace)
        return self.engine

    def close(self) -> None:
        self.engine.close()
        for hub in self.hubs.values():
            hub.close()

    def make(self, side: str, count: int, repo_type: RepoType = RepoType.MODEL) -> list[RepoKey]:
        repos = [RepoKey(repo_type, f"ada/r{n}-{uuid4().hex[:6]}") for n in range(count)]
        for repo in repos:
            self.hubs[side].create_repo(repo)
        return repos

    def plan(self, side: str, repos: list[RepoKey], operation: Operation) -> BulkPlan:
        hub = self.hubs[side]
        return make_bulk(side, hub, [hub.repo_info(repo) for repo in repos], lambda _: operation)

    def run(self, plan: BulkPlan) -> JobView:
        return self.engine.wait(self.engine.submit_bulk(plan), 60)

    def visibilities(self, side: str, repos: list[RepoKey]) -> list[Visibility | None]:
        return [self.hubs[side].repo_info(repo).visibility for repo in repos]

    def outcomes(self, job: JobView) -> list[tuple[ItemState, str]]:
        return [(item.state, item.error) for item in self.engine.items(job.job_id)]
