"""Who is signed in where: kept over sessions, without secrets, with another hubtui at work."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from hubtui.accounts import Accounts, Stores, TokenKey
from hubtui.accounts.kept import KeptFile
from hubtui.accounts.stores.memory import MemoryStore
from hubtui.errors import BadInput, StoreUnavailable, TokenMissing
from hubtui.model import Account
from hubtui.secret import Secret

TOKEN = Secret("hf_notatokenofanyone123")
OTHER = Secret("hf_anothertoken45678")
HF = "https://huggingface.co"


class Kept(MemoryStore):
    """A store that outlives a session, as far as a test goes."""

    name = "kept"
    title = "kept store"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "accounts.json"


@pytest.fixture
def store() -> Kept:
    return Kept()


@pytest.fixture
def opened(path, store):
    """A hubtui that starts now, on the same files as any other here."""
    return lambda: Accounts(KeptFile(path), Stores([store, MemoryStore()]))


def names(accounts: Accounts) -> list[str]:
    return [account.name for account in accounts]


def test_an_account_is_there_again_with_all_that_was_said_of_it(opened):
    accounts = opened()
    accounts.keep("work", "huggingface", HF, TOKEN, "kept", user="rosalind")
    accounts.set_default("work", "left")
    accounts.set_read_only("work", True)
    again = opened()
    work = again.get("work")
    assert (work.endpoint, work.user, work.store, work.origin) == (HF, "rosalind", "kept", "kept store")
    assert work.read_only
    assert again.default_panes("work") == ("left",)
    assert again.token("work") == TOKEN


def test_the_file_has_no_secret_and_is_the_owner_s_alone(opened, path):
    path.parent.mkdir(mode=0o755)
    opened().keep("work", "huggingface", HF, TOKEN, "kept")
    assert TOKEN.reveal() not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_token_is_not_found_for_another_host(opened, path):
    opened().keep("work", "huggingface", HF, TOKEN, "kept")
    path.write_text(path.read_text().replace("huggingface.co", "elsewhere.example"))
    with pytest.raises(TokenMissing, match=r"elsewhere\.example"):
        opened().token("work")
    assert str(TokenKey("hf", "https://Host.example:443/x", "1")) == "hf https://host.example 1"


def test_two_hubtuis_see_and_keep_what_the_other_does(opened):
    one, two = opened(), opened()
    one.keep("first", "huggingface", HF, TOKEN, "kept")
    two.keep("second", "modelscope", "https://modelscope.cn", OTHER, "kept")
    assert names(two) == ["first", "second"]
    one.reload()
    assert names(one) == ["first", "second"]
    with pytest.raises(BadInput, match="'first'"):
        opened().keep("first", "huggingface", HF, OTHER, "kept")


def test_a_name_that_another_hubtui_took_meanwhile_leaves_no_token_behind(opened, store):
    one, two = opened(), opened()
    one.keep("work", "huggingface", HF, TOKEN, "kept")
    with pytest.raises(BadInput, match="of this name already"):
        two.keep("work", "huggingface", HF, OTHER, "kept")
    assert [*store._tokens.values()] == [TOKEN]


def test_renamed_it_keeps_its_token_its_pane_and_its_flag(opened):
    accounts = opened()
    accounts.keep("work", "huggingface", HF, TOKEN, "kept")
    accounts.set_default("work", "right")
    accounts.set_read_only("work", True)
    accounts.rename("work", "lab")
    again = opened()
    assert names(again) == ["lab"]
    assert again.token("lab") == TOKEN
    assert again.get("lab").read_only
    assert again.first("right").name == "lab"


def test_a_replaced_token_takes_the_place_of_the_one_before(opened, store):
    accounts = opened()
    accounts.keep("work", "huggingface", HF, TOKEN, "kept")
    accounts.replace_token("work", OTHER)
    assert opened().token("work") == OTHER
    assert [*store._tokens.values()] == [OTHER]


def test_removed_its_token_is_gone_too(opened, store):
    accounts = opened()
    accounts.keep("work", "huggingface", HF, TOKEN, "kept")
    accounts.set_default("work", "left")
    accounts.remove("work")
    assert not store._tokens
    assert names(opened()) == []
    assert opened().default_panes("work") == ()


def test_while_the_store_does_not_answer_the_account_stays_unless_that_is_meant(opened, store, monkeypatch):
    accounts = opened()
    accounts.keep("work", "huggingface", HF, TOKEN, "kept")

    def fail(key):
        raise StoreUnavailable("not there")

    monkeypatch.setattr(store, "delete", fail)
    with pytest.raises(StoreUnavailable):
        accounts.remove("work")
    assert names(opened()) == ["work"]
    accounts.remove("work", leave_token=True)
    assert names(opened()) == []


def test_for_this_session_only_nothing_is_written(opened, path):
    accounts = opened()
    accounts.keep("guest", "huggingface", HF, TOKEN, "memory")
    assert accounts.token("guest") == TOKEN
    accounts.rename("guest", "visitor")
    accounts.replace_token("visitor", OTHER)
    assert accounts.token("visitor") == OTHER
    accounts.remove("visitor")
    assert names(accounts) == []
    assert not path.exists()


def test_plain_text_is_never_an_accident(opened):
    with pytest.raises(BadInput, match="explicitly"):
        opened().keep("work", "huggingface", HF, TOKEN, "plain")


@pytest.mark.parametrize("name", ["", "a b", "../x", "-x", "x" * 65, "a\nb", "hf:x", "a/b", "local"])
def test_a_name_that_cannot_be_is_refused(opened, name, store):
    with pytest.raises(BadInput):
        opened().keep(name, "huggingface", HF, TOKEN, "kept")
    assert not store._tokens


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"accounts": 3}',
        b'{"accounts": [{"name": "x"}]}',
        b'{"accounts": [' + b"[" * 100_000,
        b'{"accounts": [{"id":"1","name":"a","hub":"huggingface","endpoint":"http://evil.example","store":"kept"}]}',
        b'{"accounts": [{"id":"1","name":"../a","hub":"h","endpoint":"https://h","store":"kept"}]}',
    ],
)
def test_a_broken_file_is_told_kept_aside_and_done_without(opened, path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    accounts = opened()
    assert str(path) in accounts.problem
    assert names(accounts) == []
    assert path.read_bytes() == content, "looking changes nothing"
    accounts.keep("work", "huggingface", HF, TOKEN, "kept")
    assert accounts.problem == ""
    assert path.with_name("accounts.json.broken-1").read_bytes() == content
    assert names(opened()) == ["work"]


def test_a_newer_hubtui_s_file_is_left_alone(opened, path, store):
    path.parent.mkdir()
    path.write_text(json.dumps({"version": 2, "accounts": []}))
    before = path.read_bytes()
    accounts = opened()
    assert "version 2" in accounts.problem
    with pytest.raises(StoreUnavailable, match="version 2"):
        accounts.keep("work", "huggingface", HF, TOKEN, "kept")
    assert path.read_bytes() == before
    assert not store._tokens


def test_a_full_disk_loses_nothing(opened, path, store, monkeypatch):
    accounts = opened()
    accounts.keep("work", "huggingface", HF, TOKEN, "kept")
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreUnavailable, match="No space left"):
        accounts.keep("more", "huggingface", HF, OTHER, "kept")
    assert path.read_bytes() == before
    assert [*store._tokens.values()] == [TOKEN]


def test_which_account_a_pane_begins_with():
    accounts = Accounts()
    accounts.add_local()
    for name, hub in (("ms", "modelscope"), ("hf", "huggingface"), ("hf2", "huggingface")):
        accounts.add(Account(name, hub, "https://h"), None)
    assert [accounts.first(pane).name for pane in ("left", "right")] == ["hf", "ms"]
    accounts.set_default("hf2", "right")
    assert [accounts.first(pane).name for pane in ("left", "right")] == ["hf2", "hf2"]
    accounts.set_default("hf", "left")
    accounts.set_default(None, "right")
    assert [accounts.first(pane).name for pane in ("left", "right")] == ["hf", "ms"]
    with pytest.raises(BadInput):
        accounts.set_default("hf", "middle")
