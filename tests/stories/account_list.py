"""The list of accounts and the forms for signing in, under a test's fingers."""

from __future__ import annotations

from textual import events

from hubtui.localhub.server import LocalHub
from hubtui.ui.widgets.secret_entry import SecretEntry
from hubtui.ui.widgets.selector import Selector
from tests.ui.explorer import Driver

PASSPHRASE = "tide pools at dawn"
CHEAP = 2**4
TOKENS = {"hf": "hf_demoKenjiTokenForLoopbackOnly0002", "ms": "ms-5d1c0de0-0000-4000-8000-00005ea1a001"}


async def at_accounts(me: Driver) -> None:
    await me.press("&")
    await me.shows("AccountsScreen")


def rows(me: Driver) -> dict[str, str]:
    """The lines of the list, by the account's name."""
    lines = me.app.screen.lines
    texts = [lines.render_line(y).text.strip() for y in range(lines.size.height)]
    return {row.account.name: next(t for t in texts if row.account.name in t) for row in lines.rows}


async def put_cursor(me: Driver, name: str) -> None:
    lines = me.app.screen.lines
    lines.move_to([row.account.name for row in lines.shown_rows()].index(name))
    await me.pilot.pause()


async def paste(me: Driver, text: str) -> None:
    me.app.screen.query_one(SecretEntry).focus()
    me.app.post_message(events.Paste(text))
    await me.pilot.pause()


async def form(me: Driver, site: str, endpoint: str) -> None:
    """Open the form and fill in which hub."""
    await me.press("a")
    await me.shows("SignIn")
    screen = me.app.screen
    await me.until(lambda: screen.query_one("#store", Selector).value)
    screen.query_one("#site", Selector).choose(site)
    screen.query_one("#store", Selector).choose("memory")
    await me.pilot.pause()
    screen.query_one("#endpoint").value = endpoint


async def sign_in(me: Driver, local_hub: LocalHub, name: str) -> None:
    """Kenji's token, under this name."""
    await form(me, "hf-other", local_hub.hf)
    me.app.screen.query_one("#name").value = name
    await paste(me, TOKENS["hf"])
    await me.press("enter")
    await me.shows("AccountsScreen")
    await me.until(lambda: name in rows(me))


async def type_passphrase(me: Driver, text: str) -> None:
    await me.type(text)
    await me.press("enter")
