"""An owner's work on many repos: who sees them, their names, their end."""

from __future__ import annotations

import time

import pytest
from huggingface_hub import HfApi

from hubtui.config import Config
from hubtui.errors import NotFound
from hubtui.model import RepoKey, RepoType, Visibility
from hubtui.settings import Settings
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from tests.stories.places import BOTH
from tests.stories.test_refs import listens
from tests.stories.writing import done
from tests.ui.explorer import Driver, hubtui

OWN = {
    "hf-rosalind": ("thesis-model-final-v3", "tiny-experiments"),
    "ms-rosalind": ("vit-plankton", "tiny-experiments"),
}
"""Private models of rosalind's."""


def key(name: str) -> RepoKey:
    return RepoKey(RepoType.MODEL, f"rosalind/{name}")


async def visibility(session, account: str, name: str) -> Visibility | None:
    hub = await offload(session.hub, account)
    return (await offload(hub.repo_info, key(name))).visibility


async def at_models(me: Driver, account: str) -> None:
    if me.pane.location.account != account:
        await me.press("tab")
    await me.at(View.REPOS)


async def mark(me: Driver, *names: str) -> None:
    for name in names:
        me.put_cursor(name)
        await me.press("space")


async def choose(me: Driver, label: str) -> None:
    await me.press("=")
    await me.shows("Choose")
    await me.type(label)
    await me.press("enter")


async def answer(me: Driver, typed: str) -> None:
    await listens(me)
    await me.until(lambda: me.app.focused is not None and type(me.app.focused).__name__ == "Entry")
    await me.type(typed)
    await me.press("enter")
    await me.shows("Explorer")


@BOTH
async def test_two_models_become_public_once_the_account_is_typed_and_private_again_by_undo(session, account):
    names = OWN[account]
    async with hubtui(session) as me:
        await at_models(me, account)
        await mark(me, *names)
        await choose(me, "public")
        await listens(me)
        assert "rosalind/tiny-experiments · private" in str(me.app.screen.query_one("#details").content)
        await answer(me, account)
        await me.said("public: 2 repos")
        await me.said("2 repos done")
        assert {await visibility(session, account, name) for name in names} == {Visibility.PUBLIC}
        await me.until(
            lambda: {row.visibility for row in me.pane.lines.rows if row.key.name in names} == {"public"}
        )
        await me.press("z")
        await me.said("undo: private: 2 repos")
        await me.until(lambda: me.notifications.count("2 repos done") == 2)
        assert {await visibility(session, account, name) for name in names} == {Visibility.PRIVATE}
        await me.press("z")
        await me.said("nothing was done that can be taken back")


@BOTH
async def test_to_private_needs_no_question(session, account):
    async with hubtui(session) as me:
        await at_models(me, account)
        me.put_cursor("diatom-namer")
        await choose(me, "private")
        await me.said("z takes it back")
        await me.said("1 repo done")
        assert await visibility(session, account, "diatom-namer") is Visibility.PRIVATE


async def test_what_is_so_already_or_cannot_be_says_why_and_is_not_done(session):
    async with hubtui(session) as me:
        me.put_cursor("diatom-namer")
        await choose(me, "public")
        await me.said("public: it is so already")
        assert not session.engine.view().jobs


@BOTH
async def test_two_models_are_deleted_by_typing_the_account_and_nothing_less(session, account):
    names = OWN[account]
    async with hubtui(session) as me:
        await at_models(me, account)
        before = set(me.names())
        await mark(me, *names)
        await me.press("D")
        await listens(me)
        question = str(me.app.screen.query_one("#details").content)
        assert all(f"rosalind/{name}" in question for name in names)
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        await me.type("rosalind")
        await me.press("enter")
        await me.shows("Deletion")
        await me.press("escape")
        await me.shows("Explorer")
        assert {await visibility(session, account, name) for name in names} == {Visibility.PRIVATE}
        await me.press("D")
        await answer(me, account)
        await me.said("2 repos done")
        await me.until(lambda: set(me.names()) == before - set(names))
        hub = await offload(session.hub, account)
        for name in names:
            with pytest.raises(NotFound):
                await offload(hub.repo_info, key(name))
        await me.press("z")
        await me.said("nothing was done that can be taken back")


async def test_more_than_one_job_may_have_are_counted_out_too(session):
    names = OWN["hf-rosalind"]
    session.settings = Settings(Config(repos_a_job=1))
    async with hubtui(session) as me:
        await mark(me, *names)
        await me.press("D")
        await listens(me)
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        await me.type("hf-rosalind")
        await me.press("enter")
        details = lambda: str(me.app.screen.query_one("#details").content)  # noqa: E731
        await me.until(lambda: "These are 2 repos: more than 1" in details())
        await listens(me)
        await me.press("escape")
        await me.shows("Explorer")
        assert not session.engine.view().jobs


