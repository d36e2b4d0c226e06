"""A text of several lines: a comment, a message, a description. Nothing written is lost by a slip."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from hubtui.errors import BadInput
from hubtui.text import safe
from hubtui.ui.editor import edited
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span, TextLine


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and with which title and choice where these were asked for."""

    text: str = ""
    title: str = ""
    choice: bool = False


NOTHING = Written()


class Compose(ModalScreen[Written | None]):
    """Returns what is to be sent, or None. A text that was changed is only thrown away after a question."""

    CSS_PATH = "compose.tcss"
    BINDINGS = [
        Binding("ctrl+s", "send", "Send", show=False, priority=True),
        Binding("ctrl+e", "editor", "Editor", show=False, priority=True),
        Binding("ctrl+t", "choose", "Choose", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False, priority=True),
    ]

    def __init__(
        self,
        question: str,
        *,
        draft: Written = NOTHING,
        is_kept: bool = False,
        has_title: bool = False,
        needs_text: bool = True,
        choice: str = "",
        verb: str = "sends",
    ) -> None:
        """`draft` is what it begins with; `is_kept`: it was written before and not sent. `choice` names what
        ctrl+t turns on and off."""
        super().__init__()
        self.is_thrown_away = False
        """Whether the user left and wants nothing of it kept."""
        self._question, self._draft, self._is_kept = question, draft, is_kept
        self._choice, self._verb, self._is_chosen = choice, verb, draft.choice
        self._has_title, self._needs_text = has_title, needs_text
        self.set_class(has_title, "-titled")

    def compose(self) -> ComposeResult:
        with Vertical(id="compose"):
            yield FrameTop()
            with Horizontal(classes="sides", id="compose-title"):
                yield TextLine(id="compose-title-label")
                yield Entry(placeholder="one line")
            yield TextArea(self._draft.text, placeholder="Markdown", highlight_cursor_line=False)
            yield FrameBottom()

    def on_mount(self) -> None:
        self.query_one("#compose-title-label", TextLine).show([Span("  Title ", Tone.DIM)])
        kept = [Span(" not sent before ", Tone.WARN)] if self._is_kept else []
        self.query_one(FrameTop).show([Span(f" {self._question} ", Tone.ACCENT)], kept)
        self.query_one(Entry).value = self._draft.title
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor(area.document.end)
        self._show_keys()
        (self.query_one(Entry) if self._has_title and not self._draft.title else area).focus()

    @property
    def written(self) -> Written:
        title = self.query_one(Entry).value.strip() if self._has_title else self._draft.title
        return Written(self.query_one(TextArea).text, title, self._is_chosen)

    def action_send(self) -> None:
        written = self.written
        if self._has_title and not written.title:
            self._say("it needs a title")
            self.query_one(Entry).focus()
        elif self._needs_text and not written.text.strip():
            self._say("nothing is written yet")
        else:
            self.dismiss(written)

    def action_editor(self) -> None:
        area = self.query_one(TextArea)
        try:
            text = edited(self.app, area.text)
        except BadInput as error:
            self._say(str(error))
            return
        area.text = text.rstrip("\n")
        area.move_cursor(area.document.end)
        area.focus()

    def action_choose(self) -> None:
        if self._choice:
            self._is_chosen = not self._is_chosen
            self._show_keys()

    @work(exclusive=True, group="leave")
    async def action_leave(self) -> None:
        written = self.written
        is_empty = not written.text.strip() and not written.title
        if written != self._draft and not is_empty:
            details = "It was not sent. Enter goes on writing."
            if not await self.app.push_screen_wait(Confirm("Throw this text away?", details, "throw away")):
                return
        self.is_thrown_away = written != self._draft
        self.dismiss(None)

    @on(Entry.Left)
    def _title_left(self, event: Entry.Left) -> None:
        event.stop()
        self.query_one(TextArea).focus()

    def _show_keys(self) -> None:
        state = f" · ctrl+t {self._choice}: {'yes' if self._is_chosen else 'no'}" if self._choice else ""
        self.query_one(FrameBottom).show(
            [Span(f" ctrl+s {self._verb}{state} ", Tone.ACCENT)],
            [Span(" ctrl+e editor · Esc leaves ", Tone.DIM)],
        )

    def _say(self, words: str) -> None:
        self.app.notify(safe(words, 400), severity="error", markup=False)
