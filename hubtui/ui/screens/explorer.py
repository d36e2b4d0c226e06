"""The explorer: two panes side by side, a line above them and the keys below."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from hubtui.commands import Scope
from hubtui.ui.location import View
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.document_view import DocumentView
from hubtui.ui.widgets.header_bar import HeaderBar
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.pane import Pane

SMALLEST = (60, 20)


class Explorer(Keyed):
    """Knows which pane is active; everything else about them is theirs."""

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
        with Horizontal(id="panes"):
            yield Pane(id="left")
            yield Pane(id="right")
        yield KeyBar(id="keys")
        yield Static(
            f"hubtui needs {SMALLEST[0]} columns and {SMALLEST[1]} lines.\nMake the window larger.",
            id="too-small",
        )

    def on_mount(self) -> None:
        self.activate(self.query_one("#left", Pane))

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
        return None if isinstance(self.content, DocumentView) else self.pane.lines

    @property
    def document(self) -> DocumentView | None:
        return None if isinstance(self.content, LineList) else self.pane.document

    @property
    def content(self) -> LineList | DocumentView | None:
        return self.pane.content

    @property
    def scope(self) -> Scope:
        location = self.pane.location
        return (location.view if location else View.PLACES).scope

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
        self.set_class(self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1], "-too-small")
        super().on_resize()
