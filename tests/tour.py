"""A way through every screen, for pictures, for snapshots and for measurements: one function a scene."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from hubtui.session import Session
from hubtui.ui.app import HubtuiApp
from hubtui.ui.location import View
from hubtui.ui.screens.explorer import Explorer
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.widgets.entry import Entry
from tests.ui.until import until

THREE = ("j", "space", "space", "space")
BERT = "hf://acme-lab/bert-tiny-ner"


class Tour:
    """The app in the hands of someone who looks at everything."""

    def __init__(self, pilot: Pilot[Any], app: HubtuiApp, session: Session) -> None:
        self.pilot = pilot
        self.app = app
        self.session = session

    @property
    def explorer(self) -> Explorer:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, Explorer)
        return screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def shows(self, screen: str) -> None:
        await until(self.pilot, lambda: type(self.app.screen).__name__ == screen, f"the screen {screen}")

    async def reads(self, words: str) -> None:
        """Until the screen's document has these words."""
        await until(self.pilot, lambda: words in getattr(self.app.screen, "view").text, words)  # noqa: B009

    async def settled(self) -> None:
        panes = (self.explorer.pane, self.explorer.other)
        await until(
            self.pilot, lambda: all(pane.location and not pane.is_loading for pane in panes), "both panes"
        )

    async def go(self, locator: str) -> None:
        """Type it on the command line."""
        await self.settled()
        await self.pilot.press("colon", *locator, "enter")
        await self.shows("Explorer")
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

    async def put_cursor(self, name: str) -> None:
        """On the row whose text has this name."""
        lines = self.explorer.pane.lines
        rows = [*lines.shown_rows()]
        lines.move_to(next(i for i, row in enumerate(rows) if name in lines.table.text(row)))
        await self.pilot.pause()

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
        await self.shows("PlanScreen")
        screen = self.app.screen
        assert isinstance(screen, PlanScreen)
        await until(self.pilot, lambda: screen.totals is not None, "the plan")


async def explorer(tour: Tour) -> None:
    await tour.marked(*THREE)


async def places(tour: Tour) -> None:
    await tour.settled()
    await tour.press("h")
    await tour.settled()


async def search(tour: Tour) -> None:
    await tour.settled()
    await tour.press("s", *"sort:downloads", "enter")
    await tour.shows("Explorer")
    await tour.settled()


async def repo(tour: Tour) -> None:
    await tour.go(BERT)


async def card(tour: Tour) -> None:
    await tour.go(BERT)
    await tour.tab(View.CARD)


async def commits(tour: Tour) -> None:
    await tour.go(BERT)
    await tour.tab(View.COMMITS)


async def diff(tour: Tour) -> None:
    await commits(tour)
    await tour.press("d")
    await tour.reads("README.md")


async def refs(tour: Tour) -> None:
    await tour.go(BERT)
    await tour.tab(View.REFS)


async def discussions(tour: Tour) -> None:
    await tour.go(BERT)
    await tour.tab(View.DISCUSSIONS)


async def thread(tour: Tour) -> None:
    await discussions(tour)
    await tour.put_cursor("no file named vocab")
    await tour.press("enter")
    await tour.reads("64 kbit/s")


async def about(tour: Tour) -> None:
    await tour.go(BERT)
    await tour.tab(View.ABOUT)


async def preview(tour: Tour) -> None:
    await tour.go(BERT)
    await tour.put_cursor("model.safetensors")
    await tour.press("p")
    await tour.reads("tensors")


async def plan(tour: Tour) -> None:
    await tour.plan(*THREE)


async def jobs(tour: Tour) -> None:
    """A copy that is done."""
    engine = tour.session.engine
    await tour.plan(*THREE)
    await tour.press("enter")
    await until(tour.pilot, lambda: engine.view().jobs and engine.view().jobs[0].state.is_over, "the job")
    await tour.press("w")
    await tour.shows("Jobs")


async def copy(tour: Tour) -> None:
    """A copy in the middle."""
    engine = tour.session.engine
    await tour.plan(*THREE)
    await tour.pilot.press("enter")
    await until(tour.pilot, lambda: engine.view().jobs and engine.view().jobs[0].state.is_over, "the job")
    await tour.go("hf://datasets/acme-lab")
    await tour.pilot.press("A")
    await tour.planned()
    await tour.pilot.press("enter")
    await until(tour.pilot, lambda: engine.view().eta is not None, "a copy that knows when it ends")
    await tour.pilot.press("w")
    await tour.shows("Jobs")


async def report(tour: Tour) -> None:
    """What became of each file of a copy."""
    await jobs(tour)
    await tour.press("enter")
    await tour.shows("Items")
    screen = tour.app.screen
    await until(tour.pilot, lambda: screen.lines.shown_count > 1, "the files")  # type: ignore[attr-defined]


async def compare(tour: Tour) -> None:
    """A model and its copy, in which a file is another and some are missing."""
    await tour.marked("slash", *"bert-tiny", "enter", "C")
    await tour.shows("CompareScreen")
    screen = tour.app.screen
    await until(tour.pilot, lambda: screen.is_settled, "the comparison")  # type: ignore[attr-defined]


async def compare_repos(tour: Tour) -> None:
    """All of a team's models with what is on the other hub."""
    await tour.marked("A", "C")
    await tour.shows("CompareRepos")
    screen = tour.app.screen
    await until(tour.pilot, lambda: screen.is_settled, "all compared")  # type: ignore[attr-defined]


async def settings(tour: Tour) -> None:
    """What can be said of three models at once."""
    await tour.marked(*THREE, "equals_sign")
    await tour.shows("Choose")


async def delete(tour: Tour) -> None:
    """The question before three models are gone for good."""
    await tour.marked(*THREE, "D")
    await tour.shows("Deletion")
    await until(tour.pilot, lambda: isinstance(tour.app.focused, Entry), "the field")


async def inbox(tour: Tour) -> None:
    """What is open in all repos of one's namespaces."""
    await tour.settled()
    await tour.press("g", "i")
    await tour.shows("InboxScreen")
    screen = tour.app.screen
    await until(tour.pilot, lambda: not screen.is_busy, "all repos' answers")  # type: ignore[attr-defined]


async def storage_map(tour: Tour) -> None:
    """Where a team's space goes."""
    await tour.marked("g", "m")
    await tour.shows("StorageMap")
    screen = tour.app.screen
    await until(tour.pilot, lambda: screen.known is not None, "the repos")  # type: ignore[attr-defined]


async def help(tour: Tour) -> None:
    await tour.settled()
    await tour.press("question_mark")
    await tour.shows("Help")


Scene = Callable[[Tour], Awaitable[None]]
SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        explorer, places, search, repo, card, commits, diff, refs, discussions, thread, about, preview, plan,
        jobs, copy, report, compare, compare_repos, settings, delete, inbox, storage_map, help,
    )
}  # fmt: skip
