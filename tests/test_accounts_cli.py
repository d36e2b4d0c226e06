"""`hubtui accounts` in processes of its own: no token in, on or out of a command line."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hubtui.localhub.server import LocalAccount, LocalHub
from tests.cli_runs import Run, command, hubtui

KENJI = "hf_kenji0000000notarealtoken"
ROSALIND = "hf_rosalind0000notarealtoken"
PASSPHRASE = "tide pools at dawn"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    accounts = [
        LocalAccount("hf", "rosalind", ROSALIND, ("acme-lab",)),
        LocalAccount("hf", "kenji", KENJI),
    ]
    with LocalHub(tmp_path / "hub", accounts=accounts) as served:
        yield served


@pytest.fixture
def environment(hub: LocalHub, tmp_path: Path) -> Mapping[str, str]:
    """A machine without a keyring, where HF_TOKEN is rosalind's."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "PYTHONPATH") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "HUBTUI_HOME": str(home / "hubtui"),
        "HF_ENDPOINT": hub.hf,
        "HF_TOKEN": ROSALIND,
        "MODELSCOPE_ENDPOINT": hub.ms,
    }


def readable(line: str) -> int:
    """A descriptor that the line can be read from."""
    reading, writing = os.pipe()
    os.write(writing, f"{line}\n".encode())
    os.close(writing)
    return reading


def run(
    environment: Mapping[str, str],
    *arguments: str,
    typed: str = "",
    passphrase: str = PASSPHRASE,
    new_passphrase: str = "",
) -> Run:
    """With a line on stdin, and the passphrases on descriptors."""
    read_from = {"HUBTUI_VAULT_PASSPHRASE_FD": readable(passphrase)}
    if new_passphrase:
        read_from["HUBTUI_VAULT_NEW_PASSPHRASE_FD"] = readable(new_passphrase)
    try:
        result = subprocess.run(
            command(*arguments),
            env={**environment, **{name: str(number) for name, number in read_from.items()}},
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            pass_fds=tuple(read_from.values()),
        )
    finally:
        for number in read_from.values():
            os.close(number)
    return Run(result.returncode, result.stdout, result.stderr)


def add(environment: Mapping[str, str], hub: LocalHub, *more: str, token: str = KENJI) -> Run:
    arguments = ("accounts", "add", "hf", "--endpoint", hub.hf, "--store", "vault", "--token-stdin", *more)
    return run(environment, *arguments, typed=f"{token}\n")


def test_an_account_is_added_listed_used_checked_and_removed(environment, hub, tmp_path):
    added = add(environment, hub, "--json")
    assert added.code == 0, added.err
    assert (added.records[0]["account"], added.records[0]["user"]) == ("hf-kenji", "kenji")
    assert added.records[0]["store"] == "vault"

    listed = hubtui(environment, "accounts", "list", "--json")
    names = {record["account"]: record for record in listed.records}
    assert names["hf-kenji"]["user"] == "kenji"
    assert names["huggingface"]["borrowed"]
    assert names["huggingface"]["token_from"] == "HF_TOKEN"

    checked = run(environment, "accounts", "check", "hf-kenji", "huggingface", "--json")
    assert checked.code == 0, checked.err
    assert [record["user"] for record in checked.records] == ["kenji", "rosalind"]
    assert checked.records[1]["organisations"] == "acme-lab"

    assert run(environment, "ls", "hf://kenji", "--account", "hf-kenji").code == 0

    refused = hubtui(environment, "accounts", "remove", "hf-kenji")
    assert refused.code == 3
    assert "--yes" in refused.err
    removed = run(environment, "accounts", "remove", "hf-kenji", "--yes")
    assert removed.code == 0, removed.err
    assert "hf-kenji" not in hubtui(environment, "accounts").out

    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            assert KENJI.encode() not in path.read_bytes(), path


# In a browser


