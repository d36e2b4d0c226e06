"""The preview screen: one file, and with a key the one after it."""

from __future__ import annotations

from hubtui import format
from hubtui.commands import Scope
from hubtui.previews import Preview
from hubtui.ui.previews import preview_parts
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.document import Document
from hubtui.ui.widgets.document_view import Parts
from hubtui.ui.widgets.text_line import FrameBottom, Span


class PreviewScreen(Document):
    """Opens at once; what the file holds comes when it is read."""

    def __init__(self, title: str, hub: str, *, columns: int) -> None:
        super().__init__(title, _nothing, hub)
        self._columns = columns
        """How wide a picture may be; 0 is none."""
        self.preview: Preview | None = None
        self.serial = 0
        """Which file or part is the newest that was asked for: answers of earlier ones are dropped."""
        self.first = 0
        """How much of a text was read."""
        self.can_read_on = False

    @property
    def scope(self) -> Scope:
        return Scope.PREVIEW

    def begin(self, title: str) -> int:
        """Something else is being read: what is shown stays, dim. Returns the reading's number."""
        self.serial += 1
        self._title, self._is_whole = title, False
        if self.is_mounted:
            self.view.stale = self.preview is not None
            self._say(is_busy=True)
        return self.serial

    def show_preview(self, preview: Preview, words: str, *, can_read_on: bool, from_top: bool) -> None:
        """`words` say how much of it is shown."""
        self.preview, self.can_read_on = preview, can_read_on
        columns = self._columns
        self._show(lambda ink: preview_parts(preview, ink, columns=columns), words, from_top=from_top)

    def show_parts(self, parts: Parts) -> None:
        """Words instead of a file."""
        self.preview, self.can_read_on = None, False
        self._show(parts, "", from_top=True)

    def _show(self, parts: Parts, words: str, *, from_top: bool) -> None:
        self._parts, self._is_whole = parts, True
        if not self.is_mounted:
            return
        kind = f" {self.preview.kind} " if self.preview else ""
        keys = f" {self.scroll_keys} · {self.keyboard.key('app.escape')} closes "
        self.query_one(FrameBottom).show(
            [Span(kind, Tone.ACCENT), Span(words)], [Span(keys, Tone.DIM, optional=True)]
        )
        self.view.show(parts, self._hub, top=0 if from_top else None)
        self.update_keys()


def shown_of(read: int, size: int | None, key: str) -> str:
    """`64 kB of 5.0 MB · Enter reads on`."""
    of = f" of {format.size(size)}" if size is not None else ""
    return (
        f" the first {format.size(read)}{of} · {key} reads on "
        if key
        else f" the first {format.size(read)}{of} "
    )


def _nothing(ink: object) -> list[str]:
    return []
