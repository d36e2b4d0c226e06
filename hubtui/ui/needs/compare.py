"""Of comparisons: why a command cannot act on them, in words; empty when it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubtui.jobs.compare import Match, Pair
from hubtui.jobs.namespaces import RepoPair
from hubtui.ui.location import Source, View
from hubtui.ui.needs.rows import a_row
from hubtui.ui.screens.compare import CompareScreen, Comparison

if TYPE_CHECKING:
    from hubtui.ui.context import Context
    from hubtui.ui.widgets.pane import Pane


def counterpart(context: Context) -> str:
    if why := a_row(context):
        return why
    theirs = context.other.location
    if theirs is None:
        return "the other pane shows nothing yet"
    if theirs.repo is None and (not theirs.namespace or theirs.source is not Source.NAMESPACE):
        return "the other pane shows no repo, namespace or folder to compare with"
    return ""


def same_kind(context: Context) -> str:
    if why := a_row(context):
        return why
    if context.pane.is_loading or context.other.is_loading:
        return "a pane is still loading"
    here, there = _kind(context.pane), _kind(context.other)
    return "" if here == there else f"the other pane lists no {here}"


def _kind(pane: Pane) -> str:
    """What is listed: `files`, `models`, `repos` of all types; empty for what is neither."""
    here = pane.location
    if here is None or here.view not in (View.FILES, View.REPOS):
        return ""
    if here.view is View.FILES:
        return "files"
    return "repos" if here.source.is_mixed else here.repo_type.plural


def both(context: Context) -> str:
    screen = context.screen
    row = screen.lines.current if isinstance(screen, Comparison) and screen.lines else None
    if row is None:
        return "nothing is listed"
    if row.left is None or row.right is None:
        return f"only the {'right' if row.left is None else 'left'} side has it"
    return f"{context.key('look.preview')} shows it: both sides are the same" if is_same_file(row) else ""


def is_same_file(row: Pair | RepoPair) -> bool:
    return isinstance(row, Pair) and row.match is Match.SAME


def unread(context: Context) -> str:
    screen = context.comparison
    if screen is None or screen.compared is None or not screen.is_settled:
        return "the sides are not listed yet"
    if screen.settling is not None:
        return "it is being read already"
    return "" if screen.unread.files else "there is nothing that reading would settle"


def reading(context: Context) -> str:
    screen = context.screen
    return "" if isinstance(screen, Comparison) and screen.is_busy else "nothing is being read"


def compared(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, Comparison):
        return counterpart(context)
    if isinstance(screen, CompareScreen) and screen.absent is not None:
        return ""
    if not screen.is_settled or not screen.rows:
        return "there is nothing to compare" if screen.is_settled else "it is still being compared"
    return "both sides are the same" if screen.is_same else ""
