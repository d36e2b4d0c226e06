"""Strangers' strings on every screen, in a real terminal: nothing but hubtui's own sequences reaches it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.localhub.store import Store
from tests.cli_runs import command
from tests.hostile import HOSTILE
from tests.terminal import Terminal

TOKEN = {"hf": "hf_hostile0notarealtoken", "ms": "ms-hostile0-not-a-real-token"}
ACCOUNTS = [LocalAccount(hub, "ada", token) for hub, token in TOKEN.items()]
OURS = re.compile(
    rb"\x1b\[[0-9;:]*[mHABCDGdKJ]"  # colours, the cursor, clearing
    rb"|\x1b\[\?[0-9;]+[hl]"  # modes
    rb"|\x1b\[\?[0-9;]+\$p"  # is a mode known?
    rb"|\x1b\[[<>=?]?[0-9;]*u"  # the keyboard
    rb"|\x1b\]22;[a-z-]*\x07"  # the pointer's shape
    rb"|\x1b\[[0-9;]*[tncq]|\x1b\[>[0-9;]*[cqm]"  # who and where are you?
)
"""What Textual itself sends."""


def fill(directory: Path) -> None:
    """A repo on each side whose files, commits, discussions and texts are all hostile."""
    store = Store(directory)
    with store.transaction():
        for world in ("hf", "ms"):
            repo = store.create_repo(world, "model", "ada", "evil", author="ada")
            files = {
                "README.md": store.keep(
                    ("---\nlicense: " + HOSTILE[4] + "\n---\n# " + "\n\n".join(HOSTILE)).encode()
                )
            }
            files |= {_path(number, text): store.keep(text.encode()) for number, text in enumerate(HOSTILE)}
            store.commit(repo, files, author="ada", title="Add files")
            for number, text in enumerate(HOSTILE):
                content = store.keep(f"{number}{text}".encode("utf-8", "surrogatepass"))
                store.commit(
                    repo, {"log.txt": content}, author="ada", title=f"evil{number:02} {text}", message=text
                )
            for number, text in enumerate(HOSTILE if world == "hf" else ()):
                num = store.threads.open(repo, f"evil{number:02} {text}", "ada", 1_700_000_000).num
                for said in (text, "\n".join(HOSTILE)):
                    store.threads.add(repo, num, "comment", "ada", 1_700_000_000, {"raw": said})
    store.close()


def _path(number: int, text: str) -> str:
    return f"evil{number:02} {text.replace('/', '').encode()[:200].decode(errors='ignore')}.txt"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    fill(tmp_path / "hub")
    with LocalHub(tmp_path / "hub", accounts=ACCOUNTS) as hub:
        yield {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "HUBTUI_HOME": str(tmp_path / "hubtui"),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "HF_ENDPOINT": hub.hf,
            "HF_TOKEN": TOKEN["hf"],
            "MODELSCOPE_ENDPOINT": hub.ms,
            "MODELSCOPE_API_TOKEN": TOKEN["ms"],
        }


def only_ours(written: bytes) -> None:
    """No sequence that hubtui does not send of itself, no control character, no C1."""
    rest = OURS.sub(b"", written)
    assert b"\x1b" not in rest, rest[max(0, rest.index(b"\x1b") - 40) : rest.index(b"\x1b") + 60]
    controls = set(rest) & (set(range(0x20)) - {0x0A, 0x0D})
    assert not controls, controls
    text = rest.decode()
    assert not [char for char in text if "\x7f" <= char <= "\x9f" or char in "\u202e\u200b\u2066\ufeff"]


LISTS = ("Commits", "Refs", "Discussions")
"""Their count stands in the title once they are read."""


class Walk:
    """Keys, and what stands on the screen after each: nothing is pressed before the last one has shown."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def press(self, keys: str, shows: str) -> None:
        self.terminal.type(keys.encode())
        self.terminal.shows(shows)

    def look(self, key: str, shows: str) -> None:
        """Open something and leave it again."""
        self.press(key, shows)
        self.terminal.type(b"\x1b")
        self.terminal.lacks(shows)

    def unfilter(self, number: int) -> None:
        """An Esc is alone only once nothing follows it: wait before and after."""
        self.terminal.shows(f"/ evil{number:02}")
        self.terminal.type(b"\x1b")
        self.terminal.lacks(f"/ evil{number:02}")

    def tab(self, label: str) -> None:
        """The next tab, and what it lists."""
        self.press("]", f"▪{label}")
        if label in LISTS:
            self.terminal.shows(f" {label.lower()} ")

    def files(self) -> None:
        for number in range(len(HOSTILE)):
            self.press(f"/evil{number:02}\r", f"/ evil{number:02}")
            self.look("I", "Details")
            self.look("p", "Esc closes")
            self.unfilter(number)
        self.press("A", "marked")
        self.look("\x07", "Marked")
        beside = f"evil/evil{len(HOSTILE) - 1}"
        self.press("P", beside)
        self.terminal.type(b"P")
        self.terminal.lacks(beside)

    def history(self) -> None:
        self.tab("Card")
        self.tab("Commits")
        for _ in range(3):
            self.look("I", "Details")
            self.look("d", "Esc closes")
            self.terminal.type(b"j")
        self.tab("Refs")

    def talk(self) -> None:
        self.tab("Discussions")
        for number in reversed(range(len(HOSTILE))):
            self.press(f"/evil{number:02}\r", f"/ evil{number:02}")
            self.look("\r", "Esc closes")
            self.unfilter(number)

    def plan(self) -> None:
        self.press("h", "models 1")
        self.look("c", "Plan")
        self.look("?", "Help")


@pytest.mark.parametrize("side", ["hf", "ms"])
def test_only_our_own_sequences_reach_the_terminal(environment, side):
    with Terminal(command(), environment, lines=24) as terminal:
        terminal.shows("models 1 ", times=2)
        walk = Walk(terminal)
        if side == "ms":
            terminal.type(b"\t")
        walk.press("\r", "▪Files")
        walk.files()
        walk.history()
        if side == "hf":
            walk.talk()
        walk.tab("About")
        walk.plan()
        terminal.type(b"q")
        assert terminal.wait() == 0
    only_ours(terminal.seen)
    assert "evil" not in terminal.screen.title
