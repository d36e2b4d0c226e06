"""What every store does, and what is particular to memory, command and plain text."""

from __future__ import annotations

import shlex
import stat
import sys
import threading
from pathlib import Path

import pytest

from hubtui.accounts import Accounts, Stores, StoreState, TokenKey, TokenStore
from hubtui.accounts.kept import KeptFile
from hubtui.accounts.stores.command import CommandStore, parse_command
from hubtui.accounts.stores.memory import MemoryStore
from hubtui.accounts.stores.plain import PlainStore
from hubtui.accounts.stores.vault import VaultStore
from hubtui.errors import (
    BadInput,
    StoreDamaged,
    StoreError,
    StoreRefused,
    StoreUnavailable,
    StoreUnresponsive,
)
from hubtui.paths import Directories
from hubtui.secret import Secret
from tests.accounts.secret_service import needs_secret_service, secret_service

TOKEN = Secret("hf_notatokenofanyone123")
OTHER = Secret("ms-anothertoken45678")
HF = TokenKey("huggingface", "https://huggingface.co", "1")
MS = TokenKey("modelscope", "https://modelscope.cn", "2")


@pytest.fixture(params=["memory", "plain", "vault", pytest.param("keyring", marks=needs_secret_service)])
def store(request, tmp_path, monkeypatch):
    match request.param:
        case "memory":
            yield MemoryStore()
        case "plain":
            yield PlainStore(tmp_path / "tokens/plain.json")
        case "vault":
            vault = VaultStore(tmp_path / "tokens/vault", cost=2**4)
            vault.create("correct horse battery")
            yield vault
        case "keyring":
            with secret_service(tmp_path, monkeypatch):
                yield Stores.of_user(Directories.under(tmp_path)).keyring


def test_what_is_put_is_there_until_it_is_deleted(store: TokenStore):
    assert store.state() is StoreState.READY
    assert store.get(HF) is None
    store.put(HF, TOKEN)
    store.put(MS, OTHER)
    assert (store.get(HF), store.get(MS)) == (TOKEN, OTHER)
    store.put(HF, OTHER)
    assert (store.get(HF), store.get(MS)) == (OTHER, OTHER)
    store.delete(HF)
    store.delete(HF)
    assert (store.get(HF), store.get(MS)) == (None, OTHER)


def test_a_token_is_found_for_its_own_host_hub_and_account_only(store: TokenStore):
    store.put(HF, TOKEN)
    for other in (
        TokenKey("huggingface", "https://huggingface.co.evil.example", "1"),
        TokenKey("huggingface", "http://huggingface.co", "1"),
        TokenKey("huggingface", "https://huggingface.co:444", "1"),
        TokenKey("modelscope", "https://huggingface.co", "1"),
        TokenKey("huggingface", "https://huggingface.co", "2"),
    ):
        assert store.get(other) is None
    assert store.get(TokenKey("huggingface", "https://HuggingFace.co:443/", "1")) == TOKEN


def test_it_can_be_told_what_keeping_a_token_there_means(store: TokenStore):
    assert store.title
    assert store.about.endswith(".")


# Command


def command(tmp_path: Path, code: str, seconds: float = 30) -> CommandStore:
    """A store over a program that does this."""
    program = tmp_path / "program.py"
    program.write_text("import os, sys, time, subprocess\n" + code)
    return CommandStore(shlex.join([sys.executable, str(program)]), seconds)


def test_the_first_line_is_the_token_and_it_is_asked_for_once_a_session(tmp_path):
    count = tmp_path / "count"
    store = command(tmp_path, f"open({str(count)!r}, 'a').write('x'); print('{TOKEN.reveal()}\\nnotes')")
    assert not count.exists()
    assert [store.get(HF), store.get(HF)] == [TOKEN, TOKEN]
    assert count.read_text() == "x"
    store.retry()
    assert store.get(HF) == TOKEN
    assert count.read_text() == "xx"