def started(environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    """`hubtui accounts add hf --device`, running; the passphrase is on a descriptor."""
    reading, writing = os.pipe()
    os.write(writing, f"{PASSPHRASE}\n".encode())
    os.close(writing)
    try:
        return subprocess.Popen(
            command("accounts", "add", "hf", "--device", *arguments),
            env={**environment, "HUBTUI_VAULT_PASSPHRASE_FD": str(reading)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=(reading,),
        )
    finally:
        os.close(reading)


def code_of(process: subprocess.Popen[str]) -> str:
    """What it says to enter in the browser."""
    assert process.stderr
    for line in process.stderr:
        if found := re.fullmatch(r"  ([A-Z0-9]{4}-[A-Z0-9]{4})\n", line):
            return found[1]
    raise AssertionError("it ended without a code")


def ended(process: subprocess.Popen[str]) -> Run:
    """With the rest of what it says."""
    assert process.stdout
    assert process.stderr
    with process.stdout as out, process.stderr as err:
        said = out.read(), err.read()
    return Run(process.wait(120), *said)


def test_a_sign_in_in_a_browser_is_waited_for_and_renewed(environment, hub, tmp_path):
    hub.devices.terms.interval = 1
    process = started(environment, "--endpoint", hub.hf, "--store", "vault", "--json")
    assert hub.devices.settle(code_of(process), LocalAccount("hf", "kenji", KENJI))
    signed_in = ended(process)
    assert signed_in.code == 0, signed_in.err
    (record,) = signed_in.records
    assert (record["account"], record["user"], record["browser"]) == ("hf-kenji", "kenji", True)
    assert run(environment, "ls", "hf://kenji", "--account", "hf-kenji").code == 0
    tokens = [*hub.devices.names()]
    kept = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert kept
    assert len(tokens) == 2
    for text in (signed_in.out, signed_in.err, *(path.read_text("latin-1") for path in kept)):
        assert not any(token in text for token in tokens)
    hub.devices.end("kenji")
    checked = run(environment, "accounts", "check", "hf-kenji", "--json")
    assert checked.code == 1
    assert "401" in checked.records[0]["error"]


def test_a_browser_that_denies_keeps_nothing(environment, hub):
    hub.devices.terms.interval = 1
    process = started(environment, "--endpoint", hub.hf, "--store", "vault")
    assert hub.devices.settle(code_of(process), None)
    denied = ended(process)
    assert denied.code == 1
    assert "denied" in denied.err
    assert "hf-" not in hubtui(environment, "accounts").out


def test_waiting_for_a_browser_is_interrupted_at_once(environment, hub):
    hub.devices.terms.interval = 60
    process = started(environment, "--endpoint", hub.hf, "--store", "vault")
    code_of(process)
    assert process.stderr
    assert "ctrl+c leaves" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130, "it sat out the hub's minute"
    assert "Traceback" not in ended(process).err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ms", "--device"), 1, "ModelScope has no sign-in in the browser"),
        (("hf", "--device", "--token-stdin"), 2, "no token to read"),
        (("hf", "--device", "--store", "command", "--command", "pass hf"), 2, "no token to read"),
        (("hf", "--device", "--endpoint", "http://mirror.example"), 2, "must be https"),
    ],
)
def test_what_has_no_browser_says_so(arguments, code, words, environment):
    result = run(environment, "accounts", "add", *arguments)
    assert result.code == code
    assert words in result.err


def test_an_endpoint_without_a_browser_says_to_paste_a_token(environment, hub):
    hub.faults.add(path="/oauth/device", status=404)
    result = run(environment, "accounts", "add", "hf", "--device", "--endpoint", hub.hf)
    assert result.code == 1
    assert "Paste a token" in result.err


def test_a_wrong_token_is_not_kept_and_the_hubs_words_are_shown(environment, hub):
    result = add(environment, hub, token="hf_thisTokenIsKnownToNobody")
    assert result.code == 1
    assert "HTTP 401" in result.err
    assert "KnownToNobody" not in result.out + result.err
    assert "hf-" not in hubtui(environment, "accounts").out


@pytest.mark.parametrize("bad", ["has a space", "ümlaut-token-here", "short", "x" * 9000])
def test_a_malformed_token_is_refused_and_not_echoed(environment, hub, bad):
    result = add(environment, hub, token=bad)
    assert result.code == 2
    assert "not a token" in result.err
    assert bad not in result.out + result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("accounts", "add", "hf", KENJI),
        ("accounts", "add", "hf", "--name", KENJI),
        ("accounts", "add", "hf", "--token", "anything-at-all"),
        ("accounts", "add", "hf", "--token=anything-at-all"),
        ("accounts", "check", "ms-5d1c0de0-0000-4000-8000-00005ea1a001"),
        ("ls", KENJI),
    ],
)
def test_no_token_is_taken_from_the_command_line(environment, arguments):
    result = hubtui(environment, *arguments)
    assert result.code == 2
    assert "--token-stdin" in result.err
    assert not any(word in result.out + result.err for word in (KENJI, "anything-at-all", "5d1c0de0"))


def test_without_a_terminal_it_says_how_to_give_the_token(environment, hub):
    result = hubtui(environment, "accounts", "add", "hf", "--endpoint", hub.hf)
    assert result.code == 2
    assert "--token-stdin" in result.err


