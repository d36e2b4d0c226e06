"""Accounts that belong to others: the environment and the hubs' own programs."""

from __future__ import annotations

import os
import pickle
import traceback
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.accounts import accounts_of_user
from hubtui.accounts.borrowed.modelscope_cli import session_cookie
from hubtui.errors import BadInput, StoreError, TokenMissing
from hubtui.localhub.seed import DEMO_ACCOUNTS
from hubtui.localhub.server import LocalHub
from hubtui.paths import Directories
from hubtui.secret import Secret
from tests.accounts.others import jar, picture, sign_in_to_hf, sign_in_to_modelscope
from tests.cli_runs import command
from tests.terminal import Terminal

TOKEN = "hf_notatokenofanyone123"


@pytest.fixture
def found(tmp_path):
    """The accounts on a machine with this environment, and an empty home."""
    return lambda **environment: accounts_of_user(
        Directories.under(tmp_path / "hubtui"), {"HOME": str(tmp_path), **environment}
    )


def test_both_hubs_from_the_sdks_own_variables(found):
    accounts = found(HF_TOKEN=TOKEN, HF_ENDPOINT="http://127.0.0.1:1/", MODELSCOPE_API_TOKEN="ms-not-a-token")
    hf, ms, _ = accounts
    assert (hf.hub, hf.endpoint, hf.origin) == ("huggingface", "http://127.0.0.1:1", "HF_TOKEN")
    assert (ms.hub, ms.endpoint) == ("modelscope", "https://modelscope.cn")
    assert hf.is_borrowed
    assert accounts.token(hf.name) == Secret(TOKEN)
    assert accounts.of_scheme("ms") == ms


def test_the_older_variable_counts_where_the_newer_is_not_set(found):
    older = "hf_theoldervariable01"
    assert found(HUGGING_FACE_HUB_TOKEN=older).token("huggingface") == Secret(older)
    both = found(HUGGING_FACE_HUB_TOKEN=older, HF_TOKEN=f" {TOKEN}\n")
    assert both.token("huggingface") == Secret(TOKEN)


def test_without_tokens_both_are_anonymous(found):
    accounts = found()
    assert [(account.name, accounts.token(account.name), account.origin) for account in accounts] == [
        ("huggingface", None, ""),
        ("modelscope", None, ""),
        ("local", None, "this machine"),
    ]


@pytest.mark.parametrize(
    "value", ["short", "has space inside", "new\nline-token", "tökenwithumlaut", "x" * 8193]
)
def test_a_token_that_cannot_be_one_is_refused_and_not_echoed(found, value):
    accounts = found(HF_TOKEN=value)
    with pytest.raises(BadInput) as caught:
        accounts.token("huggingface")
    told = "".join(traceback.format_exception(caught.value))
    assert "HF_TOKEN" in told
    assert value not in told


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://huggingface.co",
        "http://127.evil.example",
        "ftp://host",
        "https://",
        "https://user@host",
        "https://host?x=1",
        "https://host:port",
        "https://[host",
        "https://ho st",
        "https://host\\.evil.example",
    ],
)
def test_an_endpoint_that_would_leak_the_token_is_refused(found, endpoint):
    with pytest.raises(BadInput, match="HF_ENDPOINT"):
        found(HF_ENDPOINT=endpoint, HF_TOKEN=TOKEN)


def test_a_bare_host_means_https(found):
    assert found(HF_ENDPOINT="mirror.example").get("huggingface").endpoint == "https://mirror.example"


def test_an_unknown_account_is_named(found):
    with pytest.raises(BadInput, match="'nobody'"):
        found().get("nobody")


def test_what_is_borrowed_is_not_hubtui_s_to_change(found):
    accounts = found(HF_TOKEN=TOKEN)
    for change in (
        lambda: accounts.remove("huggingface"),
        lambda: accounts.rename("huggingface", "mine"),
        lambda: accounts.replace_token("huggingface", Secret("hf_anothertoken123")),
    ):
        with pytest.raises(BadInput, match="HF_TOKEN"):
            change()
    assert accounts.token("huggingface") == Secret(TOKEN)


# The hf command line program


WORK, TEAM, LAST = "hf_work0token0of0nobody", "hf_team0token0of0nobody", "hf_last0token0of0nobody"


def names(accounts) -> list[str]:
    return [account.name for account in accounts]


def test_each_stored_token_and_the_active_one_first(found, tmp_path):
    stored = {"team": {"hf_token": TEAM}, "work %": {"hf_token": WORK}}
    sign_in_to_hf(tmp_path / ".cache/huggingface", f"{WORK}\n", stored)
    accounts = found()
    assert names(accounts) == ["hf:work__", "hf:team", "modelscope", "local"]
    work, team = accounts.get("hf:work__"), accounts.get("hf:team")
    assert (work.origin, team.origin) == ("hf CLI (active)", "hf CLI")
    assert work.is_borrowed
    assert (accounts.token("hf:work__"), accounts.token("hf:team")) == (Secret(WORK), Secret(TEAM))
    assert accounts.first("left").name == "hf:work__"


