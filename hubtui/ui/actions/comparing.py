"""Comparing: what is in one pane with what is in the other, file by file or repo by repo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from rich.console import RenderableType
from rich.text import Text

from hubtui import format
from hubtui.errors import HubtuiError, NotFound
from hubtui.hubs.comparing import LARGEST, text_diff
from hubtui.jobs.compare import Match, Pair, Which
from hubtui.jobs.job import Place
from hubtui.jobs.namespaces import RepoPair, list_places, pair_repos
from hubtui.jobs.pacing import Stopped
from hubtui.jobs.sides import Compared, Side, absent
from hubtui.model import RepoType, is_oid
from hubtui.previews import texts
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.looking import show
from hubtui.ui.context import Context
from hubtui.ui.documents.diff import diff
from hubtui.ui.headings import TITLES
from hubtui.ui.ink import Ink
from hubtui.ui.offload import offload
from hubtui.ui.rows.chosen import dated
from hubtui.ui.rows.compare import PAIRS
from hubtui.ui.screens.compare import CompareRepos, CompareScreen, Comparison
from hubtui.ui.sides import Many, Two, to_compare
from hubtui.ui.transfers import into
from hubtui.ui.widgets.document_view import Parts


@action("compare.start")
async def compare(context: Context) -> None:
    await open_comparison(context)


async def open_comparison(context: Context) -> Comparison:
    """What the panes have, compared on a screen of its own. Returns once that is known, or cannot be."""
    mine = Which(context.pane.id or "left")
    there = context.other.location
    assert there is not None
    lines = context.pane.lines
    rows, theirs = lines.marked(), context.other.lines.marked()
    two = to_compare(context.location, rows, lines.current, there, theirs)
    if isinstance(two, Two):
        return await compare_two(context, two if mine is Which.LEFT else two.mirrored, mine)
    return await _compare_many(context, two, mine)


async def compare_two(context: Context, two: Two, mine: Which) -> CompareScreen:
    table = dated(PAIRS, context.session.settings.config)
    screen = CompareScreen(two.left, two.right, two.paths, _names(context, two.left, two.right), mine, table)
    await context.app.push_screen(screen)
    await _list(context, screen)
    return screen


async def _list(context: Context, screen: CompareScreen) -> None:
    """List both sides and show how they compare."""
    screen.begin()
    try:
        compared = await offload(
            context.session.compare, *screen.sides, _progress(context, screen), paths=screen.paths
        )
    except Stopped:
        return
    except HubtuiError as error:
        lacks = await _absent(context, screen) if isinstance(error, NotFound) else None
        if screen.is_attached and lacks is not None:
            screen.absent = lacks
            screen.show_absent(lacks)
        elif screen.is_attached:
            screen.show_error(safe(str(error)), error.advice)
        return
    if screen.is_attached:
        screen.show_compared(compared, _names(context, compared.left, compared.right))


async def _absent(context: Context, screen: CompareScreen) -> Which | None:
    try:
        return await offload(absent, *screen.sides, context.session.hub)
    except HubtuiError:
        return None


def _progress(context: Context, screen: Comparison) -> Callable[[str], None]:
    def progress(words: str) -> None:
        """It ends when nobody waits for it any more."""
        if screen.is_left:
            raise Stopped
        context.progress(words)

    return progress


def _names(context: Context, left: Side, right: Side) -> tuple[str, str]:
    return _name(context, left), _name(context, right)


def _name(context: Context, side: Side) -> str:
    place = side.place
    revision = place.revision[:8] if is_oid(place.revision) else place.revision
    revision = "" if revision == context.default_revision(place.account) else revision
    at = f"@{revision}" if revision and not place.repo.is_folder else ""
    below = f"/{side.path}" if side.path else ""
    return f"{_hub(context, place.account)} · {safe(f'{place.repo}{at}{below}')}"


def _hub(context: Context, account: str) -> str:
    return TITLES.get(context.account(account).hub, account)


# --- many repos


async def _compare_many(context: Context, many: Many, mine: Which) -> CompareRepos:
    ours, theirs = many.places[0], many.there
    of_ours = f"{_hub(context, ours.account)} · {safe(ours.repo.namespace)}"
    of_theirs = f"{_hub(context, theirs.account)} · {safe(theirs.folder or theirs.namespace)}"
    names = (of_ours, of_theirs) if mine is Which.LEFT else (of_theirs, of_ours)
    pairs_again = partial(_pairs, context, many, mine)
    screen = CompareRepos(pairs_again, names, mine, partial(into, many.there))
    await context.app.push_screen(screen)
    await _compare_pairs(context, screen)
    return screen


def _pairs(context: Context, many: Many, mine: Which) -> tuple[RepoPair, ...]:
    """The chosen repos, each with the one of its name there, if there is one. Blocks."""
    there = many.there
    namespace = there.folder or there.namespace
    is_folder = bool(there.folder) or many.places[0].repo.is_folder
    types = [*RepoType] if is_folder else {place.repo.repo_type: None for place in many.places}
    hub = context.session.hub(there.account)
    found = [place for one in types for place in list_places(hub, there.account, namespace, one)]
    names = {place.repo.name for place in many.places}
    found = [place for place in found if place.repo.name in names]
    left, right = (many.places, found) if mine is Which.LEFT else (found, many.places)
    pairs = pair_repos(left, right)
    return tuple(pair for pair in pairs if pair.place(mine) is not None)


async def _compare_pairs(context: Context, screen: CompareRepos) -> None:
    screen.is_settled = False
    try:
        pairs = await offload(screen.pairs_again)
        if not screen.is_attached:
            return
        gate = screen.begin(pairs)
        await offload(context.session.compare_repos, pairs, screen.pairs.__setitem__, gate)
    except Stopped:
        pass
    except HubtuiError as error:
        if screen.is_attached:
            screen.show_error(safe(str(error)), error.advice)
        return
    screen.end()


# --- on the screen


@action("compare.open")
async def open_row(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, CompareRepos):
        pair = screen.lines.current if screen.lines else None
        if isinstance(pair, RepoPair) and pair.left and pair.right:
            await compare_two(context, Two(Side(pair.left), Side(pair.right)), screen.mine)
    elif isinstance(screen, CompareScreen) and screen.compared and screen.pair:
        await _show_diff(context, screen.compared, screen.pair)


async def _show_diff(context: Context, compared: Compared, pair: Pair) -> None:
    title = f"{safe(pair.path)}  left → right"
    if pair.left is None or pair.right is None or max(pair.left.size, pair.right.size) > LARGEST:
        key = context.key("look.preview")
        context.say(f"larger than {format.size(LARGEST)}: not shown line by line; {key} shows what it is")
        return
    document = await show(context, title, _words("Reading both sides …"), is_whole=False)
    try:
        found = await offload(_diff, context, compared, pair)
    except HubtuiError as error:
        parts = _words(f"{safe(str(error))}\n{error.advice}")
    else:
        parts = _diff_parts(found)
    if document.is_attached:
        document.replace(parts)


def _diff(context: Context, compared: Compared, pair: Pair) -> str | None:
    """From the left text to the right one; None when one of them is no text. Blocks."""
    left, right = (_text(context, compared.side(which).place, pair, which) for which in Which)
    return None if left is None or right is None else text_diff(pair.path, left, right)


def _text(context: Context, place: Place, pair: Pair, which: Which) -> str | None:
    entry = pair.side(which)
    assert entry is not None
    hub = context.session.hub(place.account)
    content = b"".join(hub.read(place.repo, place.oid, entry.path, length=LARGEST)) if entry.size else b""
    found = texts.decoded(content, cut=False)
    return found[0] if found else None


def _diff_parts(found: str | None) -> Parts:
    if found is None:
        return _words("These are no texts: there are no lines to show.")
    if "\n@@" not in found:
        return _words("Line by line they are the same.")

    def parts(ink: Ink) -> Iterator[RenderableType]:
        return diff(found, ink)

    return parts


def _words(words: str) -> Parts:
    return lambda ink: [Text(words, style=ink.muted)]


@action("compare.read")
async def read(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, CompareScreen) or screen.compared is None:
        return
    settling = context.session.settling(screen.compared)
    screen.begin_reading(settling)
    try:
        await offload(settling.run)
    except Stopped:
        context.say("stopped; what was read is settled")
    finally:
        screen.end_reading()


@action("compare.stop")
def stop(context: Context) -> None:
    if isinstance(context.screen, Comparison):
        context.screen.stop()


@action("compare.refresh")
async def refresh(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, Comparison):
        screen.stop()
    if isinstance(screen, CompareScreen):
        await _list(context, screen)
    elif isinstance(screen, CompareRepos):
        await _compare_pairs(context, screen)


def _show_only(command_id: str, match: Match | None) -> None:
    def show_only(context: Context) -> None:
        if isinstance(context.screen, Comparison):
            context.screen.show_only(match)

    action(command_id)(show_only)


_show_only("compare.all", None)
_show_only("compare.differing", Match.DIFFERS)
_show_only("compare.only_left", Match.ONLY_LEFT)
_show_only("compare.only_right", Match.ONLY_RIGHT)
_show_only("compare.unknown", Match.UNKNOWN)
_show_only("compare.same", Match.SAME)
