"""The Textual app: paints the first frame with as little as that needs, and hands on what happens."""

from __future__ import annotations

import asyncio
import locale
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import constants, events
from textual.app import App
from textual.binding import Binding
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import WorkerFailed

from hubtui import crashes, format
from hubtui.commands import Command, Scope, key_name
from hubtui.config import Config
from hubtui.errors import HubtuiError
from hubtui.logs import crashed, said
from hubtui.settings import Settings
from hubtui.ui import themes
from hubtui.ui.glyphs import AsciiFilter, wants_ascii
from hubtui.ui.messages import BadKey, Invoke, JobChanged, PlanProgress, TokenWanted
from hubtui.ui.offload import offload
from hubtui.ui.screens.explorer import Explorer
from hubtui.ui.typeahead import TypeAhead
from hubtui.ui.widgets.list_frame import ListFrame

if TYPE_CHECKING:
    from textual.command import Provider

    from hubtui.session import Session
    from hubtui.ui.context import Context
    from hubtui.ui.dispatch import Dispatch


def _commands() -> type[Provider]:
    from hubtui.ui.palette import CommandProvider

    return CommandProvider


constants.LOG_FILE = None  # type: ignore[misc]  # TEXTUAL_LOG would get every key that is typed
WIDTHS = [(0, "-narrow"), (100, "-wide")]
LOOKS = Path(__file__).with_name("app.tcss")
WHEEL = 3.0
"""Lines that one notch of the wheel scrolls."""


def is_remote(config: Config, environment: Mapping[str, str]) -> bool:
    """Whether the terminal is at the other end of a line."""
    if config.ssh == "auto":
        return bool({"SSH_CONNECTION", "SSH_TTY"} & environment.keys())
    return config.ssh == "yes"


