"""A copy from pane to pane: marked, planned, started, verified, and seen at the other side."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

from textual.widgets import Input

from hubtui.errors import Offline
from hubtui.hubs.local import Local
from hubtui.jobs.job import JobState, Place
from hubtui.jobs.plan import Action, Verify
from hubtui.jobs.scan import CopyRequest
from hubtui.model import Ref, RefType, RepoKey, RepoType, Visibility
from hubtui.ui.location import View
from hubtui.ui.widgets.text_line import FrameTop
from tests.ui.explorer import Driver, hubtui
from tests.ui.fakes import MODELS, TREE
from tests.ui.social import THEN


async def planned(me: Driver) -> None:
    await me.shows("PlanScreen")
    await me.until(lambda: me.app.screen.plan is not None, "the plan")


async def over(me: Driver) -> None:
    await me.until(lambda: any(job.state.is_over for job in me.session.engine.view().jobs), "the job's end")


async def test_three_marked_models_arrive_verified(session):
    async with hubtui(session) as me:
        await me.press("space", "space", "space", "f5")
        await planned(me)
        actions = {line.item.action for line in me.app.screen.lines.rows}
        assert Action.COPY in actions
        await me.press("enter")
        await me.said("verified")
        await me.until(lambda: len(me.names(me.right)) == 4)
        assert {"bert-tiny-ner", "llama-acme-7b-gguf", "vit-plankton"} < set(me.names(me.right))
        assert "marked" not in me.bottom(me.left)
        copied = session.right.repos[RepoKey(RepoType.MODEL, "rosalind/vit-plankton")].tree
        assert {path: copied[path] for path in TREE} == TREE


async def test_the_plan_says_what_it_comes_to_and_esc_leaves(session):
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        words = me.app.screen.query_one("#plan-totals").text
        assert "4 files" in words
        assert "in 1 commit" in words
        words_of_target = me.app.screen.query(".plan-note").first().text.strip()
        assert words_of_target.startswith("rosalind/bert-tiny-ner: new, public")
        await me.press("p")
        await me.said("pull request: ModelScope has no pull requests")
        await me.press("I")
        await me.shows("Details")
        facts = me.app.screen.facts
        assert ("repo", words_of_target) in facts
        assert ("", "a copy is a snapshot: the history stays at the source") in facts
        await me.press("escape", "escape")
        await me.shows("Explorer")
        assert not session.engine.view().jobs


async def test_what_is_there_already_is_skipped_and_enter_says_why_not(session):
    repo = RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner")
    for hub in (session.left, session.right):
        hub.add(repo, {"weights.bin": bytes(100_000)})
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        assert "skip 1" in me.app.screen.query_one("#plan-totals").text
        await me.press("enter")
        await me.said("nothing is to be copied")
        await me.press("s")
        await me.said("that changes nothing here")


async def test_conflicts_are_settled_before_anything_moves(session):
    session.right.add(RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner"), {"config.json": b"{}"})
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        assert "overwrite" in [line.item.action for line in me.app.screen.lines.rows]
        await me.press("s")
        await me.until(lambda: "overwrite" not in [line.item.action for line in me.app.screen.lines.rows])
        await me.press("o")
        await me.until(lambda: "overwrite" in [line.item.action for line in me.app.screen.lines.rows])


async def test_one_marked_file_is_decided_alone(session):
    session.right.add(
        RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner"), {"config.json": b"{}", "README.md": b"x"}
    )
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)

        def action(path: str) -> str:
            return next(str(line.item.action) for line in me.app.screen.lines.rows if line.item.path == path)

        screen = me.app.screen
        screen.lines.move_to([line.item.path for line in screen.lines.shown_rows()].index("config.json"))
        await me.press("space", "m")
        await me.until(lambda: action("config.json") == "skip")
        assert action("README.md") == "overwrite"
        await me.press("f")
        await me.until(lambda: action("config.json") == "overwrite")
        await me.press("o")
        assert action("config.json") == "overwrite"
        await me.press("s")
        await me.until(lambda: action("config.json") == "skip")
        assert "left out by you" in [line.item.why for line in screen.lines.rows]


async def test_only_newer_asks_for_dates_and_decides_by_them(session):
    repo = RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner")
    session.right.add(repo, {"config.json": b"{}", "README.md": b"x"})
    session.right.dates = {"config.json": THEN, "README.md": THEN}
    session.left.dates = {"config.json": THEN + timedelta(days=1), "README.md": THEN - timedelta(days=1)}
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await me.press("n")
        await me.until(lambda: me.app.screen.options.dated and me.app.screen.is_settled)
        found = {line.item.path: line.item for line in me.app.screen.lines.rows}
        assert found["config.json"].action is Action.OVERWRITE
        assert found["README.md"].why == "not newer than the target's"


async def test_a_mirror_is_agreed_to_by_the_number_of_files_that_go(session):
    repo = RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner")
    session.right.add(repo, {"old.bin": b"old", "older.bin": b"older"})
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await me.press("x")
        await me.until(lambda: "delete 2" in me.app.screen.query_one("#plan-totals").text)
        await me.press("enter")
        await me.shows("Confirm")
        await me.until(lambda: isinstance(me.app.screen.focused, Input), "the field listens")
        await me.press("1", "enter")
        await me.shows("Confirm")
        await me.press("escape")
        await me.shows("PlanScreen")
        assert not session.engine.view().jobs
        await me.press("enter")
        await me.shows("Confirm")
        await me.until(lambda: isinstance(me.app.screen.focused, Input), "the field listens")
        await me.press("2", "enter")
        await me.said("verified")
        assert set(session.right.repos[repo].tree) == set(TREE)


async def test_files_of_this_machine_are_planned_to_go_only_when_asked_for(session, tmp_path):
    folder = tmp_path / "here"
    (folder / "bert-tiny-ner").mkdir(parents=True)
    (folder / "bert-tiny-ner/mine.txt").write_text("mine")
    session.accounts.add_local()
    session.fakes["local"] = Local(folder)
    async with hubtui(session) as me:
        await me.press("d")
        await me.shows("Prompt")
        me.app.screen.query_one(Input).value = str(folder)
        await me.press("enter")
        await planned(me)
        await me.press("x")
        await me.shows("Confirm")
        me.app.screen.dismiss(False)
        await me.shows("PlanScreen")
        assert not me.app.screen.options.delete_extra
        await me.press("x")
        await me.shows("Confirm")
        me.app.screen.dismiss(True)
        await me.until(lambda: "delete 1" in me.app.screen.query_one("#plan-totals").text)


def how(me: Driver) -> str:
    return me.app.screen.query_one("#plan-how").text


def notes(me: Driver) -> str:
    """What the list says instead of rows."""
    return str(me.app.screen.lines._notes)


def said(me: Driver) -> str:
    """What stands below the plan."""
    return "\n".join(line.text for line in me.app.screen.query(".plan-note"))


def where(me: Driver) -> str:
    return me.app.screen.query_one("#plan-where").text


async def answer(me: Driver, key: str, typed: str) -> None:
    """Press a key of the plan and type over what its prompt shows."""
    await me.press(key)
    await me.shows("Prompt")
    me.app.screen.query_one(Input).value = typed
    await me.press("enter")


async def test_the_target_can_have_another_name(session):
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        assert "target rosalind/bert-tiny-ner" in where(me)
        await answer(me, "t", "no namespace")
        await me.until(lambda: "not namespace/name" in me.app.screen.said)
        me.app.screen.query_one(Input).value = "acme-lab/renamed"
        await me.press("enter")
        await me.shows("PlanScreen")
        await me.until(lambda: me.app.screen.is_settled and "acme-lab/renamed" in where(me))
        await me.press("enter")
        await me.said("verified")
        assert RepoKey(RepoType.MODEL, "acme-lab/renamed") in session.right.repos
        assert RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner") not in session.right.repos


async def test_several_targets_have_their_namespace_changed(session):
    async with hubtui(session) as me:
        await me.press("space", "space", "c")
        await planned(me)
        await answer(me, "t", "acme-lab")
        await me.until(lambda: me.app.screen.is_settled and "acme-lab/…" in where(me))
        names = [repo.target.repo.repo_id for repo in me.app.screen.plan.repos]
        assert names == ["acme-lab/bert-tiny-ner", "acme-lab/llama-acme-7b-gguf"]
        assert "ModelScope · acme-lab" in me.app.screen.query_one(FrameTop).text


async def test_files_are_chosen_by_patterns(session):
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await answer(me, "i", "*.json onnx/** !config.json")
        await me.shows("PlanScreen")
        await me.until(lambda: [one.item.path for one in me.app.screen.lines.rows] == ["onnx/model.onnx"])
        assert "files *.json onnx/** !config.json" in how(me)
        await answer(me, "i", "*")
        await me.until(lambda: len(me.app.screen.lines.rows) == len(TREE))
        assert "files all" in how(me)


async def test_a_branch_that_is_not_there_is_told(session):
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await answer(me, "b", "no branch")
        await me.until(lambda: "blank" in me.app.screen.said)
        me.app.screen.query_one(Input).value = "dev"
        await me.press("enter")
        await me.shows("PlanScreen")
        await me.until(lambda: "has no branch 'dev', and lets no program make one" in notes(me))


async def test_all_branches_and_tags_are_one_key_of_the_plan(session):
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await me.press("a")
        await me.until(lambda: "refs all branches, tags" in how(me), "the plan of all branches")
        assert "branch all" in where(me)
        await me.until(lambda: me.app.screen.is_settled)
        assert "stay behind: tags v1: they name older commits" in said(me)
        await me.press("b")
        await me.said("each branch goes to the one of its name; a copies one alone")
        await me.press("p")
        await me.said("it is of one branch; a copies one alone")
        await me.press("a")
        await me.until(lambda: "refs one branch" in how(me))


async def test_a_folder_has_no_branches(session, tmp_path):
    session.accounts.add_local()
    session.fakes["local"] = Local(tmp_path)
    async with hubtui(session) as me:
        await answer(me, "d", str(tmp_path))
        await planned(me)
        await me.press("b")
        await me.said("a folder has no branches")
        await me.press("=")
        await me.said("no repo is made")
        await me.press("a")
        await me.said("a folder has no branches")


async def test_a_download_into_hugging_face_s_cache_is_laid_out_as_it_wants(session, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    session.accounts.add_local()
    session.fakes["local"] = Local(tmp_path)
    async with hubtui(session) as me:
        await me.press("d")
        await me.shows("Prompt")
        assert "where from_pretrained looks" in me.app.screen.said
        me.app.screen.query_one(Input).value = "cache:"
        await me.press("enter")
        await planned(me)
        await me.press("enter")
        await me.said("verified")
    folder = tmp_path / "hub/models--rosalind--bert-tiny-ner"
    oid = (folder / "refs/main").read_text()
    found = {path: (folder / "snapshots" / oid / path) for path in TREE}
    assert {path: file.read_bytes() for path, file in found.items()} == TREE
    assert all(file.is_symlink() for file in found.values())


async def test_only_hugging_face_s_repos_go_into_its_cache(session, tmp_path):
    session.accounts.add_local()
    session.fakes["local"] = Local(tmp_path)
    async with hubtui(session) as me:
        await me.press("tab")
        await answer(me, "d", "cache:")
        await me.said("only Hugging Face's repos go into its cache")


async def test_how_to_verify_goes_round(session):
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        for words in ("size only", "off", "sha256"):
            await me.press("c")
            await me.until(lambda words=words: f"verify {words}" in where(me))
        await me.press("c")
        await me.until(lambda: me.app.screen.plan.repos[0].verify is Verify.SIZE)
        await me.press("enter")
        await me.said("verified by size only")


async def test_a_private_source_becomes_public_only_with_its_name_typed(session):
    repo = RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner")
    session.left.repos[repo].visibility = Visibility.PRIVATE
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        assert me.app.screen.plan.repos[0].visibility is Visibility.PRIVATE
        await me.press("=")
        await me.until(lambda: "visibility private" in where(me))
        await me.press("=")
        await me.shows("Confirm")
        await me.until(lambda: isinstance(me.app.screen.focused, Input), "the field listens")
        await me.press("escape")
        await me.shows("PlanScreen")
        assert "visibility private" in where(me)
        await me.press("=")
        await me.shows("Confirm")
        await me.until(lambda: isinstance(me.app.screen.focused, Input), "the field listens")
        me.app.screen.query_one(Input).value = "rosalind/bert-tiny-ner"
        await me.press("enter")
        await me.shows("PlanScreen")
        await me.until(lambda: "visibility public" in where(me))
        await me.press("enter")
        await me.said("verified")
        assert session.right.repos[repo].visibility is Visibility.PUBLIC


async def test_a_public_source_becomes_private_without_a_word(session):
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await me.press("=")
        await me.until(lambda: me.app.screen.plan.repos[0].visibility is Visibility.PRIVATE)
        await me.press("=")
        await me.until(lambda: "visibility public" in where(me))


async def test_the_plan_tells_how_licence_and_tags_change(session):
    repo = RepoKey(RepoType.MODEL, "rosalind/bert-tiny-ner")
    session.left.add(repo, {"README.md": b"---\nlicense: mit\ntags: [ner, sea]\n---\n# Bert\n"})
    session.right.add(repo, {"README.md": b"---\nlicense: apache-2.0\ntags: [ner]\n---\n# Mine\n"})
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await me.press("d")
        await me.shows("Document")
        await me.until(lambda: "+ mit" in me.app.screen.view.text, "both cards")
        text = me.app.screen.view.text
        assert "the source's card takes the place of its own" in text
        assert "− apache-2.0" in text
        assert "+ sea" in text
        await me.press("escape")
        await me.shows("PlanScreen")
        await me.press("/")
        await me.press(*"nothing")
        await me.press("enter", "d")
        await me.said("no file here")


async def test_a_plan_is_saved_as_json(session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await me.press("ctrl+s")
        await me.said("1 repo planned in hubtui-plan-")
    (saved,) = tmp_path.glob("hubtui-plan-*.json")
    assert json.loads(saved.read_text())["format"] == "hubtui-plan/1"


async def test_files_are_copied_into_the_repo_that_the_other_pane_shows(session):
    async with hubtui(session) as me:
        await me.press("tab", "enter", "tab")
        await me.until(lambda: me.right.location.view is View.FILES)
        await me.press("enter")
        await me.at(View.FILES)
        me.put_cursor("onnx")
        await me.press("c")
        await planned(me)
        assert [line.item.path for line in me.app.screen.lines.rows] == ["onnx/model.onnx"]
        assert me.app.screen.plan.repos[0].target.repo.repo_id == "rosalind/old-port"


async def test_a_plan_that_cannot_be_made_says_why(session):
    async with hubtui(session) as me:
        session.left.repos.clear()
        await me.press("c")
        await me.shows("PlanScreen")
        lines = me.app.screen.lines
        await me.until(lambda: "no repo rosalind/bert-tiny-ner" in str(lines._notes))
        await me.press("enter")
        await me.said("the plan is not made yet")
        await me.press("escape")
        await me.shows("Explorer")


async def test_a_copy_needs_a_namespace_to_go_to(session):
    async with hubtui(session) as me:
        await me.press("tab", "h", "tab")
        await me.until(lambda: me.right.location.view is View.PLACES)
        await me.press("c")
        await me.said("the other pane shows no namespace to copy to")


async def test_browsing_goes_on_while_a_copy_runs_and_the_top_line_tells(session):
    release = threading.Event()
    session.right.always("commit", lambda: release.wait(20))
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await me.press("enter")
        await me.until(lambda: "1 running" in me.app.screen.query_one("#header").text)
        await me.press("j", "enter")
        await me.at(View.FILES)
        await me.press("q")
        await me.shows("Leave")
        await me.until(
            lambda: "Quit while 1 job is not over?" in str(me.app.screen.query("Static").first().render())
        )
        me.app.screen.dismiss(False)
        await me.shows("Explorer")
        release.set()
        await me.said("verified")
        await me.until(lambda: "running" not in me.app.screen.query_one("#header").text)


async def test_the_jobs_show_files_and_can_be_run_again(session):
    session.right.always("commit", Offline("cannot connect", hub="ModelScope"))
    async with hubtui(session) as me:
        await me.press("c")
        await planned(me)
        await me.press("enter", "w")
        await me.shows("Jobs")
        await me.press("x")
        await over(me)
        state = session.engine.view().jobs[0].state
        assert state in (JobState.CANCELLED, JobState.FAILED)
        await me.until(lambda: me.app.screen.job is not None and me.app.screen.job.state.is_over)
        await me.press("x")
        await me.said(f"the job is {state} already")
        session.right.clear()
        await me.press("R")
        await me.until(lambda: session.engine.view().jobs[0].state is JobState.DONE)
        await me.press("enter")
        await me.shows("Items")
        await me.until(lambda: me.app.screen.lines.shown_count >= 4)
        assert "verified" in me.app.screen.lines.render_line(1).text
        await me.press("escape", "escape")
        await me.shows("Explorer")


async def test_tags_alone_are_work_beside_a_repo_that_cannot_be_copied(session):
    one, other = (RepoKey(RepoType.MODEL, f"rosalind/{name}") for name in MODELS[:2])
    for repo in (one, other):
        session.right.add(repo, dict(TREE))
    session.left.repos[other].visibility = Visibility.PRIVATE
    session.left.refs[one] = [Ref("v2", RefType.TAG, session.left.repos[one].head)]
    place = {name: Place(name, one, "") for name in ("huggingface", "modelscope")}
    first = session.plan_copy([CopyRequest(place["huggingface"], place["modelscope"])])
    session.engine.wait(session.engine.submit(first), 30)
    async with hubtui(session) as me:
        await me.press("space", "space", "f5")
        await planned(me)
        await me.press("enter")
        await me.said("nothing is to be copied")
        await me.press("a")
        await me.until(lambda: me.app.screen.plan and me.app.screen.plan.makes, "the tag in the plan")
        assert Action.CANNOT in {line.item.action for line in me.app.screen.lines.rows}
        await me.press("enter")
        await me.until(lambda: "v2" in [ref.name for ref in session.right.refs[one]], "the tag")
