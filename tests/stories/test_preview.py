"""Seeing what files hold without downloading them, on both hubs; what is asked of the hub is counted."""

from __future__ import annotations

import contextlib
import stat
import sys
from pathlib import Path

import pytest

from hubtui.localhub.seed.files import gguf, safetensors
from hubtui.localhub.server import LocalHub
from hubtui.session import Session
from hubtui.ui.app import HubtuiApp
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.widgets.quick_view import QuickView
from tests.previews.files import FILES
from tests.stories.places import BOTH, DIATOMS, go
from tests.stories.writing import write
from tests.ui.explorer import Driver, hubtui

MB = 1024 * 1024
SHORT = 64 * 1024
"""What most previews ask for at the most."""
NOTES = "".join(f"tow {number:05}: nothing but salps\n" for number in range(20_000)).encode()


async def at_files(me: Driver, account: str, name: str) -> None:
    """The pane on Rosalind's model, the cursor on the file."""
    await go(me, account, str(DIATOMS))
    await me.at(View.FILES)
    me.put_cursor(name)


async def previews(me: Driver, *words: str) -> str:
    await me.shows("PreviewScreen")
    await me.until(lambda: all(word in me.app.screen.view.text for word in words), f"{words}")
    return me.app.screen.view.text


def quick(me: Driver) -> str:
    found = me.app.context.explorer.query(QuickView)
    return found.first().view.text if found else ""


@BOTH
async def test_a_model_of_megabytes_shows_its_tensors_for_kilobytes(session, local_hub, account):
    weights = safetensors("big", 6 * MB)
    await write(session, account, DIATOMS, {"big.safetensors": weights}, "Add weights")
    async with hubtui(session) as me:
        await at_files(me, account, "big.safetensors")
        local_hub.requests.reset()
        await me.press("p")
        text = await previews(me, "embeddings.weight", "F32")
        assert "tensors" in text
        assert "parameters" in text
        assert local_hub.requests.sent < 2 * SHORT < len(weights)
        assert local_hub.requests.count <= 3


@BOTH
async def test_gguf_parquet_and_checkpoints_tell_what_they_are(session, local_hub, account):
    files = {
        "tiny.gguf": gguf("tiny", MB),
        "table.parquet": FILES["table.parquet"],
        "pytorch_model.bin": FILES["pytorch_model.bin"],
    }
    await write(session, account, DIATOMS, files, "Add all kinds")
    async with hubtui(session) as me:
        await at_files(me, account, "tiny.gguf")
        local_hub.requests.reset()
        await me.press("enter")
        await previews(me, "llama", "token_embd.weight")
        assert local_hub.requests.sent < 2 * SHORT
        await me.press("escape")
        me.put_cursor("table.parquet")
        await me.press("f3")
        await previews(me, "ZSTD", "row group", "TIMESTAMP")
        await me.press("escape")
        me.put_cursor("pytorch_model.bin")
        await me.press("p")
        await previews(me, "collections.OrderedDict", "Loading a pickle runs")


@BOTH
async def test_a_long_text_is_read_on_part_by_part(session, local_hub, account):
    await write(session, account, DIATOMS, {"notes.txt": NOTES}, "Add notes")
    async with hubtui(session) as me:
        await at_files(me, account, "notes.txt")
        local_hub.requests.reset()
        await me.press("p")
        await previews(me, "tow 00000")
        assert "tow 02500" not in me.app.screen.view.text
        before = local_hub.requests.sent
        assert before <= SHORT + 1024
        await me.press("r")
        await previews(me, "tow 02500")
        if account.startswith("hf"):
            assert local_hub.requests.sent - before <= SHORT + 1024
        while me.app.screen.can_read_on:
            shown = me.app.screen.first
            await me.press("enter")
            await me.until(lambda shown=shown: me.app.screen.first > shown or not me.app.screen.can_read_on)
        await previews(me, "tow 19999")
        await me.press("r")
        await me.said("all of it is shown")


@BOTH
async def test_one_file_after_the_other_without_leaving(session, account):
    await write(session, account, DIATOMS, {"zz/inside.txt": b"in", "zz.txt": b"the very last"}, "Add two")
    async with hubtui(session) as me:
        await at_files(me, account, "zz.txt")
        me.put_cursor("README.md")
        await me.press("p")
        await previews(me, "diatom")
        names = [row.path for row in me.pane.lines.shown_rows() if not row.is_directory]
        for name in names[names.index("README.md") + 1 :]:
            await me.press("]")
            await me.until(lambda name=name: me.pane.lines.current.path == name)
        await previews(me, "the very last")
        await me.press("J")
        await me.said("this is the last file of the list")
        await me.press("K")
        await me.until(lambda: me.pane.lines.current.path == names[-2])
        await me.press("escape")
        await me.shows("Explorer")
        assert me.pane.lines.current.path == names[-2]


