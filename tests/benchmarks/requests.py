"""The requests that each screen costs, as both hubs count them: what is seen for the first time, and again.

The embedded hub runs in this process and is asked by nobody else.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hubtui.cli.demo import accounts_of
from hubtui.localhub.requests import Seen
from hubtui.localhub.server import LocalHub
from hubtui.paths import Directories
from hubtui.session import Session
from tests.ui.explorer import Driver, hubtui

REPOS = {"hf": "acme-lab/bert-tiny-ner", "ms": "rosalind/log-embedder-small"}
QUIET = 0.6
"""Seconds without a request after which a screen has asked for all it asks for."""


@dataclass(frozen=True)
class Step:
    """A screen, how to come there, and how to leave it again."""

    screen: str
    keys: Sequence[str]
    leave: Sequence[str] = ()
    goal: int = 0
    """The most it may cost on either hub. Hugging Face sends a reader of a file on to another address, and
    ModelScope tells all of a repo's visibility in a record of its own only."""
    only: str = ""
    """The only hub that has it."""
    row: str = ""
    """Where the cursor is put first."""


def typed(text: str) -> tuple[str, ...]:
    return ":", *text, "enter"


def steps(scheme: str) -> list[Step]:
    repo = REPOS[scheme]
    namespace, name = repo.split("/")
    return [
        Step("places", "h", goal=0),
        Step("repos of a namespace", typed(f"{scheme}://{namespace}"), goal=1),
        Step("a repo's files", ("enter",), goal=2, row=name),
        Step("a folder", ("enter",), ("h",), goal=1, row="onnx"),
        Step("the files again", ("h", "enter"), goal=0),
        Step("preview of a text", "p", ("escape",), goal=2, row="config.json"),
        Step("preview of a model file", "p", ("escape",), goal=2, row="model.safetensors"),
        Step("card", ("g", "c"), goal=2),
        Step("commits", ("g", "l"), goal=1),
        Step("a commit's changes", "d", ("escape",), goal=2, only="hf"),
        Step("refs", ("g", "r"), goal=1),
        Step("discussions", ("g", "d"), goal=1, only="hf"),
        Step("a discussion", ("enter",), ("escape",), goal=1, only="hf"),
        Step("about", ("g", "a"), goal=3),
        Step("search", ("s", *"bert", "enter"), goal=1),
        Step("another namespace's collections", (*typed(f"{scheme}://acme-lab"), "4"), goal=1, only="hf"),
    ]


START = 2
"""Who one is, and the first list; of each hub."""


class Count:
    """What the hubs were asked."""

    def __init__(self, hub: LocalHub, me: Driver, quiet: float) -> None:
        self._hub, self._me, self._quiet = hub, me, quiet

    async def quiet(self) -> None:
        """Until everything that a key began has been asked for."""
        seen = -1
        while seen != self._hub.requests.count:
            seen = self._hub.requests.count
            await self._me.pilot.pause(self._quiet)
            await self._me.until(lambda: not any(worker.is_running for worker in self._me.app.workers))

    async def of(self, step: Step) -> list[Seen]:
        if step.row:
            self._me.put_cursor(step.row)
        await self.quiet()
        self._hub.requests.reset()
        await self._me.press(*step.keys)
        await self.quiet()
        asked = [*self._hub.requests]
        if step.leave:
            await self._me.press(*step.leave)
        return asked


Costs = dict[str, dict[str, list[Seen]]]


async def measure(hub: LocalHub, session: Session, quiet: float = QUIET) -> Costs:
    """By screen and hub."""
    costs: Costs = {}
    async with hubtui(session) as me:
        count = Count(hub, me, quiet)
        await count.quiet()
        costs["start"] = {scheme: hub.requests.matching(hub=scheme) for scheme in REPOS}
        for scheme in REPOS:
            if me.pane.location is None or not me.pane.location.account.startswith(scheme):
                await me.press("tab")
            for step in steps(scheme):
                if step.only in ("", scheme):
                    costs.setdefault(step.screen, {})[scheme] = await count.of(step)
    return costs


def goals() -> dict[str, int]:
    return {"start": START, **{step.screen: step.goal for step in (*steps("hf"), *steps("ms"))}}


def table(costs: Costs) -> list[str]:
    lines = [f"{'':<32} Hugging Face   ModelScope"]
    for screen, asked in costs.items():
        told = [f"{len(asked[scheme]):>12}" if scheme in asked else f"{'-':>12}" for scheme in REPOS]
        most, goal = max(map(len, asked.values())), goals()[screen]
        lines.append(f"{screen:<32} {' '.join(told)}   goal {goal}: {'ok' if most <= goal else 'TOO MANY'}")
    return lines


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="hubtui-bench-") as folder,
        LocalHub(Path(folder) / "hub", seed=True) as hub,
    ):
        session = Session(accounts_of({"hf": hub.hf, "ms": hub.ms}), Directories.under(Path(folder)))
        try:
            costs = asyncio.run(measure(hub, session))
        finally:
            session.close()
    print("\n".join(f"  {line}" for line in table(costs)))


if __name__ == "__main__":
    main()
