"""Of what is listed: why a command cannot act on them, in words; empty when it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubtui.model import Capability, TreeEntry
from hubtui.ui.documents.card import has_rest
from hubtui.ui.location import Location, Source, View
from hubtui.ui.needs.owning import (
    read_only,
)
from hubtui.ui.needs.talk import a_discussion
from hubtui.ui.screens.preview import PreviewScreen
from hubtui.ui.screens.thread import ThreadScreen

if TYPE_CHECKING:
    from hubtui.ui.context import Context


def a_row(context: Context) -> str:
    lines = context.lines
    if isinstance(context.screen, ThreadScreen):
        return a_discussion(context)
    return (
        "" if lines is not None and (lines.current is not None or len(lines.marks)) else "nothing is listed"
    )


def target(context: Context) -> str:
    if why := a_row(context):
        return why
    mine, theirs = context.pane.location, context.other.location
    if mine is None or theirs is None:
        return "the other pane shows nothing yet"
    if theirs.repo is None and (not theirs.namespace or theirs.source is not Source.NAMESPACE):
        return "the other pane shows no namespace to copy to"
    if theirs.folder:
        return ""
    if mine.folder:
        return target_of_upload(context, theirs)
    if not context.supports(theirs.account, Capability.WRITE, mine.repo_type):
        return f"the other hub takes no {mine.repo_type.plural}"
    if context.users.get(theirs.account) is None:
        return "the other pane is not signed in"
    return read_only(context, theirs.account)


def target_of_upload(context: Context, theirs: Location) -> str:
    if not context.supports(theirs.account, Capability.WRITE, theirs.repo_type):
        return f"the other hub takes no {theirs.repo_type.plural}"
    if context.users.get(theirs.account) is None:
        return "the other pane is not signed in"
    return read_only(context, theirs.account)


def back(context: Context) -> str:
    return "" if context.pane.back else "this is where the pane began"


def forward(context: Context) -> str:
    return "" if context.pane.forward else "nothing was gone back from"


def a_repo(context: Context) -> str:
    return "" if context.repo is not None else "no repo here"


def marks(context: Context) -> str:
    return "" if context.lines is not None and len(context.lines.marks) else "nothing is marked"


def partial(context: Context) -> str:
    return "" if context.pane.is_partial else "all of it is read"


def rest(context: Context) -> str:
    location = context.pane.location
    cards = context.listing(location).items if location and location.view is View.CARD else ()
    return "" if any(has_rest(found) for found in cards) else "all of it is shown"


def more(context: Context) -> str:
    screen = context.screen
    return "" if isinstance(screen, PreviewScreen) and screen.can_read_on else "all of it is shown"


def a_file(context: Context) -> str:
    if context.comparison is not None:
        return pair(context)
    row = context.pane.lines.current
    return "" if isinstance(row, TreeEntry) and not row.is_directory else "no file here"


def beside(context: Context) -> str:
    is_open = context.explorer.has_class("-beside")
    return "" if is_open else f"no quick view is open; {context.key('look.beside')} opens one"


def anchors(context: Context) -> str:
    document = context.document
    return "" if document is not None and document.has_anchors else "there are no files to go between"


def pair(context: Context) -> str:
    screen = context.comparison
    return "" if screen is not None and screen.pair is not None else "no file here"
