"""What rows in view lack, asked for once the cursor rests on them: the last commits in a big folder."""

from __future__ import annotations

from dataclasses import replace

from hubtui.errors import HubError
from hubtui.hub import Hub
from hubtui.model import TreeEntry
from hubtui.ui.context import Context
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.widgets.pane import Pane


async def fill_in(context: Context, pane: Pane) -> None:
    """One request for the rows in view and near it; a row is asked for once. What fails leaves them bare."""
    location = pane.location
    if location is None or location.view is not View.FILES or location.repo is None or pane.is_loading:
        return
    hub = await context.hub(location.account)
    if type(hub).last_commits is Hub.last_commits or pane.location != location:
        return
    listing = context.listing(location)
    lacking = [
        (place, row)
        for place, row in pane.lines.lacking(hub.last_commits_limit)
        if isinstance(row, TreeEntry) and row.path not in listing.asked
    ]
    if not lacking:
        return
    listing.asked.update(row.path for _, row in lacking)
    try:
        commits = await offload(
            hub.last_commits, location.repo, location.revision, [row.path for _, row in lacking]
        )
    except HubError:
        return
    better = {place: row for place, row in lacking if row.path in commits and listing.items[place] is row}
    for place, row in better.items():
        listing.items[place] = replace(row, last_commit=commits[row.path])
    listing.changed()
    if context.is_open and pane.location == location:
        pane.lines.repaint_from(better)
