"""kill -9 while accounts and tokens are saved: nothing that was acknowledged is lost, nothing is half."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

from hubtui.accounts import Accounts, Stores, StoreState
from hubtui.accounts.kept import KeptFile
from hubtui.accounts.stores.plain import PlainStore
from hubtui.accounts.stores.vault import VaultStore
from hubtui.errors import TokenMissing
from hubtui.secret import Secret

RUNS = 100
PASSPHRASE = "correct horse battery"
CHEAP = 2**4

WRITER = f"""
import sys
from pathlib import Path
from hubtui.accounts import Accounts, Stores
from hubtui.accounts.kept import KeptFile
from hubtui.accounts.stores.plain import PlainStore
from hubtui.accounts.stores.vault import VaultStore
from hubtui.secret import Secret

root, run = Path(sys.argv[1]), sys.argv[2]
vault = VaultStore(root / "tokens/vault", {CHEAP})
vault.unlock({PASSPHRASE!r})
stores = Stores([vault, PlainStore(root / "tokens/plain.json")])
accounts = Accounts(KeptFile(root / "config/accounts.json"), stores)
for number in range(10_000):
    store = ("vault", "plain")[number % 2]
    name = f"a{{run}}-{{number}}"
    token = Secret(f"hf_token-of-{{name}}")
    accounts.keep(name, "huggingface", "https://huggingface.co", token, store, plain_is_meant=True)
    print("kept", name, flush=True)
    if number >= 4:
        gone = f"a{{run}}-{{number - 4}}"
        print("removing", gone, flush=True)
        accounts.remove(gone)
"""


def start(root: Path, run: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), str(run)], stdout=subprocess.PIPE, text=True
    )


def opened(root: Path) -> Accounts:
    vault = VaultStore(root / "tokens/vault", CHEAP)
    vault.unlock(PASSPHRASE)
    assert vault.state() is StoreState.READY
    stores = Stores([vault, PlainStore(root / "tokens/plain.json")])
    return Accounts(KeptFile(root / "config/accounts.json"), stores)


def killed(process: subprocess.Popen[str], turns: int) -> tuple[set[str], set[str]]:
    """What it said that it kept, and what it may have removed, until it was killed: after its first line, and
    so many turns of a loop that is there to let it get anywhere.
    """
    assert process.stdout is not None
    said = process.stdout.readline()
    for _ in range(turns):
        pass
    process.kill()
    said += process.stdout.read()
    process.wait()
    # A line that the kill cut short says nothing: nobody could have read it and relied on it.
    words = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    kept = {name for verb, name in words if verb == "kept"}
    return kept, {name for verb, name in words if verb == "removing"}


def test_a_hundred_kills_lose_nothing(tmp_path):
    VaultStore(tmp_path / "tokens/vault", CHEAP).create(PASSPHRASE)
    dice = random.Random(5)
    expected: set[str] = set()
    running = start(tmp_path, 0)
    for run in range(RUNS):
        following = start(tmp_path, run + 1)
        kept, removed = killed(running, dice.randrange(500_000))
        assert kept
        expected |= kept - removed
        there = tokens(opened(tmp_path))
        assert expected <= set(there)
        assert all(there[name] == Secret(f"hf_token-of-{name}") for name in expected)
        running = following
    running.kill()
    running.wait()
    assert not [*tmp_path.rglob("*.broken-*")]


def tokens(accounts: Accounts) -> dict[str, Secret | None]:
    """Of all that are listed; of one that was just being removed the token may be gone already."""
    assert accounts.problem == ""
    found: dict[str, Secret | None] = {}
    for account in accounts:
        try:
            found[account.name] = accounts.token(account.name)
        except TokenMissing:
            found[account.name] = None
    return found


def test_several_processes_at_once_lose_nothing_of_each_other(tmp_path):
    VaultStore(tmp_path / "tokens/vault", CHEAP).create(PASSPHRASE)
    writers = [start(tmp_path, run) for run in range(3)]
    for writer in writers:
        assert writer.stdout is not None
        for _ in range(20):
            writer.stdout.readline()
    outcomes = [killed(writer, 0) for writer in writers]
    there = tokens(opened(tmp_path))
    for kept, removed in outcomes:
        assert kept - removed <= set(there)
    names = json.loads((tmp_path / "config/accounts.json").read_text())["accounts"]
    assert len(names) == len({one["name"] for one in names})


def test_what_a_kill_leaves_behind_does_not_pile_up(tmp_path):
    VaultStore(tmp_path / "tokens/vault", CHEAP).create(PASSPHRASE)
    for run in range(5):
        killed(start(tmp_path, run), 100_000)
    accounts = opened(tmp_path)
    accounts.keep("last", "huggingface", "https://huggingface.co", Secret("hf_the0last0token"), "vault")
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    known = {"accounts.json", "vault", "plain.json"}
    assert left <= known | {f".{name}.lock" for name in known} | {".plain.json.new"}