def test_two_that_ask_at_once_make_it_run_once(tmp_path):
    count = tmp_path / "count"
    store = command(tmp_path, f"open({str(count)!r}, 'a').write('x'); print('{TOKEN.reveal()}')")
    threads = [threading.Thread(target=store.get, args=(HF,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count.read_text() == "x"


def test_there_is_no_shell_and_no_terminal(tmp_path):
    mark = tmp_path / "mark"
    store = CommandStore(f"echo {TOKEN.reveal()[3:]}; touch {mark}")
    with pytest.raises(StoreUnavailable):
        store.get(HF)
    assert not mark.exists()
    code = f"""
try:
    open('/dev/tty')
except OSError:
    print('{TOKEN.reveal()}' if sys.stdin.read() == '' else 'has-input')
"""
    assert command(tmp_path, code).get(HF) == TOKEN


def test_a_program_that_prints_without_end_is_left(tmp_path):
    assert CommandStore("yes ms-a-token").get(HF) == Secret("ms-a-token")


@pytest.mark.parametrize(
    "code",
    [
        "time.sleep(1000)",
        "print('hf_printed0and0stays', flush=True); time.sleep(1000)",
        "subprocess.Popen(['sleep', '1000']); time.sleep(1000)",
    ],
)
def test_a_program_that_does_not_end_is_ended(tmp_path, code):
    store = command(tmp_path, code, seconds=0.5)
    with pytest.raises(StoreUnresponsive, match="did not end"):
        store.get(HF)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("sys.exit('hf_said0on0stderr00')", "code 1"),
        ("subprocess.Popen(['sleep', '5'], start_new_session=True)", "not a token"),
        ("print('hf_said0and0failed00'); sys.exit(3)", "code 3"),
        ("", "not a token"),
        ("print()", "not a token"),
        ("print('hf_with a space in it')", "not a token"),
        ("print('short')", "not a token"),
        ("print('hf_' + 'x' * 9000)", "not a token"),
        ("os.write(1, b'hf_\\xff\\xfe\\x00binary00')", "not a token"),
    ],
)
def test_what_goes_wrong_is_told_and_nothing_of_it_shown(tmp_path, code, words):
    with pytest.raises(StoreError, match=words) as caught:
        command(tmp_path, code).get(HF)
    assert "hf_" not in str(caught.value)


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(StoreUnavailable, match="no-such-program cannot be run"):
        CommandStore("/nowhere/no-such-program show hf").get(HF)


@pytest.mark.parametrize(
    "text", ["", "  ", "pass 'show", "a\nb", "echo hf_" + "a" * 30, "echo ms-" + "0" * 36]
)
def test_what_is_no_command_is_refused(text):
    with pytest.raises(BadInput) as caught:
        parse_command(text)
    assert "aaaa" not in str(caught.value)


def test_an_account_by_command_keeps_the_command_and_no_token(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(f"print('{TOKEN.reveal()}')")
    text = shlex.join([sys.executable, str(program)])
    directories = Directories.under(tmp_path / "hubtui")

    def opened() -> Accounts:
        return Accounts(KeptFile(directories.config / "accounts.json"), Stores.of_user(directories))

    opened().keep("work", "huggingface", "https://huggingface.co", None, "command", command=text)
    accounts = opened()
    assert accounts.token_command("work") == text
    assert accounts.token("work") == TOKEN
    assert accounts.get("work").origin == "command"
    assert TOKEN.reveal() not in (directories.config / "accounts.json").read_text()
    with pytest.raises(StoreRefused):
        accounts.replace_token("work", OTHER)
    accounts.remove("work")
    assert [*opened()] == []
    with pytest.raises(StoreUnavailable):
        opened().keep("other", "huggingface", "https://huggingface.co", None, "command", command="false")
    assert [*opened()] == []


# Plain text


@pytest.fixture
def plain(tmp_path) -> PlainStore:
    return PlainStore(tmp_path / "tokens/plain.json")


def test_the_file_of_plain_tokens_is_the_owner_s_alone(plain, tmp_path):
    plain.put(HF, TOKEN)
    path = tmp_path / "tokens/plain.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o622, 0o666])
def test_one_that_others_can_read_is_refused(plain, tmp_path, mode):
    plain.put(HF, TOKEN)
    (tmp_path / "tokens/plain.json").chmod(mode)
    assert plain.state() is StoreState.REFUSED
    with pytest.raises(StoreRefused, match="others can read") as caught:
        plain.get(HF)
    assert "chmod 600" in caught.value.advice


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b"\xff", b"[" * 100_000])
def test_a_broken_file_is_told_and_left_alone(plain, tmp_path, content):
    plain.put(HF, TOKEN)
    path = tmp_path / "tokens/plain.json"
    path.write_bytes(content)
    for use in (lambda: plain.get(HF), lambda: plain.put(HF, TOKEN), lambda: plain.delete(HF)):
        with pytest.raises(StoreDamaged):
            use()
    assert plain.state() is StoreState.UNAVAILABLE
    assert path.read_bytes() == content


def test_an_account_in_plain_text_says_so_for_good(tmp_path):
    directories = Directories.under(tmp_path)

    def opened() -> Accounts:
        return Accounts(KeptFile(directories.config / "accounts.json"), Stores.of_user(directories))

    opened().keep("work", "huggingface", "https://huggingface.co", TOKEN, "plain", plain_is_meant=True)
    account = opened().get("work")
    assert (account.store, account.origin) == ("plain", "plain text file")
    assert opened().token("work") == TOKEN
    opened().remove("work")
    assert TOKEN.reveal().encode() not in (directories.tokens / "plain.json").read_bytes()
