"""A sign-in that its user agrees to in a browser: where, with which code, and how long that is waited for."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui import format
from hubtui.errors import HubtuiError
from hubtui.text import safe
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span, TextLine

ROOM = 2
"""Lines for the address."""
_LABELS = 10


@dataclass(frozen=True, slots=True)
class Page:
    """What the user does: raw texts of the hub's."""

    address: str
    code: str
    until: float
    """In `time.monotonic`."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the screen is given to do. None of it tells the screen a token."""

    begin: Callable[[], Awaitable[Page]]
    agreed: Callable[[], Awaitable[None]]
    """Ends when the user has agreed; HubtuiError when that cannot be any more."""
    copy: Callable[[str], None]
    browse: Callable[[str], Awaitable[None]]


class InBrowser(ModalScreen[bool]):
    """Returns True once the user has agreed. Esc leaves at any time; what comes then is let go."""

    CSS_PATH = "form.tcss"

    def __init__(self, host: str, asking: Asking, *, has_browser: bool) -> None:
        """`has_browser`: one can be opened from here."""
        super().__init__()
        self._host, self._asking, self._has_browser = host, asking, has_browser
        self._page: Page | None = None
        self._is_agreed = self._is_over = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="form"):
            yield FrameTop()
            for _ in range(ROOM):
                yield TextLine(classes="sides address")
            yield TextLine(classes="sides", id="code")
            yield TextLine(classes="sides")
            for _ in range(2):
                yield TextLine(classes="sides note")
            yield FrameBottom()

    def on_mount(self) -> None:
        self.query_one(FrameTop).show([Span(f" Sign in to {safe(self._host)} in a browser ", Tone.ACCENT)])
        self.set_interval(1.0, self._tick)
        self._ask()

    def on_resize(self) -> None:
        self._show()

    def on_screen_resume(self) -> None:
        self._leave()

    @property
    def said(self) -> str:
        """What stands below the code, for tests."""
        return " ".join(line.text.strip() for line in self.query(".note").results(TextLine)).strip()

    @work(exclusive=True, group="browser", description="a sign-in in a browser is waited for")
    async def _ask(self) -> None:
        self._page, self._is_over = None, False
        self._say("asking the hub for a code …")
        self._show()
        try:
            self._page = await self._asking.begin()
            self._show()
            self._tick()
            await self._asking.agreed()
        except HubtuiError as error:
            self._is_over = True
            self._say(f"{error} {error.advice}".strip(), Tone.BAD)
            self._show()
            return
        self._is_agreed = True
        self._leave()

    def _leave(self) -> None:
        """Now, or when nothing stands on top any more."""
        if self._is_agreed and self.is_active:
            self.dismiss(True)

    # Showing

    def _show(self) -> None:
        page = self._page
        address, code = (safe(page.address, 400), safe(page.code)) if page else ("", "")
        room = max(20, self.query_one(FrameTop).size.width - 6 - _LABELS)
        self._show_address(textwrap.wrap(address, room, break_long_words=True))
        self.query_one("#code", TextLine).show(_fact("Enter", code) if page else ())
        keys = " ".join(f"{key} {words} ·" for key, words in self._keys())
        self.query_one(FrameBottom).show([], [Span(f" {keys} Esc leaves ", Tone.DIM)])

    def _show_address(self, lines: Sequence[str]) -> None:
        for number, line in enumerate(self.query(".address").results(TextLine)):
            line.display = number == 0 or number < len(lines)
            label = "" if number else "Open"
            line.show(_fact(label, lines[number]) if number < len(lines) else ())

    def _keys(self) -> Sequence[tuple[str, str]]:
        if self._is_over:
            return [("Enter", "asks for another code")]
        if self._page is None:
            return []
        opens = [("o", "opens it")] if self._has_browser else []
        return [*opens, ("a", "copies the address"), ("c", "the code")]

    def _tick(self) -> None:
        if self._page is not None and not self._is_over:
            left = max(0.0, self._page.until - time.monotonic())
            self._say(f"Agree there, on any device. Waiting for that: {format.duration(left)} left.")

    def _say(self, words: str, tone: Tone = Tone.DIM) -> None:
        room = max(20, self.query_one(FrameTop).size.width - 5)
        lines = textwrap.wrap(safe(words, 400), room)
        for number, note in enumerate(self.query(".note").results(TextLine)):
            note.show([Span(f"  {lines[number]}", tone)] if number < len(lines) else [])

    # Keys

    async def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(False)
        elif event.key == "enter" and self._is_over:
            self._ask()
        elif self._page is not None and not self._is_over:
            await self._use(self._page, event.key)

    async def _use(self, page: Page, key: str) -> None:
        if key == "a":
            self._asking.copy(page.address)
        elif key == "c":
            self._asking.copy(page.code)
        elif key == "o" and self._has_browser:
            await self._asking.browse(page.address)


def _fact(label: str, value: str) -> list[Span]:
    return [Span(f"  {label:{_LABELS}}", Tone.DIM), Span(value, Tone.STRONG)]
