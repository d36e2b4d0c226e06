"""From commands to actions, and from the engine to what shows it; imported after the first frame."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from hubtui import format
from hubtui.commands import Command, Scope
from hubtui.errors import HubtuiError
from hubtui.text import safe
from hubtui.ui.actions import ACTIONS
from hubtui.ui.actions.account_list import open_store
from hubtui.ui.actions.beside import Beside
from hubtui.ui.actions.bookmarks import bookmark_rows
from hubtui.ui.actions.filling import fill_in
from hubtui.ui.actions.jobs import JobWatch
from hubtui.ui.actions.panes import more, start
from hubtui.ui.context import Context
from hubtui.ui.messages import JobChanged
from hubtui.ui.offload import offload
from hubtui.ui.rows.chosen import chosen
from hubtui.ui.screens.compare import Comparison
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.widgets.header_bar import HeaderBar
from hubtui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from hubtui.session import Session
    from hubtui.ui.app import HubtuiApp


LOOK_AROUND = 1.0
"""Seconds between two looks at what other hubtuis do."""
MAX_PROBLEMS = 6
"""So many of the config file's are shown at the start."""


class Dispatch:
    """Holds the context that every action gets; runs actions as workers of the app."""

    def __init__(self, app: HubtuiApp, session: Session) -> None:
        self.context = Context(app, session)
        self.jobs = JobWatch(self.context)
        self.beside = Beside(self.context)
        self._app = app
        self._is_over = False
        self._unsubscribe: Callable[[], None] = lambda: None
        self._look_timer: Timer | None = None

    async def start(self) -> None:
        """Fill both panes and look at the jobs."""
        session, explorer = self.context.session, self.context.explorer
        explorer.query_one(HeaderBar).set_badge("demo" if session.is_demo else "")
        self._tell_problems()
        places = session.settings.config.start
        for name in ("left", "right"):
            account = session.first_account(name).name
            pane = explorer.query_one(f"#{name}", Pane)
            pane.prepare = partial(chosen, config=session.settings.config)
            self.run(start(self.context, pane, account, getattr(places, name)), f"start-{name}")
        explorer.update_keys()
        self._app.typeahead.begin()
        try:
            engine = await offload(lambda: session.engine)
        except HubtuiError as error:  # browsing needs no journal
            self.context.report(error)
            return
        if self.context.is_open:
            self._unsubscribe = engine.subscribe(self._job_changed)
            every = 0.5 if self._app.is_remote else 0.25
            self._look_timer = self._app.set_interval(every, self._look, pause=True)
            self._app.set_interval(LOOK_AROUND, self._look_around)
            self.watch_jobs()
            self.jobs.offer()

    def stop(self) -> None:
        """The program is closing: nothing is begun any more, and the engine is not looked at."""
        self._is_over = True
        self._unsubscribe()

    def _tell_problems(self) -> None:
        """What is wrong with the user's files, before anything surprises."""
        settings = self.context.session.settings
        if problem := self.context.session.accounts.problem:
            self._app.notify(safe(problem, 400), severity="warning", timeout=20, markup=False)
        if problems := settings.problems:
            words = [safe(str(problem), 200) for problem in problems[:MAX_PROBLEMS]]
            if len(problems) > len(words):
                words.append(f"and {len(problems) - len(words)} more: `hubtui config check` lists them")
            title = f"{format.plural(len(problems), 'problem')} in {settings.path.name}"
            self._app.notify("\n".join(words), title=title, severity="warning", timeout=20, markup=False)

    # Commands

    def choices(self, command: Command) -> list[tuple[str, str]]:
        """What there is for a command that takes any character."""
        if command.area != "bookmarks":
            return []
        return [(row.bookmark.letter, row.words) for row in bookmark_rows(self.context)]

    def run_command(self, command_id: str, scope: Scope | None = None, char: str = "") -> None:
        """Do what the command says, or say why not."""
        if self._is_over:
            return
        keyboard = self._app.keyboard
        command = keyboard.command(command_id)
        screen = self._app.screen
        here = screen.scope if isinstance(screen, Keyed) else Scope(0)
        if not command.scope & here:
            if scope is None or not command.scope & scope:
                self.context.say(f"{keyboard.key(command_id)} {command.label}: does not work here")
            return
        if self.context.pane.destination is None and command_id != "app.quit":
            self.context.say(f"{command.label}: hubtui is still starting")
            return
        if why := self.context.reason(command):
            self.context.say(f"{command.label}: {why}")
            return
        result = ACTIONS[command_id](self.context, *char)
        if result is not None:
            self.run(result, f"{command_id}-{self.context.pane.id}")

    def run(self, work: Coroutine[Any, Any, None], group: str) -> None:
        """As a worker; a newer one of the same group takes its place."""
        if self._is_over:
            work.close()
            return
        self._app.run_worker(self._guarded(work), group=group, exclusive=True)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """The one place where what a hub refused is caught; anything else is a bug and stays one."""
        try:
            await work
        except HubtuiError as error:
            self.context.report(error)

    # What happens elsewhere

    def more(self, pane: Pane) -> None:
        """The pane's list is near the end of what was read."""
        self.run(more(self.context, pane), f"more-{pane.id}")

    def fill_in(self, pane: Pane) -> None:
        """Rows in the pane's view lack what is asked for once the cursor rests."""
        self.run(fill_in(self.context, pane), f"fill-{pane.id}")

    def token_wanted(self, account: str) -> None:
        """Ask for what opens the place where it is kept: once, until it is wanted again."""
        store = self.context.account(account).store
        if store and store not in self.context.asked_for:
            self.context.asked_for.add(store)
            self.run(open_store(self.context, account), f"open-{store}")

    def plan_progress(self, words: str) -> None:
        if not self._is_over and isinstance(self._app.screen, PlanScreen | Comparison):
            self._app.screen.show_progress(words)

    def _job_changed(self, job_id: int) -> None:
        """Called on the engine's threads."""
        self._app.post_message(JobChanged(job_id))

    def watch_jobs(self) -> None:
        """Look at the engine now, and again and again for as long as something runs."""
        if self._look_timer is not None and not self._is_over and self.jobs.look():
            self._look_timer.resume()

    def _look_around(self) -> None:
        self.run(self._others(), "look-around")

    async def _others(self) -> None:
        """What other hubtuis on this state do."""
        if await offload(self.context.session.engine.look_around):
            self.watch_jobs()

    def _look(self) -> None:
        if self._look_timer is not None and (self._is_over or not self.jobs.look()):
            self._look_timer.pause()
