"""Getting about in the explorer."""

from __future__ import annotations

import threading

import pytest

from hubtui.accounts import Accounts
from hubtui.errors import NotFound, Offline, RateLimited
from hubtui.model import Account, RepoKey, RepoType
from hubtui.ui.location import View
from hubtui.ui.messages import PlanProgress
from tests.ui.explorer import Driver, app_over, hubtui
from tests.ui.fakes import MODELS


async def test_both_panes_open_at_their_accounts_own_models(session):
    async with hubtui(session) as me:
        assert me.names(me.left) == [*MODELS]
        assert me.names(me.right) == ["old-port"]
        assert "Hugging Face · rosalind" in me.title(me.left)
        assert "models 4" in me.title(me.left)
        assert "studios" in me.tabs(me.right)


async def test_without_an_account_the_pane_says_so_and_what_to_do(session):
    session.left.signed_in = False
    anonymous = Account("huggingface", "huggingface", "http://127.0.0.1")
    session.accounts = Accounts()
    for account in (anonymous, Account("modelscope", "modelscope", "http://127.0.0.1", "test")):
        session.accounts.add(account, None)
    async with hubtui(session) as me:
        assert "Not signed in." in me.words(me.left)
        assert "& sign in   : go to anybody's repos" in me.words(me.left)
        await me.press(":")
        await me.shows("Prompt")
        await me.type("acme-lab")
        await me.press("enter")
        await me.at(View.REPOS)
        assert me.names() == ["tide-t5"]


async def test_into_a_repo_and_a_folder_and_out_again(session):
    async with hubtui(session) as me:
        me.put_cursor("vit-plankton")
        await me.press("enter")
        await me.at(View.FILES)
        assert "rosalind/vit-plankton @ main" in me.title()
        assert "onnx/" in me.words()
        me.put_cursor("onnx")
        await me.press("l")
        await me.at(View.FILES, "onnx")
        assert me.names() == ["onnx/model.onnx"]
        await me.press("h")
        await me.at(View.FILES)
        assert me.pane.lines.current.path == "onnx"
        await me.press("backspace")
        await me.at(View.REPOS)
        assert me.pane.lines.current.key.name == "vit-plankton"
        await me.press("h")
        await me.at(View.PLACES)
        assert me.names()[:3] == ["rosalind", "acme-lab", "Liked"]


async def test_back_and_forward_remember_the_cursor(session):
    async with hubtui(session) as me:
        me.put_cursor("llama-acme-7b-gguf")
        await me.press("enter")
        await me.at(View.FILES)
        me.put_cursor("config.json")
        await me.press("H")
        await me.at(View.REPOS)
        assert me.pane.lines.current.key.name == "llama-acme-7b-gguf"
        await me.press("L")
        await me.at(View.FILES)
        assert me.pane.lines.current.path == "config.json"


async def test_marks_are_there_again_after_going_in_and_out(session):
    async with hubtui(session) as me:
        await me.press("space", "enter")
        await me.at(View.FILES)
        assert "marked" not in me.bottom()
        await me.press("h")
        await me.at(View.REPOS)
        assert "1 marked" in me.bottom()


async def test_the_types_have_keys_and_tabs(session):
    async with hubtui(session) as me:
        await me.press("2")
        await me.until(lambda: me.names() == ["field-notes"])
        assert "datasets 1" in me.title()
        await me.press("]")
        await me.until(lambda: "rosalind has no spaces." in me.words())
        await me.press("1")
        await me.until(lambda: me.names() == [*MODELS])


async def test_the_tabs_of_a_repo(session):
    async with hubtui(session) as me:
        await me.press("enter")
        await me.at(View.FILES)
        await me.press("]")
        await me.at(View.CARD)
        await me.press("]")
        await me.at(View.COMMITS)
        assert "seeded" in me.words()
        await me.press("]")
        await me.at(View.REFS)
        assert me.names() == ["main", "v1"]
        await me.press("]")
        await me.at(View.DISCUSSIONS)
        assert "Which cruise?" in me.words()
        await me.press("]")
        await me.at(View.ABOUT)
        await me.press("]")
        await me.at(View.FILES)
        await me.press("[")
        await me.at(View.ABOUT)


async def test_each_tab_has_keys_of_its_own(session):
    async with hubtui(session) as me:
        await me.press("enter")
        await me.at(View.FILES)
        keys = {"c": View.CARD, "l": View.COMMITS, "r": View.REFS, "d": View.DISCUSSIONS, "a": View.ABOUT}
        for key, view in {**keys, "f": View.FILES}.items():
            await me.press("g", key)
            await me.at(view)


