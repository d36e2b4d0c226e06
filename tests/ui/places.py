"""The ways into every list of the program, from the explorer as it opens."""

from __future__ import annotations

from hubtui.model import Collection, RepoKey, RepoType
from hubtui.ui.location import View
from tests.ui.explorer import Driver

FIRST = RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner")


async def repos(me: Driver) -> None:
    await me.at(View.REPOS)


async def places(me: Driver) -> None:
    await me.press("h")
    await me.at(View.PLACES)


async def files(me: Driver) -> None:
    await me.press("enter")
    await me.at(View.FILES)


async def tab(me: Driver, view: View) -> None:
    await files(me)
    for _ in View:
        if me.pane.location.view is view:
            return
        before = me.pane.location
        await me.press("]")
        await me.until(lambda before=before: me.pane.location != before and not me.pane.is_loading)
    raise AssertionError(f"no tab {view}")


async def commits(me: Driver) -> None:
    await tab(me, View.COMMITS)


async def refs(me: Driver) -> None:
    await tab(me, View.REFS)


async def discussions(me: Driver) -> None:
    await tab(me, View.DISCUSSIONS)


async def collections(me: Driver) -> None:
    """Two of them, made here."""
    hub = me.session.left
    for number in (1, 2):
        slug = f"rosalind/collection-{number}"
        hub.collections[slug] = (Collection(slug, f"Collection {number}", "rosalind", count=1), [FIRST])
    await places(me)
    me.put_cursor("Collections")
    await me.press("enter")
    await me.at(View.COLLECTIONS)


async def plan(me: Driver) -> None:
    await me.press("c")
    await me.shows("PlanScreen")
    await me.until(lambda: me.app.screen.plan is not None, "the plan")


async def jobs(me: Driver) -> None:
    for number in (1, 2):
        await plan(me)
        await me.press("enter")
        await me.shows("Explorer")
        await me.until(lambda n=number: len(me.session.engine.view().jobs) == n)
        await me.until(lambda: all(job.state.is_over for job in me.session.engine.view().jobs))
        await me.settled()
        await me.press("j")
    await me.press("w")
    await me.shows("Jobs")
    await me.until(lambda: me.app.context.lines.shown_count == 2)


async def items(me: Driver) -> None:
    await jobs(me)
    await me.press("enter")
    await me.shows("Items")
    await me.until(lambda: me.app.context.lines.shown_count > 1)


EXPLORED = {
    View.REPOS: repos,
    View.FILES: files,
    View.COMMITS: commits,
    View.REFS: refs,
    View.DISCUSSIONS: discussions,
}
"""What a pane lists of a hub, one method each."""
ALL = (places, collections, *EXPLORED.values(), plan, jobs, items)
