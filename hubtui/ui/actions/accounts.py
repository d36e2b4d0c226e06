"""Which account a pane shows."""

from __future__ import annotations

from hubtui.commands import Scope
from hubtui.errors import HubtuiError
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import visit
from hubtui.ui.context import Context
from hubtui.ui.headings import TITLES
from hubtui.ui.location import Location, View
from hubtui.ui.rows.accounts import ACCOUNTS, AccountRow
from hubtui.ui.screens.choose import Choose


@action("pane.account")
async def choose_account(context: Context) -> None:
    pane, here = context.pane, context.location.account
    screen = Choose("Show in this pane", ACCOUNTS, _rows(context, here), scope=Scope.SWITCH, cursor=here)
    chosen = await context.ask(screen)
    if chosen is not None:
        await visit(context, pane, await home(context, chosen.account.name))


@action("choose.take")
def take(context: Context) -> None:
    if isinstance(context.screen, Choose):
        context.screen.take()


async def home(context: Context, account: str) -> Location:
    """The account's own models; where it begins when nobody is signed in, or that cannot be told."""
    try:
        hub, user = await context.hub(account), await context.user(account)
    except HubtuiError:
        return Location(account)
    has_own = user is not None and hub.scheme != "file"
    return Location(account, View.REPOS, user.name) if user and has_own else Location(account)


def _rows(context: Context, here: str) -> list[AccountRow]:
    rows = []
    for account in context.session.accounts:
        user = context.users.get(account.name)
        hub = TITLES.get(account.hub, account.hub)
        rows.append(AccountRow(account, hub, user.name if user else "", account.name == here))
    return rows
