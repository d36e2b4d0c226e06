"""Makes `screenshots/` from the demo: `make screenshots`, or `python -m tests.screenshots NAME...`.

Each picture is the app itself, driven by keys over the embedded hub, at 80x24 and 120x40, dark and light.
What Textual exports as SVG becomes a PNG by `rsvg-convert` and `pngquant`, in JetBrains Mono
(Debian: librsvg2-bin pngquant fonts-jetbrains-mono).
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from hubtui.cli.demo import demo
from hubtui.session import Session
from hubtui.ui.app import HubtuiApp
from hubtui.ui.location import View
from hubtui.ui.screens.explorer import Explorer
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.screens.thread import ThreadScreen
from tests.ui.until import until

FOLDER = Path(__file__).parent.parent / "screenshots"
FONT = "JetBrains Mono"
SIZE = 12.2 / 0.6
"""A cell of Textual's SVG is 12.2 wide, a letter of the font 0.6 of its size."""
SIZES = ((80, 24), (120, 40))
THEMES = ("dark", "light")
THREE = ("j", "space", "space", "space")
LATENCY = 60
"""Milliseconds a request: a copy that runs long enough to be seen."""


class Tour:
    """The app in the hands of someone who takes pictures."""

    def __init__(self, pilot: Pilot[Any], app: HubtuiApp, session: Session) -> None:
        self.pilot = pilot
        self.app = app
        self.session = session

    @property
    def explorer(self) -> Explorer:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, Explorer)
        return screen

    async def settled(self) -> None:
        panes = (self.explorer.pane, self.explorer.other)
        await until(
            self.pilot, lambda: all(pane.location and not pane.is_loading for pane in panes), "both panes"
        )

    async def go(self, locator: str) -> None:
        """Type it on the command line."""
        await self.settled()
        await self.pilot.press("colon", *locator, "enter")
        await until(self.pilot, lambda: isinstance(self.app.screen, Explorer), "the explorer")
        await self.settled()

    async def tab(self, view: View) -> None:
        """The next tab, and the next, until it is this one."""
        while self.explorer.pane.location.view is not view:  # type: ignore[union-attr]
            before = self.explorer.pane.location
            await self.pilot.press("right_square_bracket")
            await until(
                self.pilot, lambda before=before: self.explorer.pane.location != before, "the next tab"
            )
            await self.settled()

    async def marked(self, *keys: str) -> None:
        """The left pane on the team's models, some of them marked."""
        await self.go("hf://acme-lab")
        await self.pilot.press(*keys)

    async def plan(self, *keys: str) -> None:
        """What a copy of these would do."""
        await self.marked(*keys)
        await self.planned()

    async def planned(self) -> None:
        await self.pilot.press("c")
        await until(self.pilot, lambda: isinstance(self.app.screen, PlanScreen), "the plan screen")
        await until(self.pilot, lambda: self.app.screen.totals is not None, "the plan")  # type: ignore[attr-defined]


async def explorer(tour: Tour) -> None:
    await tour.marked(*THREE)


async def repo(tour: Tour) -> None:
    await tour.go("hf://acme-lab/bert-tiny-ner")


async def discussion(tour: Tour) -> None:
    await tour.go("hf://acme-lab/bert-tiny-ner")
    await tour.tab(View.DISCUSSIONS)
    await tour.pilot.press(*["j"] * 4, "enter")
    await until(tour.pilot, lambda: isinstance(tour.app.screen, ThreadScreen), "the thread's screen")
    await until(tour.pilot, lambda: tour.app.screen.view.text, "the thread")  # type: ignore[attr-defined]


async def plan(tour: Tour) -> None:
    await tour.plan(*THREE)


async def copy(tour: Tour) -> None:
    engine = tour.session.engine
    await tour.plan(*THREE)
    await tour.pilot.press("enter")
    await until(
        tour.pilot, lambda: engine.view().jobs and engine.view().jobs[0].state.is_over, "the first job"
    )
    await tour.go("hf://datasets/acme-lab")
    await tour.pilot.press("A")
    await tour.planned()
    await tour.pilot.press("enter")
    await until(tour.pilot, lambda: engine.view().eta is not None, "a copy that knows when it ends")
    await tour.pilot.press("w")
    await until(tour.pilot, lambda: not isinstance(tour.app.screen, Explorer), "the jobs")


SCENES: dict[str, Callable[[Tour], Awaitable[None]]] = {
    scene.__name__: scene for scene in (explorer, repo, discussion, plan, copy)
}


async def picture(name: str, size: tuple[int, int], theme: str) -> str:
    """One picture over a demo of its own; the file's name."""
    with demo(LATENCY) as (accounts, directories):
        session = Session(accounts, directories, is_demo=True)
        try:
            app = HubtuiApp(session)
            async with app.run_test(size=size, notifications=True) as pilot:
                app.theme = f"hubtui-{theme}"
                await SCENES[name](Tour(pilot, app, session))
                await pilot.pause()
                path = FOLDER / f"{name}-{size[0]}x{size[1]}-{theme}.png"
                to_png(app.export_screenshot(title="hubtui"), path)
        finally:
            session.close()
    return path.name


def to_png(svg: str, path: Path) -> None:
    """The picture in a font of this machine: the SVG names one that it would fetch."""
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg).replace("Fira Code", FONT)
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    svg = svg.replace("font-size: 20px", f"font-size: {SIZE}px")
    path.parent.mkdir(exist_ok=True)
    png = subprocess.run(["rsvg-convert"], input=svg.encode(), check=True, stdout=subprocess.PIPE).stdout
    few = subprocess.run(["pngquant", "256", "-"], input=png, check=True, stdout=subprocess.PIPE).stdout
    path.write_bytes(few)


def main() -> None:
    for name in sys.argv[1:] or SCENES:
        for size in SIZES:
            for theme in THEMES:
                print(asyncio.run(picture(name, size, theme)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
