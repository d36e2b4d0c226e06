"""What every screen shares: keys become commands, and a key that goes on shows how."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from hubtui.commands import ANY_CHAR, Scope
from hubtui.keyboard import Keyboard
from hubtui.ui.keymap import Keymap, key_of
from hubtui.ui.messages import BadKey, Invoke
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.list_frame import ListFrame

if TYPE_CHECKING:
    from hubtui.ui.widgets.document_view import DocumentView
    from hubtui.ui.widgets.hints import Hints

HINT_DELAY = 0.6


class Keyed(Screen[Any]):
    """A screen whose keys come from the command table."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._hint_timer: Timer | None = None
        self._hints: Hints | None = None

    @property
    def keyboard(self) -> Keyboard:
        """The app's: which keys the commands have."""
        return cast("Keyboard", getattr(self.app, "keyboard"))  # noqa: B009 - the app is above this layer

    @cached_property
    def keymap(self) -> Keymap:
        return Keymap(self.keyboard.commands)

    @property
    def scope(self) -> Scope:
        raise NotImplementedError

    @property
    def frame(self) -> ListFrame | None:
        """Where list commands go."""
        found = self.query(ListFrame)
        return found.first() if found else None

    @property
    def document(self) -> DocumentView | None:
        """What scrolls, on a screen without a list."""
        from hubtui.ui.widgets.document_view import DocumentView  # the first frame has none

        found = self.query(DocumentView)
        return found.first() if found else None

    @property
    def scroll_keys(self) -> str:
        """The keys that scroll a document, for its lower edge."""
        return " ".join(self.keyboard.key(f"move.{way}") for way in ("down", "up", "page_down", "page_up"))

    @property
    def lines(self) -> LineList | None:
        found = self.frame.query(LineList) if self.frame else None
        return found.first() if found else None

    @property
    def content(self) -> LineList | DocumentView | None:
        """What is moved in and searched: the list, or the document."""
        lines = self.lines
        return lines if lines is not None else self.document

    def update_keys(self) -> None:
        """Show the footer anew; the app knows which commands can act."""
        reason = getattr(self.app, "reason")  # noqa: B009 - the app is above this layer
        for bar in self.query(KeyBar):
            bar.show_keys(self.keyboard.commands, self.scope, reason)

    def on_key(self, event: events.Key) -> None:
        if not isinstance(self.focused, Input):
            self.press(event)

    def press(self, event: events.Key) -> None:
        """What the key means here."""
        if self.press_key(key_of(event)):
            event.stop()
            event.prevent_default()

    def press_key(self, key: str) -> bool:
        """Whether the key, as commands spell it, means anything here."""
        pressed = self.keymap.press(key, self.scope)
        self._drop_hints()
        if pressed.command is not None:
            self.post_message(Invoke(pressed.command.id, pressed.char))
        elif pressed.pending:
            self._hint_timer = self.set_timer(HINT_DELAY, self._show_hints)
        elif pressed.unknown:
            self.post_message(BadKey(pressed.unknown))
        else:
            return False
        return True

    def on_line_list_changed(self) -> None:
        self.update_keys()

    def on_document_view_laid_out(self) -> None:
        self.update_keys()

    def on_line_list_opened(self) -> None:
        """A double click is what Enter is by default."""
        pressed = Keymap().press("enter", self.scope)
        if pressed.command is not None:
            self.post_message(Invoke(pressed.command.id))

    def on_resize(self) -> None:
        self.call_after_refresh(self.update_keys)

    def on_screen_resume(self) -> None:
        self.update_keys()

    def _show_hints(self) -> None:
        from hubtui.ui.widgets.hints import Hints

        keys = self.keymap.pending
        if keys:
            found = self.keymap.continuations(keys, self.scope)
            choices = getattr(self.app, "choices")  # noqa: B009 - the app is above this layer
            lines = [(key, command, choices(command) if key == ANY_CHAR else ()) for key, command in found]
            self._hints = Hints(keys, lines)
            self.mount(self._hints)

    def _drop_hints(self) -> None:
        if self._hint_timer is not None:
            self._hint_timer.stop()
            self._hint_timer = None
        if self._hints is not None:
            self._hints.remove()
            self._hints = None
