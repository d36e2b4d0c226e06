"""Files of a repo deleted and renamed where they are, on both hubs; the history keeps what was there."""

from __future__ import annotations

import pytest

from hubtui.model import DiscussionQuery, RepoKey, items
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from tests.stories.places import BOTH, DIATOMS, go, open_tab
from tests.stories.test_refs import listens
from tests.stories.writing import write
from tests.ui.explorer import Driver, hubtui


async def tree(session, account: str, repo: RepoKey, revision: str) -> dict[str, str]:
    """Paths, each with what tells its content."""
    hub = await offload(session.hub, account)
    listed = await offload(lambda: list(items(hub.list_tree(repo, revision, recursive=True))))
    return {entry.path: entry.sha256 or entry.oid for entry in listed if not entry.is_directory}


async def take_it(me: Driver, *keys: str) -> None:
    """The form of the commit as it stands, or after these keys."""
    await me.shows("CommitForm")
    await me.press(*keys, "enter")


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
        await take_it(me)
        await listens(me)
        await me.press("enter")
        await me.shows("Explorer")
        assert await tree(session, account, DIATOMS, branch) == before
        await me.press("D")
        await take_it(me)
        await listens(me)
        await me.press("y")
        await me.said("delete config.json: rosalind/diatom-namer; z takes it back")
        await me.until(lambda: "config.json" not in me.names())
        assert await tree(session, account, DIATOMS, branch) == {
            path: content for path, content in before.items() if path != "config.json"
        }
        await me.said("1 change done")
        await open_tab(me, "l", View.COMMITS)
        assert me.pane.lines.rows[0].title == "Delete config.json"
        await me.press("z")
        await me.until(lambda: me.notifications.count("1 change done") == 2)
        assert await tree(session, account, DIATOMS, branch) == before


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
        await me.shows("CommitForm")
        await me.type("Keep the weights alone")
        await me.press("enter")
        await type_number(me, 3)
        await me.shows("Confirm")
        await me.press("backspace", "2", "enter")
        await me.said("1 change done")
        assert not {"config.json", "README.md"} & (await tree(session, account, DIATOMS, branch)).keys()
        assert len(await offload(commits)) == before + 1
        assert (await offload(commits))[0].title == "Keep the weights alone"


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
            await me.shows("CommitForm")
            await me.press(*["backspace"] * len(name))
            await me.type(new)
            await me.press("enter")
            await me.said(f"rename {name} to {new}")
            await me.until(lambda name=name: name not in me.names())
        after = await tree(session, account, DIATOMS, branch)
        assert after["old/config.json"] == before["config.json"]
        assert after["old/weights.safetensors"] == before["model.safetensors"]
        assert not {"config.json", "model.safetensors"} & after.keys()


async def test_a_folder_is_renamed_whole_and_deleted_whole(session):
    await write(session, "hf-rosalind", DIATOMS, {"a/b/x.txt": b"x\n", "a/y.txt": b"y\n"}, "Add a folder")
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        before = await tree(session, "hf-rosalind", DIATOMS, "main")
        me.put_cursor("a")
        await me.press("r")
        await me.shows("CommitForm")
        await me.press("backspace")
        await me.type("c/d")
        await me.press("enter")
        await me.said("1 change done")
        after = await tree(session, "hf-rosalind", DIATOMS, "main")
        assert after["c/d/b/x.txt"] == before["a/b/x.txt"]
        assert not {path for path in after if path.startswith("a/")}
        await me.until(lambda: "c" in me.names())
        me.put_cursor("c")
        await me.press("D")
        await take_it(me)
        await listens(me)
        assert "c/d/b/x.txt" in str(me.app.screen.query_one("#details").content)
        await type_number(me, 2)
        await me.until(lambda: me.notifications.count("1 change done") == 2)
        assert not {path for path in await tree(session, "hf-rosalind", DIATOMS, "main") if path[0] == "c/"}


@pytest.mark.parametrize("held", ["enter", "y"])
async def test_a_key_that_is_held_down_deletes_no_file(session, held):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        me.put_cursor("config.json")
        await me.press("D")
        for _ in range(30):
            await me.press(held)
        assert not session.engine.view().jobs


async def test_what_is_taken_or_no_path_is_refused_and_nothing_changes(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        before = await tree(session, "hf-rosalind", DIATOMS, "main")
        me.put_cursor("config.json")
        await me.press("r")
        await me.shows("CommitForm")
        await me.press(*["backspace"] * len("config.json"))
        await me.type("../config.json")
        await me.press("enter")
        await me.until(lambda: "the name has a segment '..'" in me.app.screen.said)
        await me.press(*["backspace"] * len("../config.json"))
        await me.type("README.md")
        await me.press("enter")
        await me.until(lambda: "there is something at 'README.md' already" in me.app.screen.said)
        assert await tree(session, "hf-rosalind", DIATOMS, "main") == before


async def test_a_deletion_whose_answer_was_lost_is_told_as_done_and_one_is_only_proposed(session, local_hub):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        local_hub.faults.add(hub="hf", method="POST", path="/commit/", hang_up="after")
        me.put_cursor("config.json")
        await me.press("D")
        await take_it(me)
        await listens(me)
        await me.press("y")
        await me.said("1 change done")
        assert "config.json" not in await tree(session, "hf-rosalind", DIATOMS, "main")
        me.put_cursor("README.md")
        await me.press("D")
        await take_it(me, "down", "right")
        await listens(me)
        assert "main stays as it is" in str(me.app.screen.query_one("#details").content)
        await me.press("y")
        await me.said("1 change done · pull request #")
        assert "README.md" in await tree(session, "hf-rosalind", DIATOMS, "main")
        hub = await offload(session.hub, "hf-rosalind")
        query = DiscussionQuery(is_pull_request=True)
        newest = (await offload(lambda: list(items(hub.list_discussions(DIATOMS, query)))))[0]
        assert newest.title == "Delete README.md"
        await me.press("w")
        await me.shows("Jobs")
        await me.press("enter")
        await me.shows("Items")
        await me.until(lambda: me.app.screen.lines.rows)
        row = me.app.screen.lines.render_line(1).text
        assert "delete README.md as a pull" in row
        assert "pull request #1" in row


async def test_how_it_was_cannot_be_changed(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "l", View.COMMITS)
        await me.press("enter")
        await me.at(View.FILES)
        await me.press("D")
        await me.said("this is how it was: open a branch to change it")
        await me.press("r")
        await me.press("e")
        await me.until(lambda: me.notifications.count("this is how it was") == 3)


async def test_modelscope_has_no_pull_requests_and_squashes_nothing_and_says_so(session):
    async with hubtui(session) as me:
        await go(me, "ms-rosalind", DIATOMS.repo_id)
        me.put_cursor("config.json")
        await me.press("D")
        await me.shows("CommitForm")
        target = me.app.screen.query_one("#target")
        assert [option.label for option in target._options] == ["master (ModelScope has no pull requests)"]
        await me.press("escape")
        await me.shows("Explorer")
        await open_tab(me, "l", View.COMMITS)
        await me.press("S")
        await me.said("squash: ModelScope squashes no history of models from outside")
