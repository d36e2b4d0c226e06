"""Comparing what two panes show, and evening it out."""

from __future__ import annotations

import threading

import pytest

from hubtui.jobs.compare import Match, Which
from hubtui.jobs.job import JobState
from hubtui.jobs.plan import Action
from hubtui.model import RepoKey, RepoType
from hubtui.ui.location import View
from hubtui.ui.screens.compare import CompareRepos, CompareScreen
from hubtui.ui.widgets.text_line import FrameTop
from tests.jobs.memory_hub import flipped
from tests.ui.explorer import Driver, hubtui
from tests.ui.fakes import TREE

BERT = RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner")
VIT = RepoKey(RepoType.MODEL, "rosalind/vit-plankton")
CHANGED = {**TREE, "model.safetensors": b"x" * 10, "theirs.txt": b"theirs"}
del CHANGED["onnx/model.onnx"]


@pytest.fixture
def session(session):
    """Both hubs have bert-tiny-ner, on the right one with some changes."""
    session.right.add(BERT, dict(CHANGED))
    return session


async def compared(me: Driver) -> CompareScreen:
    await me.shows("CompareScreen")
    screen = me.app.screen
    await me.until(lambda: screen.compared is not None and screen.is_settled, "the comparison")
    return screen


async def comparing(me: Driver) -> CompareScreen:
    await me.press("C")
    return await compared(me)


def matches(screen: CompareScreen) -> dict[str, Match]:
    return {pair.path: pair.match for pair in screen.lines.shown_rows()}


def counts(me: Driver) -> str:
    return me.app.screen.query_one("#compare-counts").text


def notes(me: Driver) -> str:
    return me.app.screen.query_one("#compare-notes").text


def ways(me: Driver) -> list[str]:
    lines = me.app.screen.lines
    return [" ".join(cell.text for cell in lines.table.cells(row)) for row in lines.rows]


async def test_the_repo_under_the_cursor_is_compared_with_the_one_of_its_name(session):
    async with hubtui(session) as me:
        screen = await comparing(me)
        assert matches(screen) == {
            "model.safetensors": Match.DIFFERS,
            "onnx/model.onnx": Match.ONLY_LEFT,
            "theirs.txt": Match.ONLY_RIGHT,
            "README.md": Match.UNKNOWN,
            "config.json": Match.UNKNOWN,
        }
        title = screen.query_one(FrameTop).text
        assert "Hugging Face · rosalind/bert-tiny-ner  ↔  ModelScope · rosalind/bert-tiny-ner" in title
        assert "≠ 1 differs 10.2 kB" in counts(me)
        assert "r reads 2 files" in notes(me)
        assert session.left.read_bytes == session.right.read_bytes == 0
        await me.press("escape")
        await me.shows("Explorer")


async def test_reading_settles_the_rest(session):
    async with hubtui(session) as me:
        screen = await comparing(me)
        await me.press("r")
        await me.until(lambda: not screen.is_busy and screen.unread.files == 0, "everything settled")
        assert matches(screen)["README.md"] is Match.SAME
        assert [*matches(screen)][-1] == "config.json", "what is the same goes below"
        await me.press("r")
        await me.said("there is nothing that reading would settle")


async def test_a_reading_can_be_stopped(session):
    inside, go = threading.Event(), threading.Event()

    def wait() -> None:
        inside.set()
        go.wait(30)

    session.left.always("read", wait)
    async with hubtui(session) as me:
        screen = await comparing(me)
        await me.press("x")
        await me.said("nothing is being read")
        await me.press("r")
        await me.until(inside.is_set, "a read")
        assert "reading 0 B of" in notes(me)
        await me.press("r")
        await me.said("it is being read already")
        await me.press("x")
        go.set()
        await me.said("what was read is settled")
        assert not screen.is_busy


async def test_damage_is_named(session):
    session.left.always("read", flipped())
    async with hubtui(session) as me:
        screen = await comparing(me)
        await me.press("r")
        await me.until(lambda: not screen.is_busy and any(p.why.startswith("damaged") for p in screen.rows))
        assert matches(screen)["README.md"] is Match.UNKNOWN


async def test_one_kind_of_rows_alone_and_a_filter(session):
    async with hubtui(session) as me:
        screen = await comparing(me)
        kinds = {
            "l": Match.ONLY_LEFT,
            "r": Match.ONLY_RIGHT,
            "d": Match.DIFFERS,
            "n": Match.UNKNOWN,
        }
        for key, kind in kinds.items():
            await me.press("f", key)
            assert {*matches(screen).values()} == {kind}
            assert "Only what is" in notes(me)
        await me.press("f", "s")
        assert matches(screen) == {}
        assert "Nothing is same" in str(screen.lines._notes)
        await me.press("f", "f")
        assert len(matches(screen)) == 5
        await me.press("f", "d", "escape")
        assert len(matches(screen)) == 5, "Esc shows all again"
        await me.press("/")
        await me.type("onnx")
        await me.press("enter")
        assert [*matches(screen)] == ["onnx/model.onnx"]


