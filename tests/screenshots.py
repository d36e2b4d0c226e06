"""Makes `screenshots/` from the demo: `make screenshots`, or `python -m tests.screenshots NAME...`.

Each picture is the app itself, driven by keys over the embedded hub: large and dark, small and light, and of
the main screens the other way round too.
What Textual exports as SVG becomes a PNG by `rsvg-convert` and `pngquant`, in JetBrains Mono
(Debian: librsvg2-bin pngquant fonts-jetbrains-mono).
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

from hubtui.cli.demo import demo
from hubtui.session import Session
from tests.tour import SCENES, Tour
from tests.ui.explorer import app_over

FOLDER = Path(__file__).parent.parent / "screenshots"
FONT = "JetBrains Mono"
SIZE = 12.2 / 0.6
"""A cell of Textual's SVG is 12.2 wide, a letter of the font 0.6 of its size."""
LOOKS = (((120, 40), "dark"), ((80, 24), "light"))
MAIN = ("explorer", "repo", "thread", "plan", "copy")
"""What is also shown the other way round."""
MORE = (((120, 40), "light"), ((80, 24), "dark"))
LATENCY = 60
"""Milliseconds a request: a copy that runs long enough to be seen."""


async def picture(name: str, size: tuple[int, int], theme: str) -> str:
    """One picture over a demo of its own; the file's name."""
    with demo(LATENCY) as (accounts, directories):
        session = Session(accounts, directories, is_demo=True)
        try:
            app = app_over(session)
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
        for size, theme in (*LOOKS, *(MORE if name in MAIN else ())):
            print(asyncio.run(picture(name, size, theme)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
