"""Web pages: the address of what is under the cursor, in a browser or to be copied."""

from __future__ import annotations

from rich.text import Text

from hubtui.hub import Hub
from hubtui.model import Commit, Ref, RepoInfo, TreeEntry
from hubtui.text import safe_block
from hubtui.ui import browser
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.looking import show, subject_here
from hubtui.ui.actions.texts import copy_text
from hubtui.ui.context import Context
from hubtui.ui.offload import offload


def address(context: Context, hub: Hub) -> str:
    """The page of what is under the cursor or open. Only asked for where there is a repo."""
    if place := context.thread_place:
        return hub.web_url(place.repo, discussion=place.num)
    here, row = context.location, context.pane.lines.current
    repo = context.repo
    assert repo is not None
    match row:
        case RepoInfo(key=key):
            return hub.web_url(key)
        case TreeEntry(path=path, is_directory=is_directory):
            return hub.web_url(repo, revision=here.revision, path=path, is_directory=is_directory)
        case Commit(oid=oid):
            return hub.web_url(repo, commit=oid)
        case Ref(name=name):
            return hub.web_url(repo, revision=name)
    return hub.web_url(repo)


async def _address(context: Context) -> str:
    """Of a comparison's file, else of what the pane has."""
    subject = await subject_here(context) if context.comparison else None
    hub = await context.hub(subject.account if subject else context.location.account)
    if subject is not None:
        return hub.web_url(subject.repo, revision=subject.revision, path=subject.path)
    return address(context, hub)


@action("text.url")
async def copy_address(context: Context) -> None:
    copy_text(context, await _address(context))


@action("look.browser")
async def browse(context: Context) -> None:
    url = await _address(context)
    why = browser.why_not()
    if not why and await offload(browser.open_page, url):
        context.say(f"the browser shows {url}")
        return
    copy_text(context, url)
    words = f"No browser is opened from here: {why or 'none was found'}."
    await show(
        context,
        "Web page",
        lambda ink: [Text(safe_block(url), style=ink.accent), Text(), Text(words, style=ink.muted)],
        small=True,
    )
