"""The Textual app: makes the context, turns commands into actions, and watches the jobs."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from rich.segment import Segments
from rich.traceback import Traceback
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.theme import Theme
from textual.timer import Timer

from hubtui.commands import BY_ID, Command, Scope, key_name
from hubtui.errors import HubtuiError
from hubtui.ui import themes
from hubtui.ui.actions import ACTIONS
from hubtui.ui.actions.jobs import JobWatch
from hubtui.ui.actions.panes import more, start
from hubtui.ui.context import Context
from hubtui.ui.messages import BadKey, Invoke, JobChanged, PlanProgress
from hubtui.ui.palette import CommandProvider
from hubtui.ui.screens.explorer import Explorer
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.widgets.header_bar import HeaderBar
from hubtui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from hubtui.session import Session


class HubtuiApp(App[int], inherit_bindings=False):
    """hubtui over one session."""

    TITLE = "hubtui"
    CSS_PATH = ["app.tcss", "screens/explorer.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    COMMANDS = {CommandProvider}
    BINDINGS = [Binding("ctrl+c", "leave", "Quit", show=False, priority=True)]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.context = Context(self, session)
        self.jobs = JobWatch(self.context)
        self.is_remote = bool({"SSH_CONNECTION", "SSH_TTY"} & os.environ.keys())
        """Over SSH: nothing moves by itself, and numbers change less often."""
        self._unsubscribe: Callable[[], None] = lambda: None
        self._look_timer: Timer | None = None
        for theme in (themes.DARK, themes.LIGHT):
            self.register_theme(theme)
        self.theme = themes.DARK.name
        if self.is_remote:
            self.animation_level = "none"

    def get_default_screen(self) -> Screen[Any]:
        return Explorer()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.defaults(self._theme_now())

    def _theme_now(self) -> Theme:
        return self.get_theme(self.theme) or themes.DARK

    # Beginning and end

    async def on_mount(self) -> None:
        engine = self.context.session.engine
        self._unsubscribe = engine.subscribe(self._job_changed)
        self._look_timer = self.set_interval(0.5 if self.is_remote else 0.25, self._look, pause=True)
        self.call_after_refresh(self._start)

    async def on_unmount(self) -> None:
        self._unsubscribe()

    def _start(self) -> None:
        header = self.context.explorer.query_one(HeaderBar)
        header.set_badge("demo" if self.context.session.is_demo else "")
        for name, account in zip(("left", "right"), self._first_accounts(), strict=False):
            pane = self.context.explorer.query_one(f"#{name}", Pane)
            self.run_worker(
                self._guarded(start(self.context, pane, account)), group=f"start-{name}", exclusive=True
            )
        self.watch_jobs()

    def _first_accounts(self) -> list[str]:
        """Hugging Face left, ModelScope right; where one is missing, whatever there is."""
        accounts = [*self.context.session.accounts]
        return [
            next((account for account in accounts if account.hub == hub), accounts[0]).name
            for hub in ("huggingface", "modelscope")
        ]

    # Commands

    def reason(self, command: Command) -> str:
        return self.context.reason(command)

    def run_command(self, command_id: str, scope: Scope | None = None) -> None:
        """Do what the command says, or say why not."""
        command = BY_ID[command_id]
        here = self.screen.scope if isinstance(self.screen, Keyed) else Scope(0)
        if not command.scope & here:
            if scope is None or not command.scope & scope:
                self.context.say(f"{key_name(command.keys[0])} {command.label}: does not work here")
            return
        if why := self.context.reason(command):
            self.context.say(f"{command.label}: {why}")
            return
        result = ACTIONS[command_id](self.context)
        if result is not None:
            self.run_worker(self._guarded(result), group=command_id, exclusive=True)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """The one place where what a hub refused is caught; anything else is a bug and stays one."""
        try:
            await work
        except HubtuiError as error:
            self.context.report(error)

    def on_invoke(self, message: Invoke) -> None:
        self.run_command(message.command_id)

    def on_bad_key(self, message: BadKey) -> None:
        self.context.say(f"{key_name(message.keys)} means nothing here; ? lists all keys")

    def action_leave(self) -> None:
        self.run_command("app.quit")

    # What happens elsewhere

    def on_explorer_want_more(self, message: Explorer.WantMore) -> None:
        work = self._guarded(more(self.context, message.pane))
        self.run_worker(work, group=f"more-{message.pane.id}", exclusive=True)

    def on_plan_progress(self, message: PlanProgress) -> None:
        if isinstance(self.screen, PlanScreen):
            self.screen.show_progress(message.words)

    def _job_changed(self, job_id: int) -> None:
        """Called on the engine's threads."""
        self.post_message(JobChanged(job_id))

    def on_job_changed(self, message: JobChanged) -> None:
        self.watch_jobs()

    def watch_jobs(self) -> None:
        """Look at the engine now, and again and again for as long as something runs."""
        if self._look_timer is not None and self.jobs.look():
            self._look_timer.resume()

    def _look(self) -> None:
        if not self.jobs.look() and self._look_timer is not None:
            self._look_timer.pause()

    # The terminal

    def write_to_terminal(self, sequence: str) -> None:
        """For what Textual has no words for, such as OSC 52 inside tmux."""
        if self._driver is not None:
            self._driver.write(sequence)

    def _fatal_error(self) -> None:
        """Textual's own, without the values of local variables: they are not for a terminal's scrollback."""
        self.bell()
        trace = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(trace, self.console.options)))
        self._close_messages_no_wait()
