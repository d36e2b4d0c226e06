"""Looking at one thing: what a file holds, and all that is known of a row."""

from __future__ import annotations

from rich.text import Text

from hubtui import format
from hubtui.errors import HubtuiError
from hubtui.model import RepoInfo, TreeEntry
from hubtui.previews import Preview, texts
from hubtui.previews.reader import of_hub
from hubtui.text import safe, safe_file
from hubtui.ui.actions._registry import action
from hubtui.ui.context import Context
from hubtui.ui.editor import paged
from hubtui.ui.offload import offload
from hubtui.ui.rows.details import facts_of, facts_of_several
from hubtui.ui.rows.plan import plan_facts
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.details import Details
from hubtui.ui.screens.document import Document
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.screens.preview import PreviewScreen, shown_of
from hubtui.ui.subjects import FIRST, LONGEST, Sight, Subject, card_of, of_entry, of_pair
from hubtui.ui.widgets.document_view import Parts

LIMIT = 8 * 1024 * 1024
"""Bytes of any file that a preview reads at the most."""
WIDE, NARROW = 100, 44
"""Cells that a picture may be wide here, and over SSH, where every cell of it costs bytes."""
PAGED = 4 * 1024 * 1024


# Previews


@action("look.preview")
async def preview(context: Context) -> None:
    subject = await subject_here(context)
    if subject is None:
        context.say(f"a folder has no preview; {context.key('pane.open')} opens it")
        return
    account = context.account(subject.account)
    screen = PreviewScreen(subject.title, account.hub, columns=picture_columns(context))
    screen.begin(subject.title)
    await context.app.push_screen(screen)
    await _read(context, screen, subject, FIRST)


async def subject_here(context: Context) -> Subject | None:
    """The file under the cursor of the comparison, else of the active pane, or the repo's README; None when
    it is none of them."""
    if (screen := context.comparison) is not None:
        is_one = screen.compared is not None and screen.pair is not None
        return of_pair(screen.compared, screen.pair) if is_one else None  # type: ignore[arg-type]
    here, row = context.location, context.pane.lines.current
    match row:
        case RepoInfo():
            hub = await context.hub(here.account)
            return card_of(here, row, hub.default_revision)
        case TreeEntry(is_directory=False) if here.repo is not None:
            return of_entry(here, row)
        case _:
            return None


def picture_columns(context: Context) -> int:
    """How wide a picture may be; 0 where the terminal has too few colours or signs for one."""
    app = context.app
    if app.console.color_system not in ("256", "truecolor") or app.current_theme.ansi or app.is_ascii:
        return 0
    return NARROW if app.is_remote else WIDE


@action("look.next_file")
async def next_file(context: Context) -> None:
    await _step(context, 1)


@action("look.file_before")
async def file_before(context: Context) -> None:
    await _step(context, -1)


async def _step(context: Context, step: int) -> None:
    """Move the list's cursor to the next row that has a preview, and show that."""
    screen = context.screen
    lines = context.comparison.lines if context.comparison else context.pane.lines
    if not isinstance(screen, PreviewScreen) or lines is None:
        return
    place = lines.cursor + step
    while (row := lines.row_at(place)) is not None:
        if not (isinstance(row, TreeEntry) and row.is_directory):
            lines.move_to(place)
            subject = await subject_here(context)
            if subject is not None:
                await _read(context, screen, subject, FIRST)
            return
        place += step
    context.say("this is the last file of the list" if step > 0 else "this is the first file of the list")


@action("look.more")
async def read_on(context: Context) -> None:
    """Twice as much of the text as before, asking for what is missing only."""
    screen, subject = context.screen, await subject_here(context)
    if isinstance(screen, PreviewScreen) and subject is not None:
        first = max(screen.first, FIRST)
        await _read(context, screen, subject, min(2 * first, LONGEST), from_top=False)


async def _read(
    context: Context, screen: PreviewScreen, subject: Subject, first: int, *, from_top: bool = True
) -> None:
    """Look at the file off the event loop; show it when it is still what is wanted."""
    serial = screen.begin(subject.title)
    hub = await context.hub(subject.account)
    sight = context.seen.of(subject)
    try:
        found = await offload(sight.look, hub, subject, first, LIMIT)
    except HubtuiError as error:
        if screen.is_attached and serial == screen.serial:
            screen.show_parts(_error_parts(error))
        return
    if screen.is_attached and serial == screen.serial:
        screen.first = sight.first
        can_read_on = found.rest and sight.first < LONGEST
        words = _shown(context, found, sight, subject, can_read_on=can_read_on)
        screen.show_preview(found, words, can_read_on=can_read_on, from_top=from_top)


def _shown(context: Context, found: Preview, sight: Sight, subject: Subject, *, can_read_on: bool) -> str:
    key = context.key("look.more") if can_read_on else ""
    return shown_of(sight.first, subject.size, key) if found.rest else ""


def _error_parts(error: HubtuiError) -> Parts:
    words, advice = safe(str(error), 2000), error.advice
    return lambda ink: [Text(words, style=ink.removed), Text(advice, style=ink.muted)]


# In another program


@action("look.pager")
async def page(context: Context) -> None:
    """The terminal is the pager's for as long as it runs; nothing is drawn meanwhile."""
    subject = await subject_here(context)
    if subject is None:
        return
    if subject.size is not None and subject.size > PAGED:
        question = f"Show the first {format.size(PAGED)} of {safe(subject.path)}?"
        details = f"The file has {format.size(subject.size)}; it is read from the hub for this."
        if not await context.ask(Confirm(question, details, "show")):
            return
    hub = await context.hub(subject.account)

    def content() -> str | None:
        reader = of_hub(hub, subject.repo, subject.revision, subject.path, subject.size)
        data = reader.at(0, PAGED)
        found = texts.decoded(data, cut=subject.size is None or len(data) < subject.size)
        return None if found is None else safe_file(found[0])

    text = await offload(content)
    if text is None:
        context.say(f"not a text; {context.key('look.preview')} shows what it is")
    elif context.is_open and paged(context.app, text, subject.path):
        context.say("the editor had a copy: what was changed there is not kept", seconds=8)


# Details


@action("look.details")
async def details(context: Context) -> None:
    """Of what is marked together, or of the row under the cursor, which the hub is asked about anew; of a
    plan all that is said of it."""
    if isinstance(context.screen, PlanScreen) and context.screen.plan is not None:
        await context.app.push_screen(Details("plan", plan_facts(context.screen.plan)))
        return
    lines = context.lines
    if lines is None:
        return
    if len(marked := list(lines.marks)) > 1:
        title = format.plural(len(marked), lines.table.noun)
        await context.app.push_screen(Details(title, facts_of_several(marked, lines.table.weight)))
        return
    row = marked[0] if marked else lines.current
    if isinstance(row, RepoInfo):
        hub = await context.hub(context.location.account)
        row = await offload(hub.repo_info, row.key)
    await context.app.push_screen(Details(lines.table.noun, facts_of(row)))


async def show(
    context: Context, title: str, parts: Parts, *, small: bool = False, is_whole: bool = True
) -> Document:
    """Open a document over everything, in the colours of the pane's hub. Unless it is whole, the rest is put
    in its place later."""
    location = context.pane.location
    hub = context.account(location.account).hub if location else ""
    screen = Document(title, parts, hub, small=small, is_whole=is_whole)
    await context.app.push_screen(screen)
    return screen
