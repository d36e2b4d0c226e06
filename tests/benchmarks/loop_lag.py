"""The event loop's lag while a repo of 10,000 files is open, the cursor moves through it and a copy runs.

A tick every 5 ms asks how late it was called; the app, its keys and the copy run in this process, the hub in
another, with 20 ms a request.
"""

from __future__ import annotations

import asyncio
import time

from hubtui.cli.demo import demo
from hubtui.session import Session
from hubtui.ui.app import HubtuiApp
from tests.tour import Tour
from tests.ui.until import until

TICK = 0.005
LATENCY = 20


class Lag:
    """How late each tick was, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._task: asyncio.Task[None] | None = None

    async def _run(self) -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            self.late.append((time.perf_counter() - due) * 1000)

    def start(self) -> None:
        self.late.clear()
        self._task = asyncio.create_task(self._run())

    def stop(self) -> str:
        assert self._task is not None
        self._task.cancel()
        late = sorted(self.late)
        at = {name: late[min(len(late) - 1, int(len(late) * share))] for name, share in _SHARES.items()}
        return "   ".join(f"{name} {value:5.1f} ms" for name, value in at.items()) + f"   ({len(late)} ticks)"


_SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99, "max": 1.0}


async def measure(session: Session) -> None:
    app, lag = HubtuiApp(session), Lag()
    async with app.run_test(size=(120, 40)) as pilot:
        tour = Tour(pilot, app, session)
        await tour.settled()
        lag.start()
        await pilot.pause(1.0)
        print(f"  at rest                      {lag.stop()}", flush=True)
        await tour.plan("A")
        lag.start()
        await pilot.press("enter")
        await tour.go("hf://datasets/acme-lab/plankton-frames")
        await pilot.press("enter")
        await tour.settled()
        pane = tour.explorer.pane
        while not all(view.state.is_over for view in session.engine.view().jobs):
            await pilot.press("j", "pagedown", "k", "pageup")
        print(f"  copying, moving the cursor   {lag.stop()}", flush=True)
        await until(pilot, lambda: not pane.is_loading)


def main() -> None:
    with demo(LATENCY) as (accounts, directories):
        session = Session(accounts, directories, is_demo=True)
        try:
            asyncio.run(measure(session))
        finally:
            session.close()


if __name__ == "__main__":
    main()
