"""A text changed in the user's own editor and committed, or kept; a branch brought back to how it was."""

from __future__ import annotations

import contextlib
import shlex
import stat
import sys
from pathlib import Path

import pytest

from hubtui.model import DiscussionQuery, RepoKey, RepoType, items
from hubtui.ui.app import HubtuiApp
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from tests.stories.places import DIATOMS, go, open_tab
from tests.stories.test_files import take_it, tree
from tests.stories.test_refs import listens
from tests.stories.writing import done, write
from tests.ui.explorer import Driver, hubtui

SCRIPT = """
import pathlib, sys
path = pathlib.Path(sys.argv[-1])
path.write_bytes(path.read_bytes() + sys.argv[1].encode())
pathlib.Path(sys.argv[2]).write_text(f"{path.name} {path.stat().st_mode}")
"""


@pytest.fixture
def editor(monkeypatch, tmp_path):
    """Says what it appends from now on; tells in a file that it has run."""
    script, ran = tmp_path / "editor.py", tmp_path / "ran"
    script.write_text(SCRIPT)
    monkeypatch.setattr(HubtuiApp, "suspend", lambda self: contextlib.nullcontext())

    def appends(text: str) -> Path:
        command = shlex.join([sys.executable, str(script), text, str(ran)])
        monkeypatch.setenv("VISUAL", command)
        return ran

    return appends


async def content(session, account: str, path: str, revision: str = "") -> bytes:
    hub = await offload(session.hub, account)
    where = revision or hub.default_revision
    return await offload(lambda: b"".join(hub.read(DIATOMS, where, path)))


async def edit(me: Driver, account: str, name: str) -> None:
    await go(me, account, DIATOMS.repo_id)
    me.put_cursor(name)
    await me.press("e")


async def test_a_text_is_edited_and_committed(session, editor):
    account = "hf-rosalind"
    await write(session, account, DIATOMS, {"notes.txt": b"one\r\n"}, "Begin notes")
    ran = editor("two\r\n")
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        me.put_cursor("notes.txt")
        await me.press("p")
        await me.shows("PreviewScreen")
        await me.press("f4")
        await me.shows("CommitForm")
        name, mode = ran.read_text().split()
        assert name == "notes.txt"
        assert stat.S_IMODE(int(mode)) & 0o022 == 0
        await me.type("Count on")
        await me.press("enter")
        await me.said("edit notes.txt: rosalind/diatom-namer; z takes it back")
        await me.said("1 change done")
        assert await content(session, account, "notes.txt") == b"one\r\ntwo\r\n"
        await open_tab(me, "l", View.COMMITS)
        assert me.pane.lines.rows[0].title == "Count on"
        assert not list((session.directories.state / "edits").iterdir())


async def test_what_is_not_changed_or_no_text_or_not_agreed_to_or_overtaken_is_not_committed(session, editor):
    ran = editor("")
    await write(session, "hf-rosalind", DIATOMS, {"w.dat": b"\x00\xff" * 9}, "Add bytes")
    async with hubtui(session) as me:
        before = await tree(session, "hf-rosalind", DIATOMS, "main")
        await edit(me, "hf-rosalind", "README.md")
        await me.said("nothing was changed, so nothing is committed")
        ran.unlink()
        me.put_cursor("w.dat")
        await me.press("e")
        await me.said("w.dat is no text in UTF-8: it is not edited here")
        assert not ran.exists()
        editor("more\n")
        me.put_cursor("README.md")
        await me.press("e")
        await me.shows("CommitForm")
        await me.press("escape")
        await me.said("not committed; your text is in ")
        (kept,) = (session.directories.state / "edits").iterdir()
        assert kept.read_bytes().endswith(b"more\n")
        assert await tree(session, "hf-rosalind", DIATOMS, "main") == before
        await me.press("e")
        await me.shows("CommitForm")
        await write(session, "hf-rosalind", DIATOMS, {"README.md": b"theirs\n"}, "Theirs")
        await me.press("enter")
        await me.said("main has other commits")
        _, kept = sorted((session.directories.state / "edits").iterdir())
        assert f"your text is in {kept}" in me.notifications
        assert await content(session, "hf-rosalind", "README.md") == b"theirs\n"
        assert kept.read_bytes().endswith(b"more\n")


