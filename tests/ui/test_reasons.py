"""A key that cannot act says why: each command that needs something, where that is missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from hubtui.commands import BY_ID
from hubtui.ui.location import View
from tests.ui import places
from tests.ui.explorer import Driver, hubtui
from tests.ui.social import THEN

EMPTY = "nothing is listed"


@dataclass(frozen=True)
class Case:
    """Where a list is empty, or something is not there, and what each command says then."""

    way: Callable[[Driver], Awaitable[None]]
    said: dict[str, str]

    def __str__(self) -> str:
        return self.way.__name__


async def nothing(me: Driver) -> None:
    """A filter that hides every row."""
    await me.press("/")
    await me.type("no row is called so")
    await me.press("enter")
    await me.until(lambda: me.app.context.lines.shown_count == 0)


async def no_repos(me: Driver) -> None:
    await places.repos(me)
    await nothing(me)


async def no_files(me: Driver) -> None:
    await places.files(me)
    await nothing(me)


async def no_commits(me: Driver) -> None:
    await places.commits(me)
    await nothing(me)


async def no_jobs(me: Driver) -> None:
    await me.press("w")
    await me.shows("Jobs")


async def no_marked_ones(me: Driver) -> None:
    await me.press("space", "ctrl+g")
    await me.shows("Marked")
    await nothing(me)


async def no_help(me: Driver) -> None:
    await me.press("?")
    await me.shows("Help")
    await nothing(me)


async def no_lines_of_the_log(me: Driver) -> None:
    await me.press("W")
    await me.shows("LogScreen")
    await nothing(me)


async def no_accounts(me: Driver) -> None:
    await me.press("&")
    await me.shows("AccountsScreen")
    await nothing(me)


async def one_file_only(me: Driver) -> None:
    """A document that is not made of several files: what was copied as text."""
    await me.press("y", "y")
    await me.press("y", "t")
    await me.shows("Document")


async def at_the_start(me: Driver) -> None:
    await places.repos(me)


async def no_account_to_choose(me: Driver) -> None:
    await me.press("@")
    await me.shows("Choose")
    await me.type("nobody")
    await me.until(lambda: me.app.context.lines.shown_count == 0)


async def no_bookmarks(me: Driver) -> None:
    await me.press("'", "'")
    await me.shows("Choose")


CASES = (
    Case(no_repos, {
        "pane.open": EMPTY, "pane.same": "no repo here", "mark.toggle": EMPTY, "mark.range": EMPTY,
        "mark.glob": EMPTY, "mark.invert": EMPTY, "mark.all": EMPTY, "copy.download": EMPTY,
        "look.details": EMPTY, "look.preview": EMPTY, "look.browser": "no repo here", "text.id": EMPTY,
        "text.url": "no repo here", "text.all": EMPTY,
    }),
    Case(no_files, {"look.pager": "no file here"}),
    Case(no_commits, {"text.oid": "no commit here"}),
    Case(no_jobs, {
        "jobs.items": EMPTY, "jobs.retry": "no job here", "jobs.cancel": "no job here", "jobs.log": EMPTY,
        "jobs.down": "no job here",
    }),
    Case(no_marked_ones, {"mark.drop": EMPTY, "mark.go": EMPTY}),
    Case(no_help, {"app.run": EMPTY}),
    Case(no_lines_of_the_log, {"look.line": EMPTY}),
    Case(no_accounts, {
        "accounts.use": EMPTY, "accounts.check": EMPTY, "accounts.left": EMPTY, "accounts.right": EMPTY,
        "accounts.token": "no account here", "accounts.rename": "no account here",
        "accounts.remove": "no account here", "accounts.read_only": "no account here",
        "accounts.unlock": "no account here", "accounts.lock": "no account here",
    }),
    Case(one_file_only, {
        "commits.next_file": "there are no files to go between",
        "commits.file_before": "there are no files to go between",
    }),
    Case(at_the_start, {
        "pane.forward": "nothing was gone back from", "pane.back": "this is where the pane began",
        "look.beside_up": "no quick view is open; P opens one",
        "look.beside_down": "no quick view is open; P opens one",
    }),
    Case(no_account_to_choose, {"choose.take": EMPTY}),
    Case(no_bookmarks, {"bookmarks.delete": EMPTY}),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_key_that_cannot_act_says_why(session, case):
    async with hubtui(session) as me:
        await case.way(me)
        for command_id, why in case.said.items():
            command = BY_ID[command_id]
            me.app.clear_notifications()
            await me.press(*command.keys[0].split())
            await me.said(f"{command.label}: {why}")


async def test_half_a_page_and_a_page_go_up_too(session):
    session.left.add(places.FIRST, {f"{number:03}.txt": b"x" for number in range(200)})
    async with hubtui(session) as me:
        await places.files(me)
        lines = me.pane.lines
        await me.press("pagedown", "pagedown", "pageup")
        assert lines.cursor == lines.page_height
        await me.press("ctrl+u")
        assert lines.cursor == lines.page_height - lines.page_height // 2


async def test_repos_sort_by_downloads_and_date(session):
    async with hubtui(session) as me:
        await me.press(",", "d")
        await me.until(lambda: me.names() == [*reversed(places_in_order(me))])
        await me.press(",", "m")
        await me.until(lambda: me.names() == places_in_order(me))


def places_in_order(me: Driver) -> list[str]:
    """The newest first: the fakes' repos are a day apart, the last one has the most downloads."""
    rows = sorted(me.pane.lines.rows, key=lambda row: THEN - row.updated if row.updated else timedelta.max)
    return [row.key.name for row in rows]


async def test_the_quick_view_scrolls_from_the_list(session):
    session.left.add(places.FIRST, {"long.txt": b"".join(b"line %d\n" % number for number in range(300))})
    async with hubtui(session) as me:
        await places.files(me)
        await me.press("P")
        view = me.app.context.explorer.query_one("QuickView").view
        await me.until(lambda: "line 100" in view.text)
        await me.press("J")
        await me.until(lambda: view.top > 0)
        await me.press("K")
        await me.until(lambda: view.top == 0)


async def test_a_row_of_a_chooser_is_taken_with_enter_and_left_with_escape(session):
    async with hubtui(session) as me:
        await me.press("@")
        await me.shows("Choose")
        await me.press("escape")
        await me.shows("Explorer")
        assert me.pane.location.account == "huggingface"
        await me.press("@")
        await me.shows("Choose")
        await me.type("modelscope")
        await me.press("enter")
        await me.until(lambda: me.pane.location.account == "modelscope")
        assert me.pane.location.view is View.REPOS


async def test_the_list_of_commands_opens_over_the_list(session):
    async with hubtui(session) as me:
        me.app.run_command("app.palette")
        await me.shows("CommandPalette")
