"""Every list says in words what state it is in, and with which key one gets out of it."""

from __future__ import annotations

import threading

import pytest

from hubtui.errors import (
    Forbidden,
    Gated,
    HubError,
    NotFound,
    Offline,
    RateLimited,
    Refused,
    Unauthorized,
    Unavailable,
)
from hubtui.model import RepoKey, RepoType
from hubtui.ui.actions.states import state_of
from hubtui.ui.location import View
from tests.ui import places
from tests.ui.explorer import Driver, app_over, hubtui
from tests.ui.places import EXPLORED, FIRST

METHODS = {
    View.REPOS: "list_repos",
    View.FILES: "list_tree",
    View.COMMITS: "list_commits",
    View.REFS: "list_refs",
    View.DISCUSSIONS: "list_discussions",
}
ERRORS = (
    Offline("cannot connect", hub="Hugging Face"),
    Unavailable("out of order", status=503, request_id="r-17", hub="Hugging Face"),
    Unauthorized("bad token", status=401, hub="Hugging Face"),
    Forbidden("members only", status=403, hub="Hugging Face"),
    Gated("ask first", status=403, hub="Hugging Face"),
    NotFound("no such thing", status=404, hub="Hugging Face"),
    RateLimited("slow down", hub="Hugging Face"),
    Refused("will not", status=422, hub="Hugging Face"),
)
VIEWS = [*EXPLORED]
HOSTILE = "\x1b[2Jpwned [bold]"


async def elsewhere(me: Driver, view: View) -> None:
    """To where one step leads into the list."""
    if view is View.REPOS:
        await places.places(me)
    elif view is not View.FILES:
        await EXPLORED[view](me)
        await me.press("[")
        await me.until(lambda: me.pane.location.view is not view and not me.pane.is_loading)


async def into(me: Driver, view: View) -> None:
    """The last step into the list, of which nothing is remembered."""
    me.session.catalog.forget("huggingface")
    await me.press("enter" if view in (View.REPOS, View.FILES) else "]")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("view", VIEWS)
async def test_an_error_stands_in_the_list_until_it_is_asked_again(session, view, error: HubError):
    async with hubtui(session) as me:
        await elsewhere(me, view)
        session.left.always(METHODS[view], error)
        await into(me, view)
        state = state_of(error)
        await me.until(lambda: state.words in me.words())
        assert error.message in me.words()
        assert f"{state.short} · ctrl+r retry" in me.bottom()
        words = " ".join(me.words().split())
        assert "ctrl+r retry Backspace out : go elsewhere" in words
        assert error.request_id in words
        if isinstance(error, Gated) and me.pane.location.repo is not None:
            assert f"Ask for access at {session.left.web_url(FIRST)}"[:50] in words
        elif not isinstance(error, Gated):
            assert error.advice in words
        assert me.pane.location.view is view
        assert " 0 " not in me.title()
        session.left.clear()
        await me.press("ctrl+r")
        await me.until(lambda: me.pane.lines.shown_count > 0)
        assert state.words not in me.words()
        assert state.short not in me.bottom()


@pytest.mark.parametrize("view", VIEWS)
async def test_while_it_loads_the_old_rows_stay_and_every_key_works(session, view):
    hold = threading.Event()
    async with hubtui(session) as me:
        await elsewhere(me, view)
        before = me.names()
        session.left.always(METHODS[view], lambda: hold.wait(30))
        await into(me, view)
        await me.until(lambda: " …" in me.title())
        assert me.pane.lines.stale
        assert me.names() == before
        await me.press("tab", "/")
        await me.type("old")
        await me.press("enter")
        assert "/ old" in me.bottom(me.right)
        await me.press("?")
        await me.shows("Help")
        await me.press("escape")
        await me.shows("Explorer")
        await me.press("tab")
        hold.set()
        session.left.clear()
        await me.at(view)
        assert " …" not in me.title()
        assert not me.pane.lines.stale


@pytest.mark.parametrize("view", VIEWS)
async def test_what_is_old_says_when_it_is_from_and_is_asked_for_again(session, view):
    async with hubtui(session) as me:
        await EXPLORED[view](me)
        shown = me.names()
        me.app.context.listing(me.pane.location).as_of -= 3600
        await me.press("tab", "tab", "h" if view is not View.FILES else "]")
        await me.until(lambda: me.pane.location.view is not view and not me.pane.is_loading)
        session.left.always(METHODS[view], Offline("cannot connect", hub="Hugging Face"))
        await me.press("H")
        await me.at(view)
        assert me.names() == shown
        await me.until(lambda: "offline · ctrl+r retry" in me.bottom())
        assert "as of " in me.bottom()
        assert "cannot connect" in me.words()


@pytest.mark.parametrize("view", VIEWS)
async def test_a_filter_that_nothing_passes_says_so(session, view):
    async with hubtui(session) as me:
        await EXPLORED[view](me)
        count = me.pane.lines.shown_count
        await me.press("/")
        await me.type("zzzz")
        await me.press("enter")
        assert "Nothing that is read matches the filter." in me.words()
        assert f"/ zzzz · 0 of {count}" in me.bottom()
        await me.press("escape")
        assert me.pane.lines.shown_count == count
        assert "matches the filter" not in me.words()


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (View.FILES, "This folder is empty."),
        (View.REPOS, "rosalind has no models."),
        (View.COMMITS, "No commits"),
    ],
)
async def test_an_empty_list_says_so(session, view, words):
    async with hubtui(session) as me:
        await elsewhere(me, view)
        if view is View.REPOS:
            session.left.repos.clear()
        else:
            session.left.repos[FIRST].commits[:] = [(session.left.repos[FIRST].commits[0][0], {})]
        if view is View.COMMITS:
            session.left.repos[FIRST].commits.clear()
        await into(me, view)
        await me.until(lambda: words in me.words())


