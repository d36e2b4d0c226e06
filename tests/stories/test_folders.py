"""Folders of this machine beside a hub: looking around, downloading, uploading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hubtui.jobs.job import JobState
from hubtui.model import RepoKey, RepoType, Visibility, items
from hubtui.session import Session
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from tests.ui.explorer import Driver, hubtui

MODELS = ("bert-tiny-ner", "llama-acme-7b-gguf", "vit-plankton")
PLATFORM = ".gitattributes"


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


async def on_hub(session: Session, account: str, repo_id: str) -> dict[str, bytes]:
    """Every file of a model, read through a hub."""
    repo = RepoKey(RepoType.MODEL, repo_id)

    def read() -> dict[str, bytes]:
        hub = session.hub(account)
        tree = items(hub.list_tree(repo, hub.default_revision, recursive=True))
        paths = [entry.path for entry in tree if not entry.is_directory and entry.path != PLATFORM]
        return {path: b"".join(hub.read(repo, hub.default_revision, path)) for path in paths}

    return await offload(read)


async def go(me: Driver, where: str) -> None:
    await me.press(":")
    await me.shows("Prompt")
    await me.type(where)
    await me.press("enter")
    await me.shows("Explorer")


async def in_folder(me: Driver, folder: Path) -> None:
    def is_shown() -> bool:
        pane = me.pane
        return pane.location is not None and pane.location.folder == str(folder) and not pane.is_loading

    await me.until(is_shown, f"the folder {folder}")


async def start(me: Driver) -> None:
    """The plan is as wanted: start it."""
    await me.shows("PlanScreen")
    await me.until(lambda: me.app.screen.plan is not None, "the plan")
    await me.press("enter")


async def done(me: Driver, jobs: int = 1) -> None:
    def over() -> bool:
        all_jobs = me.session.engine.view().jobs
        return len(all_jobs) == jobs and all(job.state.is_over for job in all_jobs)

    await me.until(over, "the job's end")
    assert me.session.engine.view().jobs[-1].state is JobState.DONE, me.session.engine.view().jobs[-1].message


async def test_a_pane_looks_around_on_this_machine(session, folder):
    async with hubtui(session) as me:
        await me.press("tab")
        await go(me, str(folder))
        await in_folder(me, folder)
        assert me.names() == ["downloads", "models", "notes.md"]
        assert "This machine : " in me.title()
        assert "/here" in me.title()
        assert "Files" in me.tabs()
        assert "Commits" not in me.tabs()
        assert me.pane.has_class("hub-local")
        me.put_cursor("models")
        await me.press("enter")
        await in_folder(me, folder / "models")
        await me.press("enter")
        await in_folder(me, folder / "models/copepod-tiny")
        await me.press("h", "h", "h")
        await in_folder(me, folder.parent)
        assert me.pane.lines.current.name == folder.name
        await me.press("H")
        await in_folder(me, folder)


async def test_beyond_the_root_are_the_places_to_begin(session, folder):
    async with hubtui(session) as me:
        await go(me, "/")
        await in_folder(me, Path("/"))
        await me.press("h")
        await me.at(View.PLACES)
        assert str(folder) in me.names()
        me.put_cursor(str(folder))
        await me.press("enter")
        await in_folder(me, folder)
        await me.press("2")
        await me.said("a folder has files only")
        await me.press("]")
        await me.press("i")
        await me.said("no hub's repo")


async def test_a_file_is_read_and_a_new_one_is_seen_on_coming_back(session, folder):
    async with hubtui(session) as me:
        await go(me, str(folder))
        await in_folder(me, folder)
        me.put_cursor("models")
        await me.press("enter")
        await in_folder(me, folder / "models")
        (folder / "appeared.txt").write_text("just now")
        await me.press("h")
        await in_folder(me, folder)
        assert "appeared.txt" in me.names()


async def test_three_models_are_downloaded_byte_for_byte_and_again_nothing_moves(session, folder):
    downloads = folder / "downloads"
    async with hubtui(session) as me:
        await go(me, "acme-lab")
        await me.until(lambda: set(MODELS) <= set(me.names()))
        await me.press("tab")
        await go(me, str(downloads))
        await in_folder(me, downloads)
        await me.press("tab")
        for name in MODELS:
            me.put_cursor(name)
            await me.press("space")
        await me.press("c")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.plan is not None)
        notes = [line.text for line in me.app.screen.query(".plan-note").results()]
        assert f"{downloads}/bert-tiny-ner: new folder" in notes[0]
        await me.press("enter")
        await done(me)
        for name in MODELS:
            assert content(downloads / name) == await on_hub(session, "hf-rosalind", f"acme-lab/{name}")
        await me.until(lambda: set(me.names(me.right)) == set(MODELS))
        me.put_cursor(MODELS[0])
        await me.press("d")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.plan is not None)
        assert me.app.screen.totals.move == 0
        await me.press("enter")
        await me.said("nothing is to be copied")


async def test_files_go_into_the_folder_that_is_shown(session, folder):
    async with hubtui(session) as me:
        await go(me, "acme-lab/bert-tiny-ner")
        await me.at(View.FILES)
        sub = next(row for row in me.pane.lines.shown_rows() if row.is_directory)
        await go(me, f"acme-lab/bert-tiny-ner:{sub.path}")
        await me.at(View.FILES, sub.path)
        file = next(row for row in me.pane.lines.shown_rows() if not row.is_directory)
        await me.press("tab")
        await go(me, str(folder / "downloads"))
        await in_folder(me, folder / "downloads")
        await me.press("tab")
        me.put_cursor(file.path)
        await me.press("c")
        await start(me)
        await done(me)
        whole = await on_hub(session, "hf-rosalind", "acme-lab/bert-tiny-ner")
        assert content(folder / "downloads") == {file.name: whole[file.path]}


async def test_a_download_asks_for_a_folder_when_no_pane_shows_one(session, folder):
    async with hubtui(session) as me:
        await go(me, "acme-lab")
        await me.until(lambda: "bert-tiny-ner" in me.names())
        me.put_cursor("bert-tiny-ner")
        await me.press("d")
        await me.shows("Prompt")
        entry = me.app.screen.query_one("Entry")
        entry.value = f"{folder}/asked"
        await me.press("enter")
        await start(me)
        await done(me)
        expected = await on_hub(session, "hf-rosalind", "acme-lab/bert-tiny-ner")
        assert content(folder / "asked/bert-tiny-ner") == expected


async def test_a_folder_becomes_a_private_repo_and_uploaded_again_nothing_moves(session, folder):
    async with hubtui(session) as me:
        await go(me, str(folder / "models"))
        await in_folder(me, folder / "models")
        me.put_cursor("copepod-tiny")
        await me.press("c")
        await start(me)
        await done(me)
        uploaded = await on_hub(session, "ms-rosalind", "rosalind/copepod-tiny")
        here = content(folder / "models/copepod-tiny")
        assert {path: uploaded[path] for path in here} == here
        hub = session.hub("ms-rosalind")
        info = await offload(hub.repo_info, RepoKey(RepoType.MODEL, "rosalind/copepod-tiny"))
        assert info.visibility is Visibility.PRIVATE
        await me.until(lambda: "copepod-tiny" in me.names(me.right))
        await me.press("c")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.plan is not None)
        assert me.app.screen.totals.move == 0


async def test_a_file_of_this_machine_goes_into_the_folder_of_a_repo(session, folder):
    async with hubtui(session) as me:
        await go(me, "acme-lab/bert-tiny-ner")
        await me.at(View.FILES)
        sub = next(row for row in me.pane.lines.shown_rows() if row.is_directory)
        me.put_cursor(sub.path)
        await me.press("enter")
        await me.at(View.FILES, sub.path)
        await me.press("U")
        await me.shows("Prompt")
        me.app.screen.query_one("Entry").value = str(folder / "not")
        await me.until(lambda: "notes.md" in me.app.screen.said)
        await me.press("tab", "enter")
        await start(me)
        await done(me)
        there = await on_hub(session, "hf-rosalind", "acme-lab/bert-tiny-ner")
        assert there[f"{sub.path}/notes.md"] == (folder / "notes.md").read_bytes()
        await me.until(lambda: f"{sub.path}/notes.md" in me.names())


async def test_what_cannot_be_copied_says_why(session, folder):
    async with hubtui(session) as me:
        await go(me, str(folder))
        await in_folder(me, folder)
        me.put_cursor("notes.md")
        await me.press("c")
        await me.said("open the repo that it is to go into")
        await me.press("d")
        await me.said("on this machine already")
        await me.press("U")
        await me.said("show a hub there")


@pytest.mark.parametrize("typed", ["nowhere/at/all", "/nowhere/at/all"])
async def test_an_upload_of_what_is_not_there_is_named(session, typed):
    async with hubtui(session) as me:
        await me.press("U")
        await me.shows("Prompt")
        me.app.screen.query_one("Entry").value = typed
        await me.press("enter")
        await me.shows("PlanScreen")
        await me.until(lambda: "nowhere/at/all" in str(me.app.screen.lines._notes))
        await me.press("escape")


async def test_a_hostile_repo_writes_nothing_outside_the_folder(session, folder, tmp_path, monkeypatch):
    hub = session.hub("hf-rosalind")
    real = hub.list_tree
    names = ["../../up", "/etc/cron.d/x", "a/../../b", "nul\0", "x" * 300, ".git/hooks/x", ".hubtui/x"]

    def hostile(repo, revision, path="", **options):
        for page in real(repo, revision, path, **options):
            files = [entry for entry in page.items if not entry.is_directory]
            renamed = [replace(files[0], path=name) for name in names]
            yield replace(page, items=[*page.items, *renamed])

    monkeypatch.setattr(hub, "list_tree", hostile)
    before = {path for path in tmp_path.rglob("*") if folder not in path.parents and "home" not in path.parts}
    async with hubtui(session) as me:
        await go(me, "acme-lab")
        await me.until(lambda: "bert-tiny-ner" in me.names())
        me.put_cursor("bert-tiny-ner")
        await me.press("tab")
        await go(me, str(folder / "downloads"))
        await in_folder(me, folder / "downloads")
        await me.press("tab", "c")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.plan is not None)
        assert me.app.screen.totals.cannot == len(names)
        await me.press("enter")
        await me.until(lambda: any(job.state.is_over for job in me.session.engine.view().jobs))
    after = {path for path in tmp_path.rglob("*") if folder not in path.parents and "home" not in path.parts}
    assert {path for path in after - before if tmp_path / "hub" not in path.parents} == set()
    made = content(folder / "downloads")
    assert made
    assert all(path.startswith("bert-tiny-ner/") for path in made)