async def test_a_row_shows_its_changes_its_preview_and_its_details(session):
    session.right.add(BERT, {**CHANGED, "config.json": b'{"hidden": 9}\n'})
    async with hubtui(session) as me:
        screen = await comparing(me)
        screen.lines.move_to_key("config.json")
        await me.press("enter")
        await me.shows("Document")
        await me.until(lambda: '+{"hidden": 9}' in me.app.screen.view.text)
        assert '-{"hidden": 8}' in me.app.screen.view.text
        await me.press("escape", "p")
        await me.shows("PreviewScreen")
        await me.until(lambda: '"hidden"' in me.app.screen.view.text)
        await me.press("y", "u")
        await me.said("/rosalind/bert-tiny-ner")
        await me.press("[")
        await me.until(lambda: "names plankton" in me.app.screen.view.text)
        await me.press("escape", "I")
        await me.shows("Details")
        await me.until(lambda: ("left: git oid") in [label for label, _ in me.app.screen.facts])
        await me.press("escape")
        screen.lines.move_to_key("theirs.txt")
        await me.press("enter")
        await me.said("only the right side has it")


async def test_what_cannot_be_listed_says_why_and_again_it_works(session):
    async with hubtui(session) as me:
        me.put_cursor("vit-plankton")
        await me.press("C")
        await me.shows("CompareScreen")
        screen = me.app.screen
        await me.until(lambda: "rosalind/vit-plankton: it does not exist" in str(screen.lines._notes))
        await me.press("S")
        await me.shows("PlanScreen")
        await me.press("escape")
        await me.shows("CompareScreen")
        session.right.add(VIT, dict(TREE))
        await me.press("ctrl+r")
        await me.until(lambda: screen.compared is not None)
        await me.press("r")
        await me.until(lambda: "All the same." in counts(me))
        await me.press("S")
        await me.said("both sides are the same")


async def test_syncing_what_one_side_lacks_plans_its_copy(session):
    async with hubtui(session) as me:
        me.put_cursor("vit-plankton")
        await me.press("S")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.plan is not None, "the plan")
        (repo,) = me.app.screen.plan.repos
        assert (repo.target.account, repo.target.repo, repo.create) == ("modelscope", VIT, True)
        await me.press("enter")
        await me.shows("Explorer")
        await me.said("verified")
        assert {path: session.right.repos[VIT].tree[path] for path in TREE} == TREE


async def test_folders_that_are_open_and_files_that_are_marked(session):
    session.right.add(BERT, {"z/model.onnx": b"onnx" * 2000, "README.md": b"other"})
    async with hubtui(session) as me:
        await me.press("tab")
        me.put_cursor("bert-tiny-ner")
        await me.press("enter")
        await me.at(View.FILES)
        me.put_cursor("z")
        await me.press("enter")
        await me.at(View.FILES, "z")
        await me.press("tab", "enter")
        await me.at(View.FILES)
        me.put_cursor("onnx")
        await me.press("enter")
        await me.at(View.FILES, "onnx")
        screen = await comparing(me)
        assert [*matches(screen)] == ["model.onnx"]
        await me.press("escape", "h")
        await me.at(View.FILES)
        me.put_cursor("README.md")
        await me.press("space", "tab", "h")
        await me.at(View.FILES)
        me.put_cursor("README.md")
        await me.press("space")
        screen = await comparing(me)
        assert screen.compared.are_files
        assert matches(screen) == {"README.md": Match.DIFFERS}
        assert screen.mine is Which.RIGHT, "what the left pane shows is the left side"


async def test_many_are_compared_by_their_names(session):
    session.right.add(VIT, dict(TREE))
    async with hubtui(session) as me:
        await me.press("A", "C")
        await me.shows("CompareRepos")
        screen = me.app.screen
        await me.until(lambda: screen.is_settled, "all compared")
        assert {pair.name: pair.match for pair in screen.rows} == {
            "bert-tiny-ner": Match.DIFFERS,
            "vit-plankton": Match.UNKNOWN,
            "llama-acme-7b-gguf": Match.ONLY_LEFT,
            "whisper-field-notes": Match.ONLY_LEFT,
        }
        assert "← 2 only left" in counts(me)
        assert "≠ differs" in screen.lines.render_line(1).text
        await me.press("x")
        await me.said("nothing is being read")
        screen.lines.move_to_key((RepoType.MODEL, "bert-tiny-ner"))
        await me.press("enter")
        assert "theirs.txt" in matches(await compared(me))
        await me.press("escape")
        await me.shows("CompareRepos")
        await me.press("ctrl+r")
        await me.until(lambda: screen.is_settled)
        assert isinstance(me.app.screen, CompareRepos)


