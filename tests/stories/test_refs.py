"""Branches and tags, made and deleted."""

from __future__ import annotations

from hubtui.model import Ref, RefType, RepoKey
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.screens.confirm import Confirm
from tests.stories.places import DIATOMS, go, open_tab
from tests.ui.explorer import Driver, hubtui


async def refs(session, account: str, repo: RepoKey) -> dict[str, RefType]:
    hub = await offload(session.hub, account)
    return {ref.name: ref.ref_type for ref in await offload(hub.list_refs, repo)}


async def at_refs(me: Driver, account: str, repo: RepoKey) -> None:
    await go(me, account, repo.repo_id)
    await open_tab(me, "r", View.REFS)


async def name_it(me: Driver, name: str) -> None:
    await me.shows("Prompt")
    await me.type(name)
    await me.press("enter")


async def listens(me: Driver) -> None:
    """The question has been open long enough to take keys."""
    await me.until(lambda: isinstance(me.app.screen, Confirm), "a question")
    me.app.screen._opened -= 3600


async def test_a_branch_is_made_where_the_cursor_is_and_opens(session):
    async with hubtui(session) as me:
        await at_refs(me, "hf-rosalind", DIATOMS)
        await me.press("a")
        await me.shows("Choose")
        await me.type("branch")
        await me.press("enter")
        await name_it(me, "try/larger")
        await me.said("create branch try/larger: rosalind/diatom-namer; z takes it back")
        await me.until(lambda: "try/larger" in me.names())
        assert await refs(session, "hf-rosalind", DIATOMS) == {
            "main": RefType.BRANCH,
            "try/larger": RefType.BRANCH,
        }
        await me.until(lambda: me.pane.lines.current.name == "try/larger")
        await me.press("enter")
        await me.at(View.FILES)
        assert "@ try/larger" in me.title()
        await me.press("z")
        await me.said("undo: delete branch try/larger")
        await me.until(lambda: me.notifications.count("1 ref done") == 2)
        assert list(await refs(session, "hf-rosalind", DIATOMS)) == ["main"]


async def test_a_name_that_git_refuses_is_told_while_it_is_typed_and_lost_by_nothing(session):
    async with hubtui(session) as me:
        await at_refs(me, "hf-rosalind", DIATOMS)
        await me.press("a")
        await me.shows("Choose")
        await me.press("enter")
        await name_it(me, "two words")
        await me.until(lambda: "a name has no blank in it" in me.app.screen.said)
        await me.press(*["backspace"] * len("two words"))
        await name_it(me, "main")
        await me.until(lambda: "there is a branch main already" in me.app.screen.said)
        await me.press("escape")
        await me.shows("Explorer")
        assert list(await refs(session, "hf-rosalind", DIATOMS)) == ["main"]


async def test_a_commit_is_tagged(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "l", View.COMMITS)
        me.pane.lines.move_to(1)
        oid = me.pane.lines.current.oid
        await me.press("f7")
        await me.shows("Choose")
        await me.type("tag")
        await me.press("enter")
        await name_it(me, "v0.1")
        await me.said("1 ref done")
        hub = await offload(session.hub, "hf-rosalind")
        assert await offload(hub.resolve, DIATOMS, "v0.1") == oid


async def test_modelscope_makes_tags_and_says_that_it_makes_no_branches(session):
    async with hubtui(session) as me:
        await at_refs(me, "ms-rosalind", DIATOMS)
        await me.press("a")
        await me.shows("Prompt")
        assert "ModelScope's API cannot create branches" in me.app.screen.said
        await name_it(me, "v9")
        await me.until(lambda: "v9" in me.names())
        assert (await refs(session, "ms-rosalind", DIATOMS))["v9"] is RefType.TAG
        await me.press("D")
        await me.said("ModelScope's API cannot delete branches or tags")


async def test_one_ref_is_deleted_after_a_question_that_enter_answers_with_no(session):
    hub = await offload(session.hub, "hf-rosalind")
    await offload(hub.create_ref, DIATOMS, "old", RefType.BRANCH, "main")
    async with hubtui(session) as me:
        await at_refs(me, "hf-rosalind", DIATOMS)
        await me.press("D")
        await me.said("main is the default branch")
        me.put_cursor("old")
        await me.press("D")
        await listens(me)
        await me.press("enter")
        await me.shows("Explorer")
        assert "old" in await refs(session, "hf-rosalind", DIATOMS)
        await me.press("f8")
        await listens(me)
        await me.press("y")
        await me.said("delete branch old: rosalind/diatom-namer")
        await me.until(lambda: me.names() == ["main"])
        assert list(await refs(session, "hf-rosalind", DIATOMS)) == ["main"]


async def test_many_refs_are_marked_by_a_pattern_and_deleted_by_typing_their_number(session):
    hub = await offload(session.hub, "hf-rosalind")
    for name in ("a", "b", "c"):
        await offload(hub.create_ref, DIATOMS, name, RefType.TAG, "main")
    async with hubtui(session) as me:
        await at_refs(me, "hf-rosalind", DIATOMS)
        await me.until(lambda: "c" in me.names())
        await me.press("+")
        await name_it(me, "?")
        await offload(hub.delete_ref, DIATOMS, Ref("b", RefType.TAG, ""))
        await me.press("D")
        await me.shows("Confirm")
        await me.until(lambda: me.app.screen.focused is me.app.screen.query_one("Entry"))
        await me.press("y", "enter")
        assert me.app.screen.is_active
        await me.press("backspace", "3", "enter")
        await me.said("2 refs done · 1 left as they are · it is not there any more")
        await me.until(lambda: me.names() == ["main"])
        assert list(await refs(session, "hf-rosalind", DIATOMS)) == ["main"]


async def test_without_an_account_nothing_is_made_or_deleted(session):
    async with hubtui(session) as me:
        await at_refs(me, "hf-rosalind", DIATOMS)
        me.app.context.users["hf-rosalind"] = None
        await me.press("a")
        await me.said("new: not signed in")
        await me.press("D")
        await me.said("delete: not signed in")
