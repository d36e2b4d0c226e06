"""Where the space goes: a namespace's repos, a repo's folders and files, as bars and as a treemap."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from hubtui import format
from hubtui.commands import Scope
from hubtui.jobs.weights import NamespaceWeights, RepoWeights, Weight
from hubtui.model import RepoKey
from hubtui.text import safe
from hubtui.ui.rows.table import Tone
from hubtui.ui.rows.weights import WEIGHTS, Weighed, weighed
from hubtui.ui.screens.listed import Listed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span
from hubtui.ui.widgets.treemap import Treemap


class StorageMap(Listed):
    """Is told what the hub says of the namespace, and of the repo that is gone into."""

    CSS_PATH = ["jobs.tcss", "storage_map.tcss"]

    def __init__(self, account: str, namespace: str, repo: RepoKey | None = None, path: str = "") -> None:
        super().__init__(WEIGHTS)
        self.account, self.namespace = account, namespace
        self.repo, self.path = repo, path
        """Where it is; None: at the namespace's repos."""
        self.known: NamespaceWeights | None = None
        self.repos: dict[RepoKey, RepoWeights] = {}
        """Those that were gone into."""
        self._rows: Sequence[Weighed] = ()

    @property
    def scope(self) -> Scope:
        return Scope.STORAGE_MAP

    @property
    def weight(self) -> Weight | None:
        """Under the cursor."""
        row = self.listed.lines.current
        return row.weight if isinstance(row, Weighed) else None

    @property
    def is_known(self) -> bool:
        """Whether there is something to show of where it is."""
        return self.known is not None if self.repo is None else self.repo in self.repos

    def compose(self) -> ComposeResult:
        with Vertical(classes="jobs"):
            with Horizontal():
                yield ListFrame(self._table)
                yield Treemap()
            yield KeyBar()

    def on_mount(self) -> None:
        self.listed.lines.focus()

    def go(self, repo: RepoKey | None, path: str = "", *, cursor: object = None) -> None:
        """Show another place, at once where it is known."""
        self.repo, self.path = repo, path
        self.listed.lines.unmark_all()
        if self.is_known:
            self.show(cursor)
        else:
            self.begin()

    def begin(self) -> None:
        """The hub is being asked about where it is."""
        self._rows = ()
        self.listed.lines.set_rows(())
        self.show_reading()
        self._show_title("")

    def show(self, cursor: object = None) -> None:
        lines = self.listed.lines
        weights, notes = self._here()
        self._rows = weighed(weights)
        lines.stale = False
        lines.set_rows(self._rows, cursor=cursor)
        if cursor is None:
            lines.move_to(0)
        empty = () if self._rows else (("Nothing is here.", Tone.PLAIN),)
        lines.set_notes(*empty, *((safe(note, 300), Tone.DIM) for note in notes if note))
        total = sum(one.size or 0 for one in weights)
        unknown = sum(one.size is None for one in weights)
        words = f", {format.exact(unknown)} of unknown size" if unknown else ""
        self._show_title(f" · {format.size(total)}{words}")
        self._show_map()

    def _here(self) -> tuple[Sequence[Weight], Sequence[str]]:
        if self.repo is not None:
            found = self.repos[self.repo]
            return found.below(self.path), () if self.path else (found.note,)
        assert self.known is not None
        return self.known.weights, self.known.failures

    def _show_title(self, words: str) -> None:
        place = self.namespace if self.repo is None else f"{self.repo}/{self.path}".rstrip("/")
        self.listed.show_title(Span("Storage map", Tone.ACCENT), Span(f" · {safe(place)}{words}"))

    def _show_map(self) -> None:
        self.query_one(Treemap).show(self._rows, self.listed.lines.cursor_key)

    def on_line_list_changed(self) -> None:
        super().on_line_list_changed()
        self._show_map()