def test_an_active_token_without_a_name(found, tmp_path):
    sign_in_to_hf(tmp_path / ".cache/huggingface", LAST, {"team": {"hf_token": TEAM}})
    accounts = found()
    assert names(accounts)[:2] == ["hf:active", "hf:team"]
    assert accounts.token("hf:active") == Secret(LAST)


def test_the_environment_comes_before_the_program_and_the_program_before_what_was_kept(found, tmp_path):
    sign_in_to_hf(tmp_path / ".cache/huggingface", LAST, {"team": {"hf_token": TEAM}})
    accounts = found(HF_TOKEN=TOKEN)
    accounts.keep("mine", "huggingface", "https://huggingface.co", Secret(WORK), "memory")
    hf = [account.name for account in accounts if account.hub == "huggingface"]
    assert hf == ["huggingface", "hf:active", "mine", "hf:team"]
    accounts.set_default("hf:team", "left")
    assert accounts.first("left").name == accounts.of_scheme("hf").name == "hf:team"
    assert found().first("left").name == "hf:team", "said once, it holds"


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CACHE_HOME": "$HOME/xdg"}, "xdg/huggingface"),
        ({"HF_HOME": "~/elsewhere"}, "elsewhere"),
        ({"HF_HOME": "${HOME}/elsewhere", "XDG_CACHE_HOME": "/nowhere"}, "elsewhere"),
        ({"HF_TOKEN_PATH": "~/kept/token", "HF_HOME": "/nowhere"}, "kept"),
    ],
)
def test_wherever_that_program_keeps_them(found, tmp_path, environment, folder):
    sign_in_to_hf(tmp_path / folder, TEAM, {"team": {"hf_token": TEAM}})
    assert names(found(**environment))[0] == "hf:team"


def test_a_token_is_read_when_it_is_used(found, tmp_path):
    folder = sign_in_to_hf(tmp_path / ".cache/huggingface", TEAM, {"team": {"hf_token": TEAM}})
    accounts = found()
    sign_in_to_hf(folder, TEAM, {"team": {"hf_token": LAST}})
    assert accounts.token("hf:team") == Secret(LAST)
    (folder / "stored_tokens").unlink()
    with pytest.raises(TokenMissing, match="no more"):
        accounts.token("hf:team")


def test_a_sign_in_by_the_browser_is_used(found, tmp_path):
    """Its token is signed JSON, and far longer than one that is pasted."""
    given = Secret(f"hf_oauth_{'eyJ' * 30}.{'a-_9' * 190}.{'Z' * 86}")
    fields = {"hf_token": given.reveal(), "refresh_token": "r" * 40, "expires_at": str(2**33)}
    sign_in_to_hf(tmp_path / ".cache/huggingface", given.reveal(), {"oauth-rosalind": fields})
    accounts = found()
    assert accounts.first("left").name == "hf:oauth-rosalind"
    assert accounts.token("hf:oauth-rosalind") == given


def test_a_sign_in_by_the_browser_that_ran_out_is_not_used(found, tmp_path):
    fields = {"hf_token": TEAM, "refresh_token": "not-ours-to-use", "expires_at": "1700000000"}
    sign_in_to_hf(tmp_path / ".cache/huggingface", "", {"team": fields})
    with pytest.raises(TokenMissing, match="expired"):
        found().token("hf:team")


def test_names_that_are_alike_stay_apart(found, tmp_path):
    stored = {"a b": {"hf_token": TEAM}, "a/b": {"hf_token": LAST}, "../../x\u202e": {"hf_token": WORK}}
    sign_in_to_hf(tmp_path / ".cache/huggingface", "", stored)
    accounts = found()
    assert names(accounts)[:3] == ["hf:a_b", "hf:a_b-2", "hf:.._.._x_"]
    assert [accounts.token(name) for name in names(accounts)[:3]] == [
        Secret(TEAM),
        Secret(LAST),
        Secret(WORK),
    ]


@pytest.mark.parametrize(
    ("token", "stored"),
    [
        (b"\xff\xfe", b"\xff\xfe"),
        (b"two words here", b"no section"),
        (b"x" * 100_000, b"[a]\n" + b"x" * 100_000),
        (b"hf_a\nhf_newline", b"[a]\n[a]\n"),
        (b"", b"[a]\nhf_token = sh\n"),
    ],
)
def test_files_that_are_not_what_that_program_writes_harm_nothing(found, tmp_path, token, stored):
    folder = tmp_path / ".cache/huggingface"
    folder.mkdir(parents=True)
    (folder / "token").write_bytes(token)
    (folder / "stored_tokens").write_bytes(stored)
    accounts = found()
    assert accounts.first("left").name == "huggingface", "anonymous, and it can be browsed"
    assert accounts.token("huggingface") is None
    for account in accounts:
        if account.is_borrowed:
            with pytest.raises(StoreError) as caught:
                accounts.token(account.name)
            assert "two words" not in str(caught.value)


# The modelscope command line program