class HubtuiApp(App[int], inherit_bindings=False):
    """hubtui over one session, which is opened once the first frame is painted."""

    TITLE = "hubtui"
    CSS_PATH = ["frame.tcss", "screens/explorer.tcss"]
    HORIZONTAL_BREAKPOINTS = WIDTHS
    COMMANDS = {_commands}
    BINDINGS = [Binding("ctrl+c", "leave", "Quit", show=False, priority=True)]

    def __init__(
        self, settings: Settings, open_session: Callable[[], Session], log_file: Path | None = None
    ) -> None:
        """`open_session` is called once, off the event loop."""
        super().__init__()
        self._open_session, self._log_file = open_session, log_file
        self._is_awake = False
        self.failure: HubtuiError | None = None
        """Why there is no session; the app has ended then."""
        self.typeahead = TypeAhead(self, super().on_event)
        self._in_ascii: list[LineFilter] = []
        self.keyboard = settings.keyboard
        config = settings.config
        self.editor = config.editor
        self.is_remote = is_remote(config, os.environ)
        """Over SSH: nothing moves by itself, and numbers change less often."""
        for theme in (themes.DARK, themes.LIGHT):
            self.register_theme(theme)
        if wants_ascii(config, os.environ, locale.getencoding()):
            self._in_ascii.append(AsciiFilter(locale.getencoding()))
        self.theme = themes.first(config.theme, os.environ)
        self.scroll_sensitivity_y = WHEEL
        if self.is_remote or not config.animations:
            self.animation_level = "none"
        self.stylesheet.set_variables(self.get_css_variables())
        format.choose(sizes=config.sizes, dates=config.dates)

    @property
    def is_ascii(self) -> bool:
        """Whether nothing but ASCII is drawn."""
        return bool(self._in_ascii)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *self._in_ascii]

    def get_default_screen(self) -> Screen[Any]:
        """As wide as the terminal is from the beginning: nothing is looked up twice."""
        return Explorer(classes=next(name for least, name in WIDTHS[::-1] if self.size.width >= least))

    def refresh_css(self, animate: bool = True) -> None:
        """Textual's own, which reads all sheets again; not for the first theme, before anything is shown."""
        if self.screen_stack:
            super().refresh_css(animate)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.defaults(self._theme_now())

    def _theme_now(self) -> Theme:
        return self.get_theme(self.theme) or themes.DARK

    # Beginning and end

    def on_mount(self) -> None:
        asyncio.get_running_loop().set_exception_handler(crashes.on_loop)
        self.call_after_refresh(self.run_worker, self._wake)

    async def _wake(self) -> None:
        """Once the first frame is painted: import what acts, open the session, and start."""
        await offload(import_module, "hubtui.ui.dispatch")
        try:
            await offload(lambda: self.session)
        except HubtuiError as error:
            self.failure = error
            self.exit()
            return
        self.stylesheet.read(LOOKS)
        self.stylesheet.update(self)
        await self.dispatch.context.explorer.furnish()
        self._is_awake = True
        await self.dispatch.start()

    async def _shutdown(self) -> None:
        """Textual's own; first all that runs is stopped, for it has nowhere left to show its answer. What a
        list still says meanwhile is for screens that are not there any more."""
        was_awake, self._is_awake = self._is_awake, False
        if was_awake:
            self.dispatch.stop()
        self.workers.cancel_all()
        await super()._shutdown()

    @cached_property
    def session(self) -> Session:
        return self._open_session()

    @cached_property
    def dispatch(self) -> Dispatch:
        """What runs commands."""
        from hubtui.ui.dispatch import Dispatch

        return Dispatch(self, self.session)

    @property
    def context(self) -> Context:
        return self.dispatch.context

    # Keys

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded and not self._leaves_early(event):
            await self.typeahead.press(event)
        else:
            await super().on_event(event)

    def _leaves_early(self, key: events.Key) -> bool:
        """Whatever keeps the session from being opened."""
        return key.key == "ctrl+c" and not self._is_awake

    # Commands

    def reason(self, command: Command) -> str:
        """Why the command cannot act now; empty when it can, and before anything is known."""
        return self.context.reason(command) if self._is_awake else ""

    def choices(self, command: Command) -> Sequence[tuple[str, str]]:
        """What there is for a command that takes any character, in words."""
        return self.dispatch.choices(command) if self._is_awake else ()

    def run_command(self, command_id: str, scope: Scope | None = None, char: str = "") -> None:
        """Do what the command says, or say why not."""
        self.dispatch.run_command(command_id, scope, char)

    def on_invoke(self, message: Invoke) -> None:
        if self._is_awake:  # a click can come before
            self.run_command(message.command_id, char=message.char)

    def on_bad_key(self, message: BadKey) -> None:
        self.context.say(
            f"{key_name(message.keys)} means nothing here; {self.keyboard.key('app.help')} lists all keys"
        )

    def action_leave(self) -> None:
        self.run_command("app.quit") if self._is_awake else self.exit()

    # What happens elsewhere

    def on_list_frame_filtered(self, message: ListFrame.Filtered) -> None:
        self.context.sought = message.text or self.context.sought

    def on_explorer_want_more(self, message: Explorer.WantMore) -> None:
        self.dispatch.more(message.pane)

    def on_explorer_want_rest(self, message: Explorer.WantRest) -> None:
        self.dispatch.fill_in(message.pane)

    def on_line_list_changed(self) -> None:
        self._cursor_moved()

    def on_descendant_focus(self) -> None:
        self._cursor_moved()

    def _cursor_moved(self) -> None:
        if self._is_awake:
            self.dispatch.beside.moved()

    def on_token_wanted(self, message: TokenWanted) -> None:
        self.dispatch.token_wanted(message.account)

    def on_plan_progress(self, message: PlanProgress) -> None:
        self.dispatch.plan_progress(message.words)

    def on_job_changed(self, message: JobChanged) -> None:
        self.dispatch.watch_jobs()

    # The terminal

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """What is said can be read again in the log."""
        level = {"error": logging.ERROR, "warning": logging.WARNING}.get(severity, logging.INFO)
        said.log(level, "%s", f"{title}: {message}" if title else message)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def write_to_terminal(self, sequence: str) -> None:
        """For what Textual has no words for, such as OSC 52 inside tmux."""
        if self._driver is not None:
            self._driver.write(sequence)

    def crash(self, error: BaseException) -> None:
        """End because of an error that nobody caught. From any thread."""
        with suppress(RuntimeError):  # it is over already
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._handle_exception, error)

    def _handle_exception(self, error: BaseException) -> None:
        """Textual's own, without the values of local variables and without tokens: neither are for a
        terminal's scrollback."""
        error = error.error if isinstance(error, WorkerFailed) else error
        crashed.critical("hubtui has ended", exc_info=error)
        self._return_code = 1
        if self._exception is None:
            self._exception = error  # type: ignore[assignment]
            self._exception_event.set()
            self._exit_renderables.append(Text(crashes.words(error, self._log_file)))
        self.bell()
        self._close_messages_no_wait()
