"""Many names edited at once in the user's own editor: files in one commit, repos one by one."""

from __future__ import annotations

import contextlib
import shlex
import sys

import pytest

from hubtui.model import RepoKey, RepoType
from hubtui.ui.app import HubtuiApp
from hubtui.ui.offload import offload
from tests.stories.places import DIATOMS, go
from tests.stories.test_files import take_it, tree
from tests.stories.test_owning import OWN, at_models, mark
from tests.stories.test_refs import listens
from tests.ui.explorer import hubtui

SCRIPT = """
import pathlib, sys
path = pathlib.Path(sys.argv[-1])
path.write_text(path.read_text().replace(sys.argv[1], sys.argv[2]))
"""


@pytest.fixture
def editor(monkeypatch, tmp_path):
    """Says what it replaces, by what, from now on."""
    script = tmp_path / "editor.py"
    script.write_text(SCRIPT)
    monkeypatch.setattr(HubtuiApp, "suspend", lambda self: contextlib.nullcontext())

    def replaces(old: str, new: str) -> None:
        monkeypatch.setenv("VISUAL", shlex.join([sys.executable, str(script), old, new]))

    return replaces


async def test_names_of_files_are_edited_again_until_they_are_right_and_make_one_commit(session, editor):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        before = await tree(session, "hf-rosalind", DIATOMS, "main")
        await mark(me, "config.json", "model.safetensors")
        editor("config.json\n", "")
        await me.press("B")
        await listens(me)
        assert me.app.screen._details == "2 names, one a line and in their order, became 1 line"
        editor("model.safetensors\n", "old/one.json\nold/weights.bin\n")
        await me.press("y")
        await take_it(me)
        await me.said("rename 2 files: rosalind/diatom-namer; z takes it back")
        await me.said("1 change done")
        after = await tree(session, "hf-rosalind", DIATOMS, "main")
        assert after["old/one.json"] == before["config.json"]
        assert after["old/weights.bin"] == before["model.safetensors"]
        assert not {"config.json", "model.safetensors"} & after.keys()
        await me.press("z")
        await me.until(lambda: me.notifications.count("1 change done") == 2)
        assert await tree(session, "hf-rosalind", DIATOMS, "main") == before


async def test_names_of_repos_are_edited_and_asked_about(session, editor):
    names = OWN["hf-rosalind"]
    editor("rosalind/", "rosalind/old-")
    async with hubtui(session) as me:
        await mark(me, *names)
        await me.press("B")
        await listens(me)
        await me.press("y")
        await me.said("rename: 2 repos; z takes it back")
        await me.said("2 repos done")
        await me.until(lambda: {f"old-{name}" for name in names} <= set(me.names()))
        hub = await offload(session.hub, "hf-rosalind")
        for name in names:
            key = RepoKey(RepoType.MODEL, f"rosalind/old-{name}")
            assert (await offload(hub.repo_info, key)).key == key


async def test_nothing_is_renamed_where_no_name_was_changed_or_the_hub_cannot(session, editor):
    editor("nothing of this kind", "")
    async with hubtui(session) as me:
        await at_models(me, "hf-rosalind")
        await me.press("B")
        await me.said("no name was changed")
        await at_models(me, "ms-rosalind")
        await me.press("B")
        await me.said("ModelScope lets nobody rename models from outside")
        assert not session.engine.view().jobs
