"""hubtui under a test's fingers: opened over a session, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from hubtui.model import RepoInfo
from hubtui.session import Session
from hubtui.ui.actions.texts import name_of
from hubtui.ui.app import HubtuiApp
from hubtui.ui.location import View
from hubtui.ui.widgets.pane import Pane
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, TextLine
from tests.ui.until import until


class Driver:
    """What a user does and sees."""

    def __init__(self, app: HubtuiApp, pilot: Pilot[Any], session: Session) -> None:
        self.app, self.pilot, self.session = app, pilot, session
        self.heard = hear(app)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        await self.until(lambda: self.app.typeahead.is_idle, "the keys handled")

    async def type(self, text: str) -> None:
        await self.press(*("space" if char == " " else char for char in text))

    async def until(self, state: Callable[[], Any], words: str = "") -> None:
        await until(self.pilot, state, words)

    async def settled(self) -> None:
        panes = (self.left, self.right)
        await self.until(
            lambda: all(pane.location and not pane.is_loading for pane in panes), "both panes loaded"
        )

    async def at(self, view: View, path: str = "") -> None:
        """Until the active pane shows this."""
        await self.until(
            lambda: (
                not self.pane.is_loading
                and self.pane.location is not None
                and (self.pane.location.view, self.pane.location.path) == (view, path)
            ),
            f"{view} {path}",
        )

    async def shows(self, screen: str) -> None:
        await self.until(lambda: type(self.app.screen).__name__ == screen, f"the screen {screen}")

    async def said(self, words: str) -> None:
        """Until a notification has these words, or one had them that is gone again."""
        await self.until(lambda: words in self.notifications, f"{words!r} in {self.notifications!r}")

    @property
    def notifications(self) -> str:
        """All that was said so far."""
        return "\n".join(self.heard)

    @property
    def left(self) -> Pane:
        return self.app.context.explorer.query_one("#left", Pane)

    @property
    def right(self) -> Pane:
        return self.app.context.explorer.query_one("#right", Pane)

    @property
    def pane(self) -> Pane:
        return self.app.context.pane

    def names(self, pane: Pane | None = None) -> list[str]:
        rows = (pane or self.pane).lines.shown_rows()
        return [row.key.name if isinstance(row, RepoInfo) else name_of(row) for row in rows]

    def put_cursor(self, name: str) -> None:
        self.pane.lines.move_to(self.names().index(name))

    def title(self, pane: Pane | None = None) -> str:
        return (pane or self.pane).query_one(FrameTop).text

    def bottom(self, pane: Pane | None = None) -> str:
        return (pane or self.pane).query_one(FrameBottom).text

    def tabs(self, pane: Pane | None = None) -> str:
        return (pane or self.pane).query_one(".tabs", TextLine).text

    def words(self, pane: Pane | None = None) -> str:
        """All the lines of a pane's list."""
        lines = (pane or self.pane).lines
        return "\n".join(lines.render_line(y).text.rstrip() for y in range(lines.size.height))


def hear(app: HubtuiApp) -> list[str]:
    """What the app says from now on: on a busy machine a notification comes and goes between two looks."""
    heard = [str(one.message) for one in app._notifications]
    notify = app.notify

    def noted(message: str, **options: Any) -> None:
        heard.append(message)
        notify(message, **options)

    app.notify = noted  # type: ignore[method-assign, assignment]
    return heard


def app_over(session: Session) -> HubtuiApp:
    """The app over a session that is open already."""
    return HubtuiApp(session.settings, lambda: session)


@asynccontextmanager
async def hubtui(session: Session, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driver]:
    app = app_over(session)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        driver = Driver(app, pilot, session)
        await driver.settled()
        yield driver
