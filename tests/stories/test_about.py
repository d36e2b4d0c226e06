"""What is known of a repo."""

from __future__ import annotations

from hubtui import cards
from hubtui.ui.location import View
from tests.stories.places import BOTH, DIATOMS, go, open_tab
from tests.stories.writing import write
from tests.ui.explorer import hubtui


@BOTH
async def test_a_repos_facts_and_what_its_files_come_to(session, account):
    await write(session, account, DIATOMS, {"weights/big.bin": b"\1" * 900_000}, "Train")
    async with hubtui(session) as me:
        await go(me, account, DIATOMS.repo_id)
        await me.press("[")
        await me.at(View.ABOUT)
        await me.until(lambda: "By type" in me.pane.document.text and "so far" not in me.pane.document.text)
        text = me.pane.document.text
        for label in ("repo", "visibility", "gated", "licence", "downloads", "likes", "updated", "web page"):
            assert f"\n{label}" in f"\n{text}", label
        assert "model rosalind/diatom-namer" in text
        assert "apache-2.0" in text
        biggest = text[text.index("Biggest") :].splitlines()[1]
        assert biggest.startswith("weights/big.bin")
        assert "900.0 kB" in biggest
        assert "━" in biggest
        assert ".bin" in text[text.index("By type") :]


async def test_a_space_says_what_it_runs_on(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", "spaces/acme-lab/ner-playground")
        await open_tab(me, "a", View.ABOUT)
        await me.until(lambda: "By type" in me.pane.document.text)
        assert "gradio" in me.pane.document.text


async def test_of_a_very_large_repo_the_first_files_are_told(session, monkeypatch):
    monkeypatch.setattr(cards, "FILE_LIMIT", 30)
    files = {f"shards/{number:03}.txt": b"x" * number for number in range(50)}
    await write(session, "hf-rosalind", DIATOMS, files, "Add shards")
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", DIATOMS.repo_id)
        await open_tab(me, "a", View.ABOUT)
        await me.until(lambda: "Of the first 30 files." in me.pane.document.text)
        assert "30 files" in me.pane.document.text
