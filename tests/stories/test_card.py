"""Reading a repo's card."""

from __future__ import annotations

import pytest

from hubtui.model import RepoKey, RepoType
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from tests.stories.places import BOTH, DIATOMS, go, open_tab
from tests.stories.writing import write
from tests.ui.explorer import hubtui

LATER = RepoKey(RepoType.MODEL, "rosalind/later")
TABLE = "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + ("|" + "b|" * 200 + "\n") * 40


@BOTH
async def test_a_card_opens_with_its_metadata_above_its_text(session, account):
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        await me.press("]")
        await me.at(View.CARD)
        await me.until(lambda: "Names diatoms" in me.pane.document.text)
        text = me.pane.document.text
        assert text.split()[:2] == ["licence", "apache-2.0"]
        assert "oceanography" in text
        assert text.index("languages") < text.index("Names diatoms")
        assert "---" not in text
        assert "▪Card" in me.tabs()


@BOTH
async def test_a_long_card_is_read_to_its_end(session, account):
    lines = [f"Line {number:05} of a log that is very long.\n" for number in range(4000)]
    await write(session, account, DIATOMS, {"README.md": "\n".join(lines).encode()[:190_000]}, "Say more")
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        await open_tab(me, "c", View.CARD)
        await me.until(lambda: "The card goes on: " in me.pane.document.text)
        assert "more characters. Enter shows" in me.pane.document.text
        await me.press("G")
        assert me.pane.document.top > 100
        await me.press("enter")
        await me.shows("Document")
        await me.until(lambda: "Line 03000" in me.app.screen.view.text)
        await me.press("ctrl+d", "G")
        assert me.app.screen.view.top > 100
        await me.press("g", "g")
        assert me.app.screen.view.top == 0


async def test_a_card_of_an_older_revision(session):
    await write(session, "hf-rosalind", DIATOMS, {"README.md": b"# Now\n"}, "Say less")
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "c", View.CARD)
        await me.until(lambda: me.pane.document.text.strip() == "Now")
        await open_tab(me, "l", View.COMMITS)
        me.pane.lines.move_to(1)
        await me.press("enter")
        await me.at(View.FILES)
        await open_tab(me, "c", View.CARD)
        await me.until(lambda: "Names diatoms" in me.pane.document.text)


async def test_where_one_was_in_a_card_is_where_one_comes_back_to(session):
    await write(session, "hf-rosalind", DIATOMS, {"README.md": b"word\n\n" * 300}, "Say more")
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "c", View.CARD)
        await me.until(lambda: me.pane.document.shown_count > 100)
        await me.press("j", "j", "pagedown")
        top = me.pane.document.top
        assert top > 10
        await open_tab(me, "f", View.FILES)
        assert me.pane.lines.has_focus
        await me.press("H")
        await me.at(View.CARD)
        await me.until(lambda: me.pane.document.scroll_offset.y == top)
        assert me.pane.document.has_focus


async def test_a_card_follows_the_width_of_its_pane(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "c", View.CARD)
        await me.until(lambda: "Training" in me.pane.document.text)
        narrow = me.pane.document.shown_count
        await me.press("F")
        await me.until(lambda: me.pane.document.shown_count < narrow)
        await me.pilot.resize_terminal(80, 24)
        await me.until(lambda: max(map(len, me.pane.document.text.splitlines())) <= 76)


async def test_finding_a_word_in_a_card(session):
    text = b"\n\n".join(b"line %d" % number for number in range(200))
    await write(session, "hf-rosalind", DIATOMS, {"README.md": text}, "Count")
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "c", View.CARD)
        await me.until(lambda: "line 199" in me.pane.document.text)
        await me.press("/")
        await me.shows("Prompt")
        await me.type("line 150")
        await me.press("enter")
        await me.said("“line 150” is in 1 line")
        view = me.pane.document
        assert "line 150" in view.text.splitlines()[view.scroll_offset.y]
        shown = [segment for segment in view.render_line(0) if segment.text == "line 150"]
        assert shown
        assert shown[0].style.bgcolor != view.rich_style.bgcolor
        await me.press("/")
        await me.shows("Prompt")
        await me.press(*["backspace"] * 3)
        await me.type("11")
        await me.press("enter")
        await me.said("“line 11” is in 11 lines")

        def at_top() -> str:
            return view.text.splitlines()[view.scroll_offset.y].strip()

        await me.press("g", "g", "n")
        assert at_top() == "line 11"
        await me.press("n")
        assert at_top() == "line 110"
        await me.press("N")
        assert at_top() == "line 11"
        await me.press("escape")
        assert not view.searched
        await me.press("n")
        await me.said("nothing was searched for yet")


async def test_a_repo_without_a_card_says_so(session):
    hub = await offload(session.hub, "hf-rosalind")
    await offload(hub.create_repo, RepoKey(RepoType.MODEL, "rosalind/bare"))
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", "rosalind/bare")
        await open_tab(me, "c", View.CARD)
        assert "There is no README.md at main." in me.words()
        await me.press("enter")
        await me.said("all of it is shown")


async def test_a_card_that_cannot_be_read_says_why_and_ctrl_r_tries_again(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", "rosalind/later")
        await me.press("g", "c")
        await me.until(lambda: me.pane.location.view is View.CARD and "ctrl+r retry" in me.words())
        hub = await offload(session.hub, "hf-rosalind")
        await offload(hub.create_repo, LATER)
        await write(session, "hf-rosalind", LATER, {"README.md": b"# At last\n"}, "Begin")
        await me.press("ctrl+r")
        await me.until(lambda: "At last" in me.pane.document.text)


@BOTH
@pytest.mark.parametrize(
    "card",
    [
        b"x" * 1_000_000,
        TABLE.encode(),
        b"[[" * 30_000,
        b"> " * 30_000,
        b"# \x1b]52;c;ZXZpbA==\x07[/]\x9b31m\n",
    ],
    ids=["line", "table", "brackets", "quotes", "escapes"],
)
async def test_a_hostile_card_is_shown_and_every_key_works(session, account, card):
    await write(session, account, DIATOMS, {"README.md": card}, "Be nasty")
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        await open_tab(me, "c", View.CARD)
        await me.press("j", "k", "tab", "tab")
        await me.until(lambda: me.pane.document.text.strip() and not me.pane.document.stale)
        assert not {"\x1b", "\x07", "\x9b"} & set(me.app.export_screenshot())
        await open_tab(me, "f", View.FILES)
