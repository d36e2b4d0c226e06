"""The command line: places by name and address, commands by name."""

from __future__ import annotations

import pytest

from hubtui.ui.location import View
from tests.ui.explorer import Driver, hubtui


async def line(me: Driver, typed: str) -> None:
    await me.press(":")
    await me.shows("Prompt")
    await me.type(typed)


async def enter(me: Driver, typed: str) -> None:
    await line(me, typed)
    await me.press("enter")


def prompt(me: Driver) -> str:
    return " ".join(me.app.screen.said.split())


def place(me: Driver) -> str:
    here = me.pane.location
    return f"{here.repo or here.namespace}@{here.revision}:{here.path} {me.title()}"


async def test_a_path_to_a_file_opens_its_folder_with_the_cursor_on_it(session):
    async with hubtui(session) as me:
        await enter(me, "goto acme-lab/bert-tiny-ner@main:config.json")
        await me.at(View.FILES)
        assert me.pane.lines.current.path == "config.json"
        assert me.pane.location.path == ""
        await me.press("h")
        await me.at(View.REPOS)
        assert me.pane.lines.current.key.repo_id == "acme-lab/bert-tiny-ner"


@pytest.mark.parametrize(
    ("page", "view", "words"),
    [
        ("acme-lab", View.REPOS, "acme-lab"),
        ("datasets/acme-lab/cruise-logs/tree/v1.0/data", View.FILES, "data"),
        ("acme-lab/bert-tiny-ner/resolve/main/README.md", View.FILES, "bert-tiny-ner"),
        ("acme-lab/bert-tiny-ner/commits/main", View.COMMITS, "bert-tiny-ner"),
        ("acme-lab/bert-tiny-ner/discussions", View.DISCUSSIONS, "bert-tiny-ner"),
        ("datasets?search=haiku", View.REPOS, "search “haiku”"),
    ],
)
async def test_a_pasted_address_opens(session, local_hub, page, view, words):
    async with hubtui(session) as me:
        await enter(me, f"{local_hub.hf}/{page}")
        await me.until(lambda: me.pane.location.view is view and words in place(me))
        await me.settled()
        if page.endswith("README.md"):
            assert me.pane.lines.current.path == "README.md"


async def test_an_address_of_a_discussion_opens_the_thread(session, local_hub):
    async with hubtui(session) as me:
        await enter(me, f"{local_hub.hf}/acme-lab/bert-tiny-ner/discussions/3")
        await me.shows("ThreadScreen")
        assert me.app.screen.place.num == 3
        await me.press("escape")
        await me.shows("Explorer")
        assert me.pane.location.view is View.DISCUSSIONS
        assert me.pane.lines.current.num == 3


async def test_an_address_of_the_other_hub_switches_the_pane(session, local_hub):
    async with hubtui(session) as me:
        await enter(me, f"{local_hub.ms}/models/rosalind/vit-plankton/files")
        await me.at(View.FILES)
        assert me.pane.location.account == "ms-rosalind"
        assert "ModelScope · rosalind" in me.title()
        await me.press("H")
        await me.until(lambda: me.pane.location.account == "hf-rosalind")


async def test_an_address_of_nowhere_is_told_and_stays_typed(session):
    async with hubtui(session) as me:
        await enter(me, "https://example.org/acme/bert")
        await me.until(lambda: "no account here is on 'example.org'" in prompt(me))
        assert me.app.screen.query_one("Entry").value == "https://example.org/acme/bert"


async def test_commands_run_by_id_and_by_label(session):
    async with hubtui(session) as me:
        await enter(me, "sort.size")
        await me.shows("Explorer")
        assert me.pane.lines.arrangement.sort == "size"
        theme = me.app.theme
        await enter(me, "theme")
        await me.until(lambda: me.app.theme != theme)
        await enter(me, "jobs")
        await me.shows("Jobs")
        await me.press("escape")
        await enter(me, "search bert sort:downloads")
        await me.until(lambda: "search “bert”" in me.title())


async def test_a_command_that_does_not_work_here_says_so(session):
    async with hubtui(session) as me:
        await enter(me, "jobs.cancel")
        await me.said("cancel: does not work here")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("jbos", "did you mean jobs?"),
        ("sort.siez", "did you mean sort.size?"),
        ("no such thing", "no command 'no such thing'"),
        ("goto", "goto: nothing follows"),
        ("search bert sort:best", "no order 'best'"),
    ],
)
async def test_a_typo_is_told_with_what_is_near(session, typed, words):
    async with hubtui(session) as me:
        await enter(me, typed)
        await me.until(lambda: words in prompt(me))
        await me.press("escape")
        await me.shows("Explorer")


async def test_a_namespace_called_like_a_command_has_goto(session):
    async with hubtui(session) as me:
        await enter(me, "goto theme")
        await me.until(lambda: me.pane.location.namespace == "theme")


async def test_the_empty_line_offers_verbs_and_commands_in_full(session):
    async with hubtui(session) as me:
        await line(me, "")
        await me.until(lambda: "goto A namespace, namespace/name@revision:path" in prompt(me))
        assert "move.down" not in prompt(me)


async def test_tab_completes_and_arrows_choose(session):
    async with hubtui(session) as me:
        await line(me, "sort.si")
        await me.until(lambda: "Sort by size" in prompt(me))
        await me.press("tab")
        assert me.app.screen.query_one("Entry").value == "sort.size"
        await me.press("enter")
        await me.shows("Explorer")
        assert me.pane.lines.arrangement.sort == "size"
        await line(me, "sort.")
        await me.press("down", "down", "enter")
        await me.shows("Explorer")
        assert me.pane.lines.arrangement.sort not in ("", "size") or me.pane.lines.arrangement.reverse
        await line(me, "acme")
        await me.until(lambda: "acme-lab" in prompt(me))
        await me.press("tab", "enter")
        await me.until(lambda: me.pane.location.namespace == "acme-lab")


async def test_what_cannot_act_is_dim_in_the_completions_with_its_reason(session):
    async with hubtui(session) as me:
        await line(me, "pane.forward")
        await me.until(lambda: "nothing was gone back from" in prompt(me))