async def planned(me: Driver) -> list[tuple[Action, str]]:
    await me.shows("PlanScreen")
    await me.until(lambda: me.app.screen.plan is not None and me.app.screen.is_settled, "the plan")
    return sorted((line.item.action, line.item.path) for line in me.app.screen.lines.rows)


async def choose(me: Driver, words: str) -> None:
    await me.shows("Choose")
    place = next(n for n, row in enumerate(ways(me)) if words in row)
    me.app.screen.lines.move_to(place)
    await me.press("enter")


async def test_the_difference_is_evened_out_either_way(session):
    async with hubtui(session) as me:
        await comparing(me)
        await me.press("S")
        await me.shows("Choose")
        shown = ways(me)
        assert [row.partition(" (")[0] for row in shown] == [
            "left → right copy 1 file",
            "left → right copy 1 file",
            "right → left copy 1 file",
            "right → left copy 1 file",
        ]
        assert "delete" not in shown[0]
        await choose(me, "right → left copy 1")
        plan = await planned(me)
        assert (Action.COPY, "theirs.txt") in plan
        assert (Action.OVERWRITE, "model.safetensors") in plan
        assert not [path for action, path in plan if action is Action.DELETE]
        assert me.app.screen.plan.repos[0].target.account == "huggingface"
        await me.press("escape")
        await me.shows("CompareScreen")


async def test_a_mirror_is_confirmed_by_the_number_and_then_all_is_the_same(session):
    async with hubtui(session) as me:
        screen = await comparing(me)
        await me.press("S")
        await choose(me, "left → right copy 1 file (8.0 kB), overwrite 3 files (10.3 kB), delete 1 file")
        plan = await planned(me)
        assert (Action.DELETE, "theirs.txt") in plan
        await me.press("enter")
        await me.shows("Confirm")
        me.app.screen.dismiss(True)
        await me.until(lambda: any(job.state.is_over for job in session.engine.view().jobs), "the job's end")
        assert session.engine.view().jobs[0].state is JobState.DONE, session.engine.view().jobs[0].message
        await me.shows("CompareScreen")
        await me.press("ctrl+r")
        await me.until(lambda: screen.is_same, "both sides the same")
        assert session.right.repos[BERT].tree == TREE


async def test_only_what_is_marked_is_synced(session):
    session.right.add(BERT, {**CHANGED, "more.txt": b"more"})
    async with hubtui(session) as me:
        screen = await comparing(me)
        for path in ("model.safetensors", "more.txt"):
            screen.lines.move_to_key(path)
            await me.press("space")
        await me.press("S")
        await choose(me, "left → right overwrite 1 file (10.2 kB), delete 1 file")
        assert await planned(me) == [(Action.DELETE, "more.txt"), (Action.OVERWRITE, "model.safetensors")]
        await me.press("escape")
        await me.shows("CompareScreen")
        screen.lines.unmark_all()
        screen.lines.move_to_key("onnx/model.onnx")
        await me.press("space", "S")
        await choose(me, "left → right copy 1")
        assert await planned(me) == [(Action.COPY, "onnx/model.onnx")]


async def test_sync_in_a_pane_compares_and_asks_at_once(session):
    async with hubtui(session) as me:
        await me.press("S")
        await choose(me, "left → right copy 1")
        assert (Action.COPY, "onnx/model.onnx") in await planned(me)


async def test_many_repos_are_synced_in_one_plan(session):
    async with hubtui(session) as me:
        await me.press("A", "S")
        await me.shows("Choose")
        assert "left → right copy 3 whole repos and 1 file" in ways(me)[0]
        assert "delete 1 file (" in ways(me)[1]
        await choose(me, "left → right copy")
        await planned(me)
        repos = {repo.target.repo.name: repo.create for repo in me.app.screen.plan.repos}
        assert repos == {
            "bert-tiny-ner": False,
            "llama-acme-7b-gguf": True,
            "vit-plankton": True,
            "whisper-field-notes": True,
        }


async def test_a_comparison_needs_something_on_the_other_side(session):
    async with hubtui(session) as me:
        await me.press("tab", "h", "tab")
        await me.until(lambda: me.right.location.view is View.PLACES)
        await me.press("C")
        await me.said("the other pane shows no repo, namespace or folder to compare with")
        await me.press("S")
        await me.said("sync: the other pane shows no repo")


async def test_the_same_on_both_sides_is_no_comparison(session):
    async with hubtui(session) as me:
        me.app.context.explorer.activate(me.left)
        await me.press("enter")
        await me.at(View.FILES)
        me.right.location = me.left.location
        await me.press("C")
        await me.said("both panes show the same")