@pytest.mark.parametrize("held", ["enter", "y", "escape", "D"])
async def test_a_key_that_is_held_down_destroys_nothing(session, held):
    async with hubtui(session) as me:
        await mark(me, *OWN["hf-rosalind"])
        end = time.monotonic() + 2
        await me.press("D")
        while time.monotonic() < end:
            await me.press(held)
        assert not session.engine.view().jobs
        for name in OWN["hf-rosalind"]:
            assert await visibility(session, "hf-rosalind", name) is Visibility.PRIVATE


async def test_a_model_gets_another_name_and_the_old_one_back(session):
    async with hubtui(session) as me:
        me.put_cursor("diatom-namer")
        await me.press("r")
        await me.shows("Prompt")
        await me.press(*["backspace"] * len("namer"))
        await me.type("teller")
        await me.press("enter")
        await me.said("1 repo done")
        await me.until(lambda: "diatom-teller" in me.names() and "diatom-namer" not in me.names())
        await me.press("z")
        await me.until(lambda: "diatom-namer" in me.names() and "diatom-teller" not in me.names())


async def test_models_move_to_another_namespace_of_the_account(session):
    names = OWN["hf-rosalind"]
    async with hubtui(session) as me:
        await mark(me, *names)
        await me.press("r")
        await me.shows("Prompt")
        await me.type("somebody-else")
        await me.press("enter")
        await me.until(lambda: "not a namespace of this account" in me.app.screen.said)
        await me.press(*["backspace"] * len("somebody-else"))
        await me.type("acme-lab")
        await me.press("enter")
        await me.said("2 repos done")
        hub = await offload(session.hub, "hf-rosalind")
        for name in names:
            moved = RepoKey(RepoType.MODEL, f"acme-lab/{name}")
            assert (await offload(hub.repo_info, moved)).key == moved


@BOTH
async def test_a_repo_is_made_private_and_stands_under_the_cursor(session, account):
    async with hubtui(session) as me:
        await at_models(me, account)
        await me.press("a")
        await me.shows("NewRepo")
        await me.type("not/a/name")
        await me.press("enter")
        await me.until(lambda: "write namespace/name" in me.app.screen.said)
        await me.press(*["backspace"] * len("not/a/name"))
        await me.type("brand-new")
        await me.press("enter")
        await me.said("rosalind/brand-new is made")
        await me.until(lambda: "brand-new" in me.names())
        assert me.pane.lines.current.key == key("brand-new")
        assert await visibility(session, account, "brand-new") is Visibility.PRIVATE
        assert await done(session) == [("create", "done", "only deleting it takes it back")]


async def test_a_space_is_made_for_what_it_is_to_run_on(session, local_hub, accounts):
    api = HfApi(endpoint=local_hub.hf, token=accounts.token("hf-rosalind").reveal())
    async with hubtui(session) as me:
        await me.press("3")
        await me.at(View.REPOS)
        await me.press("a")
        await me.shows("NewRepo")
        await me.type("tide-clock")
        await me.press("tab", "tab", "right", "enter")
        await me.said("spaces/rosalind/tide-clock is made")
        assert (await offload(api.space_info, "rosalind/tide-clock")).sdk == "gradio"
        await me.until(lambda: "tide-clock" in me.names())
        await choose(me, "pause")
        await me.said("1 repo done")
        assert (await offload(api.get_space_runtime, "rosalind/tide-clock")).stage == "PAUSED"
        await choose(me, "t4-s")
        await listens(me)
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        me.app.focused.value = "rosalind/tide-clock"
        await me.press("enter")
        await me.until(lambda: me.notifications.count("1 repo done") == 2)
        runtime = await offload(api.get_space_runtime, "rosalind/tide-clock")
        assert runtime.requested_hardware == "t4-small"


async def test_modelscope_says_that_it_renames_and_duplicates_nothing(session):
    async with hubtui(session) as me:
        await at_models(me, "ms-rosalind")
        await me.press("r")
        await me.said("ModelScope lets nobody rename models from outside")
        await me.press("Y")
        await me.said("ModelScope duplicates no models from outside: c copies them to the other pane")


async def test_a_read_only_account_changes_nothing_and_says_how_to_lift_that(session):
    async with hubtui(session) as me:
        await offload(session.accounts.set_read_only, "hf-rosalind", True)
        for pressed in ("=", "D", "r", "a"):
            await me.press(pressed)
        await me.until(lambda: me.notifications.count("hf-rosalind is read-only") == 4)
        assert not session.engine.view().jobs