@BOTH
async def test_the_quick_view_follows_the_cursor_and_remembers(session, local_hub, account):
    files = {"a.csv": b"station,depth\nKiel,12\n", "b.csv": b"station,depth\nBrest,40\n"}
    await write(session, account, DIATOMS, files, "Add tables")
    async with hubtui(session) as me:
        await at_files(me, account, "a.csv")
        await me.press("P")
        await me.until(lambda: "Kiel" in quick(me), "the first table")
        await me.press("j")
        await me.until(lambda: "Brest" in quick(me), "the second table")
        local_hub.requests.reset()
        await me.press("k")
        await me.until(lambda: "Kiel" in quick(me), "the first table again")
        assert local_hub.requests.count == 0
        await me.press("P")
        assert not me.app.context.explorer.has_class("-beside")


@BOTH
async def test_the_quick_view_shows_repos_and_folders(session, account):
    await write(session, account, DIATOMS, {"data/deep/one.txt": b"1", "data/two.txt": b"22"}, "Add data")
    async with hubtui(session, (80, 24)) as me:
        await at_files(me, account, "data")
        await me.press("P")
        await me.until(lambda: "deep/" in quick(me) and "two.txt" in quick(me), "the folder's entries")
        await me.press("backspace")
        await me.at(View.REPOS)
        me.put_cursor("diatom-namer")
        await me.until(lambda: "diatom" in quick(me).lower() and "license" in quick(me), "the repo's card")
        await me.press("escape")
        assert not me.app.context.explorer.has_class("-beside")
        await me.press("J")
        await me.said("no quick view is open; P opens one")


async def test_the_quick_view_shows_threads_and_commits(session):
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", "acme-lab/bert-tiny-ner")
        await me.press("P", "g", "l")
        await me.at(View.COMMITS)
        oid = me.pane.lines.current.oid
        await me.until(lambda: oid in quick(me), "the commit in full")
        await me.press("g", "d")
        await me.at(View.DISCUSSIONS)
        author = me.pane.lines.current.author
        await me.until(lambda: f"{author} opened this" in quick(me), "the thread")


async def test_a_row_that_is_only_passed_costs_nothing(session, local_hub):
    files = {f"n{number:02}.txt": b"number %d" % number for number in range(30)}
    await write(session, "hf-rosalind", DIATOMS, files, "Add many")
    async with hubtui(session) as me:
        await at_files(me, "hf-rosalind", "n00.txt")
        await me.press("P")
        await me.until(lambda: "number 0" in quick(me))
        local_hub.requests.reset()
        for _ in range(25):
            me.pane.lines.move_by(1)
        await me.until(lambda: "number 25" in quick(me), "the last one")
        assert len(local_hub.requests.matching("GET", "/resolve/")) <= 2


async def test_nothing_waits_for_a_slow_hub(session, local_hub):
    """While an answer is still to come the cursor moves on; the late answer does not land on another row."""
    await write(session, "hf-rosalind", DIATOMS, {"a.txt": b"first", "b.txt": b"second"}, "Add two")
    async with hubtui(session) as me:
        await at_files(me, "hf-rosalind", "a.txt")
        local_hub.faults.add(path="a.txt", stall=0)
        local_hub.requests.reset()
        await me.press("P")
        await me.press("j")
        assert me.pane.lines.current.path == "b.txt"
        await me.press("j", "k", "k", "j")
        assert quick(me) == ""
        local_hub.faults.release()
        await me.until(lambda: "second" in quick(me))
        assert "first" not in quick(me)
        assert len(local_hub.requests.matching("GET", "/resolve/")) == 2


@BOTH
async def test_every_fact_of_a_file_can_be_copied(session, account):
    oid = await write(session, account, DIATOMS, {"big.safetensors": safetensors("x", MB)}, "Add weights")
    async with hubtui(session) as me:
        await at_files(me, account, "big.safetensors")
        entry = me.pane.lines.current
        await me.press("I")
        await me.shows("Details")
        await me.until(lambda: me.app.screen.lines.shown_count)
        facts = dict(me.app.screen.facts)
        assert facts["size"].startswith(f"{entry.size:,} bytes")
        assert facts["sha256"] == entry.sha256
        assert facts["stored"] == "by LFS"
        assert facts["commit"] == oid
        await me.press("/", *"sha256", "enter", "y", "y")
        assert me.app.context.copied == entry.sha256
        await me.press("y", "a")
        assert f"sha256: {entry.sha256}\n" in me.app.context.copied


async def test_several_marked_files_are_summed_up(session):
    await write(session, "hf-rosalind", DIATOMS, {"a.bin": bytes(1500), "b.bin": bytes(500)}, "Add two")
    async with hubtui(session) as me:
        await at_files(me, "hf-rosalind", "a.bin")
        await me.press("space", "space", "I")
        await me.shows("Details")
        facts = dict(me.app.screen.facts)
        assert facts["marked"] == "2"
        assert facts["size"] == "2,000 bytes (2.0 kB)"
        assert "a.bin" in facts["oldest"] + facts["newest"]


