"""Whole sessions of two accounts a hub over SSH: after them the tokens are in the vault and nowhere else."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from hubtui.accounts.kept import FILE, KeptFile
from hubtui.accounts.stores.vault import VaultStore
from hubtui.localhub.server import LocalHub
from tests.canaries.conftest import Canaries, Machine
from tests.canaries.search import found_below, found_in, found_in_processes
from tests.terminal import PATIENCE, Terminal

DOWN, RIGHT = b"\x1b[B", b"\x1b[C"
F12 = b"\x1b[24~"


def pasted(text: str) -> bytes:
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


# What a user does


def open_accounts(me: Terminal) -> None:
    me.type(b"&")
    me.shows("a sign in")


def fill_in(me: Terminal, token: str) -> None:
    """The form on the account under the cursor: its hub and endpoint stand there already."""
    me.type(b"a")
    me.shows("Sign in")
    me.shows("vault")
    me.shows("token")
    me.quiet()
    me.type(DOWN)
    me.shows("host of the mirror")
    me.type(DOWN)
    me.lacks("host of the mirror")
    if "with a token" in me.display:
        me.type(DOWN)
        me.quiet()
    me.type(pasted(token))
    me.shows("•" * len(token))
    me.type(b"\r")


def make_vault(me: Terminal, passphrase: str) -> None:
    me.shows("A vault for tokens")
    me.quiet()
    me.type(passphrase.encode())
    me.shows("•" * len(passphrase))
    me.type(DOWN)
    me.quiet()
    me.type(passphrase.encode() + b"\r")
    me.lacks("A vault for tokens")


def sign_in(me: Terminal, name: str, token: str) -> None:
    fill_in(me, token)
    me.shows(f"▸ {name} ")
    me.lacks("Sign in")


def sign_in_to_all(me: Terminal, canaries: Canaries) -> None:
    """hf-rosalind, hf-kenji, ms-rosalind, ms-kenji; the first one makes the vault."""
    me.shows("not signed in   ms ok, not signed in")
    open_accounts(me)
    fill_in(me, canaries.tokens["hf-rosalind"])
    make_vault(me, canaries.passphrase)
    me.shows("▸ hf-rosalind ")
    me.lacks("Sign in")
    sign_in(me, "hf-kenji", canaries.tokens["hf-kenji"])
    me.type(b"G")
    me.shows("▸ modelscope ")
    sign_in(me, "ms-rosalind", canaries.tokens["ms-rosalind"])
    sign_in(me, "ms-kenji", canaries.tokens["ms-kenji"])
    me.type(b"\x1b")
    me.lacks("a sign in")


def use(me: Terminal, account: str) -> None:
    """Show the account in the active pane."""
    hub, _, who = account.partition("-")
    me.type(b"@")
    me.shows("Show in this pane")
    me.quiet()
    me.type(account.encode())
    me.shows(f"▸ {account}")
    me.type(b"\r")
    me.lacks("Show in this pane")
    title = {"hf": "Hugging Face", "ms": "ModelScope"}[hub]
    # The count is there once the list is: what is asked for after that is asked anew.
    me.matches(rf"{title} · {who}\b[^╮]* models \d+ ")


def remembers(machine: Machine, account: str) -> None:
    """Wait until a start after this begins with the account: that is written once the pane shows it."""
    end = time.monotonic() + PATIENCE
    file = machine.folder / "hubtui" / "state" / "panes.json"
    while account not in (file.read_text() if file.exists() else ""):
        assert time.monotonic() < end, f"{account} was never written to {file.name}"
        time.sleep(0.01)


def unlock(me: Terminal, passphrase: str) -> None:
    me.shows("Unlock the vault")
    me.quiet()
    me.type(passphrase.encode())
    me.shows("•" * len(passphrase))
    me.type(b"\r")
    me.lacks("Unlock the vault")


# Where the tokens are


def vault_of(machine: Machine) -> Path:
    return machine.folder / "hubtui" / "state" / "tokens" / "vault"


def kept(machine: Machine, canaries: Canaries) -> dict[str, str]:
    """The tokens in the vault, by account."""
    vault = VaultStore(vault_of(machine))
    vault.unlock(canaries.passphrase)
    book = KeptFile(machine.folder / "hubtui" / "config" / FILE).book
    return {one.name: token.reveal() for one in book.accounts if (token := vault.get(one.key))}


def nowhere_else(machine: Machine, canaries: Canaries, me: Terminal) -> None:
    assert found_below(machine.folders, canaries.all) == []
    assert found_in(me.seen, canaries.all) == []


def seen_by(hub: LocalHub, scheme: str) -> set[str]:
    """Whose tokens the hub saw."""
    return {each.account for each in hub.requests.matching(hub=scheme)}


def asked(me: Terminal, hub: LocalHub, scheme: str) -> None:
    """Read until this hub was asked for models."""
    end = time.monotonic() + PATIENCE
    while not hub.requests.matching(part="models", hub=scheme):
        assert time.monotonic() < end, f"{scheme} was never asked\n{me.display}"
        me.read(0.1)


# Stories


def test_tokens_are_in_the_vault_only_through_a_whole_session(machine, hub, canaries):
    with machine.start() as me:
        sign_in_to_all(me, canaries)
        assert kept(machine, canaries) == canaries.tokens
        assert found_in_processes(me.process.pid, canaries.all) == []

        open_accounts(me)
        fill_in(me, canaries.wrong)
        me.shows("HTTP 401")
        me.type(pasted(canaries.malformed) + b"\r")
        me.shows("not a token")
        me.type(b"\x1b")
        me.lacks("Sign in")
        me.type(b"\x1b")
        me.lacks("a sign in")

        use(me, "hf-rosalind")
        me.shows("diatom-namer")
        me.type(F12)
        me.type(b"yy")
        me.shows("copied")
        me.type(b"\t")
        use(me, "ms-rosalind")
        me.type(b"\t")
        me.quiet()
        me.type(b" ")
        me.shows("1 marked")
        me.type(b"c")
        me.shows("commit")
        me.type(b"\r")
        me.shows("verified")
        me.type(b"W")
        me.shows("hubtui.log")
        me.type(b"W")
        me.lacks("hubtui.log")

        open_accounts(me)
        me.type(b"G")
        me.quiet()
        me.type(b"/ms-kenji\r")
        me.shows("▸ ms-kenji ")
        me.type(b"D")
        me.shows("Remove ms-kenji?")
        me.quiet(1.5)
        me.type(b"y")
        me.lacks("Remove ms-kenji?")
        me.lacks("▸ ms-kenji ")
        assert found_in_processes(me.process.pid, canaries.all) == []
        me.process.send_signal(signal.SIGHUP)
        assert me.wait() == 128 + signal.SIGHUP
    assert list((machine.folder / "home").glob("*.svg"))
    nowhere_else(machine, canaries, me)
    left = {name: token for name, token in canaries.tokens.items() if name != "ms-kenji"}
    assert kept(machine, canaries) == left
    assert seen_by(hub, "hf") <= {"", "?", "rosalind", "kenji"}
    assert seen_by(hub, "ms") <= {"", "rosalind", "kenji"}


def test_two_accounts_a_hub_work_side_by_side_each_with_its_own_token(machine, hub, canaries):
    with machine.start() as me:
        sign_in_to_all(me, canaries)
        for hf, ms in (("hf-rosalind", "ms-kenji"), ("hf-kenji", "ms-rosalind")):
            use(me, hf)
            me.type(b"\t")
            use(me, ms)
            me.type(b"\t")
            me.quiet(1)
            hub.requests.reset()
            me.type(b"\x12")
            asked(me, hub, "hf")
            me.type(b"\t\x12")
            asked(me, hub, "ms")
            me.type(b"\t")
            me.quiet(0.5)
            assert seen_by(hub, "hf") == {hf.partition("-")[2]}
            assert seen_by(hub, "ms") == {ms.partition("-")[2]}
        me.process.terminate()
        me.wait()
    nowhere_else(machine, canaries, me)


def test_kill_9_leaves_tokens_in_the_vault_only_and_they_are_used_again(machine, hub, canaries):
    with machine.start() as me:
        sign_in_to_all(me, canaries)
        use(me, "hf-rosalind")
        me.shows("diatom-namer")
        remembers(machine, "hf-rosalind")
        me.process.kill()
        me.wait()
    nowhere_else(machine, canaries, me)
    with machine.start() as me:
        unlock(me, canaries.passphrase)
        me.shows("Hugging Face · rosalind")
        assert found_in_processes(me.process.pid, canaries.all) == []
        me.process.terminate()
        me.wait()
    nowhere_else(machine, canaries, me)
    assert kept(machine, canaries) == canaries.tokens


def test_what_a_browser_gave_is_in_the_vault_only(machine, hub, canaries):
    hub.devices.terms.interval = 1
    with machine.start() as me:
        me.shows("not signed in   ms ok, not signed in")
        open_accounts(me)
        me.type(b"a")
        me.shows("vault")
        me.quiet()
        me.type(DOWN)
        me.shows("host of the mirror")
        me.type(DOWN)
        me.lacks("host of the mirror")
        me.type(RIGHT)
        me.shows("in a browser")
        me.type(b"\r")
        make_vault(me, canaries.passphrase)
        me.matches(r"Enter +[A-Z0-9]{4}-[A-Z0-9]{4} ")
        code = re.search(r"Enter +([A-Z0-9]{4}-[A-Z0-9]{4}) ", me.display)
        assert code
        me.type(b"c")
        me.shows("copied")
        rosalind = next(one for one in canaries.accounts() if (one.hub, one.name) == ("hf", "rosalind"))
        assert hub.devices.settle(code[1], rosalind)
        me.shows("▸ hf-rosalind ")
        me.type(b"\r")
        me.shows("diatom-namer")
        me.type(F12 + b"W")
        me.shows("/oauth/token")
        assert found_in_processes(me.process.pid, [*hub.devices.names()]) == []
        me.process.send_signal(signal.SIGHUP)
        assert me.wait() == 128 + signal.SIGHUP
    given = [*hub.devices.names()]
    assert len(given) == 2, "a token and what renews it"
    assert list((machine.folder / "home").glob("*.svg"))
    assert found_below(machine.folders, given) == []
    assert found_in(me.seen, given) == []
    nowhere_else(machine, canaries, me)
    (sealed,) = kept(machine, canaries).values()
    assert all(token in sealed for token in given)
    assert seen_by(hub, "hf") <= {"", "rosalind"}
    assert seen_by(hub, "ms") <= {""}


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux: apt-get install tmux")
def test_tmux_has_neither_tokens_nor_passphrase_in_buffers_and_panes(machine, hub, canaries, tmp_path):
    """A server of its own, that all the user's keys go through."""
    tmux = ["tmux", "-S", str(tmp_path / "tmux"), "-f", "/dev/null"]
    inside = [*tmux, "new-session", "-x", "120", "-y", "40", *machine.command("screenshot")]
    with Terminal(inside, machine.environment) as me:
        sign_in_to_all(me, canaries)
        use(me, "hf-rosalind")
        me.shows("diatom-namer")
        me.type(b"yy")
        me.shows("copied")

        def told(*words: str) -> bytes:
            return subprocess.run([*tmux, *words], capture_output=True, check=False, env=os.environ).stdout

        buffers = told("list-buffers") + told("show-buffer")
        screens = told("capture-pane", "-p", "-e", "-S", "-")
        options = told("show-environment", "-g") + told(
            "list-panes", "-F", "#{pane_title} #{pane_start_command}"
        )
        assert b"rosalind" in screens
        assert found_in(buffers + screens + options, canaries.all) == []
        told("kill-server")
        me.wait()
    nowhere_else(machine, canaries, me)
