"""Evening out what a comparison found: which way is asked, and the plan is shown before anything moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hubtui import format
from hubtui.jobs.compare import Count, Match, Which
from hubtui.jobs.namespaces import RepoPair
from hubtui.jobs.scan import CopyRequest
from hubtui.jobs.sync import Sync, Way, sync, ways, ways_of, whole
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.comparing import open_comparison
from hubtui.ui.actions.copying import plan_and_start
from hubtui.ui.actions.plan_options import may_delete_here
from hubtui.ui.context import Context
from hubtui.ui.rows.compare import CALM, WAYS
from hubtui.ui.screens.choose import Choose
from hubtui.ui.screens.compare import CompareRepos, CompareScreen, Comparison


@action("compare.sync")
async def sync_difference(context: Context) -> None:
    shown = context.screen
    screen = shown if isinstance(shown, Comparison) else await open_comparison(context)
    lacks = screen.absent if isinstance(screen, CompareScreen) else None
    if lacks is not None and context.screen is screen and isinstance(screen, CompareScreen):
        await _copy_whole(context, screen, lacks, is_kept=screen is shown)
        return
    if not screen.is_attached or not screen.is_settled or not screen.rows or context.screen is not screen:
        return
    if screen.is_same:
        context.say("both sides are the same: there is nothing to sync")
    elif isinstance(screen, CompareScreen):
        await _sync_files(context, screen)
    elif isinstance(screen, CompareRepos):
        await _sync_repos(context, screen)


async def _copy_whole(context: Context, screen: CompareScreen, to: Which, *, is_kept: bool) -> None:
    """Plan a copy of the only side that is there; its comparison says nothing more."""
    sides = dict(zip(Which, screen.sides, strict=True))
    request = whole(sides[to.other], sides[to], screen.paths)
    if not is_kept:
        screen.dismiss()
    context.say(f"{safe(str(request.target.repo))} does not exist: it is made by this copy", seconds=8)
    await plan_and_start(context, [request])


async def _sync_files(context: Context, screen: CompareScreen) -> None:
    assert screen.lines is not None
    if screen.compared is None:
        return
    chosen, compared = screen.lines.marked() or None, screen.compared
    way = await _asked(context, ways(compared.pairs if chosen is None else chosen, screen.mine), chosen)
    if way is not None:
        found = sync(compared, way, chosen)
        await _plan(context, [found])


async def _sync_repos(context: Context, screen: CompareRepos) -> None:
    assert screen.lines is not None
    key, marked = screen.lines.table.key, screen.lines.marked()
    keys = {key(row) for row in marked}
    pairs = [pair for pair in screen.rows if not keys or key(pair) in keys]
    alone = Counter(pair.match for pair in pairs if pair.match is not None and not pair.counts)
    way = await _asked(context, ways_of(_summed(pairs), screen.mine, alone), pairs if keys else None)
    if way is not None:
        await _plan(context, [Sync(request) for request in _requests(screen, pairs, way)])


def _summed(pairs: Sequence[RepoPair]) -> dict[Match, Count]:
    """The files of the repos that both sides have."""
    found: dict[Match, Count] = dict.fromkeys(Match, Count())
    for pair in pairs:
        for match, count in pair.counts.items():
            found[match] = Count(found[match].files + count.files, found[match].size + count.size)
    return found


def _requests(screen: CompareRepos, pairs: Sequence[RepoPair], way: Way) -> list[CopyRequest]:
    """One for each repo that the source side has and that is not the same."""
    requests = []
    for pair in pairs:
        source, target = pair.place(way.source), pair.place(way.source.other)
        if source is None or pair.match in CALM:
            continue
        if target is None:
            target = screen.into(source.repo)
        requests.append(CopyRequest(source, target, options=way.options(target)))
    return requests


async def _asked(context: Context, found: Sequence[Way], chosen: Sequence[object] | None) -> Way | None:
    """Which way; nothing is deleted unless a way that says so is chosen."""
    if not found:
        context.say("what is marked is the same on both sides")
        return None
    of = f" of {format.plural(len(chosen), 'marked row')}" if chosen is not None else ""
    way = await context.ask(Choose(f"Sync the difference{of}", WAYS, found))
    return way if isinstance(way, Way) else None


async def _plan(context: Context, found: Sequence[Sync]) -> None:
    requests = [one.request for one in found]
    if not requests:
        context.say("that way there is nothing to copy")
        return
    deletes = requests[0].options.delete_extra
    if deletes and not await may_delete_here(context, requests):
        return
    await plan_and_start(context, requests, found[0].wanted)
