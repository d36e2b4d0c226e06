"""The event loop's lag: a copy runs, a folder of 100,000 files is read, moved in, filtered and sorted.

A tick every 5 ms asks how late it was called, and how long the loop itself has computed since the one before,
which other programs on the machine do not change; the app, its keys and the copy run in this process, the hub
in another, with 20 ms a request.
"""

from __future__ import annotations

import asyncio
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from hubtui.accounts import Accounts
from hubtui.cli.demo import demo
from hubtui.collector import collect_rarely
from hubtui.model import Account
from hubtui.paths import Directories
from hubtui.secret import Secret
from hubtui.session import Session
from tests.benchmarks.browsing import seed
from tests.benchmarks.served import served
from tests.localhub.serving import HF_TOKEN, MS_TOKEN
from tests.tour import Tour
from tests.ui.explorer import app_over
from tests.ui.until import until

TICK = 0.005
LATENCY = 20
BUDGET_LAG, BUDGET_MEMORY = 50, 200


class Lag:
    """How late each tick was, and how much was computed before it, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self.computed: list[float] = []
        self._task: asyncio.Task[None] | None = None

    async def _run(self) -> None:
        while True:
            due, before = time.perf_counter() + TICK, time.thread_time()
            await asyncio.sleep(TICK)
            self.late.append((time.perf_counter() - due) * 1000)
            self.computed.append((time.thread_time() - before) * 1000)

    def start(self) -> None:
        self.late.clear()
        self.computed.clear()
        self._task = asyncio.create_task(self._run())

    def tell(self, what: str) -> None:
        """End here, and say how late the ticks were."""
        print(f"  {what:<32} {self.stop()}", flush=True)

    def stop(self) -> str:
        assert self._task is not None
        self._task.cancel()
        computed = _at(self.computed)
        verdict = "ok" if computed["p99"] < BUDGET_LAG else "TOO MUCH"
        return f"late {_words(_at(self.late))}   computed {_words(computed)}   {verdict}"


_SHARES = {"p50": 0.50, "p99": 0.99, "max": 1.0}


def _at(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        name: ordered[min(len(ordered) - 1, int(len(ordered) * share))] for name, share in _SHARES.items()
    }


def _words(times: Mapping[str, float]) -> str:
    return " ".join(f"{name} {value:.1f}" for name, value in times.items()) + " ms"


async def measure_large(session: Session) -> None:
    """A folder of very many files: read to its end, moved in, filtered, sorted."""
    app, lag = app_over(session), Lag()
    async with app.run_test(size=(120, 40)) as pilot:
        tour = Tour(pilot, app, session)
        await tour.settled()
        await tour.go("hf://datasets/ada/files:many")
        pane = tour.explorer.pane
        lag.start()
        await pilot.press("ctrl+l")
        while pane.is_partial:
            await pilot.press("j", "pagedown", "k", "pageup")
        lag.tell(f"{len(pane.lines.rows):,} files, as they are read")
        lag.start()
        await pilot.press("G", "g", "g", *["pagedown"] * 10, *["j"] * 20)
        lag.tell("moving the cursor")
        lag.start()
        await pilot.press("/", *"9999", "enter")
        await until(pilot, lambda: pane.lines.shown_count < len(pane.lines.rows))
        lag.tell("filtered as one types")
        lag.start()
        await pilot.press("escape", "comma", "s")
        await until(pilot, lambda: pane.lines.arrangement.sort == "size")
        await pilot.press("comma", "n", "comma", "n", "A", "u")
        await until(pilot, lambda: pane.lines.shown_count == len(pane.lines.rows))
        await pilot.pause(1.0)
        lag.tell("sorted three times, all marked")


async def measure(session: Session) -> None:
    app, lag = app_over(session), Lag()
    async with app.run_test(size=(120, 40)) as pilot:
        tour = Tour(pilot, app, session)
        await tour.settled()
        lag.start()
        await pilot.pause(1.0)
        lag.tell("at rest")
        await tour.plan("A")
        lag.start()
        await pilot.press("enter")
        await tour.go("hf://datasets/acme-lab/plankton-frames")
        await pilot.press("enter")
        await tour.settled()
        pane = tour.explorer.pane
        while not all(view.state.is_over for view in session.engine.view().jobs):
            await pilot.press("j", "pagedown", "k", "pageup")
        lag.tell("copying, moving the cursor")
        await until(pilot, lambda: not pane.is_loading)


def large() -> None:
    with tempfile.TemporaryDirectory(prefix="hubtui-bench-") as folder:
        seed(Path(folder) / "hub")
        with served(Path(folder), "--latency", str(LATENCY)) as environment:
            accounts = Accounts()
            for name, hub in (("hf", "huggingface"), ("ms", "modelscope")):
                token = Secret(HF_TOKEN if name == "hf" else MS_TOKEN)
                endpoint = environment[{"hf": "HF_ENDPOINT", "ms": "MODELSCOPE_ENDPOINT"}[name]]
                accounts.add(Account(f"{name}-ada", hub, endpoint, "bench"), token)
            session = Session(accounts, Directories.under(Path(folder) / "hubtui"))
            try:
                asyncio.run(measure_large(session))
            finally:
                session.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    verdict = "ok" if peak < BUDGET_MEMORY else "TOO MUCH"
    print(f"  peak memory {peak:.0f} MB; budget {BUDGET_MEMORY}: {verdict}", flush=True)


def main() -> None:
    collect_rarely()
    large()
    with demo(LATENCY) as (accounts, directories):
        session = Session(accounts, directories, is_demo=True)
        try:
            asyncio.run(measure(session))
        finally:
            session.close()


if __name__ == "__main__":
    main()
