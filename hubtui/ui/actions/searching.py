"""Searching a hub, and walking through what the last filter matches."""

from __future__ import annotations

from hubtui import format
from hubtui.errors import BadInput
from hubtui.model import Capability, RepoQuery, RepoType
from hubtui.search import SYNTAX, Search, parse_search, search_text
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import visit
from hubtui.ui.context import Context
from hubtui.ui.location import Location, Source, View
from hubtui.ui.offload import offload
from hubtui.ui.rows.order import next_match
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.widgets.line_list import INLINE_ROWS


@action("find.search")
async def search(context: Context) -> None:
    """Ask for words and look for them; the last search of this pane stands there to be changed."""
    here = context.location
    hub = await context.hub(here.account)

    def check(typed: str) -> None:
        location = found_in(here, parse_search(typed))
        wanted = Capability.SEARCH_USERS if location.view is View.PLACES else Capability.SEARCH
        if not hub.supports(wanted, location.repo_type):
            what = "users" if wanted is Capability.SEARCH_USERS else location.repo_type.plural
            raise BadInput(f"{hub.title} cannot search {what}")

    typed = await context.ask(
        Prompt(f"Search {hub.title}", sign="s", value=_typed_before(here), hint=SYNTAX, check=check)
    )
    if typed:
        await search_for(context, typed)


async def search_for(context: Context, typed: str) -> None:
    """Show what is found. BadInput for a word that cannot be."""
    location = found_in(context.location, parse_search(typed))
    await visit(context, context.pane, location)


def found_in(here: Location, search: Search) -> Location:
    """Where the search's results are shown."""
    if search.user:
        query = RepoQuery(search.user)
        return Location(here.account, View.PLACES, source=Source.SEARCH, query=query)
    repo_type = search.repo_type or here.repo_type
    return Location(here.account, View.REPOS, "", repo_type, source=Source.SEARCH, query=search.query)


def _typed_before(here: Location) -> str:
    listing = here.origin if here.repo is not None and here.origin is not None else here
    if listing.source is not Source.SEARCH:
        return ""
    if listing.view is View.PLACES:
        return search_text(Search(user=listing.query.text))
    repo_type = None if listing.repo_type is RepoType.MODEL else listing.repo_type
    return search_text(Search(listing.query, repo_type))


@action("find.next")
async def next_one(context: Context) -> None:
    await _walk(context, 1)


@action("find.previous")
async def previous_one(context: Context) -> None:
    await _walk(context, -1)


async def _walk(context: Context, step: int) -> None:
    if context.document is not None:
        if context.document.searched:
            context.document.find_next(step)
        else:
            context.say(f"nothing was searched for yet: {context.key('find.text')} takes a text")
        return
    lines, sought = context.lines, context.sought
    if lines is None or not sought:
        context.say("nothing was filtered for yet: / takes a text, n then goes from match to match")
        return
    texts, start = [*lines.shown_rows()], lines.cursor
    if len(texts) > INLINE_ROWS:
        found = await offload(next_match, texts, lines.table, sought, start, step)
    else:
        found = next_match(texts, lines.table, sought, start, step)
    if found is None:
        read = "" if lines.complete else f" among the {format.exact(len(lines.rows))} read so far"
        context.say(f"nothing here matches “{sought}”{read}")
        return
    if found == start:
        context.say(f"this is the only match of “{sought}”")
    elif (found > start) != (step > 0):
        end, beginning = ("end", "first") if step > 0 else ("beginning", "last")
        context.say(f"past the {end}: on from the {beginning} row, for “{sought}”")
    lines.move_to(found)