@pytest.mark.parametrize(
    ("account", "page"),
    [
        ("hf-rosalind", "{hf}/rosalind/diatom-namer/blob/main/README.md"),
        ("ms-rosalind", "{ms}/models/rosalind/diatom-namer/file/view/master/README.md"),
    ],
)
async def test_over_ssh_the_web_address_is_shown_and_copied(session, local_hub, monkeypatch, account, page):
    monkeypatch.setenv("SSH_TTY", "/dev/pts/7")
    url = page.format(hf=local_hub.hf, ms=local_hub.ms)
    async with hubtui(session) as me:
        await at_files(me, account, "README.md")
        await me.press("o")
        await me.shows("Document")
        await me.until(lambda: url in me.app.screen.view.text.replace("\n", ""))
        assert me.app.context.copied == url
        await me.press("escape", "y", "u")
        assert me.app.context.copied == url


async def test_the_browser_opens_the_commit_s_page(session, local_hub, monkeypatch):
    opened: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_TTY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(
        "webbrowser.get", lambda: type("B", (), {"open": lambda _, url: opened.append(url) or True})()
    )
    async with hubtui(session) as me:
        await go(me, "hf-rosalind", "acme-lab/bert-tiny-ner")
        await me.press("g", "l")
        await me.at(View.COMMITS)
        await me.press("o")
        await me.said("the browser shows")
        assert opened == [f"{local_hub.hf}/acme-lab/bert-tiny-ner/commit/{me.pane.lines.current.oid}"]


async def test_the_pager_gets_a_copy_that_is_gone_afterwards(session, monkeypatch, tmp_path):
    """It gets a stranger's text without control characters, in a file that only its owner can read."""
    told = tmp_path / "told"
    script = tmp_path / "pager.py"
    script.write_text(
        "import os, sys, pathlib\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "told = f'{path}\\n{path.stat().st_mode}\\n' + path.read_text()\n"
        f"pathlib.Path({str(told)!r}).write_text(told)\n"
    )
    monkeypatch.setenv("PAGER", f"{sys.executable} {script}")
    monkeypatch.setattr(HubtuiApp, "suspend", lambda self: contextlib.nullcontext())
    await write(session, "hf-rosalind", DIATOMS, {"evil.py": b"print('\x1b[2J')\n\tx\n"}, "Add a script")
    async with hubtui(session) as me:
        await at_files(me, "hf-rosalind", "evil.py")
        await me.press("E")
        await me.until(told.exists, "the pager has run")
        path, mode, text = told.read_text().split("\n", 2)
        assert text == "print('␛[2J')\n\tx\n"
        assert stat.S_IMODE(int(mode)) & 0o077 == 0
        assert path.endswith("evil.py")
        assert not await offload(Path(path).exists)


async def test_a_long_file_is_asked_about_before_the_pager_gets_it(session, local_hub):
    await write(session, "hf-rosalind", DIATOMS, {"long.txt": NOTES * 10}, "Add a long one")
    async with hubtui(session) as me:
        await at_files(me, "hf-rosalind", "long.txt")
        await me.press("E")
        await me.shows("Confirm")
        assert "4.2 MB" in me.app.screen._question
        me.app.screen._opened -= 3600
        local_hub.requests.reset()
        await me.press("enter")
        await me.shows("Explorer")
        assert local_hub.requests.count == 0


async def test_a_binary_is_not_for_the_pager(session):
    await write(session, "hf-rosalind", DIATOMS, {"w.dat": bytes(range(256)) * 4}, "Add bytes")
    async with hubtui(session) as me:
        await at_files(me, "hf-rosalind", "w.dat")
        await me.press("E")
        await me.said("not a text; p shows what it is")
        await me.press("p")
        await previews(me, "000000")


@pytest.mark.parametrize(("colours", "is_drawn"), [("truecolor", True), ("", False)])
async def test_a_picture_is_drawn_where_the_terminal_can(session, monkeypatch, colours, is_drawn):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLORTERM", colours)
    await write(session, "hf-rosalind", DIATOMS, {"a.png": FILES["picture.png"]}, "Add a picture")
    async with hubtui(session) as me:
        await at_files(me, "hf-rosalind", "a.png")
        await me.press("p")
        text = await previews(me, "37 × 21 pixels")
        assert ("▀" * 37 in text) is is_drawn


async def test_an_error_is_told_where_the_preview_would_be(session: Session, local_hub: LocalHub):
    async with hubtui(session) as me:
        await at_files(me, "hf-rosalind", "README.md")
        local_hub.faults.add(path="resolve.*README.md", status=403)
        await me.press("p")
        await previews(me, "HTTP 403", "Use a token with write access")
        await me.press("escape", "p")
        await previews(me, "diatom")
