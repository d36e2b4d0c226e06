"""Files of a repo deleted and renamed where they are, on both hubs; the history keeps what was there."""

from __future__ import annotations

from hubtui.jobs.file_changes import Where, files_below, rename_files
from hubtui.model import RepoKey, items
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from tests.stories.places import BOTH, DIATOMS, go, open_tab
from tests.stories.test_refs import listens
from tests.ui.explorer import Driver, hubtui


async def tree(session, account: str, repo: RepoKey, revision: str) -> dict[str, str]:
    """Paths, each with what tells its content."""
    hub = await offload(session.hub, account)
    listed = await offload(lambda: list(items(hub.list_tree(repo, revision, recursive=True))))
    return {entry.path: entry.sha256 or entry.oid for entry in listed if not entry.is_directory}


async def type_number(me: Driver, number: int) -> None:
    await listens(me)
    await me.until(lambda: type(me.app.focused).__name__ == "Entry")
    await me.type(str(number))
    await me.press("enter")


@BOTH
async def test_one_file_goes_with_y_and_is_in_the_history_still(session, account):
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        branch = me.pane.location.revision
        before = await tree(session, account, DIATOMS, branch)
        me.put_cursor("config.json")
        await me.press("D")
        await listens(me)
        await me.press("enter")
        await me.shows("Explorer")
        assert await tree(session, account, DIATOMS, branch) == before
        await me.press("D")
        await listens(me)
        await me.press("y")
        await me.said("config.json deleted from rosalind/diatom-namer")
        await me.until(lambda: "config.json" not in me.names())
        assert await tree(session, account, DIATOMS, branch) == {
            path: content for path, content in before.items() if path != "config.json"
        }
        await open_tab(me, "l", View.COMMITS)
        assert me.pane.lines.rows[0].title == "Delete config.json"


@BOTH
async def test_many_files_want_their_number_and_make_one_commit(session, account):
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        branch = me.pane.location.revision
        hub = await offload(session.hub, account)
        commits = lambda: list(items(hub.list_commits(DIATOMS, branch)))  # noqa: E731
        before = len(await offload(commits))
        for name in ("config.json", "README.md"):
            me.put_cursor(name)
            await me.press("space")
        await me.press("D")
        await type_number(me, 3)
        await me.shows("Confirm")
        await me.press("backspace", "2", "enter")
        await me.said("2 files deleted")
        assert not {"config.json", "README.md"} & (await tree(session, account, DIATOMS, branch)).keys()
        assert len(await offload(commits)) == before + 1


@BOTH
async def test_a_file_gets_another_path_with_the_same_content(session, account):
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        branch = me.pane.location.revision
        before = await tree(session, account, DIATOMS, branch)
        for name, new in (
            ("config.json", "old/config.json"),
            ("model.safetensors", "old/weights.safetensors"),
        ):
            await me.until(lambda name=name: name in me.names())
            me.put_cursor(name)
            await me.press("r")
            await me.shows("Prompt")
            await me.press(*["backspace"] * len(name))
            await me.type(new)
            await me.press("enter")
            await me.said(f"{name} is {new} now")
        after = await tree(session, account, DIATOMS, branch)
        assert after["old/config.json"] == before["config.json"]
        assert after["old/weights.safetensors"] == before["model.safetensors"]
        assert not {"config.json", "model.safetensors"} & after.keys()


async def test_a_folder_is_renamed_whole_and_deleted_whole(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        before = await tree(session, "hf-rosalind", DIATOMS, "main")
        hub = await offload(session.hub, "hf-rosalind")
        where = Where(hub, DIATOMS, "main")
        listed = await offload(
            lambda: [one for one in items(hub.list_tree(DIATOMS, "main")) if one.path == "config.json"]
        )
        files = await offload(files_below, where, listed)
        await offload(rename_files, where, files, "config.json", "a/b/config.json", "Into a folder")
        await me.press("ctrl+r")
        await me.until(lambda: "a" in me.names())
        me.put_cursor("a")
        await me.press("r")
        await me.shows("Prompt")
        await me.press("backspace")
        await me.type("c/d")
        await me.press("enter")
        await me.said("a is c/d now")
        assert (await tree(session, "hf-rosalind", DIATOMS, "main"))["c/d/b/config.json"] == before[
            "config.json"
        ]
        await me.until(lambda: "c" in me.names())
        me.put_cursor("c")
        await me.press("D")
        await listens(me)
        assert "c/d/b/config.json" in str(me.app.screen._question)
        await me.press("y")
        await me.said("c/d/b/config.json deleted")


async def test_what_is_taken_or_no_path_is_refused_and_nothing_changes(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        before = await tree(session, "hf-rosalind", DIATOMS, "main")
        me.put_cursor("config.json")
        await me.press("r")
        await me.shows("Prompt")
        await me.press(*["backspace"] * len("config.json"))
        await me.type("../config.json")
        await me.press("enter")
        await me.until(lambda: me.app.screen.said.strip() and "its path" not in me.app.screen.said)
        await me.press(*["backspace"] * len("../config.json"))
        await me.type("README.md")
        await me.press("enter")
        await me.said("there is something at 'README.md' already")
        assert await tree(session, "hf-rosalind", DIATOMS, "main") == before


async def test_a_deletion_whose_answer_was_lost_is_told_as_done(session, local_hub):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        local_hub.faults.add(hub="hf", method="POST", path="/commit/", hang_up="after")
        me.put_cursor("config.json")
        await me.press("D")
        await listens(me)
        await me.press("y")
        await me.said("config.json deleted from rosalind/diatom-namer")
        assert "config.json" not in await tree(session, "hf-rosalind", DIATOMS, "main")


async def test_how_it_was_cannot_be_changed(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "l", View.COMMITS)
        await me.press("enter")
        await me.at(View.FILES)
        await me.press("D")
        await me.said("this is how it was: open a branch to change it")
        await me.press("r")
        await me.until(lambda: me.notifications.count("this is how it was") == 2)