async def test_an_edit_of_somebody_elses_repo_begins_as_a_pull_request(session, editor):
    editor("A word from rosalind.\n")
    theirs = RepoKey(RepoType.MODEL, "kenji/kaiyo-bert-ja")
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", theirs.repo_id)
        me.put_cursor("README.md")
        await me.press("f4")
        await me.shows("CommitForm")
        await me.press("enter")
        await me.said("edit README.md as a pull request: kenji/kaiyo-bert-ja")
        await me.said("1 change done · pull request #")
        hub = await offload(session.hub, "hf-rosalind")
        query = DiscussionQuery(is_pull_request=True, author="rosalind")
        (pull,) = await offload(lambda: list(items(hub.list_discussions(theirs, query))))
        assert pull.title == "Edit README.md"
        assert "+A word from rosalind." in (await offload(hub.read_discussion, theirs, pull.num)).diff


async def test_a_file_and_a_branch_come_back_from_a_commit_and_a_history_ends_with_its_name_typed(session):
    account = "hf-rosalind"
    await write(session, account, DIATOMS, {"notes.txt": b"one\n", "more.txt": b"m\n"}, "Begin notes")
    before = await tree(session, account, DIATOMS, "main")
    await write(session, account, DIATOMS, {"notes.txt": b"two\n", "new.txt": b"n\n"}, "Go on")
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        await me.press("R")
        await me.said("restore: this is not how it was")
        await open_tab(me, "l", View.COMMITS)
        await me.press("R")
        await me.said("main is as it was at")
        me.pane.lines.move_to(1)
        assert me.pane.lines.current.title == "Begin notes"
        await me.press("enter")
        await me.at(View.FILES)
        me.put_cursor("notes.txt")
        await me.press("R")
        await take_it(me)
        await listens(me)
        assert "1 file as before" in str(me.app.screen.query_one("#details").content)
        await me.press("y")
        await me.said("1 change done")
        assert await content(session, account, "notes.txt") == b"one\n"
        assert await content(session, account, "new.txt") == b"n\n"
        await me.press("H")
        await me.at(View.COMMITS)
        await me.until(lambda: me.pane.lines.rows[0].title.startswith("Restore notes.txt to"))
        me.pane.lines.move_to(2)
        await me.press("R")
        await take_it(me)
        await listens(me)
        assert "1 file deleted, not there then" in str(me.app.screen.query_one("#details").content)
        await me.press("y")
        await me.until(lambda: me.notifications.count("1 change done") == 2)
        assert await tree(session, account, DIATOMS, "main") == before
        await me.press("S")
        await listens(me)
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        await me.type("main")
        await me.press("enter")
        await me.shows("Confirm")
        await me.press(*["backspace"] * 4)
        await me.type(DIATOMS.repo_id)
        await me.press("enter")
        await me.said("squash main: rosalind/diatom-namer")
        await me.until(lambda: [row.title for row in me.pane.lines.rows] == ["Squash main"])
        assert await tree(session, account, DIATOMS, "main") == before


async def test_a_file_of_this_machine_is_proposed(session, folder):
    async with hubtui(session) as me:
        before = await tree(session, "hf-rosalind", DIATOMS, "main")
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await me.press("U")
        await me.shows("Prompt")
        me.app.screen.query_one("Entry").value = str(folder / "notes.md")
        await me.press("enter")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.is_settled)
        await me.press("p")
        assert "a pull request to main" in me.app.screen.query_one("#plan-where").text
        await me.press("enter")
        await me.said("is a draft until it has everything")
        await me.said("1 verified")
        await me.shows("Confirm")
        await listens(me)
        await me.press("y")
        await me.said(f"of {DIATOMS}: published")
        assert await tree(session, "hf-rosalind", DIATOMS, "main") == before
        hub = await offload(session.hub, "hf-rosalind")
        query = DiscussionQuery(is_pull_request=True, author="rosalind")
        pull = (await offload(lambda: list(items(hub.list_discussions(DIATOMS, query)))))[0]
        assert (pull.title, pull.status) == (f"Copy 1 file of {folder.name}", "open")
        told = [what for what, _, _ in await done(session)]
        assert told == ["publish", "open as a pull request"]
        there = await content(session, "hf-rosalind", "notes.md", f"refs/pr/{pull.num}")
        assert there == (folder / "notes.md").read_bytes()