async def test_a_tab_that_is_clicked_opens(session):
    async with hubtui(session) as me:
        await me.press("enter")
        await me.at(View.FILES)
        tabs = me.pane.query_one(".tabs")
        await me.pilot.click(tabs, offset=(me.tabs().index("About") + 1, 0))
        await me.at(View.ABOUT)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 30)], ids=str)
async def test_a_narrow_pane_still_shows_which_tab_is_open(session, size):
    async with hubtui(session, size) as me:
        await me.press("enter")
        await me.at(View.FILES)
        for key, label in {"d": "Discussions", "a": "About", "f": "Files"}.items():
            await me.press("g", key)
            await me.until(lambda label=label: f"▪{label}" in me.tabs())
            assert all(label[:2] in me.tabs() for label in ("Files", "Card", "Commits", "Refs", "About"))
            assert len(me.tabs().rstrip()) <= me.pane.size.width - 2


async def test_a_hub_without_discussions_says_so_and_goes_on(session):
    async with hubtui(session) as me:
        await me.press("tab", "enter")
        await me.at(View.FILES)
        await me.press("[")
        await me.at(View.ABOUT)
        await me.press("[")
        await me.said("ModelScope has no discussions of models")
        await me.at(View.REFS)
        await me.press("g", "d")
        await me.until(lambda: me.notifications.count("ModelScope has no discussions of models") == 2)
        assert me.pane.location.view is View.REFS


async def test_a_commit_opens_the_files_of_then(session):
    repo = RepoKey(RepoType.MODEL, f"rosalind/{MODELS[0]}")
    session.left.add(repo, {"README.md": b"# Anew\n"})
    async with hubtui(session) as me:
        await me.press("enter")
        await me.at(View.FILES)
        assert me.names() == ["README.md"]
        await me.press("g", "l")
        await me.at(View.COMMITS)
        me.pane.lines.move_to(1 if session.left.repos[repo].commits[0][0].oid == me.names()[1] else 0)
        await me.press("enter")
        await me.at(View.FILES)
        assert "config.json" in me.names() or me.names() == ["README.md"]
        assert me.pane.location.revision in [commit.oid for commit, _ in session.left.repos[repo].commits]


async def test_goto_understands_names_and_locators(session):
    async with hubtui(session) as me:
        for typed, view, title in (
            ("acme-lab", View.REPOS, "acme-lab"),
            ("rosalind/vit-plankton@main:onnx", View.FILES, "onnx"),
            ("ms://rosalind/old-port", View.FILES, "modelscope"),
            ("goto hf://datasets/rosalind/field-notes", View.FILES, "field-notes"),
        ):
            await me.press(":")
            await me.shows("Prompt")
            await me.type(typed)
            await me.press("enter")
            await me.until(
                lambda v=view, t=title: me.pane.location.view is v and t in str(me.pane.location), typed
            )
            await me.settled()


async def test_what_cannot_be_a_name_is_told_at_once(session):
    async with hubtui(session) as me:
        await me.press(":")
        await me.shows("Prompt")
        await me.type("no--name")
        await me.press("enter")
        await me.until(lambda: "not a name a hub can have" in me.app.screen.said)


async def test_the_same_repo_on_the_other_hub(session):
    session.right.add(RepoKey(RepoType.MODEL, "rosalind/vit-plankton"), {"a.txt": b"a"})
    async with hubtui(session) as me:
        me.put_cursor("vit-plankton")
        await me.press("i")
        await me.until(lambda: me.names(me.right) == ["a.txt"])
        me.put_cursor("bert-tiny-ner")
        await me.press("i")
        await me.said("ModelScope shows no model bert-tiny-ner")


async def test_swap_and_tab_and_zoom(session):
    async with hubtui(session) as me:
        await me.press("\\")
        assert me.names(me.left) == ["old-port"]
        assert me.pane is me.right
        await me.press("tab")
        assert me.pane is me.left
        await me.press("F")
        assert me.left.size.width > 100
        await me.press("F")
        assert me.left.size.width < 100


async def test_a_narrow_terminal_shows_one_pane_and_tab_flips(session):
    async with hubtui(session, (80, 24)) as me:
        assert me.left.size.width == 80
        await me.until(lambda: "Tab ModelScope · rosalind" in me.bottom(me.left))
        await me.press("tab")
        assert me.right.size.width == 80
        await me.until(lambda: "Tab Hugging Face · rosalind" in me.bottom(me.right))


