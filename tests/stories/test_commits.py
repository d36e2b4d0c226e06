"""What was changed, when and by whom."""

from __future__ import annotations

from hubtui.errors import Unavailable
from hubtui.ui.location import View
from tests.stories.places import BOTH, DIATOMS, go, open_tab
from tests.stories.writing import write
from tests.ui.explorer import hubtui


def changes(me) -> str:
    return me.app.screen.view.text


@BOTH
async def test_what_a_commit_changed(session, account):
    await write(session, account, DIATOMS, {"notes.md": b"one\ntwo\n"}, "Begin the notes")
    oid = await write(
        session, account, DIATOMS, {"notes.md": b"one\n2\n", "new/a.txt": b"a\n"}, "Count in digits"
    )
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        await open_tab(me, "l", View.COMMITS)
        assert "@ ma" in me.title()
        await me.press("d")
        await me.shows("Document")
        await me.until(lambda: "2 files changed" in changes(me))
        text = changes(me)
        assert oid in text
        assert "Count in digits" in text
        assert "A new/a.txt" in text
        assert "M notes.md" in text
        assert "-two" in text
        assert "+2" in text
        assert "tokenizer" not in text, "what other commits changed is not in it"


async def test_from_file_to_file_in_a_long_diff(session):
    files = {f"part-{number}.txt": b"line\n" * 60 for number in range(4)}
    await write(session, "hf-rosalind", DIATOMS, files, "Add parts")
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "l", View.COMMITS)
        await me.press("d")
        await me.shows("Document")
        await me.until(lambda: "4 files changed" in changes(me))
        view = me.app.screen.view

        def at_top() -> str:
            return view.text.splitlines()[view.scroll_offset.y]

        await me.press("]")
        assert at_top().startswith("diff --git a/part-0.txt")
        await me.press("]", "]")
        assert at_top().startswith("diff --git a/part-2.txt")
        await me.press("[")
        assert at_top().startswith("diff --git a/part-1.txt")


@BOTH
async def test_what_lies_between_two_commits(session, account):
    await write(session, account, DIATOMS, {"notes.md": b"one\n"}, "First note")
    await write(session, account, DIATOMS, {"other.md": b"x\n"}, "In between")
    await write(session, account, DIATOMS, {"notes.md": b"one\ntwo\n"}, "Last note")
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        await open_tab(me, "l", View.COMMITS)
        await me.press("space", "j", "space", "d")
        await me.shows("Document")
        await me.until(lambda: "2 files changed" in changes(me))
        text = changes(me)
        assert text.index("First note") < text.index("Last note"), "from the older one to the newer one"
        assert "+two" in text
        assert "+one" not in text
        await me.press("escape", "space", "d")
        await me.said("mark one commit or two")


async def test_a_hub_in_trouble_leaves_what_is_known_and_its_words(session, monkeypatch):
    def fail(self, repo, base, head):
        raise Unavailable("out for lunch", status=503, hub="Hugging Face")

    monkeypatch.setattr(type(session.hub("hf-rosalind")), "compare", fail)
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "l", View.COMMITS)
        await me.press("d")
        await me.shows("Document")
        await me.until(lambda: "Hugging Face: out for lunch (HTTP 503)" in changes(me))
        assert me.pane.lines.current.oid in changes(me)


async def test_a_studio_has_no_commits_to_compare(session):
    async with hubtui(session) as me:
        await go(me, "ms-rosalind", "studios/rosalind/plankton-viewer")
        await me.press("g", "l")
        await me.said("ModelScope has no commits of spaces to read")
