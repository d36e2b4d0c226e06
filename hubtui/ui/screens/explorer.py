"""The explorer: two panes side by side, a line above them and the keys below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from hubtui.commands import Scope
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.header_bar import HeaderBar
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from hubtui.ui.widgets.document_view import DocumentView

SMALLEST = (60, 20)
TOO_SMALL = f"hubtui needs {SMALLEST[0]} columns and {SMALLEST[1]} lines.\nMake the window larger."


class Panes(Horizontal):
    """Where the panes stand; nothing of it is seen."""

    BLANK = True


class Explorer(Keyed):
    """Knows which pane is active; everything else about them is theirs."""

    BLANK = True

    class WantMore(Message):
        """A pane's list is near the end of what was read."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    class WantRest(Message):
        """Rows in view of a pane's list lack what is asked for once the cursor rests."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    def compose(self) -> ComposeResult:
        yield HeaderBar(id="header")
        with Panes(id="panes"):
            yield Pane(id="left", classes="-active")
            yield Pane(id="right")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.activate(self.query_one("#left", Pane))

    async def furnish(self) -> None:
        """Add what the first frame does not need, which has to be there soon."""
        for pane in self.query(Pane):
            await pane.furnish()

    @property
    def pane(self) -> Pane:
        """The active one."""
        return self.query_one("Pane.-active", Pane)

    @property
    def other(self) -> Pane:
        return next(pane for pane in self.query(Pane) if pane is not self.pane)

    @property
    def frame(self) -> Pane:
        return self.pane

    @property
    def lines(self) -> LineList | None:
        return None if self.pane.shows_document else self.pane.lines

    @property
    def document(self) -> DocumentView | None:
        return self.pane.document if self.pane.shows_document else None

    @property
    def content(self) -> LineList | DocumentView | None:
        return self.pane.content

    @property
    def scope(self) -> Scope:
        location = self.pane.location
        return location.view.scope if location else Scope.PLACES

    def activate(self, pane: Pane) -> None:
        for one in self.query(Pane):
            one.set_class(one is pane, "-active")
        pane.content.focus()
        self.update_keys()

    def update_keys(self) -> None:
        super().update_keys()
        for pane, other in ((self.pane, self.other), (self.other, self.pane)):
            title = "".join(span.text for span in other.heading.title)
            key = self.keyboard.key("pane.other")
            pane.show_across(f"{key} {title}" if title and not other.display else "")

    @on(LineList.NeedMore)
    def _need_more(self, event: LineList.NeedMore) -> None:
        for pane in self.query(Pane):
            if event.lines is pane.lines:
                self.post_message(self.WantMore(pane))

    @on(LineList.Lacking)
    def _lacking(self, event: LineList.Lacking) -> None:
        for pane in self.query(Pane):
            if event.lines is pane.lines:
                self.post_message(self.WantRest(pane))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        for pane in event.widget.ancestors:
            if isinstance(pane, Pane) and not pane.has_class("-active"):
                self.activate(pane)

    def on_resize(self) -> None:
        is_small = self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]
        if is_small and not self.query("#too-small"):
            self.mount(Static(TOO_SMALL, id="too-small"))
        self.set_class(is_small, "-too-small")
        super().on_resize()