MS = "ms-token-of-nobody-at-all"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_the_modelscope_token_out_of_its_cookies(found, tmp_path, protocol):
    sign_in_to_modelscope(tmp_path, pickle.dumps(jar(MS, ".modelscope.cn", 2**33), protocol))
    accounts = found()
    account = accounts.first("right")
    assert (account.name, account.endpoint, account.user) == (
        "ms:active",
        "https://modelscope.cn",
        "rosalind",
    )
    assert account.origin == "modelscope CLI"
    assert accounts.token("ms:active") == Secret(MS)


def test_the_right_cookie_among_others(found, tmp_path):
    cookies = jar(MS)
    cookies.set("csrf_token", "another-value-here", domain="modelscope.cn", path="/")
    cookies.set("m_session_id_old", "an-older-value-here", domain="modelscope.cn", path="/")
    sign_in_to_modelscope(tmp_path, cookies)
    assert found().token("ms:active") == Secret(MS)


def test_wherever_that_program_keeps_its_credentials(found, tmp_path):
    sign_in_to_modelscope(tmp_path / "else", jar(MS))
    assert found(MODELSCOPE_HOME="~/else/.modelscope").token("ms:active") == Secret(MS)


@pytest.mark.parametrize("domain", ["modelscope.ai", ".modelscope.ai"])
def test_the_token_goes_to_its_own_host_only(found, tmp_path, domain):
    sign_in_to_modelscope(tmp_path, jar(MS, domain))
    accounts = found(MODELSCOPE_ENDPOINT="https://mirror.example")
    assert accounts.get("ms:active").endpoint == "https://modelscope.ai"
    sign_in_to_modelscope(tmp_path, jar(MS, "elsewhere.example"))
    with pytest.raises(TokenMissing, match=r"modelscope\.ai"):
        accounts.token("ms:active")


class Bomb:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def test_a_hostile_jar_runs_nothing(found, tmp_path):
    mark = tmp_path / "was-run"
    for content in (pickle.dumps(Bomb(mark)), pickle.dumps([Bomb(mark), jar(MS)])):
        sign_in_to_modelscope(tmp_path, content)
        accounts = found()
        with suppress(StoreError):
            accounts.token("ms:active")
    assert not mark.exists()
    pickle.loads(content)
    assert mark.exists(), "the test's own bomb works"


NO_TOKEN = {
    "empty": b"",
    "text": b"not a pickle",
    "another form": pickle.dumps({"m_session_id": MS}),
    "a shorter form": pickle.dumps(["name", "m_session_id", "value", MS, "port"]),
    "expired": pickle.dumps(jar(MS, expires=1_700_000_000)),
    "a space": pickle.dumps(jar("bad token")),
    "an umlaut": pickle.dumps(jar("täkenmitumlaut")),
    "no host": pickle.dumps(jar(MS, "")),
    "not a host": pickle.dumps(jar(MS, "host name")),
    "cut": pickle.dumps(jar(MS))[:-200],
    "a length that lies": b"\x80\x04X\xff\xff\xff\x7f",
    "large": b"x" * 100_000,
}


@pytest.mark.parametrize("content", NO_TOKEN.values(), ids=NO_TOKEN)
def test_a_jar_that_has_no_token_is_told_and_browsing_goes_on(found, tmp_path, content):
    sign_in_to_modelscope(tmp_path, content)
    accounts = found()
    assert accounts.first("right").name == "modelscope", "anonymous"
    assert "ms:active" in names(accounts)
    with pytest.raises(StoreError) as caught:
        accounts.token("ms:active")
    assert not any(word in str(caught.value) for word in (MS, "bad token", "täken", "host name"))


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_can_be_looked_at(content):
    session_cookie(content)
    session_cookie(pickle.dumps(jar(MS))[:200] + content)


# Never changed


def test_a_session_with_a_copy_leaves_both_programs_folders_as_they_were(tmp_path):
    hf_token, ms_token = DEMO_ACCOUNTS[0].token, DEMO_ACCOUNTS[2].token
    home = tmp_path / "home"
    stored = {"team": {"hf_token": TEAM}, "mine": {"hf_token": hf_token}}
    theirs = [
        sign_in_to_hf(home / ".cache/huggingface", hf_token, stored),
        sign_in_to_modelscope(home, jar(ms_token, "127.0.0.1")).parent,
    ]
    before = [picture(folder) for folder in theirs]
    with LocalHub(tmp_path / "hub", seed=True) as hub:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TERM": "xterm-256color",
            "HF_ENDPOINT": hub.hf,
            "MODELSCOPE_ENDPOINT": hub.ms,
        }
        with Terminal(command(), environment) as terminal:
            terminal.until("thesis-model")
            terminal.until("estuary-llm")
            terminal.type(b" ")
            terminal.until("1 marked")
            terminal.type(b"c")
            terminal.until("in 1 commit")
            terminal.type(b"\r")
            terminal.until("verified")
            terminal.type(b"q")
            assert terminal.wait() == 0
    assert [picture(folder) for folder in theirs] == before
    ours = [path for path in home.rglob("*") if path.is_file() and not is_below(path, theirs)]
    assert ours, "hubtui wrote its own files"
    for token in (hf_token, ms_token, TEAM):
        assert not any(token.encode() in path.read_bytes() for path in ours)
        assert token.encode() not in terminal.seen


def is_below(path: Path, folders: list[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)