def test_a_wrong_passphrase_changes_nothing(environment, hub):
    assert add(environment, hub).code == 0
    vault = [path for path in Path(environment["HUBTUI_HOME"]).rglob("vault") if path.is_file()]
    before = vault[0].read_bytes()
    result = run(environment, "accounts", "remove", "hf-kenji", "--yes", passphrase="something else")
    assert result.code == 1
    assert "passphrase" in result.err.casefold()
    assert vault[0].read_bytes() == before
    assert "hf-kenji" in hubtui(environment, "accounts").out


def test_a_changed_passphrase_is_the_only_one_that_opens_the_vault(environment, hub):
    assert add(environment, hub).code == 0
    refused = run(environment, "accounts", "passphrase", passphrase="wrong", new_passphrase="a new one")
    assert refused.code == 1
    changed = run(environment, "accounts", "passphrase", new_passphrase="a new one")
    assert changed.code == 0, changed.err
    assert run(environment, "accounts", "check", "hf-kenji").code == 1
    assert run(environment, "accounts", "check", "hf-kenji", passphrase="a new one").code == 0


def test_without_a_vault_there_is_no_passphrase_to_change(environment):
    result = run(environment, "accounts", "passphrase", new_passphrase="a new one")
    assert (result.code, "there is no vault yet" in result.err) == (1, True), result.err


def test_without_a_passphrase_it_says_where_it_is_read_from(environment, hub):
    assert add(environment, hub).code == 0
    result = hubtui(environment, "accounts", "check", "hf-kenji", "--json")
    assert result.code == 1
    assert "passphrase" in json.loads(result.out)["error"]


def test_what_belongs_to_another_program_is_not_removed(environment):
    result = hubtui(environment, "accounts", "remove", "huggingface", "--yes")
    assert result.code == 2
    assert "HF_TOKEN" in result.err


def test_two_accounts_on_one_hub_cannot_both_act(environment, hub):
    assert add(environment, hub).code == 0
    both = ("--account", "hf-kenji", "--account", "huggingface")
    result = hubtui(environment, "ls", "hf://kenji", *both)
    assert result.code == 2
    assert "two accounts on one hub" in result.err


def test_a_read_only_account_is_copied_from_but_not_to(environment, hub, tmp_path):
    assert add(environment, hub).code == 0
    kept = next(Path(environment["HUBTUI_HOME"]).rglob("accounts.json"))
    book = json.loads(kept.read_text())
    kept.write_text(json.dumps({**book, "read_only": ["hf-kenji"]}))
    (tmp_path / "thing").mkdir()
    (tmp_path / "thing" / "a.txt").write_text("a")
    arguments = ("copy", str(tmp_path / "thing"), "hf://kenji/thing", "--yes", "--account", "hf-kenji")
    result = run(environment, *arguments)
    assert result.code == 3
    assert "hf-kenji is read-only" in result.err
    assert "list of accounts" in result.err


def test_a_panes_account_is_chosen(environment, hub):
    assert add(environment, hub).code == 0
    assert hubtui(environment, "accounts", "default", "hf-kenji", "right").code == 0
    records = hubtui(environment, "accounts", "--json").records
    assert {record["account"]: record["default"] for record in records}["hf-kenji"] == ["right"]


def test_a_command_has_the_token_and_hubtui_keeps_none(environment, hub, tmp_path):
    secret = tmp_path / "pass"
    secret.write_text(f"{KENJI}\n")
    words = ("--store", "command", "--command", f"cat {secret}")
    added = hubtui(environment, "accounts", "add", "hf", "--endpoint", hub.hf, *words)
    assert added.code == 0, added.err
    assert hubtui(environment, "ls", "hf://kenji", "--account", "hf-kenji").code == 0
    assert hubtui(environment, "accounts", "remove", "hf-kenji", "--yes").code == 0
    assert secret.read_text() == f"{KENJI}\n"
    half = hubtui(environment, "accounts", "add", "hf", "--store", "command")
    assert half.code == 2
    assert "--command" in half.err


def test_a_plain_file_only_when_it_is_asked_for(environment, hub, tmp_path):
    arguments = ("accounts", "add", "hf", "--endpoint", hub.hf, "--token-stdin", "--json")
    kept = run(environment, *arguments, typed=f"{KENJI}\n")
    assert kept.records[0]["store"] == "vault", "without a keyring and a word about it"
    assert run(environment, "accounts", "remove", "hf-kenji", "--yes").code == 0
    plain = run(environment, *arguments, "--store", "plain", typed=f"{KENJI}\n")
    assert plain.records[0]["store"] == "plain"
    assert "plain" in hubtui(environment, "accounts").out
    assert hubtui(environment, "accounts", "remove", "hf-kenji", "--yes").code == 0
    for path in (tmp_path / "home").rglob("*"):
        assert not path.is_file() or KENJI.encode() not in path.read_bytes(), path
