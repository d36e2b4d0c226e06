"""What is open in all of one's repos is seen in one list, and answered there."""

from __future__ import annotations

import pytest
from huggingface_hub import HfApi

from hubtui.jobs.inbox import InboxItem
from hubtui.ui.offload import offload
from hubtui.ui.screens.inbox import InboxScreen
from hubtui.ui.screens.thread import ThreadScreen
from tests.stories.test_discussions import compose
from tests.stories.test_refs import listens
from tests.ui.explorer import Driver, hubtui

BERT = "acme-lab/bert-tiny-ner"


One = tuple[str, str, int]
"""Of a repo of this type and id, the discussion of this number."""


class Outside:
    """The hub as somebody else's program sees it: through the SDK, off the event loop."""

    def __init__(self, api: HfApi) -> None:
        self._api = api

    async def open_ones(self) -> list[One]:
        """Of rosalind's and acme-lab's repos, newest first."""
        return await offload(self._open_ones)

    def _open_ones(self) -> list[One]:
        found = []
        for owner in ("rosalind", "acme-lab"):
            for kind in ("model", "dataset", "space"):
                for repo in getattr(self._api, f"list_{kind}s")(author=owner, limit=1000):
                    listed = self._api.get_repo_discussions(repo.id, repo_type=kind, discussion_status="open")
                    found += [(one.created_at, (kind, repo.id, one.num)) for one in listed]
        return [one for _, one in sorted(found, reverse=True)]

    async def thread(self, kind: str, repo: str, num: int):
        return await offload(self._api.get_discussion_details, repo, num, repo_type=kind)


@pytest.fixture
def outside(local_hub, accounts) -> Outside:
    return Outside(HfApi(endpoint=local_hub.hf, token=accounts.token("hf-rosalind").reveal()))


def inbox(me: Driver) -> InboxScreen:
    found = me.app.context.inbox
    assert found is not None
    return found


def listed(me: Driver) -> list[One]:
    rows = inbox(me).listed.lines.shown_rows()
    return [one_of(item) for item in rows]


def one_of(item: InboxItem) -> One:
    return item.repo.repo_type, item.repo.repo_id, item.discussion.num


def words(me: Driver) -> str:
    lines = inbox(me).listed.lines
    return "\n".join(lines.render_line(y).text.rstrip() for y in range(lines.size.height))


async def open_inbox(me: Driver) -> None:
    await me.press("g", "i")
    await me.shows("InboxScreen")
    await me.until(lambda: not inbox(me).is_busy, "all repos asked")


async def mark(me: Driver, *rows: One) -> None:
    for row in rows:
        inbox(me).listed.lines.move_to(listed(me).index(row))
        await me.press("space")


async def test_what_is_open_anywhere_is_read_closed_and_answered_in_one_list(session, outside):
    everything = await outside.open_ones()
    two = [next(one for one in everything if one[1] == repo) for repo in (BERT, "acme-lab/plankton-frames")]
    async with hubtui(session) as me:
        await open_inbox(me)
        assert listed(me) == everything
        top = inbox(me).listed.query_one("FrameTop").text
        assert f"{len(everything)} open" in top
        assert f"{inbox(me).inbox.requests} requests" in top
        await me.press("f", "p")
        pulls = [one for one in everything if (await outside.thread(*one)).is_pull_request]
        await me.until(lambda: sorted(listed(me)) == sorted(pulls))
        await me.press("f", "p")

        await me.press("g", "g", "enter")
        await me.shows("ThreadScreen")
        first = listed(me)[0]
        await me.press("]")
        screen = me.app.screen
        assert isinstance(screen, ThreadScreen)
        second = listed(me)[1]
        assert first != second
        await me.until(lambda: (screen.place.repo.repo_id, screen.place.num) == second[1:] and screen.thread)
        await me.press("escape")
        assert one_of(inbox(me).item) == second

        await mark(me, *two)
        await me.press("x")
        await me.said("close: 2 discussions; z takes it back")
        await me.until(lambda: not set(two) & set(listed(me)), "the closed ones are gone")
        assert [(await outside.thread(*one)).status for one in two] == ["closed", "closed"]
        await me.press("z")
        await me.until(lambda: set(two) <= set(listed(me)), "they are back")
        assert [(await outside.thread(*one)).status for one in two] == ["open", "open"]

        await mark(me, *two)
        await me.press("c")
        await compose(me, "Will look on Monday.")
        await listens(me)
        assert all(
            f"{repo}#{num}" in str(me.app.screen.query_one("#details").content) for _, repo, num in two
        )
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        await me.type("2")
        await me.press("enter")
        await me.said("comment: 2 discussions")
        await me.until(lambda: me.notifications.count("2 discussions done") == 3)
        for one in two:
            assert (await outside.thread(*one)).events[-1].content == "Will look on Monday."


async def test_a_repo_that_cannot_be_read_is_named_and_the_others_are_there(session, local_hub, outside):
    everything = await outside.open_ones()
    local_hub.faults.add(hub="hf", path=f"/{BERT}/discussions", status=403, count=None)
    async with hubtui(session) as me:
        await open_inbox(me)
        assert sorted(listed(me)) == sorted(one for one in everything if one[1] != BERT)
        await me.until(lambda: f"{BERT}: " in words(me) and "403" in words(me))
        local_hub.faults.clear()
        await me.press("ctrl+r")
        await me.until(lambda: listed(me) == everything)
        assert BERT + ": " not in words(me)
        await me.press("slash", "z", "z", "z", "enter", "enter")
        await me.said("thread: nothing is listed")
        await me.press("escape")
        await me.press("f", "o")
        await me.until(lambda: not inbox(me).is_busy and len(listed(me)) > len(everything))


async def test_modelscope_says_that_it_tells_nobody(session):
    async with hubtui(session) as me:
        await me.press("tab")
        await me.press("g", "i")
        await me.said("inbox: ModelScope tells nobody of discussions")