async def test_a_hostile_error_is_shown_not_obeyed(session):
    async with hubtui(session) as me:
        session.left.always("list_tree", Forbidden(HOSTILE, request_id=HOSTILE, hub="Hugging Face"))
        await me.press("enter")
        await me.until(lambda: "pwned [bold]" in me.words())
        assert "\x1b" not in me.words()


async def test_a_first_load_says_what_it_does(session):
    hold = threading.Event()
    session.left.always("whoami", lambda: hold.wait(30))
    app = app_over(session)
    async with app.run_test(size=(120, 40)) as pilot:
        me = Driver(app, pilot, session)
        await me.until(lambda: app._is_awake and "…" in me.title(me.left))
        assert "Reading …" in me.words(me.left)
        hold.set()
        await me.until(lambda: "bert-tiny-ner" in me.words(me.left))


# The hub's limit


async def test_after_the_hubs_limit_it_is_asked_again_by_itself(session):
    limit = RateLimited("slow down", retry_after=3.0, hub="Hugging Face")
    async with hubtui(session) as me:
        session.left.script("list_tree", limit)
        await me.press("enter")
        await me.until(lambda: "Asked again by itself at" in me.words())
        await me.until(lambda: "config.json" in me.names())
        assert "limit reached" not in me.bottom()


async def test_it_is_asked_again_once_only(session):
    async with hubtui(session) as me:
        session.left.always("list_tree", RateLimited("slow down", retry_after=0.1, hub="Hugging Face"))
        calls = session.left.calls["list_tree"]
        await me.press("enter")
        await me.until(lambda: session.left.calls["list_tree"] == calls + 2)
        await me.until(lambda: "Wait until the hub's limit resets" in me.words())
        assert session.left.calls["list_tree"] == calls + 2


async def test_it_is_not_asked_again_for_a_pane_that_went_elsewhere(session):
    async with hubtui(session) as me:
        session.left.script("list_tree", RateLimited("slow down", retry_after=3600, hub="Hugging Face"))
        await me.press("enter")
        await me.until(lambda: "in 60 minutes" in me.words())
        await me.press("h")
        await me.at(View.REPOS)
        assert "Asked again" not in me.words()


# What is read in part


def many(session, count: int = 300) -> None:
    for number in range(count):
        session.left.add(RepoKey(RepoType.MODEL, f"big/m-{number:04}"), {"a": bytes(number)})
    session.left.repo_page = 20


async def go(me: Driver) -> None:
    await me.press(":")
    await me.shows("Prompt")
    await me.type("big")
    await me.press("enter")
    await me.until(lambda: "models " in me.title() and me.names()[:1] == ["m-0000"])


async def test_sorting_a_long_list_says_among_how_many(session):
    many(session, 600)
    async with hubtui(session) as me:
        await go(me)
        await me.press("g", "g", ",", "n", ",", "n")
        await me.until(
            lambda: "sorted among the " in me.bottom() and "read · ctrl+l reads all" in me.bottom()
        )
        assert me.pane.is_partial
        await me.press("ctrl+l")
        await me.until(lambda: me.names()[0] == "m-0599")
        assert "sorted among" not in me.bottom()
        await me.press("ctrl+l")
        await me.said("all of it is read")


async def test_sorting_a_short_list_reads_the_rest(session):
    many(session, 100)
    async with hubtui(session, (80, 24)) as me:
        await go(me)
        await me.press("g", "g", ",", "n", ",", "n")
        await me.until(lambda: me.names()[0] == "m-0099")
        assert "sorted among" not in me.bottom()


async def test_filtering_a_long_list_says_of_how_many_that_are_read(session):
    many(session)
    async with hubtui(session, (80, 24)) as me:
        await go(me)
        await me.press("/")
        await me.type("029")
        await me.press("enter")
        assert " read" in me.title()
        assert "filtered among the" in me.bottom()
        await me.press("ctrl+l")
        await me.until(lambda: "11 of 300 " in me.title())


async def test_reading_all_can_be_stopped(session):
    many(session)
    hold = threading.Event()
    async with hubtui(session) as me:
        await go(me)
        session.left.always("list_repos", lambda: hold.wait(30))
        await me.press("ctrl+l")
        await me.until(lambda: "reading all · Esc stops" in me.bottom())
        await me.press("j", "escape")
        hold.set()
        await me.until(lambda: not me.pane.is_reading_on)
        assert " …" not in me.title()
        assert me.pane.is_partial


async def test_an_error_while_reading_all_keeps_what_was_read(session):
    many(session)
    async with hubtui(session) as me:
        await go(me)
        read = me.pane.lines.shown_count
        session.left.always("list_repos", Offline("cannot connect", hub="Hugging Face"))
        await me.press("ctrl+l")
        await me.until(lambda: "offline · ctrl+r retry" in me.bottom())
        assert me.pane.lines.shown_count >= read
        assert not me.pane.is_reading_on