async def test_a_title_without_room_shortens_the_hub_before_the_repo(session):
    async with hubtui(session, (84, 24)) as me:
        me.put_cursor("vit-plankton")
        await me.press("enter")
        await me.at(View.FILES)
        assert "Hugging Face · rosalind · rosalind/vit-plankton @ main" in me.title()
        await me.pilot.resize_terminal(62, 24)
        await me.until(lambda: "─ HF · rosalind · rosalind/vit-plankton @ main " in me.title())
        assert "entries" in me.title()


async def test_a_tiny_terminal_says_so_and_recovers(session):
    async with hubtui(session) as me:
        await me.pilot.resize_terminal(50, 12)
        await me.until(lambda: me.app.screen.query_one("#too-small").display)
        await me.pilot.resize_terminal(120, 40)
        await me.until(lambda: me.left.size.width == 60)


async def test_an_error_stands_in_the_pane_with_words_and_retry(session):
    session.left.script("list_tree", RateLimited("too many requests", request_id="r-17", hub="Hugging Face"))
    async with hubtui(session) as me:
        await me.press("enter")
        await me.until(lambda: "too many requests (HTTP 429)" in me.words())
        assert "request r-17" in me.words()
        assert "Wait until the hub's limit resets" in me.words()
        assert "ctrl+r retry" in me.words()
        await me.press("ctrl+r")
        await me.until(lambda: "config.json" in me.names())


async def test_a_hub_that_is_down_does_not_hold_up_the_other(session):
    session.left.always("whoami", Offline("cannot connect", hub="Hugging Face"))
    async with hubtui(session) as me:
        assert me.names(me.right) == ["old-port"]
        await me.until(lambda: "cannot connect" in me.words(me.left))


async def test_a_repo_that_is_gone_is_told_in_the_hubs_words(session):
    session.left.script("list_tree", NotFound("no such repo", status=404, hub="Hugging Face"))
    async with hubtui(session) as me:
        await me.press("enter")
        await me.until(lambda: "Hugging Face: no such repo (HTTP 404)" in me.words())
        await me.press("h")
        await me.at(View.REPOS)


async def test_keys_act_while_the_first_listing_is_still_read(session):
    release = threading.Event()
    session.left.always("list_repos", lambda: release.wait(60))
    app = app_over(session)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        me = Driver(app, pilot, session)
        await me.until(lambda: me.left.destination)
        for key, screen in (("@", "Choose"), (":", "Prompt"), ("s", "Prompt")):
            await me.press(key)
            await me.shows(screen)
            await me.press("escape")
            await me.shows("Explorer")
        await me.press("m", "x")
        await me.said("x is hf://")
        assert me.left.location is None
        release.set()
        session.left.clear()
        await me.settled()


async def test_a_slower_earlier_load_never_lands_on_a_later_one(session):
    release = threading.Event()
    async with hubtui(session) as me:
        session.left.always("list_repos", lambda: release.wait(20))
        await me.press("2")
        await me.until(lambda: "…" in me.title())
        assert me.names() == [*MODELS], "the old rows stay while the new ones come"
        await me.press("1")
        await me.settled()
        release.set()
        session.left.clear()
        await me.until(
            lambda: session.catalog.listing("huggingface", "rosalind", RepoType.DATASET, iter).items
        )
        await me.pilot.pause()
        assert me.names() == [*MODELS]


async def test_long_listings_fill_in_as_the_cursor_comes_near(session):
    for number in range(300):
        session.left.add(RepoKey(RepoType.MODEL, f"big/m-{number:03}"), {"a": b"a"})
    session.left.repo_page = 100
    async with hubtui(session) as me:
        await me.press(":")
        await me.shows("Prompt")
        await me.type("big")
        await me.press("enter")
        await me.until(lambda: "models 100 of 300" in me.title())
        await me.press("G")
        await me.until(lambda: "models 200 of 300" in me.title())
        await me.press("G")
        await me.until(lambda: "models 300 " in me.title())


async def test_the_wheel_of_history_stops_at_its_ends(session):
    async with hubtui(session) as me:
        await me.press("H")
        await me.said("this is where the pane began")
        await me.press("h", "h")
        await me.at(View.PLACES)
        await me.press("h")
        await me.said("outermost")


async def test_what_a_list_says_while_the_program_ends_is_for_nobody(session):
    async with hubtui(session) as me:
        app = me.app
    assert not app.screen_stack
    app.on_line_list_changed()
    app.on_descendant_focus()
    app.on_plan_progress(PlanProgress("1 of 2"))
    app.run_command("app.help")
