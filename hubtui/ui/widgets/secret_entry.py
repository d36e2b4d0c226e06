"""A field for a token or a passphrase: what is typed or pasted is never shown, copied or told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from hubtui.secret import LONGEST, Secret

T = TypeVar("T")
DOT = "•"


def token(typed: str) -> Secret:
    """What was typed as a token. ValueError, without the value, for what cannot be one."""
    return Secret(typed.strip(" "))


class SecretEntry(Widget, Generic[T], can_focus=True):
    """Draws a dot for each character. There is no selection and no clipboard; Backspace takes the last one
    away, ctrl+u all of them. What was typed is no reactive and in no message: `take` hands it over, once.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"secret-entry--cursor", "secret-entry--placeholder"}

    class Left(Message):
        """Enter (`accepted`) or Esc was pressed."""

        def __init__(self, entry: SecretEntry[Any], accepted: bool) -> None:
            super().__init__()
            self.entry = entry
            self.accepted = accepted

        @property
        def control(self) -> SecretEntry[Any]:
            return self.entry

    class Changed(Message):
        """Something was typed, pasted or taken away; not what."""

    def __init__(self, parse: Callable[[str], T], *, placeholder: str = "", id: str | None = None) -> None:
        """`parse` makes the value of what was typed, or raises ValueError without quoting it."""
        super().__init__(id=id)
        self._parse, self._placeholder = parse, placeholder
        self._typed: list[str] = []

    @property
    def is_empty(self) -> bool:
        return not self._typed

    @property
    def length(self) -> int:
        return len(self._typed)

    def take(self) -> T:
        """The value; the field is empty then. ValueError when it cannot be one: the field is as it was."""
        value = self._parse("".join(self._typed))
        self.clear()
        return value

    def clear(self) -> None:
        self._put([])

    def put_back(self, secret: Secret) -> None:
        """After something else than the token was wrong: it need not be pasted again."""
        self._put([*secret.reveal()])

    def _put(self, typed: list[str]) -> None:
        self._typed = typed[: LONGEST + 1]
        self.refresh()
        self.post_message(self.Changed())

    def render(self) -> Content:
        room = max(1, self.size.width - 1)
        cursor = (" ", self.get_visual_style("secret-entry--cursor")) if self.has_focus else " "
        if self._typed:
            return Content.assemble(DOT * min(len(self._typed), room), cursor)
        hint = (self._placeholder[: room - 1], self.get_visual_style("secret-entry--placeholder"))
        return Content.assemble(cursor, hint)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Characters are typed here; no binding gets them."""
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "escape"):
            self.post_message(self.Left(self, event.key == "enter"))
        elif event.key == "backspace":
            self._put(self._typed[:-1])
        elif event.key in ("ctrl+u", "ctrl+w", "delete"):
            self.clear()
        elif event.is_printable and event.character is not None:
            self._put([*self._typed, event.character])
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """The line breaks around what was copied are nobody's; one inside it stays, and is refused."""
        event.stop()
        event.prevent_default()
        self._put([*self._typed, *event.text.strip("\r\n")])

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
